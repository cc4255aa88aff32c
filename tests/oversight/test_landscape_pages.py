"""Rik and Otto look at the care landscape; what Midden-Holland does is not theirs to see."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from lxml import html

from portal.availability.actions.reports import report
from portal.availability.actions.stops import StopWish, decide_stop, request_stop
from portal.availability.models import Confirmation, Offering
from portal.availability.queries import row_for
from portal.availability.rules.figures import Channel, Days, Figures, Statement, Status
from portal.availability.rules.stops import StopDecision
from portal.catalogue.models import Product
from portal.gaps.actions import Missing, report_gap
from portal.gaps.rules import GapReason
from portal.kernel.actor import Actor
from portal.kernel.clock import local_date, today
from portal.kernel.errors import NotFound
from portal.oversight.queries.landscape import landscape_around
from portal.oversight.queries.trends import told_around
from portal.oversight.rules.landscape import Cell, CellState
from portal.providers.models import Contract, SubcontractApproval
from portal.providers.rules import SubcontractDecision
from tests import builders as make
from tests.browser_client import Browser
from tests.cast import Cast
from tests.counting import counted_queries
from tests.htmx import get_fragment, same, swapped

LAND = "/regio/landschap/"
GAPS = "/regio/landschap/hiaten/"
TRENDS = "/regio/landschap/trends/"
TERMS = "/regio/contracten-overzicht/"
ALL = (LAND, GAPS, TRENDS, TERMS)


async def say(actor: Actor, offering: Offering, weeks: int, *, free: int | None = None) -> None:
    seen = (await row_for(actor, offering.id)).report_id
    wait = Days(weeks * 7, weeks * 7)
    status = Status.CAPACITY if free else Status.WAITLIST
    figures = Figures(status=status, intake=Days(0, 0), start=wait, places_free=free)
    statement = Statement(figures=figures)
    await report(actor, offering.id, statement, seen=seen, channel=Channel.SCREEN)


async def cells(actor: Actor) -> dict[tuple[str, str], Cell]:
    land = await landscape_around(actor, today=today())
    return {(cell.product.code, cell.municipality.name): cell for cell in land.cells()}


def _tree(page: str) -> Any:
    return html.document_fromstring(page)  # pyright: ignore[reportUnknownVariableType]


def words(page: str) -> str:
    return " ".join(" ".join(_tree(page).itertext()).split())


def text_at(page: str, path: str) -> list[str]:
    """What the elements on this XPath say."""
    return [" ".join(" ".join(found.itertext()).split()) for found in _tree(page).xpath(path)]


async def test_every_product_stands_in_every_municipality(cast: Cast) -> None:
    await say(cast.sanne, cast.linde_thuis, 3, free=2)
    await say(cast.aisha, cast.anker_thuis, 2)
    found = await cells(cast.rik)
    assert found.keys() == {
        (code, town) for code in ("02BGB", "07DBA") for town in ("Hoorn", "Medemblik")
    }
    support = found["02BGB", "Hoorn"]
    assert (support.state, support.shortest) == (CellState.AVAILABLE, Days(14, 14))
    assert (support.providers, support.fresh) == (2, 2)
    assert (support.places.free, support.places.unknown) == (2, 1)
    assert found["07DBA", "Medemblik"].state is CellState.ONLY_UNKNOWN


async def test_regions_stay_apart(cast: Cast, browser: Browser) -> None:
    await say(cast.kim, cast.kade_thuis, 1)
    theirs = Missing(
        municipality_id=cast.gouda.id,
        product_id=cast.kade_thuis.product_id,
        reason=GapReason.OTHER,
        remark="Alleen bij ons.",
    )
    await report_gap(cast.guus, theirs, on=today())
    assert {town for _, town in await cells(cast.guus)} == {"Gouda"}
    assert (await told_around(cast.rik, today=today())) != []
    assert "De Kade" not in {
        row.provider.name for row, _ in await told_around(cast.rik, today=today())
    }
    await browser.sign_in(cast.rik)
    for path in ALL:
        page = (await browser.get(path)).text
        for name in ("Gouda", "De Kade", "Ambulant", "Midden-Holland"):
            assert name not in page, f"{name} on {path}"


@pytest.mark.parametrize("path", ALL)
async def test_the_region_and_its_inspector_read_and_nobody_else(
    cast: Cast, browser: Browser, path: str
) -> None:
    for reader in (cast.rik, cast.otto):
        await browser.sign_in(reader)
        assert (await browser.get(path)).status_code == 200
    for stranger in (cast.sanne, cast.noor, cast.mila, cast.bo, cast.evi, cast.guus):
        await browser.sign_in(stranger)
        assert (await browser.get(path)).status_code == 404


async def test_a_municipality_sees_its_own_column_first(cast: Cast) -> None:
    works = await make.a_member(cast.mila.role, of=cast.medemblik)
    land = await landscape_around(works, today=today())
    assert [town.name for town in land.municipalities] == ["Medemblik", "Hoorn"]
    for stranger in (cast.sanne, cast.bo):
        with pytest.raises(NotFound):
            await landscape_around(stranger, today=today())


async def test_products_of_yesterday_and_tomorrow_are_left_out(cast: Cast) -> None:
    lot_id = cast.begeleiding.lot_id
    day = timedelta(days=1)
    old = Product.filter(id=cast.begeleiding.id)
    await old.update(valid_until=today() - day)
    new = await Product.get(id=cast.begeleiding.id)
    await Product.create(
        region_id=new.region_id,
        lot_id=lot_id,
        category="02",
        code="LAT",
        name="Later",
        unit="uur",
        valid_from=today() + day,
        delivered=new.delivered,
        intake=new.intake,
    )
    assert {code for code, _ in await cells(cast.rik)} == {"07DBA"}


async def test_a_stop_in_one_municipality_leaves_the_other(cast: Cast) -> None:
    await say(cast.sanne, cast.linde_thuis, 2)
    await say(cast.aisha, cast.anker_thuis, 2)
    for who, offering in ((cast.sanne, cast.linde_thuis), (cast.aisha, cast.anker_thuis)):
        wish = StopWish(
            reason="Ziekte", from_on=today(), until_on=None, municipality_ids=[cast.hoorn.id]
        )
        stop = await request_stop(who, offering.id, wish, on=today())
        await decide_stop(cast.mila, stop.id, cast.hoorn.id, StopDecision.AGREED)
    found = await cells(cast.rik)
    assert found["02BGB", "Hoorn"].state is CellState.ONLY_STOPPED
    assert found["02BGB", "Medemblik"].state is CellState.AVAILABLE


async def test_a_subcontractor_counts_only_once_the_region_agreed(cast: Cast) -> None:
    main = await Contract.get(id=cast.linde_thuis.contract_id)
    await Contract.filter(id=cast.anker_thuis.contract_id).update(main_contract_id=main.id)
    assert (await cells(cast.rik))["02BGB", "Hoorn"].providers == 1
    await SubcontractApproval.create(
        contract_id=cast.anker_thuis.contract_id,
        requested_by_id=cast.sanne.person_id,
        requested_at=make.now(),
        decision=SubcontractDecision.AGREED,
        decided_by_id=cast.rik.person_id,
        decided_at=make.now(),
    )
    assert (await cells(cast.rik))["02BGB", "Hoorn"].providers == 2


async def test_each_cell_opens_the_results_that_it_counts(cast: Cast, browser: Browser) -> None:
    await say(cast.sanne, cast.linde_thuis, 3)
    await browser.sign_in(cast.rik)
    page = (await browser.get(LAND)).text
    links = re.findall(r'class="cell__link" href="([^"]+)"', page)
    assert len(links) == 4
    for link in links:
        found = (await browser.get(link.replace("&amp;", "&"))).text
        code = re.search(r"product=(\w+)", link)
        assert code
        town = link.rpartition("=")[2].capitalize()
        counted = (await cells(cast.rik))[code.group(1), town].offerings
        assert found.count('class="result"') == counted, link


async def test_the_table_has_headers_and_words_for_who_hears_it(
    cast: Cast, browser: Browser
) -> None:
    await say(cast.sanne, cast.linde_thuis, 3)
    await browser.sign_in(cast.rik)
    page = (await browser.get(LAND)).text
    assert text_at(page, "//table//thead//th[@scope='col']") == ["Product", "Hoorn", "Medemblik"]
    assert text_at(page, "//table//tbody//th[@scope='row']")[0].startswith(
        "Begeleiding basis (02BGB)"
    )
    first = text_at(page, "//table//tbody//td[@data-label='Hoorn']")[0]
    assert first.startswith("3 weken , Begeleiding basis in Hoorn")
    assert "1 van 2 actueel" in first


async def test_filters_work_without_javascript_and_a_swap_equals_a_reload(
    cast: Cast, browser: Browser
) -> None:
    await say(cast.sanne, cast.linde_thuis, 3)
    await browser.sign_in(cast.rik)
    before = (await browser.get(LAND)).text
    asked = f"{LAND}?perceel=dagbesteding&stand=hiaten&toon=aanbieders"
    after = (await browser.get(asked)).text
    assert "Begeleiding basis (02BGB)" not in after
    assert text_at(after, "//a[@class='cell__link']")[0].startswith("1 aanbieder")
    fragment = await get_fragment(browser, asked, "landscape")
    assert not same(before, after)
    assert same(swapped(before, "landscape", fragment), after)


@pytest.mark.parametrize(
    ("query", "shown"), [("stand=hiaten", 2), ("stand=wachttijd-binnen-de-norm", 2), ("", 4)]
)
async def test_the_state_of_the_cell_can_be_asked(
    cast: Cast, browser: Browser, query: str, shown: int
) -> None:
    await say(cast.sanne, cast.linde_thuis, 3)
    await browser.sign_in(cast.rik)
    page = (await browser.get(f"{LAND}?{query}")).text
    assert page.count("cell__link") == shown


@pytest.mark.parametrize(
    ("asked", "pushed"),
    [
        ("?perceel=&stand=&toon=wachttijd", ""),
        ("?perceel=dagbesteding&stand=hiaten&toon=plaatsen", None),
        ("?perceel=&stand=boven-de-norm&toon=wachttijd", "?stand=boven-de-norm"),
    ],
)
async def test_the_address_bar_holds_only_what_is_asked(
    cast: Cast, browser: Browser, asked: str, pushed: str | None
) -> None:
    await browser.sign_in(cast.rik)
    answer = await browser.get(LAND + asked)
    assert answer.headers["HX-Push-Url"] == LAND + (asked if pushed is None else pushed)
    again = await browser.get(answer.headers["HX-Push-Url"])
    assert same(again.text, answer.text)


async def test_the_address_bar_of_a_trend_holds_only_what_is_asked(
    cast: Cast, browser: Browser
) -> None:
    await browser.sign_in(cast.rik)
    answer = await browser.get(f"{TRENDS}?product=02BGB&aanbieder=")
    assert answer.headers["HX-Push-Url"] == f"{TRENDS}?product=02BGB"


async def test_what_nobody_understands_asks_for_everything(cast: Cast, browser: Browser) -> None:
    await browser.sign_in(cast.rik)
    page = await browser.get(f"{LAND}?perceel=9&stand=x&toon=y")
    assert page.status_code == 200
    assert page.text.count("cell__link") == 4
    nothing = await browser.get(f"{LAND}?stand=boven-de-norm")
    assert "Geen vak past bij uw keuze." in nothing.text


async def test_the_list_of_gaps_tells_figures_and_reports(cast: Cast, browser: Browser) -> None:
    await say(cast.sanne, cast.linde_thuis, 3)
    reports = (
        (cast.noor, cast.begeleiding.id),
        (cast.mila, cast.begeleiding.id),
        (cast.noor, None),
    )
    for who, product_id in reports:
        missing = Missing(
            municipality_id=cast.hoorn.id, product_id=product_id, reason=GapReason.WAIT_TOO_LONG
        )
        await report_gap(who, missing, on=today())
    await browser.sign_in(cast.rik)
    page = words((await browser.get(GAPS)).text)
    assert "3 hiaten" in page
    assert "Begeleiding basis (02BGB), Hoorn Gemeld 3 weken" in page
    assert "2 keer wachttijd te lang" in page
    assert "1 melding noemt geen product." in page
    assert "Vraag de aanbieders om hun cijfers te bevestigen." in page
    assert "2 keer gemeld" in words((await browser.get(LAND)).text)


async def test_a_trend_of_five_offerings_is_told_and_of_four_is_not(
    cast: Cast, browser: Browser
) -> None:
    contract = await Contract.get(id=cast.linde_thuis.contract_id)
    more = [await make.an_offering(contract, cast.begeleiding) for _ in range(2)]
    for offering in (cast.linde_thuis, *more):
        await say(cast.sanne, offering, 3, free=1)
    await say(cast.aisha, cast.anker_thuis, 5, free=1)
    await browser.sign_in(cast.rik)
    few = words((await browser.get(f"{TRENDS}?product=02BGB")).text)
    assert "Te weinig gegevens." in few
    await say(cast.sanne, await make.an_offering(contract, cast.begeleiding), 3, free=2)
    page = words((await browser.get(f"{TRENDS}?product=02BGB")).text)
    assert "Begeleiding basis bij alle aanbieders" in page
    assert "3 weken 5 6" in page, "the median of five offerings with six places"
    alone = words((await browser.get(f"{TRENDS}?product=02BGB&aanbieder={cast.anker.id}")).text)
    assert "Begeleiding basis bij Het Anker" in alone
    assert "Te weinig gegevens." in alone


async def test_history_goes_back_as_far_as_the_longest_cadence_needs(cast: Cast) -> None:
    await Contract.filter(id=cast.linde_thuis.contract_id).update(cadence_days=100)
    await say(cast.sanne, cast.linde_thuis, 3)
    newest = await Confirmation.get(offering_id=cast.linde_thuis.id)
    long_ago = newest.at - timedelta(weeks=26, days=250)
    await Confirmation.create(
        region_id=newest.region_id,
        offering_id=newest.offering_id,
        report_id=newest.report_id,
        unchanged=True,
        at=long_ago,
        by_id=newest.by_id,
        channel=newest.channel,
    )
    history = {row.id: told for row, told in await told_around(cast.rik, today=today())}
    said = history[cast.linde_thuis.id].said
    assert [one.on for one in said] == [local_date(long_ago), today()]
    assert history[cast.anker_thuis.id].said == []


async def test_a_trend_swaps_to_what_a_reload_shows(cast: Cast, browser: Browser) -> None:
    await browser.sign_in(cast.rik)
    before = (await browser.get(TRENDS)).text
    asked = f"{TRENDS}?product=07DBA&aanbieder={cast.linde.id}"
    after = (await browser.get(asked)).text
    assert not same(before, after)
    fragment = await get_fragment(browser, asked, "trends")
    assert same(swapped(before, "trends", fragment), after)
    strange = await browser.get(f"{TRENDS}?product=99XX&aanbieder={cast.kade.id}")
    assert "Alle producten bij alle aanbieders" in strange.text


async def test_contracts_that_end_and_lots_that_are_full(cast: Cast, browser: Browser) -> None:
    contract = await Contract.get(id=cast.linde_dag.contract_id).select_related("lot")
    lot = contract.lot
    end = today() + timedelta(days=60)
    lot.ends_on, lot.extension_years, lot.max_providers = end, [1], 1
    await lot.save()
    contract.ends_on = end
    await contract.save()
    await browser.sign_in(cast.otto)
    page = words((await browser.get(TERMS)).text)
    assert f"De Linde, {contract.number}" in page
    assert "over 60 dagen" in page
    assert "1 jaar, tot en met" in page
    assert "Beslis over verlengen." in page
    assert "Vol" in page
    assert "geen maximum" in page.lower()


async def test_more_offerings_ask_no_more_of_the_database(cast: Cast, browser: Browser) -> None:
    await browser.sign_in(cast.rik)
    await say(cast.sanne, cast.linde_thuis, 3)
    for path in ALL:
        await browser.get(path)  # opens the connection
        with counted_queries() as few:
            await browser.get(path)
        await _add_offerings(cast, path)
        with counted_queries() as many:
            await browser.get(path)
        assert len(many.statements) == len(few.statements), path


async def _add_offerings(cast: Cast, name: str) -> None:
    contract = await Contract.get(id=cast.linde_thuis.contract_id)
    for _ in range(5):
        await say(cast.sanne, await make.an_offering(contract, cast.begeleiding), 3)
    lot = await make.a_lot(cast.westfriesland, f"Perceel {name}", ends_on=date(2099, 1, 1))
    await make.a_contract(cast.linde, lot)
