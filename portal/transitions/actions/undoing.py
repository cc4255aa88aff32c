"""Putting one client back, by the access team; and running care that nobody took over in time."""

from datetime import date, datetime, time

from portal.availability.models import Offering
from portal.availability.queries import row_for
from portal.kernel.actor import Actor, Role
from portal.kernel.clock import AMSTERDAM, now
from portal.kernel.errors import NotAllowed, NotFound, NotValid
from portal.transitions.actions.collecting import take_in
from portal.transitions.actions.locking import (
    locked_transition,
    managed_transition,
    note,
    refuse_closed,
)
from portal.transitions.actions.reporting import tell_batch, tell_undone
from portal.transitions.actions.setting_up import releasing_lists
from portal.transitions.models import Batch, RunningCare, Transfer, TransferUndo, Transition
from portal.transitions.queries.parts import parts_of
from portal.transitions.rules.parts import Part
from portal.transitions.rules.words import ON_A_LIST, Outcome
from portal.waitlists.actions.chain import Deed, need_for, open_entry
from portal.waitlists.actions.locking import lock_lists, note_client
from portal.waitlists.actions.registering import new_key, refuse_stopped
from portal.waitlists.actions.transferring import undo_move
from portal.waitlists.models import Client, Entry


async def undo_transfer(
    actor: Actor, transition_id: int, transfer_id: int, *, reason: str, on: date
) -> list[Entry]:
    """Put a client back on each list that the entry came from, with the key from there.

    The access team does this itself: that is its consent. Raises NotFound for another team's
    client, NotValid without a reason, NotAllowed with the reason why it is not possible.
    """
    transition = await locked_transition(actor, transition_id, Role.CONSULTANT)
    refuse_closed(transition)
    if not reason.strip():
        raise NotValid("Schrijf op waarom u de overgang terugdraait.")
    transfer = await Transfer.get_or_none(id=transfer_id, participant__transition_id=transition.id)
    if transfer is None:
        raise NotFound
    if transfer.outcome not in ON_A_LIST or transfer.entry_id is None:
        raise NotAllowed("Alleen een overzetting naar een andere wachtlijst is terug te draaien.")
    if await TransferUndo.exists(transfer_id=transfer.id):
        raise NotAllowed("Deze overgang is al teruggedraaid.")
    successor = await Entry.get(id=transfer.entry_id).select_related("need__client")
    reopened = await undo_move(actor, successor.id, reason=reason, on=on)
    await _note_undo(actor, transition, transfer, reason, on=on)
    lists = set(await releasing_lists(transition))
    await take_in(transition, [one.id for one in reopened if one.offering_id in lists])
    await tell_undone(transition, [successor, *reopened], nth=str(transfer.id))
    return reopened


async def _note_undo(
    actor: Actor, transition: Transition, transfer: Transfer, reason: str, *, on: date
) -> None:
    await TransferUndo.create(
        region_id=transition.region_id,
        transfer_id=transfer.id,
        undone_on=on,
        undone_at=now(),
        undone_by_id=actor.person_id,
        reason=reason.strip(),
    )
    await note(actor, "transition.undone", transition, transfer=transfer.id)


async def queue_care(actor: Actor, transition_id: int, participant_id: int, *, on: date) -> Entry:
    """Running care that nobody took over before its deadline comes to stand on the decided list.

    With the original day of aanmelding if that is known, else the start of care, marked
    "afgeleid". The region does this after seeing who is passed. Raises NotAllowed before the
    deadline, and without a decision about a list.
    """
    transition = await managed_transition(actor, transition_id)
    found = await parts_of(transition, ids=[participant_id])
    if not found:
        raise NotFound
    part = found[0]
    to_id = _list_for_queue(part, on=on)
    await lock_lists([to_id])
    row = await row_for(actor, to_id)
    refuse_stopped(row, part.municipality.id, on=on)
    entry = await _queued(actor, transition, part, to_id, on=on)
    batch = await _own_batch(actor, transition, part, on=on)
    assert part.decided is not None
    await Transfer.create(
        region_id=transition.region_id,
        batch_id=batch.id,
        participant_id=part.id,
        decision_id=part.decided.id,
        outcome=Outcome.QUEUED,
        entry_id=entry.id,
        derived=part.registered_on is None,
    )
    await tell_batch(transition, batch)
    await note(actor, "transition.queued", transition, batch=batch.number, entry=entry.id)
    return entry


def _list_for_queue(part: Part, *, on: date) -> int:
    if part.done is not None or not part.runs:
        raise NotAllowed("Dit is geen lopende zorg die nog moet overgaan.")
    if on <= part.deadline_on:
        raise NotAllowed("De termijn loopt nog: spreek een overname af.")
    if part.decided is None or not part.decided.to_ids:
        raise NotAllowed("De lokale toegang heeft nog geen aanbieder gekozen.")
    return part.decided.to_ids[0]


async def _queued(
    actor: Actor, transition: Transition, part: Part, to_id: int, *, on: date
) -> Entry:
    client = await Client.get(id=part.client_id)
    need = await need_for(client, await Offering.get(id=to_id))
    if await Entry.exists(need_id=need.id, offering_id=to_id, ended_at=None):
        raise NotAllowed("Deze cliënt staat al op deze wachtlijst.")
    day = part.registered_on or part.since_on
    key = new_key(day, datetime.combine(day, time.max, tzinfo=AMSTERDAM))
    entry = await open_entry(Deed(by=actor, on=on), need, to_id, key)
    care = await RunningCare.get(participant__id=part.id)
    entry.weekly_volume = care.weekly_volume
    await entry.save(update_fields=["weekly_volume"])
    await note_client(actor, "entry.queued", client, entry=entry.id, transition=transition.id)
    return entry


async def _own_batch(actor: Actor, transition: Transition, part: Part, *, on: date) -> Batch:
    return await Batch.create(
        region_id=transition.region_id,
        transition_id=transition.id,
        municipality_id=part.municipality.id,
        number=await Batch.filter(transition_id=transition.id).count() + 1,
        executed_on=on,
        executed_at=now(),
        executed_by_id=actor.person_id,
    )
