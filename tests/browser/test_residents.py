"""A resident looks for help on a phone, and Evi keeps her entry true from her mail."""

import re
from typing import Any, Final
from urllib.parse import urlsplit

from playwright.sync_api import Page, expect

from portal.database.transactions import committed
from portal.kernel.clock import now
from portal.mail.models import OutboxMail
from portal.socialmap.actions.keepers import remind_owner
from portal.socialmap.forms.remarks import LEAST_SECONDS
from portal.socialmap.models import Correction, FacilityKeeper, FacilityOwner
from tests.browser.conftest import Visit
from tests.browser.live import Live
from tests.browser.seeing import Hand, assert_accessible, assert_seen_by_axe

WIRE: Final = 60_000
"""Bytes over the wire, with everything."""


def test_help_is_found_kept_and_printed(demo: Live, visit: Visit, *, javascript: bool) -> None:
    page = visit("/", width=320, javascript=javascript)
    hand = Hand(page)
    hand.type("Wat zoekt u?", "samen eten")
    hand.type("Uw plaats of postcode", "1621 AB")
    hand.click("Zoeken")
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("samen eten in Hoorn"))
    assert "1621" in page.url
    assert "AB" not in page.url
    page.get_by_role("link", name=re.compile("^Zet op mijn lijst")).first.click()
    expect(page.get_by_text("Op uw lijst: 1")).to_be_visible()
    page.get_by_role("link", name="Bekijk en print uw lijst").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Mijn lijst")
    assert_accessible(page)
    page.locator(".find a").first.click()
    expect(page.get_by_role("link", name="Laat het ons weten")).to_be_visible()


def test_help_by_postcode_is_found_on_the_map(demo: Live, visit: Visit) -> None:
    page = visit("/", width=320)
    hand = Hand(page)
    hand.type("Wat zoekt u?", "koffie")
    hand.type("Uw plaats of postcode", "1621 AB")
    hand.click("Zoeken")
    assert page.locator("script[src*=leaflet]").count() == 0, "nothing of a map until it is asked"
    page.get_by_role("link", name="Toon kaart").click()
    expect(page).to_have_url(re.compile("kaart=ja"))
    pins = page.locator(".mapview__pin")
    expect(pins.first).to_be_visible()
    assert sorted(_pinned(page)) == _numbered(page), "a pin for all that has an address"
    assert_accessible(page)
    pins.first.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".find--marked a").first).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_text("zonder aanvraag bij de gemeente")).to_be_visible()
    page.go_back()
    expect(pins.first).to_be_visible()


def test_a_resident_learns_whom_to_call_first(
    demo: Live, visit: Visit, *, javascript: bool
) -> None:
    page = visit("/zoeken/?zoek=begeleiding&bij=1621", width=320, javascript=javascript)
    expect(page.get_by_text("Woont u in Hoorn? Bel eerst")).to_be_visible()
    page.locator("section[aria-labelledby=met-aanvraag] .find a").first.click()
    page.get_by_role("link", name="Zo vraagt u dit aan").click()
    first = page.locator("section[aria-labelledby=aanvragen]")
    expect(first.get_by_text("Bel eerst")).to_be_visible()
    expect(first.locator("a[href^='tel:']")).to_be_visible()


def test_everything_is_reached_by_keyboard(demo: Live, visit: Visit) -> None:
    page = visit("/", width=1280)
    page.get_by_label("Wat zoekt u?").focus()
    page.keyboard.type("eettafel")
    page.keyboard.press("Tab")
    page.keyboard.type("Hoorn")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("eettafel in Hoorn"))
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.closest('.result__title') !== null"):
            break
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("^Eettafel"))


def _pinned(page: Page) -> list[int]:
    """The numbers of the results that the pins stand for."""
    labels = [one.get_attribute("aria-label") or "" for one in page.locator(".mapview__pin").all()]
    return [int(n) for label in labels for n in label.partition(":")[0].split(", ")]


def _numbered(page: Page) -> list[int]:
    found = page.locator(".find[data-pin]").all()
    return [int(one.get_attribute("data-pin") or 0) for one in found]


def test_the_map_follows_the_choices_and_can_be_skipped(demo: Live, visit: Visit) -> None:
    page = visit("/zoeken/?bij=1621&kaart=ja", width=1280)
    expect(page.locator(".mapview__pin").first).to_be_visible()
    page.locator("#filters summary").click()
    page.get_by_label("Onderwerp").select_option("vervoer")
    expect(page).to_have_url(re.compile("thema=vervoer"))
    expect(page).to_have_url(re.compile("kaart=ja"))
    assert sorted(_pinned(page)) == _numbered(page)
    skip = page.get_by_role("link", name="Sla de kaart over")
    skip.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('#lijst') !== null")
    sites = {urlsplit(one).netloc for one in _fetched(page)}
    assert sites == {urlsplit(demo.address).netloc}, "nobody else hears of it"


def _fetched(page: Page) -> list[str]:
    return page.evaluate("performance.getEntriesByType('resource').map((one) => one.name)")


def test_without_scripts_the_list_tells_what_the_map_would(demo: Live, visit: Visit) -> None:
    page = visit("/zoeken/?zoek=koffie&bij=1621", width=320, javascript=False)
    expect(page.get_by_role("link", name="Toon kaart")).to_be_hidden()
    page.goto("/zoeken/?zoek=koffie&bij=1621&kaart=ja")
    expect(page.get_by_text("De lijst vertelt hetzelfde.")).to_be_visible()
    expect(page.locator(".find", has_text=" km").first).to_be_visible()


def test_enlarged_four_times_nothing_lies_beside_the_screen(demo: Live, visit: Visit) -> None:
    page = visit("/", width=320)  # what 1,280 pixels are at 400 %
    page.set_viewport_size({"width": 320, "height": 256})
    for path in (
        "/",
        "/zoeken/?zoek=begeleiding&bij=1621",
        "/zoeken/?bij=1621&kaart=ja",
        "/aanbod/1/?bij=hoorn",
        "/voorziening/1/?kaart=ja",
        "/gemeenten/hoorn/",
        "/wachttijden/westfriesland/",
        "/bewaard/?bewaard=v1-a1",
    ):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, path


def test_choices_answer_at_once_and_back_goes_back(demo: Live, visit: Visit) -> None:
    page = visit("/zoeken/?bij=1621", width=768)
    count = page.locator("#kind-1 .count")
    before = int(count.inner_text())
    page.locator("#filters summary").click()
    page.get_by_label("Kosten").select_option("gratis")
    expect(page).to_have_url(re.compile("kosten=gratis"))
    expect(page.get_by_text("Filteren (1)")).to_be_visible()
    page.go_back()
    expect(page).not_to_have_url(re.compile("kosten=gratis"))
    expect(page.locator("#kind-1 .count")).to_have_text(str(before))


def test_a_page_of_results_is_small_with_everything(demo: Live, visit: Visit) -> None:
    page = visit("/contact/")
    page.context.clear_cookies()
    client = page.context.new_cdp_session(page)
    client.send("Network.enable")
    client.send("Network.setCacheDisabled", {"cacheDisabled": True})
    sizes: list[int] = []

    def finished(event: dict[str, Any]) -> None:
        sizes.append(int(event["encodedDataLength"]))

    client.on("Network.loadingFinished", finished)
    page.goto("/zoeken/?thema=begeleiding&bij=1621", wait_until="networkidle")
    assert len(sizes) == 5, "the page, its style, two scripts and the font"
    assert sum(sizes) <= WIRE
    assert page.context.cookies() == []


def test_a_resident_says_what_is_wrong(demo: Live, visit: Visit, *, javascript: bool) -> None:
    page = visit("/voorziening/1/", width=320, javascript=javascript)
    page.get_by_role("link", name="Laat het ons weten").click()
    hand = Hand(page)
    hand.click("Melding versturen")
    expect(page.get_by_role("link", name="Schrijf op wat er niet klopt.")).to_be_visible()
    if javascript:
        assert_seen_by_axe(page)
    hand.type("Wat klopt er niet?", "De deur was dicht.")
    page.wait_for_timeout(LEAST_SECONDS * 1000)
    hand.click("Melding versturen")
    expect(page.get_by_role("heading", level=1)).to_have_text("Bedankt voor uw melding")
    assert demo.run(_messages_about(1)) == ["De deur was dicht."]


async def _messages_about(facility_id: int) -> list[str]:
    found = Correction.filter(facility_id=facility_id, answered_at=None)
    return [one.message for one in await found]


def test_evi_confirms_from_her_mail(demo: Live, visit: Visit, *, javascript: bool) -> None:
    async def reminded() -> str:
        keeper = await FacilityKeeper.get(email="eigenaar@demo.test")
        await FacilityOwner.filter(id=keeper.owner_id).update(reminded_on=None)
        await committed(lambda: remind_owner(keeper.owner_id, moment=now()))
        mails = OutboxMail.filter(dedupe_key__startswith=f"facility_reminder:{keeper.id}:")
        mail = await mails.order_by("-id").first()
        assert mail is not None
        (path,) = set(re.findall(r"/voorzieningen/bevestigen/[\w-]+/", mail.text))
        return path

    page = visit(demo.run(reminded()), width=320, javascript=javascript)
    assert_accessible(page)
    page.get_by_role("link", name=re.compile("^Bekijken of wijzigen")).first.click()
    assert_accessible(page)
    hand = Hand(page)
    hand.type("Zaterdag", "10-12")
    hand.click("Opslaan")
    expect(page.locator("#flashes")).to_contain_text("Opgeslagen.")
    hand.click("Alles klopt nog")
    expect(page.locator("#flashes")).to_contain_text("bevestigd.")
