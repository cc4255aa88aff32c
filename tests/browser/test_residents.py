"""A resident looks for help on a phone, and Evi keeps her entry true from her mail."""

import re
from typing import Any, Final

from playwright.sync_api import expect

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


def test_the_language_changes_and_the_question_stays(
    demo: Live, visit: Visit, *, javascript: bool
) -> None:
    page = visit("/zoeken/?zoek=koffie&bij=1621", width=320, javascript=javascript)
    if javascript:
        page.locator("#filters summary").click()
        page.get_by_label("Kosten").select_option("gratis")
        expect(page).to_have_url(re.compile("kosten=gratis"))
        expect(page.locator("#switch")).to_have_attribute("href", re.compile("kosten=gratis"))
    page.get_by_role("link", name="English").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Help and support: koffie in Hoorn")
    assert "onthoud" not in page.url
    assert_accessible(page)
    hand = Hand(page)
    hand.type("What are you looking for?", "lonely")
    hand.click("Search")
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("lonely"))
    page.locator(".find a").first.click()
    page.get_by_role("link", name="Let us know").click()
    hand.click("Send report")
    expect(page.get_by_role("link", name="Write down what is wrong.")).to_be_visible()
    assert_accessible(page)
    page.goto(demo.address + "/")
    expect(page.get_by_role("heading", level=1)).to_have_text("What can we help you with?")


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
