"""Handing mails to an SMTP server."""

import re
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import parseaddr
from functools import partial
from typing import Final, Literal

import aiosmtplib
from aiosmtplib import (
    SMTPException,
    SMTPRecipientsRefused,
    SMTPResponseException,
    SMTPSenderRefused,
)

from portal.mail.rules import NotSent, Postponed, Refused, ServerUnavailable

COMMAND_SECONDS: Final = 20.0
TOO_LARGE: Final = 552
GOES_AWAY: Final = 421
_ENHANCED_CODE: Final = re.compile(r"^\d\.\d{1,3}\.\d{1,3}")


@dataclass(frozen=True, slots=True, kw_only=True)
class SmtpServer:
    """A mail server and how to reach it.

    With "starttls" or "tls" nothing is sent in the clear, and the server's certificate must be
    valid for its name (the system's authorities, or those in SSL_CERT_FILE).
    """

    host: str
    port: int
    security: Literal["starttls", "tls", "none"]
    username: str = ""
    password: str = field(default="", repr=False)
    seconds: float = COMMAND_SECONDS

    @asynccontextmanager
    async def opened(self) -> AsyncGenerator[Callable[[EmailMessage], Awaitable[None]], None]:
        """One connection for a batch, made at the first mail and made anew when it breaks."""
        client = aiosmtplib.SMTP(
            hostname=self.host,
            port=self.port,
            use_tls=self.security == "tls",
            start_tls=self.security == "starttls",
            username=self.username or None,
            password=self.password or None,
            timeout=self.seconds,
        )
        try:
            yield partial(_deliver, client)
        finally:
            await _leave(client)


async def _deliver(client: aiosmtplib.SMTP, message: EmailMessage) -> None:
    sender, to = (parseaddr(str(message[name]))[1] for name in ("From", "To"))
    if not client.is_connected:
        await _connect(client, sender)
    try:
        await client.sendmail(sender, [to], message.as_bytes())
    except (SMTPException, OSError, ValueError) as error:
        verdict = _verdict(error)
        if not _still_usable(error):
            client.close()
        raise verdict from error
    except BaseException:  # cancelled halfway: nobody knows where this conversation stands
        client.close()
        raise


async def _connect(client: aiosmtplib.SMTP, sender: str) -> None:
    # Naming ourselves after the sender saves a look-up of our own name, which may take long.
    try:
        await client.connect(local_hostname=sender.rpartition("@")[2])
    except (SMTPException, OSError) as error:
        code = _code(error) if isinstance(error, SMTPResponseException) else type(error).__name__
        raise ServerUnavailable(code, str(error)) from error


async def _leave(client: aiosmtplib.SMTP) -> None:
    if client.is_connected:
        with suppress(SMTPException, OSError):
            await client.quit()
    client.close()


def _verdict(error: Exception) -> NotSent:
    """5xx is the server's last word on a mail; but a refused sender is our own fault to mend."""
    if isinstance(error, SMTPRecipientsRefused):
        error = error.recipients[0]
    if isinstance(error, ValueError):
        return Refused("unsendable", str(error))
    if not isinstance(error, SMTPResponseException):
        return Postponed(type(error).__name__, str(error))
    lasting = 500 <= error.code < 600  # noqa: PLR2004  RFC 5321, 4.2.1
    ours = isinstance(error, SMTPSenderRefused) and error.code != TOO_LARGE
    verdict = Refused if lasting and not ours else Postponed
    return verdict(_code(error), _ENHANCED_CODE.sub("", error.message).strip())


def _still_usable(error: Exception) -> bool:
    if isinstance(error, SMTPRecipientsRefused):
        return all(_still_usable(refused) for refused in error.recipients)
    return isinstance(error, SMTPResponseException) and error.code != GOES_AWAY


def _code(error: SMTPResponseException) -> str:
    enhanced = _ENHANCED_CODE.match(error.message)
    return f"{error.code} {enhanced.group()}" if enhanced else str(error.code)
