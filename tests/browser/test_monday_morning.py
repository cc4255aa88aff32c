"""Monday morning of a provider. Each journey has a most number of presses: clicks and keys."""

import io
import time
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from portal.availability.models import Confirmation
from portal.availability.queries import row_for
from portal.availability.rules.figures import Channel, Days
from tests.availability.reminding import reported
from tests.browser.conftest import Visit
from tests.browser.live import Live
from tests.browser.seeing import Hand, assert_accessible, assert_told

THUIS = "Begeleiding basis, Hoorn en Medemblik, thuis"


def a_desk(live: Live) -> None:
    """De Linde filled in both its rows more than two weeks ago."""
    cast = live.cast
    live.run(reported(cast.sanne, cast.linde_thuis.id, cast.linde_dag.id, days_ago=16))


def mailbox_of(visit: Visit, demo: Live, address: str, *, javascript: bool) -> Page:
    """The newest mail of somebody, opened with its markup as a mail program shows it."""
    demo.deliver()
    page = visit(f"/demo/mail/?aan={address}", javascript=javascript)
    assert_accessible(page)
    page.locator("tbody").get_by_role("link").first.click()
    assert_accessible(page)
    page.get_by_role("link", name="Bekijk met opmaak").click()
    return page


def seen_within_a_second(page: Page, text: str) -> None:
    """Whoever looks again and again sees this within a second from now."""
    latest = time.monotonic() + 1
    while text not in page.inner_text("main"):
        assert time.monotonic() < latest, f"“{text}” is not seen within a second"
        page.reload()


async def _confirmed_by_mail() -> int:
    return await Confirmation.filter(channel=Channel.MAIL, unchanged=True).count()


def test_from_the_mail_to_done_in_two_presses(
    visit: Visit, demo: Live, *, javascript: bool
) -> None:
    before = demo.run(_confirmed_by_mail())
    page = mailbox_of(visit, demo, "aanbieder@demo.test", javascript=javascript)
    hand = Hand(page)
    hand.click("Controleren en bevestigen", "link")
    assert_accessible(page)
    hand.click("Alles klopt nog")
    expect(page.get_by_text("zijn bevestigd tot")).to_be_visible()
    assert hand.presses == 2
    assert demo.run(_confirmed_by_mail()) > before
    assert_accessible(page)

    desk = visit("/aanbieder/", actor="aanbieder@demo.test", javascript=javascript)
    told = desk.get_by_text("Bevestigd vandaag door Sanne de Wit, via de mail")
    expect(told.first).to_be_visible()


def test_a_row_is_changed_in_two_presses_and_undone_in_one(
    visit: Visit, live: Live, *, javascript: bool
) -> None:
    a_desk(live)
    offering = live.cast.linde_thuis.id
    noor = visit(f"/beschikbaarheid/{offering}/", actor=live.cast.noor, javascript=javascript)
    page = visit("/aanbieder/", actor=live.cast.sanne, javascript=javascript)
    hand = Hand(page)
    hand.click(f"Wijzigen: {THUIS}", "link")
    wait = page.get_by_role("group", name="Van de intake tot de start")
    hand.type("Van", "6", within=wait)
    hand.type("Tot", "8", within=wait)
    assert_accessible(page)
    hand.click("Opslaan")
    assert_told(page, "Opgeslagen. Consulenten zien dit nu.")
    seen_within_a_second(noor, "6 tot 8 weken")
    assert hand.presses == 2
    assert_accessible(page)

    hand.click(f"Ongedaan maken {THUIS}")
    assert_told(page, "Ongedaan gemaakt.")
    seen_within_a_second(noor, "2 tot 4 weken")
    assert hand.presses == 3
    found: Any = live.run(row_for(live.cast.noor, offering))
    assert found.figures().start == Days(14, 28)


def test_all_is_confirmed_in_one_press(visit: Visit, live: Live, *, javascript: bool) -> None:
    a_desk(live)
    page = visit("/aanbieder/", actor=live.cast.sanne, javascript=javascript)
    expect(page.get_by_role("heading", name="0 van 2 actueel")).to_be_visible()
    hand = Hand(page)
    hand.click("Alles klopt nog (2)")
    assert_told(page, "2 regels bevestigd.")
    expect(page.get_by_role("heading", name="2 van 2 actueel")).to_be_visible()
    assert hand.presses == 1
    assert_accessible(page)


def test_a_stop_is_asked_in_four_presses_and_decided_in_two(
    visit: Visit, live: Live, *, javascript: bool
) -> None:
    a_desk(live)
    page = visit("/aanbieder/", actor=live.cast.sanne, javascript=javascript)
    hand = Hand(page)
    hand.click(THUIS.partition(", ")[2], "link")
    assert_accessible(page)
    hand.click("Aanmeldstop", "link")
    hand.type("Waarom wilt u een aanmeldstop?", "Twee collega's zijn langdurig ziek")
    hand.check("Hoorn")
    hand.click("Aanvragen")
    assert_told(page, "Tot de gemeente besluit, verandert er niets.")
    assert hand.presses == 4
    assert_accessible(page)

    noor = visit("/beschikbaarheid/", actor=live.cast.noor, javascript=javascript)
    expect(noor.get_by_text("Aanmeldstop", exact=True)).to_have_count(0)

    mila = visit("/", actor=live.cast.mila, javascript=javascript)
    hers = Hand(mila)
    hers.click("Aanmeldstops", "link")
    assert_accessible(mila)
    hers.click("Akkoord")
    assert_told(mila, "Akkoord vastgelegd.")
    assert hers.presses == 2
    assert_accessible(mila)

    seen_within_a_second(noor, "geen nieuwe cliënten aan")
    page.reload()
    expect(page.get_by_role("cell", name="Akkoord")).to_be_visible()


def test_a_colleague_is_invited_in_four_presses_and_begins_in_two(
    visit: Visit, demo: Live, *, javascript: bool
) -> None:
    page = visit("/aanbieder/", actor="aanbieder@demo.test", javascript=javascript)
    hand = Hand(page)
    hand.click("Medewerkers", "link")
    hand.click("Collega uitnodigen", "link")
    hand.type("Naam", "Jan de Vries")
    hand.type("E-mailadres", "jan@linde.example")
    hand.check("Medewerker aanbieder")
    hand.click("Uitnodiging sturen")
    assert_told(page, "De uitnodiging is verstuurd.")
    assert hand.presses == 4
    assert_accessible(page)

    jan = mailbox_of(visit, demo, "jan@linde.example", javascript=javascript)
    his = Hand(jan)
    his.click("Uitnodiging bekijken", "link")
    assert_accessible(jan)
    his.type("Kies een wachtwoord", "vier losse woorden")
    his.click("Account maken en inloggen")
    expect(jan.get_by_role("link", name="Mijn account: Jan de Vries")).to_be_visible()
    expect(jan.get_by_role("heading", name="Beschikbaarheid", exact=True)).to_be_visible()
    assert his.presses == 2
    assert_accessible(jan)


def test_the_sheet_goes_round_in_five_presses(
    visit: Visit, live: Live, tmp_path: Path, *, javascript: bool
) -> None:
    a_desk(live)
    page = visit("/aanbieder/", actor=live.cast.sanne, javascript=javascript)
    hand = Hand(page)
    with page.expect_download() as download:
        hand.click("Downloaden", "link")
    sheet = tmp_path / download.value.suggested_filename
    sheet.write_bytes(with_waiting(download.value.path(), THUIS, 12))

    hand.click("Uploaden", "link")
    assert_accessible(page)
    hand.attach("Uw bestand", sheet)
    hand.click("Bekijken wat er verandert")
    expect(page.get_by_role("heading", name="Wat er verandert")).to_be_visible()
    expect(page.get_by_text("1 regel gewijzigd, 1 ongewijzigd")).to_be_visible()
    assert_accessible(page)
    hand.click("1 regel opslaan")
    assert_told(page, "1 regel gewijzigd")
    assert hand.presses == 5
    found: Any = live.run(row_for(live.cast.noor, live.cast.linde_thuis.id))
    assert found.figures().waiting == 12


def with_waiting(path: Path, name: str, number: int) -> bytes:
    """This workbook with another number of people waiting in one row, as Excel saves it."""
    workbook = load_workbook(io.BytesIO(path.read_bytes()))
    sheet: Any = workbook["Beschikbaarheid"]
    columns = {cell.value: cell.column for cell in sheet[1]}
    product = name.partition(", ")[0]
    (line,) = [row[0].row for row in sheet if product in {cell.value for cell in row}]
    sheet.cell(line, columns["Wachtenden"]).value = number
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()
