"""The portal's mail settings, pointed at a server or a folder of this test."""

from collections.abc import AsyncGenerator, Callable, Generator
from pathlib import Path

import pytest

from portal.settings import settings
from tests.mail.server import Server, listening

Configure = Callable[..., None]


@pytest.fixture
def configure(monkeypatch: pytest.MonkeyPatch) -> Generator[Configure]:
    """Set PORTAL_ settings by their names for this test."""

    def change(**values: object) -> None:
        for name, value in values.items():
            monkeypatch.setenv(f"PORTAL_{name.upper()}", str(value))
        settings.cache_clear()

    change(smtp_host="")
    yield change
    monkeypatch.undo()
    settings.cache_clear()


@pytest.fixture
async def smtp(configure: Configure) -> AsyncGenerator[Server]:
    """A mail server without encryption, which the portal sends to."""
    async with listening(Server()) as server:
        configure(smtp_host="127.0.0.1", smtp_port=server.port, smtp_security="none")
        yield server


@pytest.fixture
def maildir(configure: Configure, tmp_path: Path) -> Path:
    """A maildir, which the portal sends to."""
    path = tmp_path / "mail"
    configure(mail_directory=path)
    return path
