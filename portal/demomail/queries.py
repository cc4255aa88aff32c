"""Reading the maildir that the demo's mails land in."""

import asyncio
import re
from dataclasses import dataclass
from datetime import datetime
from email import message_from_binary_file, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Final

from portal.kernel.errors import NotFound

SHOWN: Final = 100
LINK: Final = re.compile(r"https?://[^\s<>\"]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One mail as it would have arrived."""

    key: str
    to: str
    subject: str
    sent_at: datetime
    text: str
    html: str


async def newest_letters(folder: Path, *, to: str = "") -> list[Letter]:
    """The newest mails, at most a hundred; to one address when that is given."""
    return await asyncio.to_thread(_newest, folder, to)


async def letter(folder: Path, key: str) -> Letter:
    """The mail in the file of this name. Raises NotFound."""
    return await asyncio.to_thread(_letter, folder, key)


def _files(folder: Path) -> list[Path]:
    # Mails that a real mail reader has seen lie in "cur".
    files = [
        file
        for part in ("new", "cur")
        if (folder / part).is_dir()
        for file in (folder / part).iterdir()
    ]
    return sorted(files, key=lambda file: (file.stat().st_mtime_ns, file.name), reverse=True)


def _newest(folder: Path, to: str) -> list[Letter]:
    found: list[Letter] = []
    for file in _files(folder):
        read = _read(file)
        if not to or read.to == to:
            found.append(read)
        if len(found) == SHOWN:
            break
    return found


def _letter(folder: Path, key: str) -> Letter:
    for file in _files(folder):
        if file.name == key:
            return _read(file)
    raise NotFound("Deze mail is er niet (meer).")


def _read(file: Path) -> Letter:
    with file.open("rb") as handle:
        message = message_from_binary_file(handle, policy=policy.default)
    return Letter(
        key=file.name,
        to=message["To"],
        subject=message["Subject"],
        sent_at=message["Date"].datetime,
        text=_part(message, "plain"),
        html=_part(message, "html"),
    )


def _part(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    return str(part.get_content()) if part else ""


def with_links(text: str, *, base_url: str) -> list[tuple[str, str]]:
    """The text in pieces, each with the path it links to: only links into this portal work."""
    pieces: list[tuple[str, str]] = []
    end = 0
    for match in LINK.finditer(text):
        path = match.group().removeprefix(base_url.rstrip("/"))
        if path.startswith("/"):
            pieces += [(text[end : match.start()], ""), (match.group(), path)]
            end = match.end()
    return [*pieces, (text[end:], "")]
