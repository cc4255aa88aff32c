"""When something is wrong: error pages, forms with faults, and pages with nothing on them yet."""

import pytest
from playwright.sync_api import Page, expect

from portal.availability import pages as availability
from portal.kernel.actor import Actor, Role
from tests import builders as make
from tests.accounts.stories import link_mailed_to
from tests.browser.conftest import Visit
from tests.browser.live import Live
from tests.browser.seeing import assert_accessible, assert_told

WIDTHS = (320, 768, 1280)
EMPTY_LISTS = ["/regio/aanbieders/", "/regio/percelen/", "/regio/producten/", "/regio/toegang/"]


def assert_accessible_everywhere(page: Page) -> None:
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert_accessible(page)


def test_a_page_that_does_not_exist_says_so_and_shows_the_way(visit: Visit, live: Live) -> None:
    page = visit("/bestaat-niet/", actor=live.cast.sanne)
    expect(page.get_by_role("heading", name="Deze pagina bestaat niet")).to_be_visible()
    assert_accessible_everywhere(page)
    page.get_by_role("main").get_by_role("link").first.click()
    expect(page.get_by_role("heading", name="Beschikbaarheid", exact=True)).to_be_visible()


def test_a_bug_is_apologised_for(visit: Visit, live: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    def bug(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(availability.desk, "desk_for", bug)
    page = visit("/aanbieder/", actor=live.cast.sanne)
    expect(page.get_by_role("heading", name="Er ging iets mis aan onze kant")).to_be_visible()
    expect(page.get_by_text("RuntimeError")).to_have_count(0)
    assert_accessible_everywhere(page)
    visit.excuse("500")


def test_a_script_that_slips_in_does_not_run_and_is_noticed(visit: Visit, live: Live) -> None:
    page = visit("/aanbieder/", actor=live.cast.sanne)
    page.evaluate(
        "const script = document.createElement('script');"
        "script.textContent = 'window.slipped = true';"
        "document.body.append(script)"
    )
    assert not page.evaluate("window.slipped")
    visit.excuse("Content Security Policy")


FAULTS: list[tuple[str, str, str]] = [
    ("sanne", "/medewerkers/aanbieder/{linde.id}/uitnodigen/", "Uitnodiging sturen"),
    ("sanne", "/aanbieder/aanbod/{linde_thuis.id}/stop/", "Aanvragen"),
    ("sanne", "/aanbieder/aanbod/{linde_thuis.id}/wijzigen/", "Opslaan"),
    ("sanne", "/aanbieder/uploaden/", "Bekijken wat er verandert"),
    ("sanne", "/account/", "Wachtwoord wijzigen"),
    ("rik", "/importeren/offerings/", "Bekijken wat er verandert"),
    ("rik", "/regio/percelen/nieuw/", "Opslaan"),
    ("rik", "/regio/producten/nieuw/", "Opslaan"),
    ("rik", "/regio/aanbieders/nieuw/", "Opslaan"),
    ("rik", "/regio/aanbieders/{linde.id}/locaties/nieuw/", "Opslaan"),
    ("rik", "/regio/aanbieders/{linde.id}/werkgebieden/nieuw/", "Opslaan"),
    ("rik", "/regio/aanbieders/{linde.id}/contracten/nieuw/", "Opslaan"),
    ("rik", "/regio/aanbieders/{linde.id}/aanbod/nieuw/", "Opslaan"),
    ("rik", "/regio/toegang/nieuw/", "Opslaan"),
    ("rik", "/regio/gemeenten/nieuw/", "Opslaan"),
]


def test_every_form_sent_empty_explains_itself(visit: Visit, live: Live) -> None:
    windows = {who: visit("/", actor=getattr(live.cast, who)) for who in ("sanne", "rik")}
    for who, path, button in FAULTS:
        page = windows[who]
        page.set_viewport_size({"width": 1280, "height": 900})
        page.goto(path.format(linde=live.cast.linde, linde_thuis=live.cast.linde_thuis))
        page.get_by_role("main").get_by_role("button", name=button, exact=True).last.click()
        summary = page.locator(".error-summary")
        expect(summary, path).to_be_visible()
        expect(summary, path).to_be_focused()
        assert page.title().startswith("Fout: "), path
        assert_accessible_everywhere(page)
        assert_leads_to_its_fields(page)


def assert_leads_to_its_fields(page: Page) -> None:
    """Each link of the summary points at something on the page."""
    for link in page.locator(".error-summary a").all():
        target = link.get_attribute("href") or ""
        assert page.locator(f"[id='{target.removeprefix('#')}']").count() == 1, (page.url, target)


def test_a_forgotten_password_is_replaced_by_mail(
    visit: Visit, live: Live, *, javascript: bool
) -> None:
    page = visit("/inloggen/", javascript=javascript)
    page.get_by_label("E-mailadres").fill("sanne@linde.example")
    page.get_by_label("Wachtwoord", exact=True).fill("verkeerd wachtwoord")
    page.get_by_role("main").get_by_role("button", name="Inloggen").click()
    expect(page.get_by_role("heading", name="Er is een probleem")).to_be_visible()
    assert_accessible_everywhere(page)
    page.get_by_role("link", name="Wachtwoord vergeten").click()
    page.get_by_label("E-mailadres").fill("sanne@linde.example")
    page.get_by_role("main").get_by_role("button").first.click()
    page.wait_for_url("**/verstuurd/")
    assert_accessible_everywhere(page)
    page.goto(live.run(link_mailed_to("sanne@linde.example")))
    page.get_by_role("main").get_by_role("button").first.click()
    expect(page.get_by_role("heading", name="Er is een probleem")).to_be_visible()
    assert_accessible_everywhere(page)
    page.get_by_label("wachtwoord").first.fill("vier losse woorden")
    page.get_by_role("main").get_by_role("button").first.click()
    assert_told(page, "wachtwoord")
    assert_accessible_everywhere(page)


async def newcomers(live: Live) -> dict[str, Actor]:
    """Three who begin with nothing: a provider, a region and a municipality."""
    region = await make.a_region("Nieuwland")
    provider = await make.a_provider("De Start")
    municipality = await make.a_municipality(region, "Nieuwdorp", code="GM9999")
    return {
        "/aanbieder/": await make.a_member(Role.PROVIDER_LEAD, of=provider, name="Els"),
        "/regio/": await make.a_member(Role.REGION_MANAGER, of=region, name="Bram"),
        "/aanmeldstops/": await make.a_member(
            Role.MUNICIPALITY_MEMBER, of=municipality, name="Cor"
        ),
    }


def test_who_has_nothing_yet_is_told_what_comes(visit: Visit, live: Live) -> None:
    for path, newcomer in live.run(newcomers(live)).items():
        page = visit(path, actor=newcomer)
        expect(page.locator(".empty").first, path).to_be_visible()
        assert_accessible_everywhere(page)
        for deeper in EMPTY_LISTS if path == "/regio/" else []:
            page.goto(deeper)
            assert_accessible_everywhere(page)
