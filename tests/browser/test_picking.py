"""Noor picks three, sets them side by side and prints a sheet; another time she saves a search."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import FloatRect, Locator, Page, expect

from portal.availability.models import Offering
from portal.kernel.clock import now
from portal.mail.models import OutboxMail
from portal.matching.jobs import tell_of_new_fits
from tests.browser.conftest import Visit
from tests.browser.live import Live
from tests.browser.seeing import Hand, assert_accessible, assert_told
from tests.matching.saving import STOP_LINK

NOOR = "consulent@demo.test"
DAY = "/beschikbaarheid/?product=07DBA"


def pick_first(page: Page, number: int) -> str:
    """Press "Vergelijken" at the first that was not picked; who that is."""
    result = page.locator(".result", has=page.locator(".result__pick a[href*='vergelijk=']")).first
    name = result.locator(".result__title").inner_text()
    result.locator(".result__pick a[href*='vergelijk=']").click()
    expect(page.locator("#compare-bar")).to_contain_text(f"U vergelijkt {number}")
    return name


@pytest.mark.parametrize("width", [320, 1280])
def test_three_are_picked_compared_and_printed(
    visit: Visit, demo: Live, tmp_path: Path, width: int
) -> None:
    page = visit(DAY, actor=NOOR, width=width)
    hand = Hand(page)
    names = [pick_first(page, number) for number in (1, 2, 3)]
    assert_accessible(page)
    hand.click("Naast elkaar zetten", "link")
    expect(page.get_by_role("heading", level=1)).to_have_text("Vergelijken")
    assert page.locator(".compare__name").all_inner_texts() == names
    headers = page.get_by_role("rowheader")
    expect(headers).to_have_count(3)
    assert_accessible(page)
    hand.click("Overzicht om te printen", "link")
    expect(page.locator(".sheet__name")).to_have_text(names)
    assert_accessible(page)
    page.evaluate("window.print = () => { window.printed = true; }")
    hand.click("Printen of bewaren als pdf")
    assert page.evaluate("window.printed === true")
    assert 3 + hand.presses == 6, "three picks, and one press for each step"
    sheet = page.pdf(path=tmp_path / "sheet.pdf", format="A4")
    assert pages_of(sheet) == 1, "three fit on one sheet of paper"


def pages_of(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


def box_of(part: Locator) -> FloatRect:
    box = part.bounding_box()
    assert box is not None
    return box


def test_on_a_phone_each_is_a_block_and_wide_each_is_a_column(visit: Visit, demo: Live) -> None:
    page = visit(DAY, actor=NOOR)
    for number in (1, 2):
        pick_first(page, number)
    page.get_by_role("link", name="Naast elkaar zetten").click()
    sides = page.locator(".compare tbody tr")
    wide = [box_of(sides.nth(n)) for n in (0, 1)]
    assert wide[0]["y"] == wide[1]["y"], "side by side"
    assert wide[0]["x"] < wide[1]["x"]
    cells = [box_of(sides.nth(n).locator("td").nth(5)) for n in (0, 1)]
    assert cells[0]["y"] == cells[1]["y"], "the answers to one question stand in line"
    page.set_viewport_size({"width": 320, "height": 900})
    phone = [box_of(sides.nth(n)) for n in (0, 1)]
    assert phone[0]["x"] == phone[1]["x"]
    assert phone[1]["y"] >= phone[0]["y"] + phone[0]["height"], "one below the other"
    assert_accessible(page)


def test_without_javascript_all_of_it_works_but_the_print_button(visit: Visit, demo: Live) -> None:
    page = visit(DAY, actor=NOOR, javascript=False)
    names = [pick_first(page, number) for number in (1, 2)]
    page.get_by_role("link", name="Naast elkaar zetten").click()
    page.get_by_role("link", name="Overzicht om te printen").click()
    expect(page.locator(".sheet__name")).to_have_text(names)
    expect(page.get_by_role("button", name="Printen")).to_have_count(0)


@pytest.mark.parametrize("width", [320, 1280])
def test_a_search_is_saved_mailed_and_stopped(visit: Visit, demo: Live, width: int) -> None:
    page = visit(f"{DAY}&taal=tr", actor=NOOR, width=width)
    hand = Hand(page)
    hand.click("Bewaar deze zoekvraag", "link")
    assert_accessible(page)
    hand.click("Bewaren")
    assert_told(page, "Bewaard. U krijgt een mail als er iets bij komt.")
    assert hand.presses == 2
    assert_accessible(page)
    hand.click("Liever elke maandag een mail: Dagbesteding A, Turks, gemeente Hoorn")
    assert_told(page, "U krijgt elke maandag een mail")
    hand.click("Liever meteen een mail: Dagbesteding A, Turks, gemeente Hoorn")
    assert_told(page, "U krijgt meteen een mail")

    path = demo.run(something_new())
    reader = visit(path, width=width)
    expect(reader.get_by_role("heading", level=1)).to_have_text("Wilt u geen mail meer?")
    assert_accessible(reader)
    reader.get_by_role("button", name="Stoppen").click()
    expect(reader.get_by_role("heading", level=1)).to_have_text("U krijgt geen mail meer")
    assert_accessible(reader)


async def something_new() -> str:
    """An offering is away for a while and comes back; where the mail of it leads to stop."""
    found = Offering.filter(product__code="DBA", withdrawn_at=None)
    ids = await found.values_list("id", flat=True)
    await Offering.filter(id__in=ids).update(withdrawn_at=now())
    await tell_of_new_fits(now() + timedelta(minutes=5))
    await Offering.filter(id__in=ids).update(withdrawn_at=None)
    await tell_of_new_fits(now() + timedelta(minutes=10))
    mail = await OutboxMail.filter(subject__contains="nieuwe mogelijk").order_by("-id").first()
    assert mail is not None
    link = STOP_LINK.search(mail.text)
    assert link is not None
    return link.group()
