"""Reminding a provider once a week, and what its people answer without signing in."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from tortoise.expressions import Q

from portal.availability.actions.reports import ChangedMeanwhile, confirm, report
from portal.availability.mails.reminders import Copy, Letter, reminder, reminder_copy
from portal.availability.models import ManagerTask, ReminderLink, ReminderRow
from portal.availability.queries.offerings import rows
from portal.availability.queries.reminders import (
    OpenLink,
    Reader,
    deputies,
    first_asked,
    managers_of,
    offerings_asked_of,
    readers_at,
)
from portal.availability.rules.digests import Digest, Due, ladder, listed, mailing_day, reader_of
from portal.availability.rules.figures import Channel, Statement
from portal.availability.rules.reminders import LINK_DAYS, Step, digest_on
from portal.availability.rules.row import Row
from portal.journal.actions import record_change
from portal.kernel.actor import Actor
from portal.kernel.clock import local_date
from portal.kernel.ids import hashed, new_token
from portal.mail.actions import post
from portal.providers.models import Provider


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """One provider's digest of one day, and the moment at which it is made."""

    provider: Provider
    digest_on: date
    now: datetime

    @property
    def today(self) -> date:
        """The day in Amsterdam on which the mail leaves; later than the digest's after a halt."""
        return local_date(self.now)


async def remind(provider_id: int, *, now: datetime) -> None:
    """Send a provider its latest digest, unless that was done; to be called in a transaction.

    Rows at the end of the ladder become a task of the contract manager instead.
    """
    this = await _claimed(provider_id, now)
    if this is None:
        return
    asked_of = await rows(offerings_asked_of(provider_id, on=this.digest_on))
    asked = await first_asked(row.id for row in asked_of if row.confirmed is None)
    rungs = ladder(asked_of, on=this.digest_on, asked=asked)
    mailed = listed(rungs)
    if mailed:
        await _send(this, Digest(rows=mailed, total=len(rungs), today=this.today))
    await _copy_managers(this, [due for due in rungs if due.step is Step.TWO_WEEKS_LATE])
    await _hand_over(this, [due.row for due in rungs if due.step is Step.MANAGER_TASK])


async def _claimed(provider_id: int, now: datetime) -> Round | None:
    """Move the provider's day on; of two workers only one does, and the other makes nothing.

    The very first digest waits for neither weekday nor morning: somebody is setting this up now.
    """
    provider = await Provider.get(id=provider_id)
    on = mailing_day(now) if provider.reminded_on else local_date(now)
    day = digest_on(provider.reminder_weekday, today=on)
    not_yet = Q(reminded_on=None) | Q(reminded_on__lt=day)
    if not await Provider.filter(not_yet, id=provider_id).update(reminded_on=day):
        return None
    return Round(provider=provider, digest_on=day, now=now)


async def _send(this: Round, digest: Digest) -> None:
    readers = await readers_at(this.provider.id)
    wanting = [reader.person_id for reader in readers.values() if reader.wants]
    away = await deputies(readers, today=this.today)
    absent_of: dict[int, list[int]] = {}
    for person in wanting:
        absent = absent_of.setdefault(reader_of(person, away, readers), [])
        absent += [person] if person in away else []
    links: list[int] = []
    for person, absent in absent_of.items():
        others = [readers[other] for other in absent if other != person]
        links.append(await _write_to(this, digest, readers[person], others))
    if links:
        await record_change(
            None,
            "reminder.sent",
            subject="provider",
            ids=[this.provider.id],
            links=links,
            rows=len(digest.rows),
        )


async def _write_to(this: Round, digest: Digest, reader: Reader, absent: Sequence[Reader]) -> int:
    """Mail one reader a link of their own, which replaces the older ones."""
    token = new_token()
    await ReminderLink.filter(membership_id=reader.membership_id, replaced_at=None).update(
        replaced_at=this.now
    )
    link = await ReminderLink.create(
        token_hash=hashed(token),
        membership_id=reader.membership_id,
        stands_in_for_id=absent[0].person_id if absent else None,
        digest_on=this.digest_on,
        created_at=this.now,
        expires_at=this.now + timedelta(days=LINK_DAYS),
    )
    await ReminderRow.bulk_create(
        ReminderRow(
            link_id=link.id, offering_id=due.row.id, report_id=due.row.report_id, step=due.step
        )
        for due in digest.rows
    )
    letter = Letter(
        to=reader.email,
        name=reader.name,
        membership_id=reader.membership_id,
        provider_name=this.provider.name,
        digest_on=this.digest_on,
        token=token,
        stands_in_for=[other.name for other in absent],
    )
    await post(reminder(letter, digest))
    return link.id


async def _copy_managers(this: Round, late: Sequence[Due]) -> None:
    """Tell each contract manager once which of the provider's figures are two weeks late."""
    managers = await managers_of(due.row.id for due in late)
    for manager in {m.person_id: m for m in managers.values()}.values():
        copy = Copy(
            to=manager.email,
            name=manager.name,
            person_id=manager.person_id,
            provider_id=this.provider.id,
            provider_name=this.provider.name,
            provider_phone=this.provider.phone,
            digest_on=this.digest_on,
        )
        theirs = [due for due in late if managers.get(due.row.id) == manager]
        await post(reminder_copy(copy, theirs, today=this.today))


async def _hand_over(this: Round, ended: Sequence[Row]) -> None:
    """The ladder is at its end: make one task per row, until somebody confirms it."""
    ids = [row.id for row in ended]
    open_tasks = ManagerTask.filter(offering_id__in=ids, done_at=None)
    known = {task.offering_id for task in await open_tasks}
    for row in (row for row in ended if row.id not in known):
        task = await ManagerTask.create(
            region_id=row.region.id, offering_id=row.id, since_on=this.today
        )
        await record_change(
            None,
            "manager_task.opened",
            subject="offering",
            ids=[row.id],
            region_id=row.region.id,
            task=task.id,
        )


async def revoke_links(actor: Actor, *, now: datetime) -> int:
    """Let every open link of this person stop working; how many there were."""
    own = ReminderLink.filter(
        membership__person_id=actor.person_id, revoked_at=None, expires_at__gt=now
    )
    ids = [link.id for link in await own.only("id")]
    if ids:
        await ReminderLink.filter(id__in=ids).update(revoked_at=now)
        await record_change(actor, "reminder.revoked", subject="reminder_link", ids=ids)
    return len(ids)


@dataclass(frozen=True, slots=True)
class Said:
    """What a reader says of one row: the report in view, and what should stand there."""

    seen: int | None
    statement: Statement


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """The ids of the rows that were confirmed, reported, or left alone as changed meanwhile."""

    confirmed: Sequence[int]
    reported: Sequence[int]
    changed: Sequence[int]


async def answer(link: OpenLink, said: Mapping[int, Said], found: Iterable[Row]) -> Answered:
    """Confirm the rows of a reminder whose figures stand as said, and report the others.

    Only rows `found` through the link count; a row that somebody else changed since it was
    seen is told, not overwritten.
    """
    listed = {row.id: row for row in found if row.id in said}
    same = {
        row.id: row.report_id
        for row in listed.values()
        if row.report_id is not None and row.statement == said[row.id].statement
    }
    outcome = await confirm(link.actor, same, channel=Channel.MAIL)
    others = sorted(listed.keys() - same.keys())
    reported = [row_id for row_id in others if await _reported(link.actor, row_id, said[row_id])]
    await record_change(
        link.actor,
        "reminder.answered",
        subject="reminder_link",
        ids=[link.id],
        confirmed=outcome.confirmed,
        reported=reported,
        channel=Channel.MAIL.value,
    )
    left = sorted({*outcome.changed_meanwhile, *others} - set(reported))
    return Answered(confirmed=outcome.confirmed, reported=reported, changed=left)


async def _reported(actor: Actor, offering_id: int, said: Said) -> bool:
    try:
        await report(actor, offering_id, said.statement, seen=said.seen, channel=Channel.MAIL)
    except ChangedMeanwhile:
        return False
    return True
