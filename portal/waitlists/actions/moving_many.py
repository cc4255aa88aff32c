"""Many plain transfers in a few statements: the same as `chain.transfer` for each, but quick.

Only for an entry that meets nobody of its own on the new list, whose need serves that list too,
and that carries nothing along; whoever is not in the answer goes by `chain.transfer`.
"""

from collections.abc import Sequence
from typing import Any, Final

from portal.availability.models import Offering
from portal.journal.models import JournalEntry, Kind
from portal.kernel.clock import now
from portal.waitlists.actions.chain import Deed
from portal.waitlists.models import (
    BridgingCare,
    Entry,
    IntakeInvitation,
    Link,
    Postponement,
    ReturnToConsultant,
)
from portal.waitlists.rules.moves import LinkKind, Status

AT_ONCE: Final = 500
Move = tuple[Entry, int]
"""An open, locked entry with its need and client, and the list that it goes to."""


async def transfer_many(deed: Deed, moves: Sequence[Move]) -> dict[int, Entry]:
    """Transfer what is plain; the successors by the id of the entry that they follow."""
    plain = await _plain(moves)
    if not plain:
        return {}
    ids = [entry.id for entry, _ in plain]
    moment = now()
    await Entry.filter(id__in=ids).update(
        status=Status.TRANSFERRED, ended_on=deed.on, ended_at=moment
    )
    by_id = deed.by.person_id if deed.by else None
    await Entry.bulk_create(
        [
            Entry(
                region_id=entry.region_id,
                offering_id=to_id,
                need_id=entry.need_id,
                urgency=entry.urgency,
                registered_on=entry.registered_on,
                registered_at=entry.registered_at,
                draw=entry.draw,
                opened_on=deed.on,
                opened_at=moment,
                opened_by_id=by_id,
                still_waiting_on=entry.still_waiting_on,
                weekly_volume=entry.weekly_volume,
                half_days=entry.half_days,
                wishes=entry.wishes,
            )
            for entry, to_id in plain
        ],
        batch_size=AT_ONCE,
    )
    made = await _made(plain)
    await _link(deed, plain, made)
    return made


async def _made(plain: Sequence[Move]) -> dict[int, Entry]:
    """PostgreSQL and SQLite do not tell the ids of many rows at once: they are read back."""
    found = Entry.filter(
        need_id__in=[entry.need_id for entry, _ in plain],
        offering_id__in=sorted({to_id for _, to_id in plain}),
        ended_at=None,
    )
    there = {(one.need_id, one.offering_id): one for one in await found}
    return {entry.id: there[entry.need_id, to_id] for entry, to_id in plain}


async def _link(deed: Deed, plain: Sequence[Move], made: dict[int, Entry]) -> None:
    by_id = deed.by.person_id if deed.by else None
    await Link.bulk_create(
        [
            Link(
                region_id=entry.region_id,
                from_entry_id=entry.id,
                to_entry_id=made[entry.id].id,
                kind=LinkKind.TRANSFER,
                linked_on=deed.on,
                linked_at=made[entry.id].opened_at,
                by_id=by_id,
                reason=deed.reason,
            )
            for entry, _ in plain
        ],
        batch_size=AT_ONCE,
    )
    await JournalEntry.bulk_create(
        [
            JournalEntry(
                at=now(),
                kind=Kind.CHANGED,
                person_id=by_id,
                membership_id=deed.by.membership_id if deed.by else None,
                action=f"entry.{LinkKind.TRANSFER}",
                subject="client",
                subject_ids=[entry.need.client_id],
                region_id=entry.region_id,
                details={"entry": made[entry.id].id, "before": [entry.id]},
            )
            for entry, _ in plain
        ],
        batch_size=AT_ONCE,
    )


async def _plain(moves: Sequence[Move]) -> list[Move]:
    lists = Offering.filter(id__in=sorted({to_id for _, to_id in moves}) or [0])
    category = {one.id: one.product.category for one in await lists.select_related("product")}
    carrying = await _carrying([entry.id for entry, _ in moves])
    taken = await _taken(moves)
    plain: list[Move] = []
    for entry, to_id in moves:
        goal = (entry.need_id, to_id)
        fits = entry.status is Status.WAITING and entry.need.category == category[to_id]
        linked = entry.need.client.linked_at is not None
        if fits and linked and entry.id not in carrying and goal not in taken:
            plain.append((entry, to_id))
            taken.add(goal)
    return plain


async def _taken(moves: Sequence[Move]) -> set[tuple[int, int]]:
    """Needs with an open entry on a list that somebody goes to."""
    found: Any = await Entry.filter(
        need_id__in=[entry.need_id for entry, _ in moves] or [0],
        offering_id__in=sorted({to_id for _, to_id in moves}) or [0],
        ended_at=None,
    ).values_list("need_id", "offering_id")
    return set(found)


async def _carrying(ids: Sequence[int]) -> set[int]:
    """Entries that something goes along with, or that a question is open about."""
    found: set[int] = set()
    for query in (
        Postponement.filter(entry_id__in=ids or [0], ended_at=None),
        BridgingCare.filter(entry_id__in=ids or [0], ended_at=None),
        ReturnToConsultant.filter(entry_id__in=ids or [0], answer=None),
        IntakeInvitation.filter(entry_id__in=ids or [0], outcome=None),
    ):
        found |= {one.entry_id for one in await query}
    return found
