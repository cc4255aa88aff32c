"""One offering's own page: its history told and drawn, its contact, and who may look."""

from typing import Any, cast

import pytest
from lxml import html

from portal.availability.actions import reports
from portal.availability.models import Confirmation, Offering
from portal.availability.queries import row_for
from portal.availability.rules.figures import Channel, Days, Figures, Statement, Status
from portal.kernel.actor import Role
from portal.providers.models import Contract
from tests import builders as make
from tests.availability.test_desk_pages import (
    FOUR_WEEKS,
    after_swap,
    in_place,
    parsed,
    told,
)
from tests.browser_client import Browser
from tests.cast import Cast
from tests.counting import counted_queries
from tests.htmx import get_fragment, same, swapped

PATH = "/aanbieder/aanbod/{}/"


async def test_the_history_tells_changes_from_confirmations(cast: Cast, browser: Browser) -> None:
    row = await told(cast.sanne, cast.linde_thuis.id)
    assert row.report_id
    await reports.confirm(cast.daan, {row.id: row.report_id}, channel=Channel.MAIL)
    page = (await (await browser.sign_in(cast.sanne)).get(PATH.format(row.id))).text
    lines = [
        " ".join(cell.text_content().split())
        for cell in parsed(page).xpath('//table//td[@data-label="Wat"]')
    ]
    assert lines == [
        "Bevestigd door Daan Vos, via de mail “Wij bellen binnen een week”",
        "Gewijzigd door Sanne de Wit, in het portaal “Wij bellen binnen een week”",
    ]
    assert "<svg" in page
    assert "Grafiek van de wachttijd" in page


async def test_without_figures_the_page_says_so(cast: Cast, browser: Browser) -> None:
    page = (await (await browser.sign_in(cast.sanne)).get(PATH.format(cast.linde_dag.id))).text
    assert "Hier is nog niets ingevuld." in page
    assert "Er is nog geen wachttijd ingevuld." in page
    assert "Invullen" in page


async def test_the_contact_for_new_clients_is_kept(cast: Cast, browser: Browser) -> None:
    await browser.sign_in(cast.sanne)
    path = PATH.format(cast.linde_thuis.id) + "contact/"
    values = {"name": "Team instroom", "phone": "0229 123 456", "email": "Team@Linde.example"}
    assert (await browser.send_form(path, **values)).status_code == 303
    contact = (await row_for(cast.noor, cast.linde_thuis.id)).contact
    assert (contact.name, contact.email) == ("Team instroom", "team@linde.example")


async def test_a_contact_that_cannot_be_reached_is_refused(cast: Cast, browser: Browser) -> None:
    await browser.sign_in(cast.sanne)
    path = PATH.format(cast.linde_thuis.id) + "contact/"
    answer = await browser.send_form(path, name="Team", phone="bel maar", email="geen adres")
    assert answer.status_code == 422
    assert "Vul een telefoonnummer in" in answer.text
    assert 'value="bel maar"' in answer.text
    assert (await Offering.get(id=cast.linde_thuis.id)).contact_name == ""


async def test_strangers_find_nothing(cast: Cast, browser: Browser) -> None:
    own, region = PATH.format(cast.linde_thuis.id), f"/regio/aanbod/{cast.linde_thuis.id}/cijfers/"
    for stranger in (cast.aisha, cast.kim, cast.noor, cast.mila, cast.rik):
        await browser.sign_in(stranger)
        assert (await browser.get(own)).status_code == 404
        assert (await browser.send_form(f"{own}contact/", name="Ik")).status_code == 404
    for stranger in (cast.sanne, cast.noor, cast.otto):
        assert (await (await browser.sign_in(stranger)).get(region)).status_code == 404


async def test_the_region_reads_along_and_may_fill_in_by_phone(
    cast: Cast, browser: Browser
) -> None:
    await told(cast.sanne, cast.linde_thuis.id)
    await browser.sign_in(cast.rik)
    page = (await browser.get(f"/regio/aanbod/{cast.linde_thuis.id}/cijfers/")).text
    assert f"/regio/aanbod/{cast.linde_thuis.id}/wijzigen/" in page
    assert "/contact/" not in page


async def test_whoever_rings_a_provider_sees_which_figures_to_ask_for(
    cast: Cast, browser: Browser
) -> None:
    here = f"/regio/aanbieders/{cast.linde.id}/aanbod/"
    await browser.sign_in(cast.rik)
    before = (await browser.get(here)).text
    assert "Nog niet ingevuld" in before
    assert "Actueel" not in before
    await told(cast.sanne, cast.linde_thuis.id)
    after = (await browser.get(here)).text
    assert "Actueel" in after
    assert after.count("Nog niet ingevuld") == before.count("Nog niet ingevuld") - 1


async def test_more_offerings_of_a_provider_take_no_more_queries(
    cast: Cast, browser: Browser
) -> None:
    here = f"/regio/aanbieders/{cast.linde.id}/aanbod/"
    await browser.sign_in(cast.rik)
    await browser.get(here)  # opens the reading connection
    with counted_queries() as few:
        await browser.get(here)
    contract = await cast.linde_thuis.contract
    for name in ("Noord", "Zuid", "West"):
        area = await make.a_service_area(cast.linde, [cast.hoorn], name)
        await make.an_offering(contract, cast.begeleiding, service_area=area)
    with counted_queries() as many:
        await browser.get(here)
    assert len(many.statements) == len(few.statements)


@pytest.fixture
async def subcontract(cast: Cast) -> Offering:
    """Het Anker works for De Linde, which keeps the figures itself."""
    main = await cast.linde_thuis.contract
    lot = await main.lot
    contract = await make.a_contract(cast.anker, lot, main_contract=main)
    return await make.an_offering(contract, cast.begeleiding)


async def test_a_subcontractor_reads_what_its_main_contractor_keeps(
    cast: Cast, browser: Browser, subcontract: Offering
) -> None:
    await told(cast.sanne, subcontract.id)
    page = (await (await browser.sign_in(cast.aisha)).get("/aanbieder/")).text
    assert "Onder contract van De Linde" in page
    assert "De hoofdaannemer houdt deze cijfers bij." in page
    assert f"/aanbod/{subcontract.id}/wijzigen/" not in page
    path = f"/aanbieder/aanbod/{subcontract.id}/wijzigen/"
    assert (await browser.get(path)).status_code == 404
    desk = (await (await browser.sign_in(cast.sanne)).get("/aanbieder/")).text
    assert "Onderaannemer: Het Anker" in desk


async def test_a_subcontractor_keeps_them_where_that_is_left_to_it(
    cast: Cast, browser: Browser, subcontract: Offering
) -> None:
    await Contract.filter(id=subcontract.contract_id).update(delegates_editing=True)
    await browser.sign_in(cast.aisha)
    path = f"/aanbieder/aanbod/{subcontract.id}/wijzigen/"
    assert (await browser.get(path)).status_code == 200


async def test_a_provider_in_two_regions_sees_both_labelled(cast: Cast, browser: Browser) -> None:
    elsewhere = await cast.kade_thuis.contract
    contract = await make.a_contract(cast.linde, await elsewhere.lot)
    await make.an_offering(contract, await cast.kade_thuis.product)
    page = (await (await browser.sign_in(cast.sanne)).get("/aanbieder/")).text
    assert "in Westfriesland" in page
    assert "in Midden-Holland" in page


async def test_somebody_without_offerings_reads_why(cast: Cast, browser: Browser) -> None:
    empty = await make.a_member(Role.PROVIDER_LEAD, of=await make.a_provider("Nieuw"))
    page = (await (await browser.sign_in(empty)).get("/aanbieder/")).text
    assert "U hebt nog geen aanbod in het portaal." in page


def without_flashes(page: str) -> str:
    """What was said stands above the page; a reload does not say it again."""
    tree: Any = parsed(page)
    for flashes in tree.xpath('//*[@id="flashes"]'):
        flashes.clear()
    return cast(Any, html).tostring(tree, encoding="unicode")


async def test_confirming_a_row_in_place_shows_what_a_reload_would_show(
    cast: Cast, browser: Browser
) -> None:
    row = await told(cast.sanne, cast.linde_thuis.id)
    await browser.sign_in(cast.daan)
    before = (await browser.get("/aanbieder/")).text
    fragment = await in_place(
        browser, "/aanbieder/bevestiging/", row.id, rows=f"{row.id}:{row.report_id}"
    )
    reloaded = (await browser.get("/aanbieder/")).text
    assert same(without_flashes(after_swap(before, row.id, fragment)), without_flashes(reloaded))


async def test_undoing_in_place_shows_what_a_reload_would_show(
    cast: Cast, browser: Browser
) -> None:
    await told(cast.sanne, cast.linde_thuis.id)
    other = Statement(figures=Figures(status=Status.CAPACITY, start=Days(7, 7)))
    row = await told(cast.sanne, cast.linde_thuis.id, other)
    await browser.sign_in(cast.sanne)
    before = (await browser.get(f"/aanbieder/?opgeslagen={row.id}")).text
    assert "Ongedaan maken" in before
    path = f"/aanbieder/aanbod/{row.id}/ongedaan/"
    fragment = await in_place(browser, path, row.id, rows=f"{row.id}:{row.report_id}")
    reloaded = (await browser.get(f"/aanbieder/?opgeslagen={row.id}")).text
    assert "Ongedaan maken" not in reloaded
    assert same(without_flashes(after_swap(before, row.id, fragment)), without_flashes(reloaded))
    assert (await row_for(cast.sanne, row.id)).statement == FOUR_WEEKS


async def test_undoing_what_a_colleague_changed_since_is_refused(
    cast: Cast, browser: Browser
) -> None:
    await told(cast.sanne, cast.linde_thuis.id)
    mine = await told(
        cast.sanne, cast.linde_thuis.id, Statement(figures=Figures(status=Status.CAPACITY))
    )
    await told(cast.daan, cast.linde_thuis.id)
    await browser.sign_in(cast.sanne)
    path = f"/aanbieder/aanbod/{mine.id}/ongedaan/"
    answer = await browser.send_form(path, rows=f"{mine.id}:{mine.report_id}")
    assert answer.status_code == 403
    assert "Dit kunt u niet meer ongedaan maken." in answer.text


async def test_confirming_all_in_place_shows_what_a_reload_would_show(
    cast: Cast, browser: Browser
) -> None:
    row = await told(cast.sanne, cast.linde_thuis.id)
    await browser.sign_in(cast.daan)
    before = (await browser.get("/aanbieder/")).text
    await browser.send_form("/aanbieder/bevestiging/", rows=f"{row.id}:{row.report_id}")
    browser.cookies.delete("flash")
    fragment = await get_fragment(browser, "/aanbieder/", "desk")
    assert same(swapped(before, "desk", fragment), (await browser.get("/aanbieder/")).text)
    assert await Confirmation.filter(unchanged=True).count() == 1


async def test_a_conflict_in_place_is_the_conflict_of_the_page(
    cast: Cast, browser: Browser
) -> None:
    row = await told(cast.sanne, cast.linde_thuis.id)
    await told(cast.sanne, row.id, Statement(figures=Figures(status=Status.CAPACITY)))
    await browser.sign_in(cast.daan)
    path = f"/aanbieder/aanbod/{row.id}/wijzigen/"
    values = {"status": "no_capacity", "seen": str(row.report_id)}
    fragment = await in_place(browser, path, row.id, **values)
    assert fragment.strip().startswith(f'<li class="row-card row-card--edit" id="row-{row.id}"')
    assert "Hieronder staan beide versies; kies wat klopt." in fragment
    page = (await browser.send_form(path, **values)).text
    for part in ("Van Sanne de Wit", "Mijn versie opslaan"):
        assert part in fragment
        assert part in page
