"""What judges the pages sees what is wrong: each engine is shown defects, one only it sees."""

from collections.abc import Callable
from typing import Final

import pytest
from playwright.sync_api import Page

from tests.browser import seeing
from tests.browser.conftest import Visit
from tests.browser.live import Live
from tests.browser.seeing import assert_accessible, assert_fits, seen_by_ace, seen_by_axe

PLANT: Final = "html => document.querySelector('main').insertAdjacentHTML('beforeend', html)"
STYLE: Final = "style => Object.assign(document.querySelector('main p').style, style)"
UNNAMED: Final = '<input type="text">'
POINTS_NOWHERE: Final = '<p aria-describedby="bestaat-niet">Een uitleg die er niet is</p>'
STEP_SKIPPED: Final = "<h6>Een kop die niveaus overslaat</h6>"
# Each leaves the page in another shape than those before it.
CHANGES: Final = (
    "document.querySelector('main').insertAdjacentHTML('beforeend', '<p class=new>Een alinea</p>')",
    "document.querySelector('.new').textContent = ''",
    "document.querySelector('.new').className = 'new pale'",
    "document.querySelector('.new').setAttribute('aria-hidden', 'true')",
    "document.querySelector('.new').setAttribute('aria-hidden', 'false')",
    "document.querySelector('.new').style.color = 'silver'",
    "document.querySelector('.new').outerHTML = '<a class=new href=\"#main\">Naar boven</a>'",
    "document.querySelector('.new').setAttribute('href', '#nergens')",
    "document.querySelector('.new').outerHTML = '<nav class=new aria-label=Een></nav>'",
    "document.querySelector('.new').setAttribute('aria-label', 'Ander')",
    "document.querySelector('.new').remove(); document.querySelector('main').lang = 'en'",
)


@pytest.fixture
def page(visit: Visit, live: Live) -> Page:
    page = visit("/hulp/")
    assert_accessible(page)
    return page


def test_both_see_a_field_without_a_name(page: Page) -> None:
    page.evaluate(PLANT, UNNAMED)
    assert any("label" in one for one in seen_by_axe(page))
    assert any("input_label_exists" in one for one in seen_by_ace(page))


def test_both_see_words_that_are_too_pale(page: Page) -> None:
    page.evaluate(STYLE, {"color": "#bbb"})
    assert any("color-contrast" in one for one in seen_by_axe(page))
    assert any("text_contrast_sufficient" in one for one in seen_by_ace(page))


def test_only_the_one_sees_a_step_skipped_between_headings(page: Page) -> None:
    page.evaluate(PLANT, STEP_SKIPPED)
    assert any("heading-order" in one for one in seen_by_axe(page))
    assert seen_by_ace(page) == []
    with pytest.raises(AssertionError, match="heading-order"):
        assert_accessible(page)


def test_only_the_other_sees_a_description_that_is_not_there(page: Page) -> None:
    page.evaluate(PLANT, POINTS_NOWHERE)
    assert seen_by_axe(page) == []
    assert any("aria_id_unique" in one for one in seen_by_ace(page))
    with pytest.raises(AssertionError, match="aria_id_unique"):
        assert_accessible(page)


def test_each_looks_once_at_each_shape(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    looks: list[str] = []

    def both_look() -> bool:
        looks.clear()
        assert_accessible(page)
        assert looks in ([], ["axe", "ace"])
        return bool(looks)

    for name in ("axe", "ace"):
        monkeypatch.setattr(seeing, f"seen_by_{name}", looking(name, looks))
    page.evaluate("document.querySelector('main p').textContent = 'Andere woorden'")
    assert not both_look(), "other words in the same shape"
    for change in CHANGES:
        page.evaluate(change)
        assert both_look(), change
        assert not both_look(), change
    page.set_viewport_size({"width": 320, "height": 900})
    assert both_look(), "another width"
    monkeypatch.setattr(seeing, "_judged", set[tuple[str, str]]())
    assert both_look(), "the first time"


def looking(name: str, looks: list[str]) -> Callable[[Page], list[str]]:
    def look(_page: Page) -> list[str]:
        looks.append(name)
        return []

    return look


def test_what_is_wrong_stays_wrong(page: Page) -> None:
    for defect in (STEP_SKIPPED, POINTS_NOWHERE):
        page.evaluate(PLANT, defect)
        for _ in range(2):
            with pytest.raises(AssertionError, match="is not accessible"):
                assert_accessible(page)


def test_a_page_that_is_too_wide_is_noticed(page: Page) -> None:
    page.evaluate(STYLE, {"width": "2000px", "maxWidth": "none"})
    with pytest.raises(AssertionError, match="scrolls sideways"):
        assert_fits(page)
