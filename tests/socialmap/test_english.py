"""Everything that residents read is there in English too, under /en/."""

# lxml's own types do not tell text from bytes.
# pyright: basic, reportReturnType=false, reportArgumentType=false, reportCallIssue=false

import asyncio
import re
from string import Formatter

import pytest
from jinja2 import nodes
from lxml import html

from portal.kernel.texts import ENGLISH, english, in_language, language, t
from portal.socialmap.rules.english_words import in_dutch
from portal.web.page import templates
from tests.browser_client import Browser
from tests.cast import Cast
from tests.htmx import get_fragment, same, swapped
from tests.matching.test_pages import hrefs, say, wait, words
from tests.socialmap.stories import a_facility
from tests.socialmap.test_pages import PUBLIC, see
from tests.texts import parsed, public_texts

_DUTCH_ONLY = [
    dutch
    for dutch, told in english().items()
    if "{" not in dutch and dutch.strip().casefold() != told.strip().casefold()
]
"""Whole texts that sound otherwise in English."""
_PERCENT = re.compile(r"%\(\w+\)\w")


def test_every_text_has_its_english() -> None:
    missing = sorted(public_texts() - english().keys())
    assert not missing, f"add these to portal/kernel/english.csv: {missing}"


def test_no_english_is_left_over() -> None:
    left_over = sorted(english().keys() - public_texts())
    assert not left_over, f"nothing says these any more, take them out: {left_over}"


def test_the_english_has_the_same_places_for_values() -> None:
    differ = [dutch for dutch, told in english().items() if _places(dutch) != _places(told)]
    assert not differ, "a value would be lost"
    assert all(told.strip() for told in english().values())


def _places(text: str) -> list[str]:
    named = [name for _, name, _, _ in Formatter().parse(text) if name is not None]
    return sorted([*named, *_PERCENT.findall(text)])


def test_no_text_is_kept_in_the_language_of_who_came_first() -> None:
    """What a template sets outside its macros is made once, when another first imports it."""
    for name in imported_templates():
        for kept in [one for one in parsed(name).body if isinstance(one, nodes.Assign)]:
            called = {getattr(one.node, "name", "") for one in kept.find_all(nodes.Call)}
            assert not called & {"t", "in_dutch", "language"}, f"{name}: put this in a macro"


def imported_templates() -> set[str]:
    every = [parsed(name) for name in templates.env.list_templates(["html"])]
    named = [one.template for tree in every for one in tree.find_all(nodes.FromImport)]
    return {str(one.value) for one in named if isinstance(one, nodes.Const)}


def test_a_text_comes_out_in_the_language_of_its_page() -> None:
    assert t("{count} resultaten", count=3) == "3 resultaten"
    with in_language(ENGLISH):
        assert t("{count} resultaten", count=3) == "3 results"
        assert t("Buurthuis {werf}") == "Buurthuis {werf}", "what nobody knows stays as it is"
    assert language() == "nl"


async def test_two_pages_at_once_do_not_mix_their_languages() -> None:
    async def telling(english_page: asyncio.Event, dutch_page: asyncio.Event) -> str:
        with in_language(ENGLISH):
            english_page.set()
            await dutch_page.wait()
            return t("gesloten")

    async def in_between(english_page: asyncio.Event, dutch_page: asyncio.Event) -> str:
        await english_page.wait()
        told = t("gesloten")
        dutch_page.set()
        return told

    events = (asyncio.Event(), asyncio.Event())
    assert await asyncio.gather(telling(*events), in_between(*events)) == ["closed", "gesloten"]


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("household help", "huishoudelijke hulp"),
        ("Day care", "dagbesteding"),
        ("wheelchair transport", "rolstoelvervoer"),
        ("help with debts", "hulp schulden"),
        ("carers", "mantelzorg"),
        ("drop-in", "inloop"),
        ("Wijkteam Hoorn", "wijkteam hoorn"),
        ("for me", "for me"),
    ],
)
def test_english_words_are_looked_for_in_dutch(said: str, meant: str) -> None:
    assert in_dutch(said) == meant


async def test_every_public_page_speaks_english_under_en(
    cast: Cast, hoorn: None, browser: Browser
) -> None:
    werf = await a_facility(cast.noor, cast.hoorn.id)
    await say(cast.sanne, cast.linde_thuis, wait(28, 42))
    for path in (*PUBLIC, *await pages_of(cast, werf.id)):
        page = await see(browser, f"/en{path}")
        assert '<html lang="en">' in page
        told = words(without_dutch(page))
        left = [dutch for dutch in _DUTCH_ONLY if re.search(rf"\b{re.escape(dutch)}(?!\w)", told)]
        assert not left, f"{path} still says {left}"
        assert '<html lang="nl">' in await see(browser, path)


async def test_each_page_names_the_other_language_and_leads_there(
    cast: Cast, hoorn: None, browser: Browser
) -> None:
    werf = await a_facility(cast.noor, cast.hoorn.id)
    for path in (*PUBLIC, *await pages_of(cast, werf.id)):
        dutch, english_page = await see(browser, path), await see(browser, f"/en{path}")
        named = re.findall(
            r'rel="alternate" hreflang="([\w-]+)" href="[^"]*?//[^/"]+([^"]+)"', dutch
        )
        assert named == [("nl", path), ("en", f"/en{path}"), ("x-default", path)]
        assert f'{path}">' in re.findall(r'rel="canonical" href="[^"]+">', dutch)[0]
        assert f'/en{path}">' in re.findall(r'rel="canonical" href="[^"]+">', english_page)[0]
        assert _description(dutch) != _description(english_page) or "voorziening" in path
        (to_english,) = hrefs(dutch, "//a[@id='switch']")
        (to_dutch,) = hrefs(english_page, "//a[@id='switch']")
        assert to_english.startswith(f"/en{path}?")
        assert to_dutch.startswith(f"{path}?")
        for data in re.findall(r'"inLanguage": "(\w+)"', english_page):
            assert data == "en"


async def test_who_changes_the_language_keeps_the_question(
    cast: Cast, hoorn: None, browser: Browser
) -> None:
    await a_facility(cast.noor, cast.hoorn.id)
    asked = "/zoeken/?zoek=koffie&bij=1621&kosten=gratis"
    (link,) = hrefs(await see(browser, asked), "//a[@id='switch']")
    answer = await browser.get(link)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/en{asked}")
    assert "koffie in Hoorn" in words(await see(browser, f"/en{asked}"))
    (back,) = hrefs(await see(browser, f"/en{asked}"), "//a[@id='switch']")
    assert (await browser.get(back)).headers["location"] == asked


async def test_the_language_is_kept_of_who_chose_it_and_read_at_the_start_only(
    cast: Cast, hoorn: None, browser: Browser
) -> None:
    assert "set-cookie" not in (await browser.get("/en/")).headers, "to read is not to choose"
    assert (await browser.get("/")).status_code == 200
    chosen = await browser.get("/en/contact/?onthoud=taal")
    assert chosen.headers["location"] == "/en/contact/"
    assert "taal=en" in chosen.headers["set-cookie"]
    assert "HttpOnly" in chosen.headers["set-cookie"]
    assert (await browser.get("/")).headers["location"] == "/en/"
    assert '<html lang="nl">' in await see(browser, "/contact/"), "an address says its language"
    await browser.get("/?onthoud=taal")
    assert (await browser.get("/")).status_code == 200


@pytest.mark.parametrize(
    "path", ["//evil.example/", "/en//evil.example/", "/%0d%0aX:1/", "/\\evil"]
)
async def test_a_choice_of_language_leads_nowhere_else(path: str, browser: Browser) -> None:
    answer = await browser.get(f"http://portal.test{path}?onthoud=taal")
    location = answer.headers.get("location", "/")
    assert location.startswith("/")
    assert not location.startswith(("//", "/\\"))
    assert "x" not in answer.headers


async def test_a_swap_takes_the_link_to_the_other_language_along(
    cast: Cast, hoorn: None, browser: Browser
) -> None:
    await a_facility(cast.noor, cast.hoorn.id)
    before = await see(browser, "/en/zoeken/")
    path = "/en/zoeken/?zoek=coffee&bij=1621"
    whole = swapped(before, "search", await get_fragment(browser, path, "search"))
    assert same(whole, await see(browser, path))


async def test_what_is_kept_of_one_language_is_not_shown_in_the_other(
    cast: Cast, hoorn: None, browser: Browser, kept: None
) -> None:
    for path in ("/", "/contact/", "/zoeken/?bij=1621"):
        told = [(await browser.get(under + path)).text for under in ("", "/en", "", "/en")]
        assert told[0] == told[2] != told[1] == told[3]
        assert ['<html lang="en">' in one for one in told] == [False, True, False, True]


async def test_everyday_english_finds_dutch_help(cast: Cast, hoorn: None, browser: Browser) -> None:
    await a_facility(cast.noor, cast.hoorn.id)
    assert "Buurthuis De Werf" in await see(browser, "/en/zoeken/?zoek=lonely")
    assert "De Linde" in await see(browser, "/en/zoeken/?zoek=support in daily life")
    page = words(await see(browser, "/en/zoeken/?zoek=coffee&kosten=betaald"))
    assert "Without ‘Paid’ you find 1." in page


async def test_a_wait_a_product_and_opening_hours_are_told_in_english(
    cast: Cast, hoorn: None, browser: Browser
) -> None:
    hours = [(day, "00:00", "23:59") for day in range(7)]
    werf = await a_facility(
        cast.noor, cast.hoorn.id, {"cost_note": "Koffie kost 50 cent."}, hours=hours
    )
    await say(cast.sanne, cast.linde_thuis, wait(28, 42))
    page = await see(browser, f"/en/aanbod/{cast.linde_thuis.id}/?bij=hoorn")
    told = words(page)
    assert "Wait: 4 to 6 weeks The provider confirmed this today." in told
    assert "Support in daily life, basic ( Begeleiding basis )" in told.replace(
        "(B", "( B"
    ).replace("s)", "s )")
    assert '<span lang="nl">(Begeleiding basis)</span>' in page
    page = await see(browser, f"/en/voorziening/{werf.id}/")
    assert '<h1 lang="nl">Buurthuis De Werf</h1>' in page
    assert "Open now, until 23:59" in words(page)
    assert 'Free. <span lang="nl">Koffie kost 50 cent.</span>' in page
    assert "Monday 0:00 to 23:59" in words(page)


async def test_a_remark_is_sent_and_answered_for_in_english(
    cast: Cast, hoorn: None, browser: Browser
) -> None:
    werf = await a_facility(cast.noor, cast.hoorn.id)
    path = f"/en/klopt-dit-niet/voorziening/{werf.id}/"
    assert "What is wrong?" in await see(browser, path)
    empty = await browser.post(path, data={"opened": "1", "message": ""})
    assert empty.status_code == 422
    assert "There is a problem Write down what is wrong." in words(empty.text)
    told = await browser.post(path, data={"opened": "1", "message": "Mail me: a@b.example"})
    assert "This contains an email address. Remove that" in words(told.text)
    long = await browser.post(path, data={"opened": "1", "message": "x" * 601})
    assert "Use no more than 600 characters." in words(long.text)
    thanks = await browser.post(path, data={"website": "trap", "message": "x"})
    assert thanks.headers["location"] == "/en/klopt-dit-niet/bedankt/"
    assert "Thank you for your report" in await see(browser, thanks.headers["location"])


async def test_errors_speak_the_language_of_their_address(cast: Cast, browser: Browser) -> None:
    for path in ("/en/niets/", "/en/aanbod/999999/", "/en/gemeenten/atlantis/"):
        answer = await browser.get(path)
        assert answer.status_code == 404
        assert '<html lang="en">' in answer.text
        assert "This page does not exist" in answer.text
        assert 'href="/en/"' in answer.text
    assert "Deze pagina bestaat niet" in (await browser.get("/niets/")).text
    foreign = {"Sec-Fetch-Site": "cross-site"}
    refused = await browser.post("/en/klopt-dit-niet/aanbod/1/", headers=foreign)
    assert (refused.status_code, "This is not possible" in refused.text) == (403, True)
    assert (await browser.get("/en/aanbieder/")).status_code == 404, "a desk has no English"


async def pages_of(cast: Cast, facility_id: int) -> tuple[str, ...]:
    return (
        f"/voorziening/{facility_id}/",
        f"/aanbod/{cast.linde_thuis.id}/",
        f"/aanbieders/{cast.linde.id}/",
        f"/klopt-dit-niet/voorziening/{facility_id}/",
    )


def without_dutch(page: str) -> str:
    """What of the page is said to be English."""
    tree = html.document_fromstring(page)
    for one in tree.xpath("//head | //*[@lang='nl']"):
        one.drop_tree()
    return html.tostring(tree, encoding="unicode")


def _description(page: str) -> str:
    return re.findall(r'<meta name="description" content="([^"]*)">', page)[0]
