"""Being away, with a colleague who gets the reminders meanwhile."""

from datetime import date

from portal.accounts.models import Absence, Person
from portal.accounts.queries import absences_of, colleagues_of
from portal.journal.actions import record_change
from portal.kernel.actor import Actor
from portal.kernel.clock import now
from portal.kernel.errors import NotFound, NotValid
from portal.kernel.periods import Period


async def announce_absence(actor: Actor, away: Period, *, deputy_id: int, on: date) -> None:
    """Let a colleague of the same organisation stand in during these days.

    Raises NotValid for a period without an end, that is over, or that overlaps one announced
    before; NotFound for a deputy from elsewhere.
    """
    if away.until_on is None or away.until_on < on:
        raise NotValid("De laatste dag is al geweest.")
    if deputy_id not in {person_id for person_id, _ in await colleagues_of(actor)}:
        raise NotFound
    await Person.filter(id=actor.person_id).select_for_update().first()
    planned = await absences_of(actor.person_id, today=away.from_on)
    if any(away.overlaps(Period(other.from_on, other.until_on)) for other in planned):
        raise NotValid("U hebt in deze dagen al een afwezigheid. Beëindig die eerst.")
    row = await Absence.create(
        person_id=actor.person_id,
        deputy_id=deputy_id,
        from_on=away.from_on,
        until_on=away.until_on,
    )
    await record_change(actor, "absence.announced", subject="absence", ids=[row.id])


async def end_absence(actor: Actor, absence_id: int) -> None:
    """Be back early, or not go away after all; NotFound for the absence of somebody else."""
    own = Absence.filter(id=absence_id, person_id=actor.person_id, ended_at=None)
    if not await own.update(ended_at=now()):
        raise NotFound
    await record_change(actor, "absence.ended", subject="absence", ids=[absence_id])
