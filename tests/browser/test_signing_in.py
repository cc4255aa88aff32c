"""The front door."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.live import PASSWORD, Live
from tests.browser.seeing import Hand, assert_accessible


@pytest.mark.parametrize("width", [320, 1280])
def test_the_front_door_is_accessible(visit: Visit, width: int) -> None:
    page = visit("/inloggen/", width=width)
    expect(page).to_have_title("Inloggen - Beschikbaarheidswijzer")
    assert_accessible(page)


def test_sanne_signs_in_with_one_press(visit: Visit, live: Live, *, javascript: bool) -> None:
    page = visit("/inloggen/?next=/hulp/", javascript=javascript)
    hand = Hand(page)
    hand.type("E-mailadres", "sanne@linde.example")
    hand.type("Wachtwoord", PASSWORD)
    hand.click("Inloggen")
    expect(page.get_by_text("Sanne de Wit")).to_be_visible()
    assert hand.presses == 1
    assert_accessible(page)
