"""The region's desk: on one screen what there is to do today."""

from datetime import timedelta
from typing import Any

from lxml import html

from portal.availability.actions import stops
from portal.availability.actions.stops import StopWish
from portal.availability.models import ManagerTask, Offering
from portal.availability.rules.stops import StopDecision
from portal.kernel.actor import Actor, Role
from portal.kernel.clock import now, today
from portal.providers.models import Contract, SubcontractApproval
from tests import builders as make
from tests.availability.reminding import reported
from tests.browser_client import Browser
from tests.cast import Cast
from tests.counting import counted_queries
from tests.htmx import get_fragment, same, swapped

HERE = "/regio/"


async def a_task(offering: Offering, *, days_ago: int = 0) -> ManagerTask:
    since_on = today() - timedelta(days=days_ago)
    return await ManagerTask.create(
        region_id=offering.region_id, offering=offering, since_on=since_on
    )


async def a_stop(cast: Cast, actor: Actor, offering: Offering) -> int:
    asked = [cast.hoorn.id, cast.medemblik.id]
    wish = StopWish(reason="Ziekte", from_on=today(), until_on=None, municipality_ids=asked)
    return (await stops.request_stop(actor, offering.id, wish, on=today())).id


async def a_subcontract(cast: Cast, *, number: str = "ONDER-1", **known: Any) -> Contract:
    """Het Anker would like to work under De Linde."""
    main = await Contract.get(id=cast.linde_thuis.contract_id)
    contract = await make.a_contract(
        cast.anker, await cast.begeleiding.lot, number=number, main_contract=main, **known
    )
    await SubcontractApproval.create(
        contract=contract, requested_by_id=cast.sanne.person_id, requested_at=now()
    )
    return contract


def words(page: str) -> str:
    return " ".join(" ".join(_tree(page).itertext()).split())


def cells(page: str) -> list[list[str]]:
    """What stands in the rows of the tables."""
    rows = _tree(page).xpath("//tbody/tr")
    return [[" ".join(cell.text_content().split()) for cell in row] for row in rows]


def _tree(page: str) -> Any:
    return html.document_fromstring(page)  # pyright: ignore[reportUnknownVariableType]


async def test_rik_sees_whom_to_ring(cast: Cast, browser: Browser) -> None:
    await a_task(cast.linde_thuis)
    await a_task(cast.kade_thuis)
    await browser.sign_in(cast.rik)
    page = await browser.get(HERE)
    assert "De Linde bellen: 0229 000 000" in words(page.text)
    assert f"/regio/bellen/#aanbieder-{cast.linde.id}" in page.text
    assert "De Kade" not in page.text, "another region"


async def test_the_inspector_reads_along_and_is_given_no_tasks(
    cast: Cast, browser: Browser
) -> None:
    await a_task(cast.linde_thuis)
    await a_stop(cast, cast.sanne, cast.linde_thuis)
    await a_subcontract(cast)
    await browser.sign_in(cast.otto)
    page = await browser.get(HERE)
    assert page.status_code == 200
    assert "De regio belt De Linde" in page.text
    assert "De Linde bellen" not in page.text
    assert "Aanmeldstops bekijken" not in page.text
    assert "Verzoeken beoordelen" not in page.text
    assert "<form" not in page.text.partition("<main")[2]


async def test_the_desk_does_not_exist_for_others(cast: Cast, browser: Browser) -> None:
    for stranger in (cast.sanne, cast.noor, cast.mila, cast.bo, cast.evi):
        await browser.sign_in(stranger)
        assert (await browser.get(HERE)).status_code == 404


async def test_the_desk_counts_each_decision_that_waits(cast: Cast, browser: Browser) -> None:
    """The same number as on the page where they are taken: one for each municipality asked."""
    stop = await a_stop(cast, cast.sanne, cast.linde_thuis)
    await browser.sign_in(cast.rik)
    assert "2 besluiten over aanmeldstops te nemen" in (await browser.get(HERE)).text
    assert "Te beslissen (2)" in (await browser.get("/aanmeldstops/")).text
    await stops.decide_stop(cast.mila, stop, cast.hoorn.id, StopDecision.AGREED)
    assert "1 besluit over aanmeldstops te nemen" in (await browser.get(HERE)).text


async def test_everything_to_do_is_counted(cast: Cast, browser: Browser) -> None:
    await browser.sign_in(cast.rik)
    assert "Er ligt niets te wachten" in (await browser.get(HERE)).text
    await a_task(cast.linde_thuis)
    await a_task(cast.linde_dag, days_ago=3)
    await a_task(cast.anker_thuis)
    await a_stop(cast, cast.sanne, cast.linde_thuis)
    await a_subcontract(cast)
    told = words((await browser.get(HERE)).text)
    assert "5 te doen" in told, "2 answers on a stop, 1 request, 2 providers"
    assert "1 verzoek om met een onderaannemer te werken" in told
    assert told.index("De Linde bellen") < told.index("Het Anker bellen"), "who waits longest first"
    assert "2 regels zijn ondanks alle mails niet bevestigd" in told


async def test_a_long_list_of_calls_is_cut_short_and_counted(cast: Cast, browser: Browser) -> None:
    lot = await cast.begeleiding.lot
    for number in range(5):
        provider = await make.a_provider(f"Aanbieder {number}")
        contract = await make.a_contract(provider, lot)
        await a_task(await make.an_offering(contract, cast.begeleiding))
    await browser.sign_in(cast.rik)
    told = words((await browser.get(HERE)).text)
    assert told.count(" bellen: ") == 3
    assert "Nog 2 aanbieders om te bellen" in told


async def test_the_bars_stand_beside_their_numbers(cast: Cast, browser: Browser) -> None:
    await reported(cast.sanne, cast.linde_thuis.id, days_ago=16)
    await reported(cast.aisha, cast.anker_thuis.id)
    await browser.sign_in(cast.rik)
    page = (await browser.get(HERE)).text
    assert cells(page) == [
        ["De Linde", "", "0", "1", "0", "1"],
        ["Het Anker", "", "1", "0", "0", "0"],
    ]
    assert 'aria-label="De Linde: 1 bevestiging nodig, 1 nog niet ingevuld"' in page
    assert "1 van 3 regels actueel" in page


async def test_rik_can_keep_to_his_own_contracts(cast: Cast, browser: Browser) -> None:
    await browser.sign_in(cast.rik)
    assert "alleen mijn contracten" not in (await browser.get(HERE)).text, "he manages none"
    await Contract.filter(id=cast.anker_thuis.contract_id).update(manager_id=cast.rik.person_id)
    await a_task(cast.linde_thuis)
    await a_task(cast.anker_thuis)
    await a_stop(cast, cast.sanne, cast.linde_thuis)
    whole = (await browser.get(HERE)).text
    assert "alleen mijn contracten" in whole
    assert "De Linde" in whole
    mine = (await browser.get(f"{HERE}?mijn=ja")).text
    assert "Het Anker bellen" in mine
    assert "De Linde" not in mine
    assert "besluiten over aanmeldstops" not in mine
    assert "/regio/bellen/?mijn=ja#aanbieder-" in mine, "what follows keeps the choice"


async def test_a_swap_shows_what_a_reload_would_show(cast: Cast, browser: Browser) -> None:
    await Contract.all().update(manager_id=cast.rik.person_id)
    await a_task(cast.linde_thuis)
    await browser.sign_in(cast.rik)
    before = (await browser.get(HERE)).text
    fragment = await get_fragment(browser, f"{HERE}?mijn=ja", "desk", "div")
    after = (await browser.get(f"{HERE}?mijn=ja")).text
    assert same(swapped(before, "desk", fragment), after)


async def test_the_desk_asks_as_much_of_the_database_for_many_providers_as_for_few(
    cast: Cast, browser: Browser
) -> None:
    await a_task(cast.linde_thuis)
    await browser.sign_in(cast.rik)
    pages = (HERE, *(f"/regio/{page}/" for page in ("bellen", "actualiteit", "signalen")))
    pages = (*pages, "/regio/onderaannemers/", "/regio/aansluiten/")
    await browser.get(HERE)  # the first read opens a connection
    await a_subcontract(cast)
    few = [await _statements(browser, page) for page in pages]
    lot = await cast.begeleiding.lot
    for number in range(12):
        provider = await make.a_provider(f"Aanbieder {number}")
        await make.a_member(Role.PROVIDER_LEAD, of=provider)
        contract = await make.a_contract(provider, lot)
        await a_task(await make.an_offering(contract, cast.begeleiding))
        await a_subcontract(cast, number=f"ONDER-{number}-B")
    many = [await _statements(browser, page) for page in pages]
    assert many == few
    assert max(few) < 30


async def _statements(browser: Browser, path: str) -> int:
    with counted_queries() as counted:
        assert (await browser.get(path)).status_code == 200
    return len(counted.statements)
