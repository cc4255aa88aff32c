"""Everybody walks through the demo along its links: all pages are reached, fit and accessible.

Everything is unfolded. The first who comes somewhere looks at three widths; who comes after sees
it with other rights, and looks at 320 px. The second engine takes twice as long as the first and
hardly minds the width: it looks at the narrowest and the widest.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Browser, Error, Page
from starlette.routing import Match, Route

from portal.routes import routes
from tests.browser.conftest import Visit, a_portal
from tests.browser.seeing import assert_accessible, assert_fits, assert_seen_by_axe

WIDTHS: Final = (320, 768, 1280)
WALKERS: Final = (
    None,
    "aanbieder@demo.test",
    "consulent@demo.test",
    "regio@demo.test",
    "gemeente@demo.test",
    "toezicht@demo.test",
    "beheer@demo.test",
    "eigenaar@demo.test",
)
# No link leads here; the journey that comes by is named.
WITHOUT_LINK: Final = {
    "web:components": "only in development, for who builds pages: tests/web",
    "accounts:reset_sent": "after asking for a new password: test_errors",
    "accounts:new_password": "from the mail about a forgotten password: test_errors",
    "accounts:invitation": "from the mail of an invitation: test_monday_morning",
    "availability:confirm": "from the mail of a reminder: test_monday_morning",
    "availability:confirmed": "after confirming from the mail: test_monday_morning",
    "matching:compare": "after picking some: test_picking",
    "matching:unsubscribe_form": "from the mail of a saved search: test_picking",
    "oversight:invite_preview": "after choosing whom to invite: test_upkeep",
    "oversight:dossier": "after asking whose record: test_waiting",
    "oversight:subcontract": "a decision without its reason, loaded anew: tests/oversight",
    "socialmap:kept": "after putting something on the list: test_residents",
    "socialmap:thanked": "after saying what is wrong: test_residents",
    "socialmap:by_link": "from the mail to who keeps facilities: test_residents",
    "socialmap:edit_by_link": "from the mail to who keeps facilities: test_residents",
    "socialmap:sitemap": "for search engines: tests/socialmap",
    "socialmap:sitemap_part": "for search engines: tests/socialmap",
    "socialmap:robots": "for search engines: tests/socialmap",
    "transitions:queue": "for running care that became a place on a list: tests/transitions",
    "transitions:undo_form": "after clients were transferred: test_transitions",
    "importing:preview": "after uploading a file: test_region",
}
SEARCH: Final = "/beschikbaarheid/"
NOTHING: Final = "zoek=xyzxyz&product=02BGB&binnen=2"
# No link leads here either: what an address can ask besides, and what it answers.
BESIDE: Final = (
    (None, "/zoeken/?zoek=xyzxyz&kosten=betaald&bij=Atlantis", 200),
    (None, "/zoeken/?soort=met-aanvraag&bij=1621&bewaard=a1&pagina=2", 200),
    (None, "/zoeken/?bij=1621&kaart=ja", 200),
    (None, "/voorziening/1/?kaart=ja", 200),
    (None, "/aanbod/999999/", 404),
    ("consulent@demo.test", f"{SEARCH}?{NOTHING}", 200),
    ("consulent@demo.test", f"{SEARCH}?product=99XXX&binnen=morgen", 200),
    ("consulent@demo.test", f"{SEARCH}?product=07DBA&ook=08VVM&bij=1621&vergelijk=1", 200),
    ("consulent@demo.test", f"{SEARCH}999999/", 404),
    ("consulent@demo.test", "/regio/landschap/", 404),
    ("regio@demo.test", "/regio/landschap/?stand=geen-aanbod", 200),
    ("regio@demo.test", "/regio/landschap/?toon=vrij&perceel=999", 200),
    ("regio@demo.test", "/regio/managementinformatie/?van=2026-06-30&tot=2026-01-01", 422),
    ("regio@demo.test", "/regio/managementinformatie/?van=2001-01-01&tot=2001-06-30", 200),
    ("toezicht@demo.test", "/toezicht/logboek/?van=morgen", 422),
    ("toezicht@demo.test", "/toezicht/logboek/?van=2001-01-01&tot=2001-01-02", 200),
    ("toezicht@demo.test", "/beheer/rechten/", 404),
    ("beheer@demo.test", "/beheer/rechten/?organisatie=regio-999", 200),
    ("beheer@demo.test", "/beheer/rechten/?toon=alles", 200),
)
UNFOLD: Final = "document.querySelectorAll('details').forEach(one => { one.open = true; })"


class Walk:
    """Where everybody came, and what was wrong there."""

    def __init__(self) -> None:
        self.reached: set[str] = set()
        self.wrong: list[str] = []
        self.alike: set[str] = set()
        """The social map as strangers saw it: nobody else sees it otherwise."""

    def along_the_links(self, page: Page, who: str | None) -> None:
        """Visit one page of each route that a link leads to, from the first page on."""
        been: set[str] = set()
        ahead = [page.url]
        while ahead:
            url = ahead.pop()
            name = route_of(url, page)
            if name is None or name in been or (who and name in self.alike):
                continue
            been.add(name)
            if self.opened(page, url, who):
                self.look(page, new=name not in self.reached)
                ahead += links_on(page)
            self.reached.add(name)
        if who is None:
            self.alike = {name for name in self.reached if name.startswith("socialmap:")}

    def opened(self, page: Page, url: str, who: str | None, *, expected: int = 200) -> bool:
        """Whether it answers as it should; a file answers too, but shows nothing."""
        try:
            answer = page.goto(url)
        except Error as error:
            if "Download is starting" in error.message:
                return False
            raise
        if answer is None or answer.status != expected:
            self.wrong.append(f"{url} answers {answer and answer.status} to {who}")
            return False
        return True

    def look(self, page: Page, *, new: bool) -> None:
        """Judge the page as it stands, at all widths when nobody saw it before."""
        page.evaluate(UNFOLD)
        for width in WIDTHS if new else WIDTHS[:1]:
            page.set_viewport_size({"width": width, "height": 900})
            try:
                assert_fits(page)
                if new and width != WIDTHS[1]:
                    assert_accessible(page)
                else:
                    assert_seen_by_axe(page)
            except AssertionError as found:
                self.wrong.append(f"at {width} px: {found}")


def links_on(page: Page) -> list[str]:
    """Where the links of this page lead, the first one last."""
    found: list[str] = page.eval_on_selector_all(
        "a[href]", "links => links.map(link => link.href.split('#')[0])"
    )
    return [url for url in reversed(found) if url.startswith("http")]


def route_of(url: str, page: Page) -> str | None:
    """The name of the route that answers here; None outside the portal."""
    here = re.match(r"https?://[^/]+", page.url)
    assert here
    path = url.removeprefix(here.group()).partition("?")[0]
    scope = {"type": "http", "method": "GET", "path": path or "/", "root_path": ""}
    for route in routes:
        if isinstance(route, Route) and route.matches(scope)[0] is Match.FULL:
            return route.name
    return None


def get_routes() -> set[str]:
    return {r.name for r in routes if isinstance(r, Route) and "GET" in (r.methods or set())}


@pytest.fixture(scope="module")
def walk(
    chromium: Browser, demo_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Walk]:
    found = Walk()
    folder = tmp_path_factory.mktemp("walk")
    with a_portal(demo_template, folder, PORTAL_DEMO="1") as demo:
        demo.deliver()
        visit = Visit(chromium, demo)
        for who in WALKERS:
            page = visit("/", actor=who)
            found.along_the_links(page, who)
            for other, path, expected in BESIDE:
                if other == who and found.opened(page, demo.address + path, who, expected=expected):
                    found.look(page, new=True)
            visit.close()
        found.wrong += visit.problems.found
        yield found


def test_every_page_is_accessible_and_fits_and_no_link_is_dead(walk: Walk) -> None:
    assert not walk.wrong, "\n".join(walk.wrong)


def test_every_page_is_reached_by_a_link_or_explained(walk: Walk) -> None:
    lonely = get_routes() - walk.reached - WITHOUT_LINK.keys()
    assert not lonely, f"no link leads to {sorted(lonely)}: remove these or say who comes there"
    assert WITHOUT_LINK.keys() <= get_routes(), "an explained page is gone"
    # Which letter lies on top in the demo's mailbox, and what it leads to, differs by the day.
    always = {name for name, why in WITHOUT_LINK.items() if not why.startswith("from the mail")}
    linked = always & walk.reached
    assert not linked, f"a link leads to {sorted(linked)} now: explain no more"
