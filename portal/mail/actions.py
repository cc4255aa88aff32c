"""The outbox: putting mails in, taking them out, and noting what became of them."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from email.utils import parseaddr
from typing import Any, Final

import structlog

from portal.database.connecting import database, is_postgres
from portal.database.transactions import committed
from portal.journal.actions import record_change
from portal.kernel.clock import now
from portal.kernel.ids import hashed
from portal.mail.compose import Mail
from portal.mail.models import OutboxMail
from portal.mail.rules import NotSent, retry_after
from portal.settings import settings

log = structlog.get_logger()
NO_BODY: Final = {"text": "", "html": ""}
# MATERIALIZED: else PostgreSQL may run the inner query more than once and claim beyond the limit.
CLAIM: Final = """
WITH due AS MATERIALIZED (
    SELECT id FROM outbox_mail
    WHERE sent_at IS NULL AND given_up_at IS NULL AND due_at <= $1
      AND (claimed_until IS NULL OR claimed_until <= $1)
    ORDER BY due_at, id LIMIT $3 {skip_locked}
)
UPDATE outbox_mail SET claimed_until = $2 WHERE id IN (SELECT id FROM due) RETURNING id
"""


async def post(mail: Mail) -> None:
    """Queue this mail; where one with the same dedupe key exists, it stays the only one.

    To be called in the transaction of the change that the mail tells of.
    """
    moment = now()
    row = OutboxMail(
        dedupe_key=mail.dedupe_key,
        message_id=_message_id(mail.dedupe_key),
        to=mail.to,
        subject=mail.subject,
        text=mail.text,
        html=mail.html,
        created_at=moment,
        due_at=moment,
    )
    await OutboxMail.bulk_create([row], ignore_conflicts=True)


def _message_id(dedupe_key: str) -> str:
    domain = parseaddr(settings().mail_sender)[1].rpartition("@")[2]
    return f"<{hashed(dedupe_key)[:32]}@{domain}>"


async def claim(limit: int, *, now: datetime, lease: timedelta) -> list[OutboxMail]:
    """Take mails that are due; until the lease ends no other worker takes the same ones."""
    moment = now.astimezone(UTC)
    sql = CLAIM.format(skip_locked="FOR UPDATE SKIP LOCKED" if is_postgres() else "")
    connection: Any = database()
    rows: list[dict[str, int]] = await connection.execute_query_dict(
        sql if is_postgres() else sql.replace("$", "?"), [moment, moment + lease, limit]
    )
    return await OutboxMail.filter(id__in=[row["id"] for row in rows]).order_by("due_at", "id")


async def release(mails: Iterable[OutboxMail]) -> None:
    """Give back what was claimed but not tried."""
    ids = [mail.id for mail in mails]
    if ids:
        await OutboxMail.filter(id__in=ids).update(claimed_until=None)


async def mark_sent(mail: OutboxMail) -> None:
    """Note that the server took the mail; its text, which may hold a personal link, goes."""
    await OutboxMail.filter(id=mail.id).update(
        sent_at=now(), claimed_until=None, attempts=mail.attempts + 1, last_error="", **NO_BODY
    )


async def put_off(mail: OutboxMail, why: NotSent) -> None:
    """Try again later, each time after a longer wait; give up when it has been long enough."""
    attempts = mail.attempts + 1
    wait = retry_after(attempts)
    if wait is None:
        await give_up(mail, why)
        return
    await OutboxMail.filter(id=mail.id).update(
        due_at=now() + wait, claimed_until=None, attempts=attempts, last_error=_words(why)
    )
    log.info("mail.postponed", outbox_id=mail.id, attempts=attempts, code=why.code)


async def give_up(mail: OutboxMail, why: NotSent) -> None:
    """Never try again, and let the journal and the log tell so."""

    async def body() -> None:
        await OutboxMail.filter(id=mail.id).update(
            given_up_at=now(),
            claimed_until=None,
            attempts=mail.attempts + 1,
            last_error=_words(why),
        )
        await record_change(
            None, "mail.given_up", subject="outbox_mail", ids=[mail.id], reason=why.code
        )

    await committed(body)
    log.warning("mail.given_up", outbox_id=mail.id, attempts=mail.attempts + 1, code=why.code)


def _words(why: NotSent) -> str:
    return str(why)[:300]


async def forget_before(moment: datetime) -> int:
    """Erase address and content of mails that were done with before; how many there were.

    The dedupe key stays: the mail is still never sent again.
    """
    done = [
        OutboxMail.filter(sent_at__lt=moment),
        OutboxMail.filter(given_up_at__lt=moment),
    ]
    forgotten = [
        await mails.exclude(to="").update(to="", subject="", last_error="", **NO_BODY)
        for mails in done
    ]
    return sum(forgotten)
