"""Telling stories about reminders: figures of some days ago, a digest on a certain day."""

import re
from datetime import date, datetime, time, timedelta
from unittest.mock import patch

from portal.accounts.models import Person
from portal.availability.actions import reports
from portal.availability.jobs import send_reminders
from portal.availability.models import ReminderLink
from portal.availability.rules.figures import Channel, Days, Figures, Statement, Status
from portal.database.transactions import committed
from portal.kernel.actor import Actor
from portal.kernel.clock import AMSTERDAM, now
from portal.kernel.ids import hashed
from portal.mail.models import OutboxMail
from portal.providers.models import Provider

FOUR_WEEKS = Statement(
    figures=Figures(
        status=Status.WAITLIST, intake=Days(7, 14), start=Days(14, 28), places_free=0, waiting=7
    )
)
LINK = re.compile(r"/bevestigen/([\w-]+)/")


async def reported(
    actor: Actor, *offering_ids: int, days_ago: int = 0, statement: Statement = FOUR_WEEKS
) -> list[int]:
    """Somebody filled these in some days ago; the ids of the reports."""
    moment = now() - timedelta(days=days_ago)
    found: list[int] = []
    with patch("portal.availability.actions.reports.now", lambda: moment):
        for offering_id in offering_ids:
            row = await committed(
                lambda id_=offering_id: reports.report(
                    actor, id_, statement, seen=None, channel=Channel.SCREEN
                )
            )
            assert row.report_id
            found.append(row.report_id)
    return found


def at_nine(day: date) -> datetime:
    """Nine in the morning in Amsterdam."""
    return datetime.combine(day, time(9), AMSTERDAM)


def days_ahead(days: int) -> date:
    return now().astimezone(AMSTERDAM).date() + timedelta(days=days)


async def digest_day(provider: Provider, day: date) -> None:
    """Let the provider's weekly digest fall on this day, as if the last one was a week before."""
    await Provider.filter(id=provider.id).update(
        reminder_weekday=day.weekday(), reminded_on=day - timedelta(days=7)
    )


async def a_digest(provider: Provider, *, in_days: int = 0) -> None:
    """The morning of the provider's digest; others wait for another day."""
    day = days_ahead(in_days)
    await Provider.all().update(reminder_weekday=day.weekday(), reminded_on=day)
    await digest_day(provider, day)
    await send_reminders(at_nine(day))


async def mails_to(actor: Actor) -> list[OutboxMail]:
    person = await Person.get(id=actor.person_id)
    return await OutboxMail.filter(to=person.email).order_by("id")


def token_in(mail: OutboxMail) -> str:
    found = LINK.search(mail.text)
    assert found, "the mail holds a personal link"
    return found.group(1)


async def a_link(actor: Actor, provider: Provider, *, in_days: int = 0) -> str:
    """The path of the confirm page from a fresh mail to this person."""
    await a_digest(provider, in_days=in_days)
    return f"/bevestigen/{token_in((await mails_to(actor))[-1])}/"


async def link_of(path: str) -> ReminderLink:
    found = LINK.search(path)
    assert found
    return await ReminderLink.get(token_hash=hashed(found.group(1)))
