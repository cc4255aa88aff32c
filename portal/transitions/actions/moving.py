"""Entries that go to other lists: many plain ones in a few statements, the others one by one."""

from collections.abc import Sequence
from datetime import date

from portal.availability.models import Offering
from portal.kernel.clock import now
from portal.transitions.rules.parts import Decided
from portal.transitions.rules.words import Outcome
from portal.waitlists.actions import chain
from portal.waitlists.actions.carrying import end_invitation
from portal.waitlists.actions.chain import Deed
from portal.waitlists.actions.locking import note, set_status
from portal.waitlists.actions.moving_many import Made, Move, transfer_many
from portal.waitlists.models import Departure, Entry, Link, ReturnToConsultant
from portal.waitlists.rules.moves import LinkKind, ReturnAnswer, Status
from portal.waitlists.rules.moves import Outcome as InvitationEnd


async def move_plainly(deed: Deed, moves: Sequence[Move]) -> dict[int, Made]:
    """The successors by entry id, of those with whom nothing goes along."""
    return await transfer_many(deed, moves)


async def move_entry(deed: Deed, entry: Entry, lists: Sequence[Offering]) -> tuple[Outcome, Entry]:
    """To one list, or to several with the same key everywhere; which it was, and the first."""
    if len(lists) > 1:
        made = await chain.split(deed, entry, sorted(lists, key=lambda one: one.id))
        return Outcome.SPLIT, made[0]
    made_one = await chain.transfer(deed, entry, lists[0])
    merged = await Link.exists(to_entry_id=made_one.id, kind=LinkKind.MERGE)
    return (Outcome.MERGED if merged else Outcome.MOVED), made_one


async def close_entry(deed: Deed, entry: Entry, decided: Decided) -> None:
    """The client no longer waits, as the access team decided."""
    assert deed.by is not None
    assert decided.departure is not None
    await set_status(entry, Status.LEFT, on=deed.on)
    await end_invitation(entry, InvitationEnd.LEFT, on=deed.on)
    await _answer(entry, on=deed.on)
    await Departure.create(
        region_id=entry.region_id,
        entry_id=entry.id,
        left_on=deed.on,
        reason=decided.departure,
        note=decided.reason,
        recorded_at=now(),
        recorded_by_id=deed.by.person_id,
    )
    await note(deed.by, "entry.left", entry, cause=decided.departure.value)


async def _answer(entry: Entry, *, on: date) -> None:
    await ReturnToConsultant.filter(entry_id=entry.id, answer=None).update(
        answer=ReturnAnswer.LEFT, answered_on=on
    )
