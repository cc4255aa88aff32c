"""What htmx does in a real browser: what it sends, where focus goes, what is lost (nothing)."""

import re
from typing import Any

from playwright.sync_api import Page, Request, Route, expect

from portal.accounts.models import Session
from portal.availability.actions.reports import report
from portal.availability.queries import row_for
from portal.availability.rules.figures import Channel, Days, Figures, Statement, Status
from portal.database.transactions import committed
from portal.kernel.clock import now
from tests.availability.reminding import reported
from tests.browser.conftest import Visit
from tests.browser.live import PASSWORD, Live
from tests.browser.seeing import Hand, assert_accessible, assert_told

THUIS = "Begeleiding basis, Hoorn en Medemblik, thuis"
TWELVE_WAIT = Statement(figures=Figures(status=Status.NO_CAPACITY, start=Days(70, 70), waiting=12))


def a_desk(visit: Visit, live: Live, **how: Any) -> Page:
    """Sanne's desk, both rows filled in sixteen days ago."""
    cast = live.cast
    live.run(reported(cast.sanne, cast.linde_thuis.id, cast.linde_dag.id, days_ago=16))
    return visit("/aanbieder/", actor=cast.sanne, **how)


def row_of(live: Live) -> Any:
    return live.run(row_for(live.cast.noor, live.cast.linde_thuis.id))


async def daan_reports(live: Live) -> None:
    """Daan fills in, just now, that twelve wait."""
    cast = live.cast
    seen = (await row_for(cast.daan, cast.linde_thuis.id)).report_id
    await committed(
        lambda: report(
            cast.daan, cast.linde_thuis.id, TWELVE_WAIT, seen=seen, channel=Channel.SCREEN
        )
    )


async def end_all_sessions() -> None:
    await Session.all().update(ended_at=now())


def test_htmx_sends_what_our_other_tests_assume(visit: Visit, live: Live) -> None:
    """`tests/htmx.py` stands in for htmx in hundreds of tests; here it is held to the real one."""
    page = visit("/beschikbaarheid/", actor=live.cast.noor)
    with page.expect_request(re.compile("product=")) as asked:
        page.get_by_label("Wat is nodig?").select_option(index=1)
    sent = asked.value.all_headers()
    assert sent["hx-request"] == "true"
    assert sent["hx-request-type"] == "partial"
    assert sent["hx-target"] == "section#search"

    desk = a_desk(visit, live)
    with desk.expect_request(re.compile("wijzigen")) as asked:
        desk.get_by_role("link", name=f"Wijzigen: {THUIS}").click()
    sent = asked.value.all_headers()
    assert sent["hx-request-type"] == "partial"
    assert sent["hx-target"] == f"li#row-{live.cast.linde_thuis.id}"


def test_a_row_is_changed_by_keyboard_alone_and_focus_stays_there(visit: Visit, live: Live) -> None:
    page = a_desk(visit, live)
    page.evaluate("window.marked = true")
    page.get_by_role("link", name=f"Wijzigen: {THUIS}").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("radio", name=re.compile("^Wachtlijst"))).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("radio", name=re.compile("^Eerst beoordeling"))).to_be_checked()
    page.keyboard.press("Tab")
    page.keyboard.type("1")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name=f"Wijzigen: {THUIS}")).to_be_focused()
    expect(page.get_by_role("status")).to_contain_text("Opgeslagen. Consulenten zien dit nu.")
    assert page.evaluate("window.marked"), "the page was loaded anew"
    assert row_of(live).figures().status is Status.ASSESSMENT_REQUIRED
    assert_accessible(page)


def test_a_row_put_back_and_one_with_a_fault_keep_the_focus(visit: Visit, live: Live) -> None:
    page = a_desk(visit, live)
    hand = Hand(page)
    hand.click(f"Wijzigen: {THUIS}", "link")
    hand.type("Wachtenden", "veel")
    hand.click("Opslaan")
    expect(page.locator("#error-summary")).to_be_focused()
    expect(page.get_by_label("Wachtenden", exact=True)).to_have_value("veel")
    assert_accessible(page)
    page.locator("#error-summary").get_by_role("link").click()
    expect(page.get_by_label("Wachtenden", exact=True)).to_be_focused()
    hand.click("Annuleren", "link")
    expect(page.get_by_role("link", name=f"Wijzigen: {THUIS}")).to_be_visible()
    assert page.evaluate("document.activeElement !== document.body"), "focus was lost"
    assert row_of(live).figures().waiting == 7


def test_two_rows_are_open_and_saving_one_leaves_the_other(visit: Visit, live: Live) -> None:
    page = a_desk(visit, live)
    first = page.locator(f"#row-{live.cast.linde_thuis.id}")
    second = page.locator(f"#row-{live.cast.linde_dag.id}")
    for row in (first, second):
        row.get_by_role("link", name="Wijzigen").click()
        expect(row.get_by_role("button", name="Opslaan", exact=True)).to_be_visible()
    second.get_by_label("Wachtenden", exact=True).fill("31")
    first.get_by_label("Wachtenden", exact=True).fill("30")
    first.get_by_role("button", name="Opslaan", exact=True).click()
    expect(first.get_by_text("30 cliënten")).to_be_visible()
    expect(second.get_by_label("Wachtenden", exact=True)).to_have_value("31")


def test_the_second_writer_sees_both_versions(
    visit: Visit, live: Live, *, javascript: bool
) -> None:
    page = a_desk(visit, live, javascript=javascript)
    hand = Hand(page)
    hand.click(f"Wijzigen: {THUIS}", "link")
    hand.type("Wachtenden", "9")
    live.run(daan_reports(live))
    hand.click("Opslaan")
    expect(page.get_by_role("table", name="Beide versies")).to_be_visible()
    expect(page.get_by_role("columnheader", name="Van Daan Vos")).to_be_visible()
    expect(page.get_by_role("columnheader", name="Van u")).to_be_visible()
    assert row_of(live).figures().waiting == 12, "nothing is overwritten in silence"
    assert_accessible(page)
    hand.click("Mijn versie opslaan")
    assert_told(page, "Opgeslagen.")
    assert row_of(live).figures().waiting == 9


def test_a_session_that_ended_while_typing_costs_nothing(
    visit: Visit, live: Live, *, javascript: bool
) -> None:
    page = a_desk(visit, live, javascript=javascript)
    hand = Hand(page)
    hand.click(f"Wijzigen: {THUIS}", "link")
    hand.type("Wachtenden", "23")
    hand.type("Opmerking voor consulenten", "Op donderdag kan er iemand bij.")
    live.run(end_all_sessions())
    hand.click("Opslaan")
    expect(page.get_by_text("Wat u had ingevuld is bewaard.")).to_be_visible()
    assert_accessible(page)
    hand.type("E-mailadres", "sanne@linde.example")
    hand.type("Wachtwoord", PASSWORD)
    page.get_by_role("button", name="Inloggen", exact=True).click()
    hand.click("Verder met opslaan")
    assert_told(page, "Opgeslagen.")
    saved = row_of(live)
    assert saved.figures().waiting == 23
    assert saved.statement.remark == "Op donderdag kan er iemand bij."


def test_without_a_connection_it_is_said_and_what_was_typed_stays(visit: Visit, live: Live) -> None:
    page = a_desk(visit, live)
    hand = Hand(page)
    hand.click(f"Wijzigen: {THUIS}", "link")
    hand.type("Wachtenden", "23")
    page.route("**/*", lambda route: route.abort())
    hand.click("Opslaan")
    expect(page.get_by_role("alert")).to_have_text(re.compile("Er is geen verbinding"))
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.get_by_label("Wachtenden", exact=True)).to_have_value("23")
    assert_accessible(page)
    visit.excuse("Failed to fetch")
    page.unroute("**/*")
    hand.click("Opslaan")
    assert_told(page, "Opgeslagen.")


def gateway_fails(route: Route, request: Request) -> None:
    if request.method == "POST":
        route.fulfill(status=503, body="<h1>nginx</h1>", content_type="text/html")
    else:
        route.continue_()


def test_a_failure_of_a_proxy_is_told_in_our_words(visit: Visit, live: Live) -> None:
    page = a_desk(visit, live)
    hand = Hand(page)
    hand.click(f"Wijzigen: {THUIS}", "link")
    hand.type("Wachtenden", "23")
    page.route("**/*", gateway_fails)
    hand.click("Opslaan")
    expect(page.get_by_role("alert")).to_contain_text("Uw wijziging is misschien niet opgeslagen")
    expect(page.get_by_text("nginx")).to_have_count(0)
    expect(page.get_by_label("Wachtenden", exact=True)).to_have_value("23")
    visit.excuse("503")
