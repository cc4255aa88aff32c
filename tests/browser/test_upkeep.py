"""What a region manager does on a morning: decide, ring, look who keeps figures, invite."""

import re

from playwright.sync_api import expect

from portal.availability.models import ManagerTask
from portal.kernel.clock import today
from portal.mail.models import OutboxMail
from portal.providers.models import SubcontractApproval
from portal.providers.rules import SubcontractDecision
from tests.browser.conftest import Visit
from tests.browser.live import Live
from tests.browser.seeing import Hand, assert_accessible, assert_told
from tests.cast import Cast
from tests.oversight.test_desk_pages import a_subcontract
from tests.oversight.test_onboarding import a_newcomer

SIZES = (320, 768, 1280)


async def _a_task(cast: Cast) -> None:
    await ManagerTask.create(
        region_id=cast.westfriesland.id, offering=cast.linde_thuis, since_on=today()
    )


async def _decision() -> SubcontractDecision | None:
    return (await SubcontractApproval.get()).decision


async def _mails() -> list[str]:
    found = await OutboxMail.all().order_by("to")
    return [mail.to for mail in found]


def test_a_subcontractor_is_decided_from_the_desk_in_two_presses(
    visit: Visit, live: Live, *, javascript: bool
) -> None:
    live.run(a_subcontract(live.cast))
    page = visit("/regio/", actor=live.cast.rik, javascript=javascript)
    hand = Hand(page)
    hand.click("Verzoeken beoordelen", "link")
    for width in SIZES:
        page.set_viewport_size({"width": width, "height": 900})
        assert_accessible(page)
    hand.click("Akkoord")
    assert_told(page, "Akkoord vastgelegd.")
    assert hand.presses == 2
    assert live.run(_decision()) is SubcontractDecision.AGREED
    assert_accessible(page)


def test_nobody_answers_and_the_next_colleague_reads_that(
    visit: Visit, live: Live, *, javascript: bool
) -> None:
    live.run(_a_task(live.cast))
    page = visit("/regio/", actor=live.cast.rik, javascript=javascript)
    hand = Hand(page)
    hand.click("Cijfers doorgeven", "link")
    page.locator("summary", has_text="Geen gehoor?").click()
    page.get_by_role("textbox").fill("Bel 0612345678")
    hand.click("Gebeld, geen gehoor")
    expect(page.get_by_role("heading", name="Er is een probleem")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("textbox").fill("Donderdag weer open.")
    hand.click("Gebeld, geen gehoor")
    assert_told(page, "Genoteerd: gebeld, geen gehoor.")
    expect(page.get_by_text("Donderdag weer open.")).to_be_visible()
    for width in SIZES:
        page.set_viewport_size({"width": width, "height": 900})
        assert_accessible(page)


def test_the_figures_are_grouped_and_the_address_follows(
    visit: Visit, live: Live, *, javascript: bool
) -> None:
    page = visit("/regio/actualiteit/", actor=live.cast.rik, javascript=javascript)
    page.get_by_role("link", name="perceel", exact=True).click()
    expect(page).to_have_url(re.compile(r"\?per=perceel$"))
    expect(page.get_by_role("heading", name="Nu, per perceel")).to_be_visible()
    for width in SIZES:
        page.set_viewport_size({"width": width, "height": 900})
        assert_accessible(page)


def test_two_providers_are_invited_at_once(visit: Visit, live: Live, *, javascript: bool) -> None:
    live.run(a_newcomer(live.cast, "Eerste", email="info@eerste.example"))
    live.run(a_newcomer(live.cast, "Tweede", email=""))
    page = visit("/regio/aansluiten/", actor=live.cast.rik, javascript=javascript)
    for width in SIZES:
        page.set_viewport_size({"width": width, "height": 900})
        assert_accessible(page)
    page.get_by_role("checkbox", name="Eerste uitnodigen").check()
    page.get_by_role("checkbox", name="Tweede uitnodigen").check()
    hand = Hand(page)
    hand.click("Uitnodigingen bekijken")
    page.get_by_label("E-mailadres voor Tweede").fill("lead@tweede.example")
    assert_accessible(page)
    hand.click("Uitnodigen")
    assert_told(page, "2 uitnodigingen zijn verstuurd.")
    assert live.run(_mails()) == ["info@eerste.example", "lead@tweede.example"]
