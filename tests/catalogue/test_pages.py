"""The region's screens for lots, products, municipalities and agreements."""

from typing import Any

import pytest

from portal.catalogue.models import Lot, Municipality, Product, Region
from portal.catalogue.rules import ManagedPer
from portal.journal.models import JournalEntry
from tests import builders as make
from tests.browser_client import Browser
from tests.cast import Cast
from tests.htmx import get_fragment, same, swapped

LISTS = ("/regio/percelen/", "/regio/producten/", "/regio/gemeenten/")
LOT = {
    "name": "Vervoer",
    "kind": "local",
    "max_providers": "4",
    "starts_on": "2026-01-01",
    "ends_on": "2029-12-31",
    "extension_years": "2 + 2",
}


def product(lot: Lot, **other: Any) -> dict[str, Any]:
    known = {
        "lot_id": lot.id,
        "category": "08",
        "code": "V?Z",
        "name": "Vervoer",
        "unit": "stuks",
        "valid_from": "2026-01-01",
        "delivered": "location",
        "intake": "none",
        "companion_of_id": "0",
        "intensity": "",
        "target_group": "ouderen",
    }
    return {**known, **other}


@pytest.mark.parametrize("path", LISTS)
async def test_lists_are_for_the_region_alone(cast: Cast, browser: Browser, path: str) -> None:
    assert (await browser.get(path)).status_code == 303
    for stranger in (cast.noor, cast.sanne, cast.mila, cast.bo):
        await browser.sign_in(stranger)
        assert (await browser.get(path)).status_code == 404
    await browser.sign_in(cast.otto)
    page = await browser.get(path)
    assert page.status_code == 200
    assert "toevoegen" not in page.text
    await browser.sign_in(cast.rik)
    page = await browser.get(path)
    assert "toevoegen" in page.text
    assert "Ambulant" not in page.text
    assert "Gouda" not in page.text


@pytest.mark.parametrize(("path", "words"), [(LISTS[0], "dag"), (LISTS[1], "07DBA")])
async def test_searching_with_htmx_shows_what_a_reload_would_show(
    cast: Cast, browser: Browser, path: str, words: str
) -> None:
    await browser.sign_in(cast.rik)
    before = (await browser.get(path)).text.replace('value=""', f'value="{words}"', 1)
    fragment = await get_fragment(browser, f"{path}?zoek={words}", "results")
    reloaded = (await browser.get(f"{path}?zoek={words}")).text
    assert "Dagbesteding" in fragment
    assert "Begeleiding" not in fragment
    assert same(swapped(before, "results", fragment), reloaded)
    assert "Niets gevonden" in (await browser.get(f"{path}?zoek=bestaat-niet")).text


async def test_rik_makes_and_changes_a_lot(cast: Cast, browser: Browser) -> None:
    await browser.sign_in(cast.rik)
    answer = await browser.send_form("/regio/percelen/nieuw/", **LOT)
    lot = await Lot.get(name="Vervoer")
    assert answer.headers["location"] == f"/regio/percelen/{lot.id}/"
    assert (lot.region_id, lot.extension_years, lot.max_providers) == (
        cast.westfriesland.id,
        [2, 2],
        4,
    )
    edit = f"/regio/percelen/{lot.id}/wijzigen/"
    assert 'value="2, 2"' in (await browser.get(edit)).text
    await browser.send_form(edit, **{**LOT, "max_providers": "", "interim_accession": "y"})
    await lot.refresh_from_db()
    assert (lot.max_providers, lot.interim_accession) == (None, True)
    rows = await JournalEntry.filter(subject="lot").order_by("id")
    assert [row.action for row in rows] == ["lot.made", "lot.changed"]
    assert rows[1].details == {"fields": ["interim_accession", "max_providers"]}


async def test_a_form_with_mistakes_keeps_what_was_typed(cast: Cast, browser: Browser) -> None:
    await browser.sign_in(cast.rik)
    wrong = {**LOT, "ends_on": "2020-01-01", "name": "Begeleiding"}
    answer = await browser.send_form("/regio/percelen/nieuw/", **wrong)
    assert answer.status_code == 422
    assert "<title>Fout: " in answer.text
    assert "De laatste dag ligt vóór de eerste dag." in answer.text
    assert 'value="Begeleiding"' in answer.text
    answer = await browser.send_form("/regio/percelen/nieuw/", **{**LOT, "name": "Begeleiding"})
    assert "Er is al een perceel met deze naam." in answer.text
    answer = await browser.send_form("/regio/percelen/nieuw/", **{**LOT, "extension_years": "veel"})
    assert "Vul jaren in" in answer.text


async def test_a_lot_with_too_many_providers_warns(cast: Cast, browser: Browser) -> None:
    await Lot.filter(name="Begeleiding").update(max_providers=1)
    lot = await Lot.get(name="Begeleiding")
    await browser.sign_in(cast.otto)
    page = (await browser.get(f"/regio/percelen/{lot.id}/")).text
    assert "Dit perceel heeft 2 aanbieders; het maximum is 1." in page
    assert "Begeleiding basis" in page


async def test_rik_makes_and_changes_a_product(cast: Cast, browser: Browser) -> None:
    await browser.sign_in(cast.rik)
    lot = await Lot.get(name="Dagbesteding")
    sent = product(lot, companion_of_id=cast.dagbesteding.id)
    assert (await browser.send_form("/regio/producten/nieuw/", **sent)).status_code == 303
    made = await Product.get(code="V?Z").select_related("target_group")
    assert made.target_group is not None
    assert (made.companion_of_id, made.target_group.name) == (cast.dagbesteding.id, "ouderen")
    page = (await browser.get(f"/regio/producten/{made.id}/")).text
    assert "Dagbesteding A" in page
    edit = f"/regio/producten/{made.id}/wijzigen/"
    assert (await browser.get(edit)).status_code == 200
    await browser.send_form(edit, **product(lot, intensity="3", norm_days="42"))
    await made.refresh_from_db()
    assert (made.intensity, made.norm_days, made.companion_of_id) == (3, 42, None)
    twice = await browser.send_form("/regio/producten/nieuw/", **sent)
    assert "Dit product is er al met deze eerste dag." in twice.text


async def test_a_product_goes_in_a_lot_of_the_own_region(cast: Cast, browser: Browser) -> None:
    await browser.sign_in(cast.rik)
    foreign = await Lot.get(name="Ambulant")
    answer = await browser.send_form("/regio/producten/nieuw/", **product(foreign))
    assert answer.status_code == 422


async def test_what_belongs_to_another_region_does_not_exist(cast: Cast, browser: Browser) -> None:
    lot = await Lot.get(name="Ambulant")
    foreign = await Product.get(name="Ambulante begeleiding")
    await browser.sign_in(cast.rik)
    for path in (
        f"/regio/percelen/{lot.id}/",
        f"/regio/percelen/{lot.id}/wijzigen/",
        f"/regio/producten/{foreign.id}/",
        f"/regio/producten/{foreign.id}/wijzigen/",
        f"/regio/gemeenten/{cast.gouda.id}/wijzigen/",
    ):
        assert (await browser.get(path)).status_code == 404, path
    edit = f"/regio/percelen/{lot.id}/wijzigen/"
    assert (await browser.send_form(edit, **LOT)).status_code == 404


async def test_the_inspector_changes_nothing(cast: Cast, browser: Browser) -> None:
    lot = await Lot.get(name="Begeleiding")
    await browser.sign_in(cast.otto)
    for path in ("/regio/percelen/nieuw/", f"/regio/percelen/{lot.id}/wijzigen/"):
        assert (await browser.get(path)).status_code == 404
        assert (await browser.send_form(path, **LOT)).status_code == 404


async def test_a_municipality_belongs_to_one_region(cast: Cast, browser: Browser) -> None:
    await browser.sign_in(cast.rik)
    opmeer = {"code": "GM0432", "name": "Opmeer", "latitude": "52.7", "longitude": "4.9"}
    await browser.send_form("/regio/gemeenten/nieuw/", **opmeer)
    assert await Municipality.exists(name="Opmeer", region=cast.westfriesland)
    gouda = {**opmeer, "code": "GM0513", "name": "Gouda"}
    answer = await browser.send_form("/regio/gemeenten/nieuw/", **gouda)
    assert "Deze gemeente staat al in het portaal." in answer.text
    hoorn = {**opmeer, "code": "GM0405", "name": "Hoorn (NH)"}
    await browser.send_form(f"/regio/gemeenten/{cast.hoorn.id}/wijzigen/", **hoorn)
    assert await Municipality.exists(id=cast.hoorn.id, name="Hoorn (NH)")


async def test_rik_says_how_the_region_works(cast: Cast, browser: Browser) -> None:
    await browser.sign_in(cast.rik)
    assert "Per aanbieder" in (await browser.get("/regio/afspraken/")).text
    wrong = await browser.send_form(
        "/regio/afspraken/", managed_per="lot", default_cadence_days="0"
    )
    assert wrong.status_code == 422
    await browser.send_form(
        "/regio/afspraken/",
        managed_per="lot",
        default_cadence_days="28",
        invitation_days="10",
        uses_urgency="y",
        reference_prefix="wf",
    )
    region = await Region.get(id=cast.westfriesland.id)
    assert (region.managed_per, region.default_cadence_days) == (ManagedPer.LOT, 28)
    assert (region.invitation_days, region.uses_urgency, region.reference_prefix) == (
        10,
        True,
        "WF",
    )
    page = (await browser.get("/regio/afspraken/")).text
    assert 'value="WF"' in page, "the next reader sees what holds"
    known = {"managed_per": "lot", "default_cadence_days": "28", "invitation_days": "5"}
    wrong = {**known, "reference_prefix": "W1"}
    assert (await browser.send_form("/regio/afspraken/", **wrong)).status_code == 422


async def test_a_long_list_is_cut_into_pages(cast: Cast, browser: Browser) -> None:
    for number in range(60):
        await make.a_lot(cast.westfriesland, f"Extra {number:02}")
    await browser.sign_in(cast.rik)
    first = (await browser.get("/regio/percelen/?zoek=extra")).text
    assert "Extra 49" in first
    assert "Extra 50" not in first
    assert "Extra 59" in (await browser.get("/regio/percelen/?zoek=extra&pagina=2")).text
