"""A real browser before a real portal; see `visit`. Run with `-m browser`, apart from the rest."""

import shutil
import socket
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from portal.kernel.actor import Actor
from portal.settings import settings
from tests.browser.live import Live, give_passwords, make_demo
from tests.browser.seeing import ACE, AXE, Problems
from tests.databases import REQUIRED, apart
from tests.staging import Stage

WAITS_MS = 20_000
"""A busy machine is no defect; what must be quick is measured where it is promised."""
expect.set_options(timeout=WAITS_MS)
FLAGS = [
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--disable-background-networking",
]
WITHOUT_CHROMIUM = "There is no Chromium: install it (Debian: apt-get install chromium)."
WITHOUT_ENGINES = "The accessibility checkers are not installed: `make test` does that."


class Visit:
    """Opens a page of the live portal in a window of its own."""

    def __init__(self, chromium: Browser, live: Live) -> None:
        self.problems = Problems()
        self._chromium = chromium
        self._live = live
        self._open: list[BrowserContext] = []

    def __call__(
        self,
        path: str = "/",
        *,
        actor: Actor | str | None = None,
        width: int = 1280,
        javascript: bool = True,
    ) -> Page:
        """`actor` is one of the cast, or the mail address of somebody in the demo."""
        context = self._chromium.new_context(
            base_url=self._live.address,
            java_script_enabled=javascript,
            viewport={"width": width, "height": 900},
            locale="nl-NL",
            timezone_id="Europe/Amsterdam",
        )
        self._open.append(context)
        context.set_default_timeout(WAITS_MS)
        if actor is not None:
            session = self._live.session_of(actor)
            cookie = {"name": "session", "value": session, "url": self._live.address}
            context.add_cookies([cookie])  # pyright: ignore[reportArgumentType]
        page = context.new_page()
        self.problems.watch(page)
        page.goto(path)
        return page

    def excuse(self, *words: str) -> None:
        """The story makes these problems on purpose."""
        for word in words:
            excused = [problem for problem in self.problems.found if word in problem]
            assert excused, f"no problem is about {word}"
            self.problems.found = [p for p in self.problems.found if p not in excused]

    def close(self) -> None:
        """Close every window."""
        while self._open:
            self._open.pop().close()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)
    # The walk lasts as long as all journeys together: it begins first, beside them.
    items.sort(key=lambda item: item.path.name != "test_every_page.py")


def _missing(sentence: str) -> None:
    if "chromium" in REQUIRED:
        pytest.fail(sentence)
    pytest.skip(sentence)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if not found:
        _missing(WITHOUT_CHROMIUM)
    if not (AXE.is_file() and ACE.is_file()):
        _missing(WITHOUT_ENGINES)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def demo_template(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("demo") / "portal.db"
    shutil.copyfile(sqlite_template, path)
    return apart(make_demo(path))


@pytest.fixture(scope="session")
def cast_template(sqlite_stage: Stage, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("cast") / "portal.db"
    shutil.copyfile(sqlite_stage.path, path)
    return apart(give_passwords(path))


@pytest.fixture
def live(
    request: pytest.FixtureRequest,
    cast_template: Path,
    sqlite_stage: Stage,
    tmp_path: Path,
    chromium: Browser,
) -> Iterator[Live]:
    """The portal with the cast in its database, at an address of its own.

    Mail lands in the maildir `tmp_path / "mail"`.
    """
    assert "demo" not in request.fixturenames, "a test has the cast or the demo"
    with a_portal(cast_template, tmp_path) as portal:
        portal.cast = sqlite_stage.cast()
        yield portal


@pytest.fixture
def demo(demo_template: Path, tmp_path: Path, chromium: Browser) -> Iterator[Live]:
    """The portal as `make demo` shows it. Who asks for it visits it."""
    with a_portal(demo_template, tmp_path, PORTAL_DEMO="1") as portal:
        yield portal


@contextmanager
def a_portal(template: Path, folder: Path, **more: str) -> Generator[Live, None, None]:
    """Serve a copy of this database, with these settings besides the usual ones."""
    shutil.copyfile(template, folder / "portal.db")
    with socket.create_server(("127.0.0.1", 0)) as port, pytest.MonkeyPatch.context() as patch:
        address = f"http://127.0.0.1:{port.getsockname()[1]}"
        database_url = f"sqlite://{folder / 'portal.db'}"
        usual = {
            "PORTAL_BASE_URL": address,
            "DATABASE_URL": database_url,
            "PORTAL_MAIL_DIRECTORY": str(folder / "mail"),
        }
        for name, value in {**usual, **more}.items():
            patch.setenv(name, value)
        settings.cache_clear()
        try:
            with Live(address).serving(database_url, port) as portal:
                yield portal
        finally:
            settings.cache_clear()


@pytest.fixture
def visit(request: pytest.FixtureRequest, chromium: Browser) -> Iterator[Visit]:
    """Visit a page as somebody, at some width, with or without JavaScript.

    Every window visited must end without script errors, policy violations and answers of 500.
    """
    world = "demo" if "demo" in request.fixturenames else "live"
    visit = Visit(chromium, request.getfixturevalue(world))
    yield visit
    visit.close()
    assert not visit.problems.found, "\n".join(visit.problems.found)


@pytest.fixture(params=[True, False], ids=["with JavaScript", "without JavaScript"])
def javascript(request: pytest.FixtureRequest) -> bool:
    """For journeys that must work both ways: `visit(path, javascript=javascript)`."""
    return bool(request.param)
