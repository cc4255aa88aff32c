"""Somebody no longer waits, or the consultant is asked how it goes on."""

from collections.abc import Sequence
from datetime import date

from portal.kernel.actor import Actor, Role
from portal.kernel.clock import now
from portal.kernel.errors import NotAllowed, NotFound, NotValid
from portal.waitlists.actions.carrying import end_invitation
from portal.waitlists.actions.locking import (
    lock_lists,
    locked_entry,
    note,
    refuse_personal_data,
    set_status,
)
from portal.waitlists.actions.telling import tell_consultant
from portal.waitlists.mails import News
from portal.waitlists.models import Departure, ReturnToConsultant
from portal.waitlists.queries import entry_for, other_lists_of
from portal.waitlists.rules.moves import (
    DepartureReason,
    Outcome,
    ReturnAnswer,
    ReturnCause,
    Status,
)


async def leave(
    actor: Actor, entry_id: int, *, reason: DepartureReason, on: date, note_text: str = ""
) -> Departure:
    """Somebody no longer waits on this list (afmelding); an open invitation ends with it.

    Raises MoveNotAllowed when the client does not wait there any more.
    """
    refuse_personal_data(note_text)
    entry = await locked_entry(actor, entry_id)
    await set_status(entry, Status.LEFT, on=on)
    await end_invitation(entry, Outcome.LEFT, on=on)
    await _answer(entry.id, ReturnAnswer.LEFT, on=on)
    departure = await Departure.create(
        region_id=entry.region_id,
        entry_id=entry.id,
        left_on=on,
        reason=reason,
        note=note_text.strip(),
        recorded_at=now(),
        recorded_by_id=actor.person_id,
    )
    await note(actor, "entry.left", entry, cause=reason.value)
    return departure


async def close_other_lists(actor: Actor, entry_id: int, *, on: date) -> Sequence[Departure]:
    """After a placement: the client leaves the other lists of the same need, by one decision.

    The client's second product is not touched. Raises NotFound for another team's client,
    NotAllowed when nobody was placed or nothing is left to close.
    """
    if actor.role is not Role.CONSULTANT:
        raise NotFound
    placed = await entry_for(actor, entry_id)
    others = await other_lists_of(placed)
    if placed.status is not Status.PLACED or not others:
        raise NotAllowed("Er staan geen andere lijsten van deze cliënt meer open.")
    await lock_lists([other.offering_id for other in others])
    reason = DepartureReason.PLACED_ELSEWHERE
    return [await leave(actor, other.id, reason=reason, on=on) for other in others]


async def return_to_consultant(
    actor: Actor, entry_id: int, *, reason: str, on: date
) -> ReturnToConsultant:
    """A provider may not refuse a client, but may ask the consultant to decide, with a reason.

    The client keeps date and place; nobody calls until the consultant answers. The region sees
    it. Raises NotValid without a reason.
    """
    if not actor.is_provider:
        raise NotFound
    refuse_personal_data(reason)
    if not reason.strip():
        raise NotValid("Schrijf op waarom u de cliënt teruggeeft aan de consulent.")
    entry = await locked_entry(actor, entry_id)
    if not entry.is_open or await ReturnToConsultant.exists(entry_id=entry.id, answer=None):
        raise NotAllowed("Deze cliënt wacht niet meer, of is al teruggegeven aan de consulent.")
    if entry.status is Status.INVITED:
        await set_status(entry, Status.WAITING, on=on)
        await end_invitation(entry, Outcome.WITHDRAWN, on=on)
    asked = await ReturnToConsultant.create(
        region_id=entry.region_id,
        entry_id=entry.id,
        cause=ReturnCause.PROVIDER,
        reason=reason.strip(),
        returned_on=on,
        returned_by_id=actor.person_id,
    )
    await note(actor, "entry.returned", entry)
    await tell_consultant(entry, News.RETURNED, nth=asked.id)
    return asked


async def keep_waiting(actor: Actor, entry_id: int, *, on: date) -> None:
    """The consultant answers: the client stays on the list and may be called again.

    The other answers are to let the client leave or to transfer. Raises NotAllowed when nothing
    is asked.
    """
    if actor.role is not Role.CONSULTANT:
        raise NotFound
    entry = await locked_entry(actor, entry_id)
    if not await _answer(entry.id, ReturnAnswer.STAYS, on=on):
        raise NotAllowed("Over deze cliënt staat geen vraag meer open.")
    await note(actor, "entry.kept_waiting", entry)


async def _answer(entry_id: int, answer: ReturnAnswer, *, on: date) -> int:
    return await ReturnToConsultant.filter(entry_id=entry_id, answer=None).update(
        answer=answer, answered_on=on
    )
