"""What the worker does for mail. All state is in the outbox: a killed worker loses nothing.

A mail arrives twice only when the worker dies between the server's OK and our note of it.
"""

import asyncio
from collections import deque
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

import structlog

from portal.mail.actions import claim, forget_before, give_up, mark_sent, put_off, release
from portal.mail.message import message_of
from portal.mail.models import OutboxMail
from portal.mail.rules import Postponed, Refused, ServerUnavailable
from portal.mail.transport import Deliver, Transport, configured_transport
from portal.settings import settings

log = structlog.get_logger()
BATCH: Final = 10
MAIL_LASTS: Final = timedelta(seconds=60)
LEASE: Final = timedelta(minutes=3)
KEPT: Final = timedelta(days=30)
MARK_AGAIN_AFTER: Final = (0.2, 1.0, 5.0)


async def send_due_mails(now: datetime, *, stopping: Callable[[], bool] = lambda: False) -> bool:
    """Send one small batch; True when more may be due. Stops after the mail at hand.

    Raises ServerUnavailable when the mail server cannot be reached; the mails stay as they were.
    """
    transport = configured_transport()
    if transport is None:
        return False
    mails = await claim(BATCH, now=now, lease=LEASE)
    if mails:
        await _send(mails, transport, stopping)
    return len(mails) == BATCH


async def forget_old_mails(now: datetime) -> None:
    """Addresses and contents are not kept longer than a month after a mail was done with."""
    forgotten = await forget_before(now - KEPT)
    if forgotten:
        log.info("mail.forgotten", count=forgotten)


async def _send(
    mails: list[OutboxMail], transport: Transport, stopping: Callable[[], bool]
) -> None:
    clock = asyncio.get_running_loop().time
    last_start = clock() + (LEASE - MAIL_LASTS).total_seconds()
    waiting = deque(mails)
    try:
        async with transport.opened() as deliver:
            while waiting and not stopping() and clock() < last_start:
                mail = waiting.popleft()
                try:
                    await _send_one(mail, deliver)
                except ServerUnavailable:
                    waiting.appendleft(mail)
                    raise
    finally:
        await release(waiting)


async def _send_one(mail: OutboxMail, deliver: Deliver) -> None:
    try:
        async with asyncio.timeout(MAIL_LASTS.total_seconds()):
            await deliver(message_of(mail, sender=settings().mail_sender))
    except ServerUnavailable:
        raise
    except Refused as why:
        await give_up(mail, why)
    except Postponed as why:
        await put_off(mail, why)
    except Exception as error:  # noqa: BLE001  whatever this mail meets, the others go on
        await put_off(mail, Postponed(type(error).__name__, str(error)))
    else:
        await _note_sent(mail)


async def _note_sent(mail: OutboxMail) -> None:
    """Try more than once: a mail that is sent but not noted as sent would go out again."""
    for pause in MARK_AGAIN_AFTER:
        try:
            await mark_sent(mail)
        except Exception as error:  # noqa: BLE001  whatever the driver raises when it is away
            log.warning("mail.not_noted", outbox_id=mail.id, kind=type(error).__name__)
            await asyncio.sleep(pause)
        else:
            return
    await mark_sent(mail)
