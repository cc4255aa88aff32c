"""A year for tests: in the demo, with mails to a folder of this test."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.search.index import shelves
from portal.settings import settings
from portal.socialmap.index import guides


@pytest.fixture
def in_the_demo(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    monkeypatch.setenv("PORTAL_DEMO", "true")
    monkeypatch.setenv("PORTAL_MAIL_DIRECTORY", str(tmp_path / "mail"))
    settings.cache_clear()
    for kept in (shelves, guides):  # each test has a loop of its own
        monkeypatch.setattr(kept, "_lock", asyncio.Lock())
    yield
    monkeypatch.undo()
    settings.cache_clear()
