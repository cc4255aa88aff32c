"""Monday morning: from the reminder in the mailbox to done, in two actions."""

from typing import Any

import pytest
from playwright.sync_api import expect

from portal.availability.models import Confirmation
from portal.availability.queries import row_for
from portal.availability.rules.figures import Channel
from tests.availability.reminding import a_link, reported
from tests.browser.conftest import Visit
from tests.browser.live import Live
from tests.browser.seeing import Hand, assert_accessible


def the_mail_of(live: Live) -> str:
    cast = live.cast
    live.run(reported(cast.sanne, cast.linde_thuis.id, cast.linde_dag.id, days_ago=16))
    return live.run(a_link(cast.sanne, cast.linde))


async def _confirmed_by_mail() -> int:
    return await Confirmation.filter(channel=Channel.MAIL, unchanged=True).count()


def test_from_the_mail_to_done_is_two_actions(
    visit: Visit, live: Live, *, javascript: bool
) -> None:
    page = visit(the_mail_of(live), javascript=javascript)  # the first: opening the link
    assert_accessible(page)
    hand = Hand(page)
    hand.click("Alles klopt nog")
    expect(page.get_by_text("Alle 2 zijn bevestigd tot")).to_be_visible()
    assert hand.presses == 1
    assert live.run(_confirmed_by_mail()) == 2
    assert_accessible(page)


def test_one_row_is_changed_and_the_other_confirmed(
    visit: Visit, live: Live, *, javascript: bool
) -> None:
    page = visit(the_mail_of(live), javascript=javascript, width=320)
    hand = Hand(page)
    row = page.get_by_role("listitem").filter(has_text="Begeleiding basis")
    row.get_by_text("Pas aan").click()
    assert_accessible(page)
    expect(page.get_by_role("button", name="Alles klopt nog")).to_be_hidden()
    hand.type("Wachtenden", "9", within=row)
    hand.click("Opslaan en de rest bevestigen")
    expect(page.get_by_text("Alle 2 zijn bevestigd tot")).to_be_visible()
    found: Any = live.run(row_for(live.cast.noor, live.cast.linde_thuis.id))
    assert found.figures().waiting == 9


@pytest.mark.parametrize("width", [320, 768, 1280])
def test_a_link_that_works_no_more_says_what_to_do(visit: Visit, width: int) -> None:
    page = visit(f"/bevestigen/{'x' * 43}/", width=width)
    expect(page.get_by_role("link", name="Inloggen", exact=True).last).to_be_visible()
    assert_accessible(page)
