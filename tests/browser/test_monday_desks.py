"""Monday morning at the other desks. Each journey has a most number of presses: clicks and keys."""

import io
from typing import Any

from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from portal.accounts.models import Membership, RightsReview
from portal.accounts.rules import ReviewDecision
from portal.availability.models import Confirmation, StopConsent
from portal.availability.rules.figures import Channel
from portal.gaps.models import GapReport
from portal.gaps.rules import GapReason
from tests.browser.conftest import Visit
from tests.browser.live import Live
from tests.browser.seeing import Hand, assert_accessible, assert_told

NOOR = "consulent@demo.test"
RIK = "regio@demo.test"
MILA = "gemeente@demo.test"
OTTO = "toezicht@demo.test"
BO = "beheer@demo.test"


def searched(hand: Hand, asked: str, *, javascript: bool) -> None:
    """The answer is there: by itself, or after the button of who has no JavaScript."""
    if not javascript:
        hand.click("Zoeken")
    hand.page.wait_for_url(lambda url: asked in url)
    expect(hand.page.locator("#search")).not_to_have_attribute("aria-busy", "true")


# A consultant with three clients -----------------------------------------------------------


async def _reported() -> list[GapReport]:
    return await GapReport.all().order_by("-id").limit(1).select_related("product")


def test_a_simple_question_is_answered_in_one_press(
    visit: Visit, demo: Live, *, javascript: bool
) -> None:
    page = visit("/", actor=NOOR, javascript=javascript)
    hand = Hand(page)
    hand.choose("Wat is nodig?", "Begeleiding basis (02BGB)")
    searched(hand, "product=02BGB", javascript=javascript)
    first = page.locator(".result").first
    expect(first.get_by_role("link", name="0229")).to_be_visible()
    expect(first.locator(".result__wait")).to_contain_text("Wachttijd tot de start")
    assert hand.presses == (1 if javascript else 2)
    assert_accessible(page)


def test_two_products_with_transport_at_the_same_place_in_three_presses(
    visit: Visit, demo: Live, *, javascript: bool
) -> None:
    page = visit("/", actor=NOOR, javascript=javascript)
    hand = Hand(page)
    hand.unfold("Meer keuzes")
    hand.choose("Wat is nodig?", "Dagbesteding A (07DBA)")
    if javascript:
        searched(hand, "product=07DBA", javascript=javascript)
    hand.choose("Ook nodig", "Vervoer, rolstoelgebonden (08VVM)")
    searched(hand, "ook=08VVM", javascript=javascript)
    results = page.locator(".result")
    expect(results.first).to_contain_text("Wachttijd tot alles start")
    together = results.filter(has_text="Vervoer, rolstoelgebonden:")
    assert together.count() == results.count(), "a result comes without transport"
    assert hand.presses == (3 if javascript else 4)
    assert_accessible(page)


def test_where_nothing_fits_noor_lets_go_or_reports_the_gap_in_three_presses(
    visit: Visit, demo: Live, *, javascript: bool
) -> None:
    asked = "product=04KDV&taal=ar&binnen=2&rolstoel=ja"
    page = visit(f"/beschikbaarheid/?{asked}", actor=NOOR, javascript=javascript)
    expect(page.get_by_text("Geen aanbieder past bij al uw keuzes.")).to_be_visible()
    assert_accessible(page)
    other = visit(f"/beschikbaarheid/?{asked}", actor=NOOR, javascript=javascript)
    other.get_by_role("link", name="zonder binnen 2 weken").click()
    expect(other.locator(".result")).to_have_count(1)

    hand = Hand(page)
    hand.click("Hiaat melden", "link")
    expect(page.get_by_label("Welk product zocht u?")).to_have_value("04KDV")
    expect(page.get_by_label("Voor welke gemeente?")).to_have_value("hoorn")
    assert_accessible(page)
    hand.check("Past niet bij de cliënt")
    hand.click("Hiaat melden")
    assert_told(page, "Hiaat gemeld. De regio ziet uw melding nu.")
    assert hand.presses == 3
    assert_accessible(page)
    (newest,) = demo.run(_reported())
    assert newest.product is not None
    assert newest.product.code == "KDV"
    assert newest.reason is GapReason.DOES_NOT_FIT


# The region manager ------------------------------------------------------------------------


async def _by_phone() -> int:
    return await Confirmation.filter(channel=Channel.PHONE).count()


def test_rik_rings_a_provider_and_fills_in_its_figures_in_three_presses(
    visit: Visit, demo: Live, *, javascript: bool
) -> None:
    demo.deliver()
    before = demo.run(_by_phone())
    page = visit("/", actor=RIK, javascript=javascript)
    hand = Hand(page)
    page.get_by_role("link", name="Cijfers doorgeven").first.click()
    assert_accessible(page)
    page.locator(".late").get_by_role("link", name="Cijfers invullen").first.click()
    expect(page.get_by_text("(telefonisch)")).to_be_visible()
    hand.check("Wachtlijst")
    wait = page.get_by_role("group", name="tot de start").first
    hand.type("Van", "2", within=wait)
    hand.type("Tot", "3", within=wait)
    assert_accessible(page)
    hand.click("Opslaan")
    assert_told(page, "Opgeslagen.")
    assert hand.presses + 2 <= 4
    assert demo.run(_by_phone()) == before + 1


def test_rik_finds_a_gap_in_the_landscape_and_drills_down_in_three_presses(
    visit: Visit, demo: Live, *, javascript: bool
) -> None:
    page = visit("/", actor=RIK, javascript=javascript)
    hand = Hand(page)
    hand.click("Zorglandschap", "link", within=page.locator("#desk"))
    assert_accessible(page)
    page.locator(".landscape__legend").get_by_role("link", name="Boven de norm").click()
    gap = page.locator(".cell--gap .cell__link").first
    about = gap.inner_text()
    gap.click()
    expect(page.get_by_role("heading", name="Beschikbaarheid zoeken")).to_be_visible()
    assert about.rpartition(" in ")[2] in page.get_by_label("Gemeente van de cliënt").inner_text()
    assert "product=" in page.url
    assert "gemeente=" in page.url
    assert hand.presses + 2 == 3
    assert_accessible(page)


def test_rik_makes_the_file_of_half_a_year_in_two_presses(
    visit: Visit, demo: Live, *, javascript: bool
) -> None:
    page = visit("/", actor=RIK, javascript=javascript)
    hand = Hand(page)
    hand.click("Managementinformatie", "link", within=page.get_by_role("navigation"))
    assert_accessible(page)
    with page.expect_download() as download:
        hand.click("Downloaden voor Excel", "link")
    workbook = load_workbook(io.BytesIO(download.value.path().read_bytes()))
    assert len(workbook.sheetnames) > 1
    sheet: Any = workbook[workbook.sheetnames[0]]
    assert sheet.max_row > 10
    assert hand.presses == 2


# The municipality --------------------------------------------------------------------------


async def _agreed() -> int:
    return await StopConsent.filter(decided_by__email=MILA).count()


def test_mila_agrees_to_a_stop_and_sees_her_own_area_in_three_presses(
    visit: Visit, demo: Live, *, javascript: bool
) -> None:
    before = demo.run(_agreed())
    page = visit("/", actor=MILA, javascript=javascript)
    hand = Hand(page)
    waiting = page.locator("ul.tasks > li").count()
    page.get_by_role("link", name="Besluiten", exact=True).first.click()
    hand.click("Akkoord", within=page.locator("ul.tasks > li").first)
    assert_told(page, "Akkoord vastgelegd.")
    hand.click("Gemeente", "link")
    expect(page.locator("ul.tasks > li")).to_have_count(waiting - 1)
    assert hand.presses + 1 == 3
    assert demo.run(_agreed()) == before + 1
    assert_accessible(page)
    page.get_by_role("rowheader").get_by_role("link").first.click()
    expect(page.locator(".result").first).to_be_visible()


# The inspector -----------------------------------------------------------------------------


def test_otto_finds_who_changed_what_in_three_presses(
    visit: Visit, demo: Live, *, javascript: bool
) -> None:
    stop = visit("/aanmeldstops/", actor=MILA, javascript=javascript)
    stop.get_by_role("button", name="Akkoord").first.click()
    assert_told(stop, "Akkoord vastgelegd.")

    page = visit("/", actor=OTTO, javascript=javascript)
    assert_reads_only(page)
    hand = Hand(page)
    hand.click("Zoeken in het logboek", "link")
    hand.choose("Wie deed het?", "Mila Peters")
    hand.click("Zoeken")
    row = page.get_by_role("row").filter(has_text="Akkoord met aanmeldstop")
    expect(row).to_have_count(1)
    expect(row).to_contain_text("Mila Peters")
    assert hand.presses == 3
    assert_reads_only(page)
    assert_accessible(page)
    row.get_by_role("link").click()
    expect(page.get_by_text("Alleen over één onderwerp: ")).to_be_visible()
    for path in ("/regio/", "/regio/bellen/", "/regio/hiaten/", "/regio/onderaannemers/"):
        page.goto(path)
        assert_reads_only(page)


def assert_reads_only(page: Page) -> None:
    """Nothing here changes anything."""
    expect(page.locator("main form[method=post]")).to_have_count(0)


# The administrator -------------------------------------------------------------------------


async def _reviews() -> list[ReviewDecision]:
    return [review.decision for review in await RightsReview.all().order_by("id")]


async def _is_member(name: str) -> bool:
    return await Membership.exists(person__name=name, ended_at=None)


def test_bo_confirms_three_rights_and_ends_one_in_seven_presses(
    visit: Visit, demo: Live, *, javascript: bool
) -> None:
    page = visit("/", actor=BO, javascript=javascript)
    hand = Hand(page)
    hand.click("Rechten bekijken", "link")
    assert_accessible(page)
    for name in ("Mila Peters", "Noor Bakker", "Rik Jansen"):
        hand.check(name)
    hand.click("Toegang bevestigen")
    assert_told(page, "3 medewerkers")
    hand.click("Beëindigen van Daan Vos", "link")
    assert_accessible(page)
    hand.click("Toegang beëindigen")
    assert_told(page, "De medewerker heeft geen toegang meer.")
    assert hand.presses == 7
    assert demo.run(_reviews()) == [*[ReviewDecision.CONFIRMED] * 3, ReviewDecision.ENDED]
    assert not demo.run(_is_member("Daan Vos"))
    assert_accessible(page)
