"""A consultant searches with the client at the table, with and without JavaScript."""

import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit
from tests.browser.live import Live
from tests.browser.seeing import Hand, assert_accessible

NOOR = "consulent@demo.test"
SEARCH = "/beschikbaarheid/"
WISHES = f"{SEARCH}?product=02BGB&binnen=6"


def marked(page: Page) -> None:
    """Leave a mark that only a full reload wipes out."""
    page.evaluate("window.marked = true")


def is_marked(page: Page) -> bool:
    return bool(page.evaluate("window.marked === true"))


def names(page: Page) -> list[str]:
    """Who is found, in the order of the page."""
    return page.locator(".result__title").all_inner_texts()


def asked(page: Page) -> dict[str, list[str]]:
    """What the address bar asks."""
    return parse_qs(urlsplit(page.url).query)


def test_a_choice_answers_at_once_without_reloading(visit: Visit, demo: Live) -> None:
    page = visit(SEARCH, actor=NOOR)
    marked(page)
    everything = page.get_by_role("heading", level=2).first.inner_text()
    hand = Hand(page)
    hand.choose("Wat is nodig?", "Begeleiding basis (02BGB)")
    page.wait_for_url(re.compile("product=02BGB"))
    hand.choose("Start uiterlijk", "Binnen 6 weken")
    page.wait_for_url(re.compile("binnen=6"))
    count = page.locator("#results-count").inner_text()
    assert count != everything
    expect(page.get_by_role("status")).to_have_text(re.compile(re.escape(count)))
    expect(page.get_by_label("Start uiterlijk")).to_be_focused()
    assert is_marked(page), "the page was loaded anew"
    assert hand.presses == 2
    assert asked(page) == {"product": ["02BGB"], "binnen": ["6"]}
    assert_accessible(page)


def test_back_and_forward_show_what_was_searched(visit: Visit, demo: Live) -> None:
    page = visit(SEARCH, actor=NOOR)
    first = names(page)
    page.get_by_label("Wat is nodig?").select_option("02BGB")
    page.wait_for_url(re.compile("product=02BGB"))
    second = names(page)
    assert second != first
    page.go_back()
    expect(page.get_by_label("Wat is nodig?")).to_have_value("")
    expect(page.locator(".result__title").first).to_have_text(first[0])
    assert names(page) == first
    page.go_forward()
    expect(page.get_by_label("Wat is nodig?")).to_have_value("02BGB")
    assert names(page) == second


def test_the_same_results_come_with_and_without_javascript(visit: Visit, demo: Live) -> None:
    scripted = visit(SEARCH, actor=NOOR)
    hand = Hand(scripted)
    hand.choose("Wat is nodig?", "Begeleiding basis (02BGB)")
    scripted.wait_for_url(re.compile("product=02BGB"))
    hand.choose("Start uiterlijk", "Binnen 6 weken")
    scripted.wait_for_url(re.compile("binnen=6"))

    plain = visit(SEARCH, actor=NOOR, javascript=False)
    other = Hand(plain)
    other.choose("Wat is nodig?", "Begeleiding basis (02BGB)")
    other.choose("Start uiterlijk", "Binnen 6 weken")
    other.click("Zoeken")
    assert names(plain) == names(scripted)
    assert other.presses == 3
    assert asked(plain).items() >= asked(scripted).items()


def test_words_are_typed_and_the_focus_stays_in_the_field(visit: Visit, demo: Live) -> None:
    page = visit(SEARCH, actor=NOOR)
    marked(page)
    field = page.get_by_label("Zoek op naam, product of plaats")
    field.click()
    page.keyboard.type("linde", delay=30)
    page.wait_for_url(re.compile("zoek=linde"))
    expect(page.locator("#search")).not_to_have_attribute("aria-busy", "true")
    expect(field).to_be_focused()
    page.keyboard.type("x")
    expect(field).to_have_value("lindex")
    page.wait_for_url(re.compile("zoek=lindex"))
    assert is_marked(page)
    assert_accessible(page)


def test_the_way_to_a_phone_number_takes_three_presses(
    visit: Visit, demo: Live, *, javascript: bool
) -> None:
    page = visit(SEARCH, actor=NOOR, javascript=javascript)
    hand = Hand(page)
    hand.choose("Wat is nodig?", "Begeleiding basis (02BGB)")
    if javascript:
        page.wait_for_url(re.compile("product=02BGB"))
    else:
        hand.click("Zoeken")
    provider = names(page)[0]
    page.locator(".result__title a").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(provider)
    expect(page.get_by_text("Contact voor nieuwe cliënten")).to_be_visible()
    assert hand.presses + 1 <= 3
    assert_accessible(page)

    hand.click("Beschikbaarheid zoeken", "link", within=page.get_by_role("main"))
    expect(page.get_by_label("Wat is nodig?")).to_have_value("02BGB")


def focused(page: Page) -> str:
    """What the keyboard stands on: its name or text."""
    told: Any = page.evaluate(
        "() => { const at = document.activeElement;"
        " return at.labels?.[0]?.innerText ?? at.innerText; }"
    )
    return str(told).strip()


def tab_to(page: Page, name: str, *, most: int) -> None:
    """Press Tab until the keyboard stands here."""
    passed: list[str] = []
    for _ in range(most):
        page.keyboard.press("Tab")
        passed.append(focused(page))
        if passed[-1].startswith(name):
            return
    raise AssertionError(f"{name} is not within {most} tabs, but: {passed}")


def test_searching_needs_no_mouse(visit: Visit, demo: Live) -> None:
    page = visit(SEARCH, actor=NOOR)
    page.keyboard.press("Tab")
    assert focused(page) == "Naar de inhoud"
    page.keyboard.press("Enter")
    tab_to(page, "Wat is nodig?", most=2)
    page.keyboard.type("Begeleiding basis")
    page.wait_for_url(re.compile("product=02BGB"))
    expect(page.get_by_label("Wat is nodig?")).to_be_focused()
    tab_to(page, "Zoek op naam", most=3)
    page.keyboard.type("linde")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("zoek=linde"))
    expect(page.get_by_label("Zoek op naam, product of plaats")).to_be_focused()
    tab_to(page, "De Linde", most=8)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("De Linde")


def test_nothing_found_says_what_to_let_go(visit: Visit, demo: Live, *, javascript: bool) -> None:
    page = visit(f"{WISHES}&zoek=xyzxyz", actor=NOOR, javascript=javascript)
    expect(page.get_by_text("Geen aanbieder past bij al uw keuzes.")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("link", name="zonder xyzxyz").click()
    expect(page.get_by_text("Geen aanbieder past bij al uw keuzes.")).to_have_count(0)
    assert asked(page) == {"product": ["02BGB"], "binnen": ["6"]}


@pytest.mark.parametrize("width", [320, 768])
def test_on_a_phone_the_results_come_first(visit: Visit, demo: Live, width: int) -> None:
    page = visit(WISHES, actor=NOOR, width=width)
    expect(page.locator(".result").first).to_be_visible()
    expect(page.get_by_label("Wat is nodig?")).to_be_hidden()
    page.get_by_text("Filteren (2)").click()
    expect(page.get_by_label("Wat is nodig?")).to_be_visible()
    assert_accessible(page)
    page.get_by_label("Alleen met plaats nu").check()
    page.wait_for_url(re.compile("vrij=ja"))
    expect(page.get_by_label("Alleen met plaats nu")).to_be_visible()
    assert_accessible(page)
