"""Fixtures: both databases, the cast, and a browser without JavaScript."""

import os
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import cast as seen_as

import pytest
from argon2 import PasswordHasher
from httpx import ASGITransport

from portal.accounts.actions import passwords
from portal.app import create_app
from portal.database.changes import feed
from tests.browser_client import Browser
from tests.cast import Cast
from tests.databases import (
    REQUIRED,
    apart,
    drop_postgres,
    fresh_postgres,
    fresh_sqlite,
    make_postgres,
    make_sqlite,
    postgres_is_there,
)
from tests.staging import Stage, enter_postgres, enter_sqlite, set_the_stage
from tests.talking import all_ended

WITHOUT_POSTGRES = (
    "PostgreSQL does not answer: start one on 127.0.0.1:5432 or set TEST_POSTGRES_URL."
)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes long begins first, or one process would end long after the other."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


@pytest.fixture(scope="session", autouse=True)
def slow_passwords() -> Iterator[PasswordHasher]:
    """Tests hash at the least cost; this is what the portal does it with."""
    with pytest.MonkeyPatch.context() as patch:
        slow = seen_as("PasswordHasher", vars(passwords)["_hasher"])
        quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
        patch.setattr(passwords, "_hasher", quick)
        patch.setattr(passwords, "_NOBODY", quick.hash("nobody has this password"))
        yield slow


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("template")
    return apart(make_sqlite(folder / "empty.db"))


@pytest.fixture(scope="session")
def postgres_url(worker_id: str) -> Iterator[str]:
    if not postgres_is_there():
        if "postgres" in REQUIRED:
            pytest.fail(WITHOUT_POSTGRES)
        pytest.skip(WITHOUT_POSTGRES)
    url = apart(make_postgres(f"portal_test_{worker_id}_{os.getpid()}"))
    yield url
    apart(drop_postgres(url))


@pytest.fixture(scope="session")
def sqlite_stage(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Stage:
    """A SQLite database with the cast in it, to copy from."""
    path = tmp_path_factory.mktemp("stage") / "portal.db"
    shutil.copyfile(sqlite_template, path)
    return Stage(apart(enter_sqlite(path)), path)


@pytest.fixture(scope="session")
def postgres_stage(postgres_url: str) -> Stage:
    """The cast, and its rows in a schema of their own to copy from."""
    return Stage(apart(enter_postgres(postgres_url)))


@pytest.fixture(params=["sqlite", "postgres"])
async def db(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[str]:
    """The URL of a fresh database with every migration applied, opened for this test.

    A test that asks for the cast finds it there already.
    """
    wants_cast = "cast" in request.fixturenames
    if request.param == "sqlite":
        stage: Stage | None = request.getfixturevalue("sqlite_stage") if wants_cast else None
        template: Path = stage.path if stage else request.getfixturevalue("sqlite_template")
        async with fresh_sqlite(template, tmp_path / "portal.db") as url:
            yield url
            await all_ended()
    else:
        server: str = request.getfixturevalue("postgres_url")
        if wants_cast:
            request.getfixturevalue("postgres_stage")
        async with fresh_postgres(server) as url:
            if wants_cast:
                await set_the_stage()
            yield url
            await all_ended()


@pytest.fixture
def cast(request: pytest.FixtureRequest, db: str) -> Cast:
    """The people and organisations that every story is about."""
    kind = "sqlite" if db.startswith("sqlite") else "postgres"
    stage: Stage = request.getfixturevalue(f"{kind}_stage")
    return stage.cast()


@pytest.fixture
async def browser(db: str) -> AsyncIterator[Browser]:
    """Somebody's browser, not signed in; it follows no redirects by itself."""
    app = create_app(with_lifespan=False)
    async with Browser(ASGITransport(app, raise_app_exceptions=True)) as somebody:
        yield somebody


@pytest.fixture
async def kept(db: str) -> AsyncIterator[None]:
    """The process keeps sessions and shelves in memory, as the real portal does."""
    await feed.open(db)
    yield
    await feed.close()
