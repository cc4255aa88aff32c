"""From aanmelden to placed: Noor and Sanne with one client, with a maximum of presses."""

import re
from typing import Any, Literal

from playwright.sync_api import Page, expect

from portal.kernel.clock import today
from portal.waitlists.models import Client, Departure, Entry, OutOfOrderCall
from portal.waitlists.rules.moves import DepartureReason, Status
from tests.browser.conftest import Visit
from tests.browser.live import Live
from tests.browser.seeing import assert_accessible, assert_told
from tests.waitlists.stories import free, registered


async def _room(cast: Any) -> None:
    await free(cast.sanne, cast.linde_thuis.id, 2)


async def _client() -> Client:
    return await Client.get()


async def _statuses() -> list[Status]:
    return [entry.status for entry in await Entry.all().order_by("id")]


async def _reasons() -> list[DepartureReason]:
    return [one.reason for one in await Departure.all()]


class Presses:
    """A hand that finds buttons and links by the beginning of their words, and counts."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.count = 0

    def __call__(self, words: str, role: Literal["button", "link"] = "button") -> None:
        self.page.get_by_role(role, name=re.compile(f"^{words}")).first.click()
        self.count += 1

    def type(self, label: str, text: str) -> None:
        """Fill in a field."""
        self.page.get_by_label(re.compile(f"^{re.escape(label)}")).fill(text)


def test_register_invite_place_and_close_the_other_list(
    visit: Visit, live: Live, *, javascript: bool
) -> None:
    cast = live.cast
    live.run(_room(cast))
    noor = visit("/beschikbaarheid/", actor=cast.noor, javascript=javascript)
    code = registers_on_two_lists(noor, live)
    places(visit("/aanbieder/wachtlijst/", actor=cast.sanne, javascript=javascript), code)
    assert live.run(_statuses()) == [Status.PLACED, Status.WAITING]
    noor.goto("/clienten/")
    expect(noor.get_by_text("Geplaatst: de hulp begint op")).to_be_visible()
    assert_accessible(noor)
    press = Presses(noor)
    press(r"Andere lijsten sluiten \(1\)")
    assert_told(noor, "De andere lijsten voor dezelfde hulp zijn gesloten.")
    assert press.count == 1
    assert live.run(_statuses()) == [Status.PLACED, Status.LEFT]
    assert live.run(_reasons()) == [DepartureReason.PLACED_ELSEWHERE]


def registers_on_two_lists(page: Page, live: Live) -> str:
    """Two presses for somebody new, three for another list."""
    press = Presses(page)
    press("Cliënt aanmelden.*De Linde, Begeleiding", "link")
    assert_accessible(page)
    press.type("Zaaknummer", "Z-2026-17")
    press("Aanmelden")
    assert_told(page, "Zet de code van de cliënt in het perspectiefplan.")
    expect(page.get_by_text("Plaats 1 van 1.")).to_be_visible()
    assert_accessible(page)
    assert press.count == 2
    code = str(live.run(_client()).reference)
    press("Op nog een lijst aanmelden", "link")
    press("Cliënt aanmelden.*Het Anker, Begeleiding", "link")
    press.type("Code van de cliënt", code)
    press("Aanmelden")
    assert_told(page, "Aangemeld. De aanbieder ziet de cliënt nu op de lijst.")
    assert press.count == 5
    return code


def places(page: Page, code: str) -> None:
    """One press to invite, three to place."""
    press = Presses(page)
    expect(page.get_by_text(f"Volgende: {code}")).to_be_visible()
    assert_accessible(page)
    press(f"Uitnodigen *{code}")
    assert_told(page, "Uitgenodigd. De consulent weet het nu.")
    press("Begeleiding basis", "link")
    assert_accessible(page)
    press("Geplaatst", "link")
    assert_accessible(page)
    press("Plaatsing opslaan")
    assert_told(page, "Geplaatst. Kijk of uw vrije plaatsen nog kloppen.")
    assert press.count == 4


async def _passed() -> list[int]:
    return (await OutOfOrderCall.get()).passed


def test_calling_another_first_asks_why(visit: Visit, live: Live, *, javascript: bool) -> None:
    cast = live.cast
    live.run(_room(cast))
    first, second = live.run(registered(cast)), live.run(registered(cast))
    code = live.run(_code(second.id))
    path = f"/aanbieder/wachtlijst/{cast.linde_thuis.id}/"
    page = visit(path, actor=cast.daan, javascript=javascript)
    press = Presses(page)
    press(f"Uitnodigen: {code}", "link")
    expect(page.get_by_text("U slaat 1 cliënt over:")).to_be_visible()
    press("Uitnodigen")
    expect(page.get_by_role("heading", name="Er is een probleem")).to_be_visible()
    assert_accessible(page)
    press.type("Waarom?", "Alleen deze collega heeft nu ruimte")
    press("Uitnodigen")
    assert_told(page, "Uitgenodigd.")
    assert press.count == 3
    assert live.run(_passed()) == [first.id]
    who_looked(visit("/gemeente/", actor=cast.mila, javascript=javascript), code)


def who_looked(page: Page, code: str) -> None:
    """The municipality finds that Daan did, in two presses."""
    press = Presses(page)
    press("Wie heeft dit dossier gezien", "link")
    press.type("Code of zaaknummer van de cliënt", code)
    press("Bekijken")
    expect(page.get_by_role("heading", name=code)).to_be_visible()
    expect(page.get_by_role("cell", name="Daan Vos").first).to_be_visible()
    assert_accessible(page)
    assert press.count == 2


async def _code(entry_id: int) -> str:
    return str((await Client.get(needs__entries__id=entry_id)).reference)


def test_the_region_confirms_a_date_in_one_press(
    visit: Visit, live: Live, *, javascript: bool
) -> None:
    cast = live.cast
    live.run(_far_back(cast))
    page = visit("/regio/wachtlijsten/", actor=cast.rik, javascript=javascript)
    assert_accessible(page)
    page.get_by_role("button", name=re.compile("^Bevestigen")).click()
    assert_told(page, "Bevestigd. De oudere datum bepaalt nu de plaats.")
    expect(page.get_by_text("Eerdere aanmelddatum bevestigen")).to_have_count(0)


async def _far_back(cast: Any) -> None:
    day = today().replace(year=today().year - 1)
    await registered(cast, registered_on=day, reason="Brief van vorig jaar")
