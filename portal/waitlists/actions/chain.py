"""One entry follows on another: the only place where keys travel.

No function here asks whether somebody may do this: the verbs that do call these, after locking
the lists with `lock_lists`. Transitions build on them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from portal.availability.models import Offering
from portal.kernel.actor import Actor
from portal.kernel.clock import now
from portal.kernel.errors import NotAllowed
from portal.waitlists.actions.carrying import carry, end_invitation
from portal.waitlists.actions.locking import note, set_status
from portal.waitlists.models import Client, Entry, Link, Need, ReturnToConsultant
from portal.waitlists.rules.key import Key, smallest
from portal.waitlists.rules.moves import LinkKind, Outcome, ReturnAnswer, Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """Who lets entries follow on each other, on which day and why."""

    by: Actor | None
    on: date
    reason: str = ""


async def transfer(deed: Deed, entry: Entry, to: Offering) -> Entry:
    """The client waits on another list from now on, with the same key.

    Where the client stands there already for the same need, the two become one entry with the
    smaller key whole. Raises NotAllowed for a client whom the access team has not linked yet.
    """
    _refuse_unlinked(entry)
    need = await need_for(entry.need.client, to, like=entry.need)
    return await _arrive(deed, entry, need, to.id, LinkKind.TRANSFER)


async def merge(deed: Deed, entries: Sequence[Entry], need: Need) -> Entry:
    """Open entries of one person on one list become one, with the smallest key whole."""
    for entry in entries:
        await _close(deed, entry)
    key = smallest(entry.key for entry in entries)
    return await _follow(deed, entries, need, entries[0].offering_id, key, LinkKind.MERGE)


async def split(deed: Deed, entry: Entry, lists: Sequence[Offering]) -> list[Entry]:
    """The client waits on each of these lists from now on, everywhere with the same key."""
    _refuse_unlinked(entry)
    await _close(deed, entry)
    made: list[Entry] = []
    for offering in lists:
        need = await need_for(entry.need.client, offering, like=entry.need)
        there = await _standing_there(need, offering.id)
        if there is not None:
            await _close(deed, there)
        parents = [entry, there] if there else [entry]
        key = smallest(parent.key for parent in parents)
        kind = LinkKind.MERGE if there else LinkKind.SPLIT
        made.append(await _follow(deed, parents, need, offering.id, key, kind))
    return made


async def change_key(deed: Deed, entry: Entry, key: Key, kind: LinkKind) -> Entry:
    """Another key holds from now on: the entry ends and a successor with that key opens."""
    if entry.status is Status.INVITED:
        raise NotAllowed("De cliënt is nu uitgenodigd. Wacht tot de uitnodiging is afgelopen.")
    await set_status(entry, Status.TRANSFERRED, on=deed.on)
    successor = await _follow(deed, [entry], entry.need, entry.offering_id, key, kind)
    await _answer_moved(deed, entry)
    return successor


async def come_back(deed: Deed, entry: Entry) -> Entry:
    """A placed entry opens again on the same list with its old key."""
    return await _arrive(deed, entry, entry.need, entry.offering_id, LinkKind.RETURN)


async def undo(deed: Deed, successors: Sequence[Entry], parents: Sequence[Entry]) -> list[Entry]:
    """The parents open again, each on its old list with its old key, instead of the successors."""
    for successor in successors:
        await _close(deed, successor)
    made: list[Entry] = []
    for parent in parents:
        there = await _standing_there(parent.need, parent.offering_id)
        if there is not None:
            await _close(deed, there)
        before = [*successors, there] if there else [*successors]
        key = smallest([parent.key, there.key]) if there else parent.key
        made.append(
            await _follow(deed, before, parent.need, parent.offering_id, key, LinkKind.UNDO)
        )
    return made


async def need_for(client: Client, offering: Offering, *, like: Need | None = None) -> Need:
    """The client's need that this offering serves, made where there is none."""
    await offering.fetch_related("product")
    category = offering.product.category
    if like is not None and like.category == category and like.client_id == client.id:
        return like
    found = await Need.get_or_none(client_id=client.id, category=category)
    if found is None:
        found = await Need.create(
            region_id=client.region_id,
            client_id=client.id,
            category=category,
            consultant_id=like.consultant_id if like else None,
        )
    found.client = client
    return found


def _refuse_unlinked(entry: Entry) -> None:
    if entry.need.client.linked_at is None:
        raise NotAllowed("Deze cliënt is nog niet gekoppeld door de lokale toegang.")


async def _arrive(deed: Deed, entry: Entry, need: Need, offering_id: int, kind: LinkKind) -> Entry:
    there = await _standing_there(need, offering_id)
    if there is not None and there.id == entry.id:
        raise NotAllowed("De cliënt staat al op deze lijst.")
    if entry.is_open:
        await _close(deed, entry)
    if there is None:
        return await _follow(deed, [entry], need, offering_id, entry.key, kind)
    await _close(deed, there)
    key = smallest([entry.key, there.key])
    return await _follow(deed, [entry, there], need, offering_id, key, LinkKind.MERGE)


async def _standing_there(need: Need, offering_id: int) -> Entry | None:
    return await Entry.get_or_none(
        need_id=need.id, offering_id=offering_id, ended_at=None
    ).select_related("need__client")


async def _close(deed: Deed, entry: Entry) -> None:
    """An invitation ends with the entry, and a question to the consultant is answered by it."""
    await end_invitation(entry, Outcome.TRANSFERRED, on=deed.on)
    await _answer_moved(deed, entry)
    await set_status(entry, Status.TRANSFERRED, on=deed.on)


async def _answer_moved(deed: Deed, entry: Entry) -> None:
    await ReturnToConsultant.filter(entry_id=entry.id, answer=None).update(
        answer=ReturnAnswer.MOVED, answered_on=deed.on
    )


async def _follow(
    deed: Deed, parents: Sequence[Entry], need: Need, offering_id: int, key: Key, kind: LinkKind
) -> Entry:
    first = parents[0]
    entry = await open_entry(deed, need, offering_id, key, like=first)
    for parent in parents:
        await link(deed, parent, entry, kind)
    await carry(parents, entry)
    await note(deed.by, f"entry.{kind}", entry, before=[parent.id for parent in parents])
    return entry


async def link(deed: Deed, parent: Entry, entry: Entry, kind: LinkKind) -> None:
    """Note that one entry follows from another."""
    await Link.create(
        region_id=entry.region_id,
        from_entry_id=parent.id,
        to_entry_id=entry.id,
        kind=kind,
        linked_on=deed.on,
        linked_at=entry.opened_at,
        by_id=deed.by.person_id if deed.by else None,
        reason=deed.reason,
    )


async def open_entry(
    deed: Deed, need: Need, offering_id: int, key: Key, *, like: Entry | None = None
) -> Entry:
    """A new entry with this key; volume and wishes as those of an earlier one."""
    entry = await Entry.create(
        region_id=need.region_id,
        offering_id=offering_id,
        need_id=need.id,
        urgency=key.urgency,
        registered_on=key.registered_on,
        registered_at=key.registered_at,
        draw=key.draw,
        opened_on=deed.on,
        opened_at=now(),
        opened_by_id=deed.by.person_id if deed.by else None,
        still_waiting_on=like.still_waiting_on if like else None,
        weekly_volume=like.weekly_volume if like else None,
        half_days=like.half_days if like else [],
        wishes=like.wishes if like else "",
    )
    entry.need = need
    return entry
