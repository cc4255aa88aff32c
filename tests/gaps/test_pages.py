"""From the search to the report, and the region that deals with it."""

import re

from portal.gaps.actions import Missing, report_gap
from portal.gaps.models import GapReport
from portal.gaps.queries import gaps
from portal.gaps.rules import GapReason
from portal.kernel.actor import Actor
from portal.kernel.clock import today
from tests.browser_client import Browser
from tests.cast import Cast
from tests.counting import counted_queries
from tests.htmx import get_fragment, same, swapped

REPORT = "/beschikbaarheid/hiaat/"
REGION = "/regio/hiaten/"


async def reported(cast: Cast, by: Actor, remark: str = "", **known: object) -> GapReport:
    values: dict[str, object] = {
        "municipality_id": cast.hoorn.id,
        "product_id": cast.begeleiding.id,
        "reason": GapReason.WAIT_TOO_LONG,
        "remark": remark,
    }
    missing = Missing(**{**values, **known})  # pyright: ignore[reportArgumentType]
    return await report_gap(by, missing, on=today())


async def test_the_search_leads_to_a_form_that_knows_what_was_sought(
    cast: Cast, browser: Browser
) -> None:
    await browser.sign_in(cast.noor)
    found = await browser.get("/beschikbaarheid/?product=02BGB&gemeente=medemblik")
    link = re.search(rf'href="({REPORT}[^"]*)"', found.text)
    assert link
    form = await browser.get(f"{link.group(1)}&reden=wachttijd-te-lang".replace("&amp;", "&"))
    assert '<option selected value="02BGB">' in form.text
    assert '<option selected value="medemblik">' in form.text
    assert re.search(r'value="wachttijd-te-lang" checked', form.text)


async def test_what_the_address_bar_does_not_know_is_left_open(
    cast: Cast, browser: Browser
) -> None:
    await browser.sign_in(cast.noor)
    page = await browser.get(f"{REPORT}?product=99XXX&gemeente=gouda&reden=zomaar")
    assert page.status_code == 200
    assert '<option selected value="hoorn">' in page.text, "her own municipality"
    assert "99XXX" not in page.text
    assert "gouda" not in page.text
    assert " checked" not in page.text


async def test_noor_reports_and_is_back_at_her_search(cast: Cast, browser: Browser) -> None:
    await browser.sign_in(cast.noor)
    answer = await browser.send_form(
        REPORT,
        product="02BGB",
        gemeente="hoorn",
        reden="past-niet-bij-de-client",
        toelichting="  Niemand spreekt Tigrinya. ",
    )
    assert answer.status_code == 303
    assert answer.headers["location"] == "/beschikbaarheid/?product=02BGB&gemeente=hoorn"
    assert "Hiaat gemeld." in (await browser.get(answer.headers["location"])).text
    (gap,) = await gaps(cast.rik)
    assert (gap.title, gap.remark) == ("Begeleiding basis, Hoorn", "Niemand spreekt Tigrinya.")
    assert gap.reason is GapReason.DOES_NOT_FIT


async def test_a_form_that_is_not_right_comes_back_with_what_was_typed(
    cast: Cast, browser: Browser
) -> None:
    await browser.sign_in(cast.noor)
    empty = await browser.send_form(REPORT)
    assert empty.status_code == 422
    assert "Kies de gemeente van uw cliënt." in empty.text
    assert "Kies waarom er niets past." in empty.text
    known = {"product": "07DBA", "gemeente": "hoorn", "reden": "anders"}
    vague = await browser.send_form(REPORT, **known)
    assert "Schrijf op waarom er niets past." in vague.text
    private = await browser.send_form(REPORT, **known, toelichting="Bel 0229 123 456")
    assert private.status_code == 422
    assert "een telefoonnummer" in private.text
    assert '<option selected value="07DBA">' in private.text
    long = await browser.send_form(REPORT, **known, toelichting="x" * 301)
    assert "niet meer dan 300 tekens" in long.text
    strange = await browser.send_form(REPORT, **{**known, "gemeente": "gouda"}, toelichting="x")
    assert strange.status_code == 422
    assert not await GapReport.exists()


async def test_the_inspector_is_offered_no_report(cast: Cast, browser: Browser) -> None:
    await browser.sign_in(cast.otto)
    assert REPORT not in (await browser.get("/beschikbaarheid/")).text


async def test_rik_sees_the_counts_and_deals_with_one(cast: Cast, browser: Browser) -> None:
    await reported(cast, cast.noor)
    gap = await reported(cast, cast.mila, "Al drie maanden.")
    await reported(cast, cast.guus, municipality_id=cast.gouda.id, product_id=None)
    await browser.sign_in(cast.rik)
    page = await browser.get(REGION)
    assert "Open meldingen (2)" in page.text
    assert "2 keer wachttijd te lang" in page.text
    assert "Gouda" not in page.text, "another region"
    answer = await browser.send_form(f"{REGION}{gap.id}/", note="Met De Linde besproken.")
    assert answer.headers["location"] == REGION
    after = (await browser.get(REGION)).text
    assert "Afgehandeld: Begeleiding basis, Hoorn." in after
    assert "Open meldingen (1)" in after
    assert "Met De Linde besproken." in after


async def test_two_reports_of_the_same_have_forms_that_one_can_tell_apart(
    cast: Cast, browser: Browser
) -> None:
    await reported(cast, cast.noor)
    await reported(cast, cast.mila)
    await browser.sign_in(cast.rik)
    names = re.findall(r'<form [^>]*aria-label="(Melding[^"]*)"', (await browser.get(REGION)).text)
    assert len(set(names)) == 2


async def test_closing_asks_what_was_done(cast: Cast, browser: Browser) -> None:
    gap = await reported(cast, cast.noor)
    other = await reported(cast, cast.mila)
    await browser.sign_in(cast.rik)
    answer = await browser.send_form(f"{REGION}{gap.id}/")
    assert answer.status_code == 422
    assert f'href="#note-{gap.id}"' in answer.text
    assert f'id="note-{other.id}-error"' not in answer.text, "the other form is untouched"
    assert (await gaps(cast.rik))[1].closing is None


async def test_the_inspector_reads_and_closes_nothing(cast: Cast, browser: Browser) -> None:
    gap = await reported(cast, cast.noor)
    await browser.sign_in(cast.otto)
    page = await browser.get(REGION)
    assert "Begeleiding basis, Hoorn" in page.text
    assert "Afhandelen" not in page.text
    assert (await browser.send_form(f"{REGION}{gap.id}/", note="Klaar.")).status_code == 404


async def test_an_empty_list_says_how_reports_come(cast: Cast, browser: Browser) -> None:
    await browser.sign_in(cast.rik)
    assert "Er staat geen melding open." in (await browser.get(REGION)).text


async def test_a_swap_shows_what_a_reload_shows(cast: Cast, browser: Browser) -> None:
    await reported(cast, cast.noor)
    await browser.sign_in(cast.rik)
    before = (await browser.get(REGION)).text
    await reported(cast, cast.mila)
    fragment = await get_fragment(browser, REGION, "gaps", "div")
    after = (await browser.get(REGION)).text
    assert not same(before, after)
    assert same(swapped(before, "gaps", fragment), after)


async def test_more_reports_ask_no_more_of_the_database(cast: Cast, browser: Browser) -> None:
    await browser.sign_in(cast.rik)
    await reported(cast, cast.noor)
    await browser.get(REGION)  # opens the connection
    with counted_queries() as few:
        await browser.get(REGION)
    for number in range(10):
        await reported(cast, cast.noor, f"Het {number}e gesprek van vandaag")
    with counted_queries() as many:
        await browser.get(REGION)
    assert len(many.statements) == len(few.statements)
