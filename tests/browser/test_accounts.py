"""Accounts in a real browser: a session that ends halfway, a colleague who is invited."""

import pytest
from playwright.sync_api import expect

from portal.accounts import actions
from portal.accounts.models import Invitation, Session
from portal.kernel.actor import Role
from portal.kernel.clock import now
from tests.accounts.stories import link_mailed_to, provider
from tests.browser.conftest import Visit
from tests.browser.live import PASSWORD, Live
from tests.browser.seeing import assert_accessible, assert_told


async def end_all_sessions() -> None:
    await Session.all().update(ended_at=now())


async def jan_is_invited(live: Live) -> None:
    await actions.invite(
        live.cast.sanne,
        provider(live.cast.linde),
        email="jan@linde.example",
        name="Jan de Vries",
        role=Role.PROVIDER_MEMBER,
    )


async def is_still_invited() -> bool:
    return await Invitation.exists(email="jan@linde.example", withdrawn_at=None)


def test_a_press_after_the_session_ended_is_done_after_signing_in_again(
    visit: Visit, live: Live, *, javascript: bool
) -> None:
    """With JavaScript the press is one of htmx, and the sign-in page takes the whole body."""
    live.run(jan_is_invited(live))
    page = visit("/medewerkers/", actor=live.cast.sanne, javascript=javascript)
    live.run(end_all_sessions())
    page.get_by_role("button", name="Intrekken van Jan de Vries").click()
    expect(page.get_by_role("heading", name="Inloggen", exact=True)).to_be_visible()
    expect(page).to_have_title("Inloggen - Beschikbaarheidswijzer")
    expect(page.get_by_role("main")).to_have_count(1)
    expect(page.get_by_text("Wat u had ingevuld is bewaard.")).to_be_visible()
    assert_accessible(page)

    page.get_by_label("E-mailadres").fill("sanne@linde.example")
    page.get_by_label("Wachtwoord").fill(PASSWORD)
    page.get_by_role("button", name="Inloggen", exact=True).click()
    page.get_by_role("button", name="Verder met opslaan").click()
    assert_told(page, "De uitnodiging is ingetrokken.")
    expect(page.get_by_text("jan@linde.example")).to_have_count(0)
    assert not live.run(is_still_invited())


def test_sanne_invites_a_colleague_in_three_presses(
    visit: Visit, live: Live, *, javascript: bool
) -> None:
    page = visit("/medewerkers/", actor=live.cast.sanne, javascript=javascript)
    page.get_by_role("link", name="Collega uitnodigen").click()
    page.get_by_label("Naam").fill("Jan de Vries")
    page.get_by_label("E-mailadres").fill("jan@linde.example")
    page.get_by_label("Medewerker aanbieder").check()
    page.get_by_role("button", name="Uitnodiging sturen").click()
    assert_told(page, "De uitnodiging is verstuurd.")

    jan = visit(live.run(link_mailed_to("jan@linde.example")), javascript=javascript)
    assert_accessible(jan)
    jan.get_by_label("Kies een wachtwoord").fill("vier losse woorden")
    jan.get_by_role("button", name="Account maken en inloggen").click()
    expect(jan.get_by_role("link", name="Mijn account: Jan de Vries")).to_be_visible()


@pytest.mark.parametrize("width", [320, 768, 1280])
def test_the_pages_of_accounts_are_accessible_and_never_too_wide(
    visit: Visit, live: Live, width: int
) -> None:
    live.run(jan_is_invited(live))
    page = visit("/account/", actor=live.cast.sanne, width=width)
    lid = f"/medewerkers/lid/{live.cast.daan.membership_id}/beeindigen/"
    invite = f"/medewerkers/aanbieder/{live.cast.linde.id}/uitnodigen/"
    for path in ("/account/", "/medewerkers/", lid, invite, "/wachtwoord-vergeten/"):
        page.goto(path)
        assert_accessible(page)
