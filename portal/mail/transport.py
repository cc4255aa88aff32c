"""Where mails go: an SMTP server, or a maildir in the demo."""

import asyncio
import mailbox
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from email import policy
from email.message import EmailMessage
from pathlib import Path
from typing import Protocol

from portal.mail.smtp import SmtpServer
from portal.settings import settings

Deliver = Callable[[EmailMessage], Awaitable[None]]


class Transport(Protocol):
    """Opens for one batch and delivers mails one by one."""

    def opened(self) -> AbstractAsyncContextManager[Deliver]:
        """A function that delivers one message.

        It raises Postponed, Refused or ServerUnavailable; when it returns, the mail is delivered.
        """
        ...


@dataclass(frozen=True, slots=True)
class MailDirectory:
    """A maildir: every mail becomes a file there and goes nowhere else."""

    path: Path

    @asynccontextmanager
    async def opened(self) -> AsyncGenerator[Deliver, None]:
        """Files are written in a thread: a disk may be slow."""
        yield lambda message: asyncio.to_thread(self._add, message)

    def _add(self, message: EmailMessage) -> None:
        for part in ("tmp", "new", "cur"):  # Maildir makes them only where nothing was yet
            (self.path / part).mkdir(parents=True, exist_ok=True)
        mailbox.Maildir(self.path).add(message.as_bytes(policy=policy.default))


def configured_transport() -> Transport | None:
    """The transport that the settings name; None when they name none, and mails stay queued."""
    known = settings()
    if known.mail_directory is not None:
        return MailDirectory(known.mail_directory)
    if not known.smtp_host:
        return None
    return SmtpServer(
        host=known.smtp_host,
        port=known.smtp_port,
        security=known.smtp_security,
        username=known.smtp_username,
        password=known.smtp_password,
    )
