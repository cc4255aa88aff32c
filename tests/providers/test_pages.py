"""The region's screens for providers, contracts, access teams and offerings."""

from typing import Any

import pytest

from portal.availability.models import Offering
from portal.catalogue.models import Lot, Place, Region
from portal.catalogue.rules import ManagedPer
from portal.journal.models import JournalEntry
from portal.kernel.actor import Role
from portal.providers.models import (
    AccessTeam,
    AccessTeamContact,
    Contract,
    Location,
    Provider,
    ServiceArea,
    SubcontractApproval,
)
from portal.providers.rules import SubcontractDecision
from tests import builders as make
from tests.browser_client import Browser
from tests.cast import Cast
from tests.counting import counted_queries
from tests.htmx import get_fragment, same, swapped

TERM = {"starts_on": "2025-07-01", "ends_on": "2029-06-30"}


def home(provider: Provider) -> str:
    return f"/regio/aanbieders/{provider.id}/"


def contract_form(lot_id: int, **other: Any) -> dict[str, Any]:
    known = {"number": "N-1", "lot_id": lot_id, "main_contract_id": "0", "manager_id": "0"}
    return {**known, **TERM, "cadence_days": "14", **other}


async def test_the_list_is_for_the_region_alone(cast: Cast, browser: Browser) -> None:
    for stranger in (cast.noor, cast.sanne, cast.mila, cast.bo):
        await browser.sign_in(stranger)
        assert (await browser.get("/regio/aanbieders/")).status_code == 404
        assert (await browser.get("/regio/toegang/")).status_code == 404
        assert (await browser.get(home(cast.linde))).status_code == 404
    await browser.sign_in(cast.otto)
    page = (await browser.get("/regio/aanbieders/")).text
    assert "De Linde" in page
    assert "De Kade" not in page
    assert "toevoegen" not in page


async def test_searching_with_htmx_shows_what_a_reload_would_show(
    cast: Cast, browser: Browser
) -> None:
    await browser.sign_in(cast.rik)
    before = (await browser.get("/regio/aanbieders/")).text.replace('value=""', 'value="anker"', 1)
    fragment = await get_fragment(browser, "/regio/aanbieders/?zoek=anker", "results")
    assert "De Linde" not in fragment
    reloaded = (await browser.get("/regio/aanbieders/?zoek=anker")).text
    assert same(swapped(before, "results", fragment), reloaded)


async def test_another_regions_rows_do_not_exist(cast: Cast, browser: Browser) -> None:
    theirs = await Contract.get(id=cast.kade_thuis.contract_id)
    team = await AccessTeam.get(name="Sociaal team Gouda")
    area = await ServiceArea.get(id=cast.kade_thuis.service_area_id)
    await make.a_location(cast.linde, cast.gouda, name="De Zuidlinde")
    zuid = await Location.get(name="De Zuidlinde")
    await browser.sign_in(cast.rik)
    for path in (
        home(cast.kade),
        f"{home(cast.kade)}wijzigen/",
        f"{home(cast.kade)}aanbod/",
        f"/regio/contracten/{theirs.id}/",
        f"/regio/contracten/{theirs.id}/wijzigen/",
        f"/regio/toegang/{team.id}/",
        f"{home(cast.linde)}locaties/{zuid.id}/",
        f"{home(cast.linde)}werkgebieden/{area.id}/",
    ):
        assert (await browser.get(path)).status_code == 404, path
        assert (await browser.send_form(path, **TERM)).status_code in {404, 405}, path
    assert "De Zuidlinde" not in (await browser.get(home(cast.linde))).text


async def test_rik_takes_in_a_provider_with_its_first_contract(
    cast: Cast, browser: Browser
) -> None:
    lot = await Lot.get(name="Begeleiding")
    await browser.sign_in(cast.rik)
    sent = {"name": "Nieuw", "kvk": "81000001", "number": "N-1", "lot_id": lot.id, **TERM}
    answer = await browser.send_form("/regio/aanbieders/nieuw/", **{**sent, "kvk": "12"})
    assert "Een KvK-nummer heeft acht cijfers." in answer.text
    answer = await browser.send_form("/regio/aanbieders/nieuw/", **sent)
    made = await Provider.get(kvk="81000001").prefetch_related("contracts")
    assert answer.headers["location"] == home(made)
    assert [one.number for one in made.contracts] == ["N-1"]


async def test_a_provider_of_another_region_is_linked_and_not_changed(
    cast: Cast, browser: Browser
) -> None:
    lot = await Lot.get(name="Begeleiding")
    await browser.sign_in(cast.rik)
    sent = {"name": "Anders", "kvk": cast.kade.kvk, "number": "N-1", "lot_id": lot.id, **TERM}
    await browser.send_form("/regio/aanbieders/nieuw/", **sent)
    page = (await browser.get(home(cast.kade))).text
    assert "De Kade" in page
    assert "N-1" in page
    assert "Ambulant" not in page
    assert "Een andere regio" in (await browser.get(f"{home(cast.kade)}wijzigen/")).text
    changed = await browser.send_form(
        f"{home(cast.kade)}wijzigen/", name="Anders", kvk=cast.kade.kvk or ""
    )
    assert changed.status_code == 403
    assert await Provider.exists(id=cast.kade.id, name="De Kade")


async def test_rik_changes_a_provider_of_the_own_region(cast: Cast, browser: Browser) -> None:
    await browser.sign_in(cast.rik)
    edit = f"{home(cast.linde)}wijzigen/"
    taken = await browser.send_form(edit, name="De Linde", kvk=cast.anker.kvk or "")
    assert taken.status_code == 422
    await browser.send_form(edit, name="De Linde BV", kvk=cast.linde.kvk or "", agb="")
    linde = await Provider.get(id=cast.linde.id)
    assert (linde.name, linde.agb) == ("De Linde BV", None)


async def test_a_location_lies_where_its_postcode_lies(cast: Cast, browser: Browser) -> None:
    await Place.create(
        pc4="1671", name="Medemblik", municipality=cast.medemblik, latitude=52.7, longitude=5.1
    )
    await browser.sign_in(cast.rik)
    new = f"{home(cast.linde)}locaties/nieuw/"
    sent = {"name": "Aan zee", "postcode": "1671ab", "place": "Medemblik", "wheelchair": "ja"}
    sent["municipality_id"] = str(cast.medemblik.id)
    wrong = await browser.send_form(new, **{**sent, "postcode": "elders"})
    assert "Vul een postcode in, zoals 1621 AB." in wrong.text
    await browser.send_form(new, **sent)
    made = await Location.get(name="Aan zee")
    assert (made.postcode, made.latitude, made.wheelchair_accessible) == ("1671 AB", 52.7, True)
    edit = f"{home(cast.linde)}locaties/{made.id}/"
    assert 'value="1671 AB"' in (await browser.get(edit)).text
    await browser.send_form(edit, **{**sent, "wheelchair": ""})
    await made.refresh_from_db()
    assert made.wheelchair_accessible is None
    assert (await browser.send_form(new, **sent)).status_code == 422


async def test_a_service_area_covers_municipalities_of_the_region(
    cast: Cast, browser: Browser
) -> None:
    await browser.sign_in(cast.rik)
    new = f"{home(cast.linde)}werkgebieden/nieuw/"
    foreign = await browser.send_form(new, name="Zuid", municipalities=[cast.gouda.id])
    assert foreign.status_code == 422
    await browser.send_form(new, name="Noord", municipalities=[cast.hoorn.id, cast.medemblik.id])
    area = await ServiceArea.get(name="Noord").prefetch_related("parts")
    assert len(area.parts) == 2
    await browser.send_form(
        f"{home(cast.linde)}werkgebieden/{area.id}/", name="Noord", municipalities=[cast.hoorn.id]
    )
    area = await ServiceArea.get(name="Noord").prefetch_related("parts")
    assert [part.municipality_id for part in area.parts] == [cast.hoorn.id]


async def test_a_contract_with_all_that_limits_it(cast: Cast, browser: Browser) -> None:
    lot = await Lot.get(name="Begeleiding")
    await browser.sign_in(cast.rik)
    new = f"{home(cast.linde)}contracten/nieuw/"
    assert (await browser.get(new)).status_code == 200
    wrong = contract_form(lot.id, products=[cast.dagbesteding.id], ends_on="2020-01-01")
    answer = await browser.send_form(new, **wrong)
    assert "Kies alleen producten van dit perceel." in answer.text
    assert "De laatste dag ligt vóór de eerste dag." in answer.text
    limits = {"products": [cast.begeleiding.id], "municipalities": [cast.hoorn.id]}
    sent = contract_form(lot.id, **limits, budget_ceiling="125000.50", max_trajectories="40")
    await browser.send_form(new, **sent)
    made = await Contract.get(number="N-1")
    page = (await browser.get(f"/regio/contracten/{made.id}/")).text
    assert "€ 125.000,50" in page
    assert "02BGB Begeleiding basis" in page
    assert "Akkoord geven" not in page
    assert (await browser.get(f"/regio/contracten/{made.id}/wijzigen/")).status_code == 200
    assert (await browser.send_form(new, **sent)).status_code == 422


@pytest.mark.parametrize(
    ("setting", "shares"), [(ManagedPer.PROVIDER, "linde"), (ManagedPer.LOT, "anker")]
)
async def test_a_manager_goes_along_per_provider_or_per_lot(
    cast: Cast, browser: Browser, setting: ManagedPer, shares: str
) -> None:
    await Region.filter(id=cast.westfriesland.id).update(managed_per=setting)
    support = await Contract.get(id=cast.linde_thuis.contract_id)
    others = {"linde": cast.linde_dag.contract_id, "anker": cast.anker_thuis.contract_id}
    await browser.sign_in(cast.rik)
    sent = contract_form(support.lot_id, number=support.number, manager_id=cast.rik.person_id)
    await browser.send_form(f"/regio/contracten/{support.id}/wijzigen/", **sent)
    for name, contract_id in others.items():
        manager_id = (await Contract.get(id=contract_id)).manager_id
        assert manager_id == (cast.rik.person_id if name == shares else None), name


async def test_only_a_member_of_the_region_manages(cast: Cast, browser: Browser) -> None:
    neighbour = await make.a_member(Role.REGION_MANAGER, of=cast.midden_holland, name="Buur")
    support = await Contract.get(id=cast.linde_thuis.contract_id)
    await browser.sign_in(cast.rik)
    sent = contract_form(support.lot_id, manager_id=neighbour.person_id)
    edit = f"/regio/contracten/{support.id}/wijzigen/"
    assert (await browser.send_form(edit, **sent)).status_code == 422


async def test_the_region_decides_on_a_subcontractor(cast: Cast, browser: Browser) -> None:
    main = await Contract.get(id=cast.linde_thuis.contract_id)
    under = await make.a_contract(
        cast.anker, await Lot.get(id=main.lot_id), main_contract=main, number="ONDER-1"
    )
    here = f"/regio/contracten/{under.id}/"
    await browser.sign_in(cast.otto)
    page = (await browser.get(here)).text
    assert "telt niet mee" in page
    assert "Akkoord geven" not in page
    assert (await browser.send_form(f"{here}akkoord/")).status_code == 404
    await browser.sign_in(cast.rik)
    assert "ONDER-1" in (await browser.get(home(cast.linde))).text
    await browser.send_form(f"{here}akkoord/")
    approval = await SubcontractApproval.get(contract=under)
    assert (approval.decision, approval.decided_by_id) == (
        SubcontractDecision.AGREED,
        cast.rik.person_id,
    )
    assert "telt niet mee" not in (await browser.get(here)).text
    assert f'href="/regio/onderaannemers/{under.id}/"' in (await browser.get(here)).text
    refusal = {"decision": "refused", "note": "Geen keurmerk."}
    await browser.send_form(f"/regio/onderaannemers/{under.id}/", **refusal)
    await approval.refresh_from_db()
    assert approval.decision is SubcontractDecision.REFUSED
    told = await JournalEntry.filter(subject="subcontract").order_by("id")
    assert [row.action for row in told] == ["subcontract.agreed", "subcontract.refused"]
    assert (await browser.send_form(f"/regio/contracten/{main.id}/akkoord/")).status_code == 422


async def test_an_access_team_with_a_contact_per_purpose(cast: Cast, browser: Browser) -> None:
    await browser.sign_in(cast.rik)
    team = cast.hoorn_team
    edit = f"/regio/toegang/{team.id}/wijzigen/"
    sent: dict[str, Any] = {"name": team.name, "municipalities": [cast.hoorn.id]}
    sent |= {"residents-name": "Loket", "residents-phone": "14 0229", "invoices-email": "geen"}
    wrong = await browser.send_form(edit, **sent)
    assert wrong.status_code == 422
    assert "Vul een e-mailadres in" in wrong.text
    await browser.send_form(edit, **{**sent, "invoices-email": "Facturen@hoorn.example"})
    contacts = await AccessTeamContact.filter(access_team=team).order_by("purpose")
    assert [(one.purpose.value, one.name, one.email) for one in contacts] == [
        ("invoices", "", "facturen@hoorn.example"),
        ("residents", "Loket", ""),
    ]
    assert "Loket, 14 0229" in (await browser.get(f"/regio/toegang/{team.id}/")).text
    await browser.send_form(edit, name=team.name, municipalities=[cast.hoorn.id])
    assert not await AccessTeamContact.filter(access_team=team).exists()


async def test_rik_makes_and_withdraws_an_offering(cast: Cast, browser: Browser) -> None:
    await browser.sign_in(cast.rik)
    here = f"{home(cast.linde)}aanbod/"
    lindehof = await Location.get(name="De Lindehof")
    area = await make.a_service_area(cast.linde, [cast.hoorn], "Alleen Hoorn")
    support = cast.linde_thuis.contract_id
    sent = {"contract_id": support, "product_id": cast.begeleiding.id}
    wrong = await browser.send_form(f"{here}nieuw/", **sent, where=f"locatie-{lindehof.id}")
    assert wrong.status_code == 422
    assert "kies een werkgebied" in wrong.text
    await browser.send_form(f"{here}nieuw/", **sent, where=f"werkgebied-{area.id}")
    made = await Offering.get(service_area=area)
    assert "Alleen Hoorn" in (await browser.get(here)).text
    twice = await browser.send_form(f"{here}nieuw/", **sent, where=f"werkgebied-{area.id}")
    assert "Dit aanbod is er al." in twice.text
    await browser.send_form(f"{here}{made.id}/einde/")
    await made.refresh_from_db()
    assert made.withdrawn_at is not None
    assert "Alleen Hoorn" not in (await browser.get(here)).text


async def test_an_offering_stays_within_its_contract(cast: Cast, browser: Browser) -> None:
    await browser.sign_in(cast.rik)
    here = f"{home(cast.linde)}aanbod/"
    lindehof = await Location.get(name="De Lindehof")
    sent = {"contract_id": cast.linde_thuis.contract_id, "product_id": cast.dagbesteding.id}
    answer = await browser.send_form(f"{here}nieuw/", **sent, where=f"locatie-{lindehof.id}")
    assert "geldt niet voor Dagbesteding A" in answer.text
    other = await browser.send_form(f"{here}{cast.anker_thuis.id}/einde/")
    assert other.status_code == 404


async def test_more_providers_take_no_more_queries(cast: Cast, browser: Browser) -> None:
    await browser.sign_in(cast.rik)
    lot = await Lot.get(name="Begeleiding")
    await browser.get("/regio/aanbieders/")  # opens the reading connection
    with counted_queries() as few:
        await browser.get("/regio/aanbieders/")
    for _ in range(10):
        await make.a_contract(await make.a_provider(), lot)
    with counted_queries() as many:
        await browser.get("/regio/aanbieders/")
    assert len(few.statements) == len(many.statements) <= 10
