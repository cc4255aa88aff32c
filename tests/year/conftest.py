"""A year for tests: in the demo, with mails to a folder of this test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.settings import settings


@pytest.fixture
def in_the_demo(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    monkeypatch.setenv("PORTAL_DEMO", "true")
    monkeypatch.setenv("PORTAL_MAIL_DIRECTORY", str(tmp_path / "mail"))
    settings.cache_clear()
    yield
    monkeypatch.undo()
    settings.cache_clear()
