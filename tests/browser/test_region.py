"""First screens of the region, a municipality and an administrator, and what they do there."""

from pathlib import Path
from typing import Any

from playwright.sync_api import expect

from portal.availability.models import Confirmation
from portal.availability.rules.figures import Channel
from portal.catalogue.models import Lot
from tests.availability.reminding import reported
from tests.browser.conftest import Visit
from tests.browser.live import Live
from tests.browser.seeing import Hand, assert_accessible, assert_told

RIK = "regio@demo.test"
LOTS = """\
Perceel;Soort;Maximum aanbieders;Eerste dag;Laatste dag;Verlengingen;Tussentijds toetreden
Beschermd wonen;lokaal;12;01-07-2025;30-06-2029;2, 2;nee
Verkeerd om;;;01-07-2029;30-06-2025;;
"""


async def _lot_names() -> set[str]:
    return {lot.name for lot in await Lot.all()}


async def _by_phone() -> int:
    return await Confirmation.filter(channel=Channel.PHONE).count()


def test_rik_decides_a_stop_from_his_first_screen_in_two_presses(
    visit: Visit, demo: Live, *, javascript: bool
) -> None:
    page = visit("/", actor=RIK, javascript=javascript)
    expect(page.get_by_role("heading", name="Westfriesland", exact=True)).to_be_visible()
    hand = Hand(page)
    hand.click("Aanmeldstops bekijken", "link")
    waiting = page.locator(".tasks > li")
    before = waiting.count()
    page.get_by_role("button", name="Akkoord namens").first.click()
    assert_told(page, "Akkoord vastgelegd.")
    expect(waiting).to_have_count(before - 1)
    assert hand.presses + 1 == 2
    assert_accessible(page)


def test_a_refusal_without_a_reason_is_refused(
    visit: Visit, demo: Live, *, javascript: bool
) -> None:
    page = visit("/aanmeldstops/", actor="gemeente@demo.test", javascript=javascript)
    first = page.locator(".tasks > li").first
    first.get_by_role("button", name="Weigeren").click()
    expect(page.get_by_role("heading", name="Er is een probleem")).to_be_visible()
    assert_accessible(page)
    first.get_by_role("textbox").fill("Er is in Hoorn geen andere aanbieder.")
    first.get_by_role("button", name="Weigeren").click()
    assert_told(page, "Weigering vastgelegd.")
    assert_accessible(page)


def test_a_provider_rings_and_rik_fills_it_in_in_four_presses(
    visit: Visit, live: Live, *, javascript: bool
) -> None:
    cast = live.cast
    live.run(reported(cast.sanne, cast.linde_thuis.id, days_ago=16))
    page = visit("/regio/", actor=cast.rik, javascript=javascript)
    hand = Hand(page)
    hand.click("De Linde", "link")
    assert_accessible(page)
    hand.click("02BGB Begeleiding basis", "link")
    assert_accessible(page)
    hand.click("Wijzigen", "link")
    expect(page.get_by_text("U vult dit in namens De Linde (telefonisch).")).to_be_visible()
    hand.type("Wachtenden", "3")
    assert_accessible(page)
    hand.click("Opslaan")
    assert_told(page, "Opgeslagen.")
    assert hand.presses == 4
    assert live.run(_by_phone()) == 1


def test_a_file_with_a_fault_is_explained_and_its_good_rows_are_taken(
    visit: Visit, live: Live, tmp_path: Path, *, javascript: bool
) -> None:
    file = tmp_path / "percelen.csv"
    file.write_text(LOTS, encoding="utf-8")
    page = visit("/regio/", actor=live.cast.rik, javascript=javascript)
    hand = Hand(page)
    hand.click("Importeren", "link")
    assert_accessible(page)
    hand.click("Percelen", "link", within=page.locator("ol.tasks"))
    hand.click("Bekijken wat er verandert")
    expect(page.get_by_role("heading", name="Er is een probleem")).to_be_visible()
    assert_accessible(page)
    page.locator("input[type=file]").set_input_files(file)
    hand.click("Bekijken wat er verandert")
    expect(page.get_by_text("1 regel heeft een fout.")).to_be_visible()
    expect(page.get_by_role("rowheader", name="3", exact=True)).to_be_visible()
    assert "Beschermd wonen" not in live.run(_lot_names()), "nothing is saved yet"
    for width in (320, 768, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        assert_accessible(page)
    page.get_by_role("link", name="Nieuw").click()
    expect(page.get_by_role("rowheader", name="Beschermd wonen")).to_be_visible()
    assert_accessible(page)
    hand.click("Alleen de goede regels toepassen (1)")
    assert_told(page, "Percelen: 1 nieuw en 0 gewijzigd. 1 met een fout overgeslagen.")
    assert "Beschermd wonen" in live.run(_lot_names())
    assert "Verkeerd om" not in live.run(_lot_names())


def test_a_product_gets_another_name_and_a_fault_is_told(
    visit: Visit, demo: Live, *, javascript: bool
) -> None:
    page = visit("/regio/producten/", actor=RIK, javascript=javascript)
    page.get_by_role("main").get_by_role("link", name="Begeleiding basis").first.click()
    page.get_by_role("link", name="Wijzigen").first.click()
    name: Any = page.get_by_label("Naam", exact=True)
    name.fill("")
    page.get_by_role("button", name="Opslaan").click()
    expect(page.get_by_role("heading", name="Er is een probleem")).to_be_visible()
    assert page.title().startswith("Fout: ")
    assert_accessible(page)
    name.fill("Begeleiding basis thuis")
    page.get_by_role("button", name="Opslaan").click()
    expect(page.get_by_role("main")).to_contain_text("Begeleiding basis thuis")
    assert_accessible(page)


def test_bo_ends_a_membership_in_four_presses(
    visit: Visit, demo: Live, *, javascript: bool
) -> None:
    page = visit("/", actor="beheer@demo.test", javascript=javascript)
    hand = Hand(page)
    hand.click("Medewerkers uitnodigen of toegang beëindigen", "link")
    page.get_by_role("main").get_by_role("link", name="De Linde").first.click()
    assert_accessible(page)
    hand.click("Toegang beëindigen van Daan Vos", "link")
    assert_accessible(page)
    page.get_by_role("button", name="Toegang beëindigen").click()
    assert_told(page, "De medewerker heeft geen toegang meer.")
    expect(page.get_by_role("rowheader", name="Daan Vos")).to_have_count(0)
    assert hand.presses + 2 <= 4
    assert_accessible(page)
