"""A resident looks for help: no sign-in, no cookies, nothing kept."""

import json
import re
from datetime import timedelta
from html import unescape
from xml.etree import ElementTree as ET

from portal.availability.rules.figures import Days, Figures, Status
from portal.database.transactions import committed
from portal.kernel.clock import today
from portal.providers.models import AccessTeamContact
from portal.providers.rules import ContactPurpose
from portal.socialmap.actions.facilities import end_facility
from portal.socialmap.models import LocalGuide
from portal.socialmap.rules.facilities import Cost
from portal.socialmap.rules.keeping import Other
from tests import builders as make
from tests.browser_client import Browser
from tests.cast import Cast
from tests.counting import counted_queries
from tests.htmx import get_fragment, same, swapped
from tests.matching.test_pages import hrefs, say, wait, words
from tests.socialmap.stories import a_facility

OTHER_SITES = re.compile(
    r'<(?:script|img|iframe|link rel="(?:stylesheet|icon)")[^>]*(?:src|href)="(https?:[^"]+)"'
)
PUBLIC = (
    "/",
    "/zoeken/",
    "/gemeenten/",
    "/gemeenten/hoorn/",
    "/onderwerpen/",
    "/onderwerpen/ontmoeten/",
    "/wachttijden/westfriesland/",
    "/bewaard/",
    "/contact/",
    "/privacy/",
    "/toegankelijkheid/",
)


async def see(browser: Browser, path: str) -> str:
    answer = await browser.get(path)
    assert answer.status_code == 200, path
    return answer.text


async def test_who_is_not_signed_in_starts_with_one_question(
    cast: Cast, hoorn: None, browser: Browser
) -> None:
    page = await see(browser, "/")
    assert "Waarmee kunnen we u helpen?" in page
    assert "Woont u in Hoorn ? Wijkteam Hoorn: 0229 111 222" in words(page).replace(" ?", " ?")
    assert "/inloggen/" in page
    (await browser.sign_in(cast.noor))
    assert (await browser.get("/")).headers["location"] == "/beschikbaarheid/"
    await browser.sign_in(cast.evi)
    assert (await browser.get("/")).headers["location"] == "/voorzieningen/"


async def test_facilities_and_offerings_come_together_with_whom_to_call_first(
    cast: Cast, hoorn: None, browser: Browser
) -> None:
    await a_facility(cast.noor, cast.hoorn.id, themes=["begeleiding"])
    await say(cast.sanne, cast.linde_thuis, wait(28, 42))
    page = words(await see(browser, "/zoeken/?thema=begeleiding&bij=1621"))
    assert "Woont u in Hoorn? Bel eerst Wijkteam Hoorn : 0229 111 222" in page
    assert page.index("Hier kunt u zo terecht") < page.index("Buurthuis De Werf")
    assert page.index("Buurthuis De Werf") < page.index("Hiervoor is eerst een gesprek nodig")
    assert "De Linde" in page
    assert "Wachttijd: 4 tot 6 weken De aanbieder bevestigde dit vandaag." in page
    assert "Wachttijd onbekend" in page, "of Het Anker"


async def test_a_change_of_a_wait_is_on_the_public_page_at_once(
    cast: Cast, hoorn: None, browser: Browser, kept: None
) -> None:
    path = f"/aanbod/{cast.linde_thuis.id}/?bij=hoorn"
    assert "Wachttijd onbekend" in await see(browser, path)
    before = (await browser.get(path)).headers["etag"]
    await committed(lambda: say(cast.sanne, cast.linde_thuis, wait(28, 42)))
    assert "Wachttijd: 4 tot 6 weken" in await see(browser, path)
    assert "Wachttijd: 4 tot 6 weken" in await see(browser, "/zoeken/?thema=begeleiding")
    await committed(lambda: say(cast.sanne, cast.linde_thuis, wait(7)))
    after = await browser.get(path)
    assert "Wachttijd: 1 week" in after.text
    assert after.headers["etag"] != before


async def test_a_browser_that_has_the_page_already_gets_it_not_again(
    cast: Cast, browser: Browser, kept: None
) -> None:
    await a_facility(cast.noor, cast.hoorn.id)
    first = await browser.get("/zoeken/?zoek=koffie")
    again = await browser.get(
        "/zoeken/?zoek=koffie", headers={"If-None-Match": first.headers["etag"]}
    )
    assert (again.status_code, again.content) == (304, b"")
    with counted_queries() as counted:
        assert (await browser.get("/zoeken/?zoek=koffie")).status_code == 200
    assert not [one for one in counted.statements if "facility" in one or "offering" in one]
    name = {"name": "Koffie in De Kolk"}
    await committed(lambda: a_facility(cast.noor, cast.hoorn.id, name))
    fresh = await browser.get(
        "/zoeken/?zoek=koffie", headers={"If-None-Match": first.headers["etag"]}
    )
    assert fresh.status_code == 200
    assert "Koffie in De Kolk" in fresh.text


async def test_residents_leave_no_trace_and_get_none(
    cast: Cast, hoorn: None, browser: Browser
) -> None:
    werf = await a_facility(cast.noor, cast.hoorn.id)
    paths = (
        *PUBLIC,
        f"/voorziening/{werf.id}/",
        f"/aanbod/{cast.linde_thuis.id}/",
        f"/aanbieders/{cast.linde.id}/",
    )
    for path in paths:
        answer = await browser.get(path)
        assert answer.status_code == 200, path
        assert "set-cookie" not in answer.headers
        assert answer.headers["cache-control"] == "no-cache"
        assert OTHER_SITES.findall(answer.text) == [], "no request to any other site"
        assert (
            len(re.findall(r'<meta name="description" content="[^"]{15,200}">', answer.text)) == 1
        )
        (canonical,) = re.findall(r'<link rel="canonical" href="([^"]+)">', answer.text)
        assert canonical.endswith(path)
        for data in re.findall(r'<script type="application/ld\+json">(.*?)</script>', answer.text):
            assert json.loads(data)["@context"] == "https://schema.org"


async def test_a_whole_postcode_stands_in_no_address(
    cast: Cast, hoorn: None, browser: Browser
) -> None:
    answer = await browser.get("/zoeken/?bij=1621 AB&zoek=koffie")
    assert answer.status_code == 303
    assert answer.headers["location"].endswith("/zoeken/?bij=1621&zoek=koffie")
    page = await see(browser, "/zoeken/?bij=Atlantis")
    assert "We kennen deze plaats of postcode niet" in page


async def test_a_swap_shows_what_a_reload_would_show(
    cast: Cast, hoorn: None, browser: Browser
) -> None:
    await a_facility(cast.noor, cast.hoorn.id)
    await a_facility(cast.noor, cast.hoorn.id, {"name": "Eettafel"}, cost=Cost.PAID)
    before = await see(browser, "/zoeken/")
    for path in (
        "/zoeken/?zoek=koffie&bij=1621",
        "/zoeken/?kosten=betaald",
        "/zoeken/?zoek=xyzxyz",
    ):
        reloaded = await see(browser, path)
        whole = swapped(before, "search", await get_fragment(browser, path, "search"))
        assert same(whole, reloaded), path


async def test_when_nothing_fits_there_is_a_way_on(
    cast: Cast, hoorn: None, browser: Browser
) -> None:
    await a_facility(cast.noor, cast.hoorn.id)
    page = await see(browser, "/zoeken/?zoek=koffie&kosten=betaald&bij=1621")
    assert "Zonder ‘Betaald’ vindt u er 1." in page
    assert "Bel Wijkteam Hoorn" in page
    (more,) = hrefs(page, "//a[starts-with(., 'Toon deze') and contains(., 'Betaald')]")
    assert "Buurthuis De Werf" in await see(browser, "/zoeken/" + more)
    page = await see(browser, "/zoeken/?zoek=spelletjez")
    assert "Buurthuis De Werf" in page, "a typing error is mended"


async def test_an_offering_sends_its_reader_to_the_access_team_of_their_own_town(
    cast: Cast, hoorn: None, browser: Browser
) -> None:
    await make.an_access_team([cast.medemblik], "Wijkteam Medemblik")
    path = f"/aanbod/{cast.linde_thuis.id}/"
    nowhere = await see(browser, path)
    assert "Waar woont u?" in nowhere
    assert cast.linde.phone not in nowhere
    (hoorn_href,) = hrefs(nowhere, "//ul[@class='themes']//a[.='Hoorn']")
    here = await see(browser, path + hoorn_href.partition("#")[0])
    assert "Bel eerst Wijkteam Hoorn." in words(here)
    assert "0229 111 222" in here
    assert 'href="#aanvragen"' in here
    away = await see(browser, path + "?bij=gouda")
    assert "Niet voor inwoners van Gouda" in away


async def test_a_facility_tells_what_when_and_where(cast: Cast, browser: Browser) -> None:
    closed = Other(from_on=today(), until_on=today() + timedelta(days=3), note="verbouwing")
    werf = await a_facility(
        cast.noor,
        cast.hoorn.id,
        hours=[(day, "00:00", "23:59") for day in range(7)],
        exceptions=[closed],
        website="https://werf.example",
    )
    page = words(await see(browser, f"/voorziening/{werf.id}/"))
    assert "Vandaag gesloten. Open vrijdag" in page or "Vandaag gesloten. Open " in page
    assert "gesloten (verbouwing)" in page
    assert "Nagekeken: vandaag" in page
    assert "Plan uw route" in page
    assert "Wat kost het Gratis" in page
    await end_facility(cast.noor, werf.id)
    assert (await browser.get(f"/voorziening/{werf.id}/")).status_code == 404


async def test_the_page_of_a_town_tells_whom_to_call_for_what(
    cast: Cast, hoorn: None, browser: Browser
) -> None:
    await AccessTeamContact.create(
        access_team=cast.hoorn_team,
        purpose=ContactPurpose.INVOICES,
        name="Team inkoop",
        email="facturen@hoorn.example",
    )
    await LocalGuide.create(
        municipality=cast.hoorn, name="Hoorn helpt", url="https://hoornhelpt.example"
    )
    await a_facility(cast.noor, cast.hoorn.id)
    page = await see(browser, "/gemeenten/hoorn/")
    told = words(page)
    assert "Bel eerst Wijkteam Hoorn" in told
    assert "Voor facturen: Team inkoop" in told
    assert "Mensen ontmoeten (1)" in told
    assert "https://hoornhelpt.example" in page
    assert (await browser.get("/gemeenten/atlantis/")).status_code == 404


async def test_the_waits_of_a_region_need_five_cases(cast: Cast, browser: Browser) -> None:
    await say(cast.sanne, cast.linde_thuis, wait(28))
    page = words(await see(browser, "/wachttijden/westfriesland/"))
    assert "te weinig gegevens" in page
    assert "4 weken" not in page
    figures = Figures(status=Status.WAITLIST, intake=Days(0, 0), start=Days(21, 35))
    for _ in range(4):
        provider = await make.a_provider()
        lot = await cast.begeleiding.lot
        offering = await make.an_offering(await make.a_contract(provider, lot), cast.begeleiding)
        await say(cast.rik, offering, figures)
    page = words(await see(browser, "/wachttijden/westfriesland/?gemeente=hoorn"))
    assert "Begeleiding basis: 4 weken" in page
    assert "3 tot 5 weken" in page
    assert "Begeleiding basis" not in words(await see(browser, "/wachttijden/midden-holland/"))


async def test_a_list_of_favourites_lives_in_its_address(
    cast: Cast, hoorn: None, browser: Browser
) -> None:
    werf = await a_facility(cast.noor, cast.hoorn.id)
    page = await see(browser, "/zoeken/?bij=1621")
    keep = hrefs(page, "//p[@class='find__keep']/a")
    kept = await see(browser, "/zoeken/" + keep[0])
    assert "Op uw lijst: 1" in kept
    path = f"/bewaard/?bij=1621&bewaard=v{werf.id}-a{cast.linde_thuis.id}-v999999"
    mine = await see(browser, path)
    told = words(mine)
    assert "Buurthuis De Werf" in told
    assert "Vraag dit aan bij Wijkteam Hoorn." in told
    assert "een deel niet meer te vinden" in told
    (mail,) = hrefs(mine, "//a[starts-with(@href, 'mailto:?')]")
    assert f"v{werf.id}-a{cast.linde_thuis.id}" in unescape(mail)


async def test_search_engines_get_every_page_and_no_desk(cast: Cast, browser: Browser) -> None:
    werf = await a_facility(cast.noor, cast.hoorn.id)
    index = await browser.get("/sitemap.xml")
    names = [one.text or "" for one in ET.fromstring(index.text).iter() if one.text]
    found: list[str] = []
    for name in names:
        part = await browser.get("/" + name.split("/", 3)[3])
        assert part.headers["content-type"].startswith("application/xml")
        found += [one.text or "" for one in ET.fromstring(part.text).iter() if one.text]
    paths = {"/" + one.split("/", 3)[3] for one in found}
    assert {f"/voorziening/{werf.id}/", f"/aanbod/{cast.linde_thuis.id}/", "/"} <= paths
    assert f"/aanbieders/{cast.kade.id}/" in paths
    for path in paths:
        assert (await browser.get(path)).status_code == 200, path
    assert "Sitemap: " in (await browser.get("/robots.txt")).text
    assert (await browser.get("/sitemap/atlantis.xml")).status_code == 404


async def test_results_come_from_memory_and_cross_the_wire_compressed(
    cast: Cast, hoorn: None, browser: Browser, kept: None
) -> None:
    for number in range(30):
        await a_facility(cast.noor, cast.hoorn.id, {"name": f"Buurthuis {number}"})
    await see(browser, "/zoeken/?bij=1621")
    with counted_queries() as counted:
        page = await browser.get("/zoeken/?bij=1621&zoek=koffie", headers={"Accept-Encoding": "br"})
    assert len(counted.statements) <= 4, "a look at what changed is all"
    assert page.headers["content-encoding"] == "br"
    all_of_them = await browser.get("/zoeken/?bij=1621&soort=zonder-aanvraag&pagina=2")
    assert all_of_them.text.count('class="find"') == 10
    assert 'rel="prev"' in all_of_them.text
