"""What is noted of somebody while waiting; none of it changes the key."""

from collections.abc import Sequence
from datetime import date

from portal.availability.rules.figures import HALF_DAYS
from portal.kernel.actor import Actor, Role
from portal.kernel.clock import now
from portal.kernel.errors import NotAllowed, NotFound, NotValid
from portal.waitlists.actions.locking import locked_entry, note, refuse_personal_data
from portal.waitlists.models import BridgingCare, Entry, Postponement
from portal.waitlists.rules.moves import MoveNotAllowed, Status


async def postpone(actor: Actor, entry_id: int, *, until_on: date, on: date) -> Postponement:
    """The client wishes to wait until and including this day: keeps the date, is not called.

    Raises NotValid for a day that has passed, NotAllowed for somebody who is invited.
    """
    entry = await _locked_waiting(actor, entry_id)
    if until_on < on:
        raise NotValid("De laatste dag van het uitstel is al voorbij.")
    await _end_postponement(entry)
    postponement = await Postponement.create(
        region_id=entry.region_id,
        entry_id=entry.id,
        from_on=on,
        until_on=until_on,
        noted_by_id=actor.person_id,
    )
    await note(actor, "entry.postponed", entry, until=until_on.isoformat())
    return postponement


async def _locked_waiting(actor: Actor, entry_id: int) -> Entry:
    entry = await locked_entry(actor, entry_id)
    if entry.status is not Status.WAITING:
        raise MoveNotAllowed(entry.status, Status.WAITING)
    return entry


async def _end_postponement(entry: Entry) -> int:
    return await Postponement.filter(entry_id=entry.id, ended_at=None).update(ended_at=now())


async def end_postponement(actor: Actor, entry_id: int, *, on: date) -> None:
    """The client may be called again. Raises NotAllowed when nothing was postponed."""
    entry = await locked_entry(actor, entry_id)
    if not await _end_postponement(entry):
        raise NotAllowed("Deze cliënt heeft geen uitstel.")
    await note(actor, "entry.postponement_ended", entry, on=on.isoformat())


async def set_bridging(actor: Actor, entry_id: int, *, bridged: bool, on: date) -> None:
    """Whether other support helps the client to get through the wait; twice is once."""
    entry = await locked_entry(actor, entry_id)
    if not entry.is_open:
        raise MoveNotAllowed(entry.status, Status.WAITING)
    current = BridgingCare.filter(entry_id=entry.id, ended_at=None)
    if await current.exists() == bridged:
        return
    if bridged:
        await BridgingCare.create(
            region_id=entry.region_id,
            entry_id=entry.id,
            since_on=on,
            noted_by_id=actor.person_id,
        )
    else:
        await current.update(ended_at=now())
    await note(actor, "entry.bridging", entry, bridged=bridged)


async def confirm_still_waiting(actor: Actor, entry_id: int, *, on: date) -> None:
    """The consultant asked "wacht u nog?", and the answer is yes."""
    if actor.role is not Role.CONSULTANT:
        raise NotFound
    entry = await locked_entry(actor, entry_id)
    if not entry.is_open:
        raise MoveNotAllowed(entry.status, Status.WAITING)
    entry.still_waiting_on = on
    await entry.save(update_fields=["still_waiting_on"])
    await note(actor, "entry.still_waiting", entry)


async def change_wishes(
    actor: Actor,
    entry_id: int,
    *,
    weekly_volume: float | None,
    half_days: Sequence[str],
    wishes: str,
) -> Entry:
    """What the client needs and wishes: volume per week, parts of the week, a few words."""
    refuse_personal_data(wishes)
    if set(half_days) - set(HALF_DAYS) or (weekly_volume or 0) < 0:
        raise NotValid("Kies dagdelen uit de lijst, en een aantal dat niet onder nul ligt.")
    entry = await locked_entry(actor, entry_id)
    if actor.role is not Role.CONSULTANT:
        raise NotFound
    if not entry.is_open:
        raise MoveNotAllowed(entry.status, Status.WAITING)
    entry.weekly_volume, entry.half_days, entry.wishes = weekly_volume, [*half_days], wishes
    await entry.save(update_fields=["weekly_volume", "half_days", "wishes"])
    await note(actor, "entry.wishes_changed", entry)
    return entry
