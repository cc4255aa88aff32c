"""Many plain transfers in a few statements: the same as `chain.transfer` for each, but quick.

Only for an entry that carries nothing along and whose need serves the new list too. Where that
need has a place on the new list, the two become one, if that one carries nothing either. Whoever
is not in the answer goes by `chain.transfer`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from portal.availability.models import Offering
from portal.database.connecting import database, is_postgres
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
from portal.waitlists.rules.key import Key, Urgency
from portal.waitlists.rules.moves import LinkKind, Status

AT_ONCE: Final = 500
# The key is copied whole, from the one of the two that goes first.
_OPEN: Final = """
INSERT INTO entry (
    region_id, offering_id, need_id, urgency, registered_on, registered_at, draw, status,
    opened_on, opened_at, opened_by_id, still_waiting_on, weekly_volume, half_days, wishes
)
SELECT e.region_id, $1, e.need_id, k.urgency, k.registered_on, k.registered_at, k.draw, 'waiting',
    $2, $3, $4, e.still_waiting_on, e.weekly_volume, e.half_days, e.wishes
FROM entry e JOIN entry k ON k.id = $5 WHERE e.id = $6
"""
Move = tuple[int, int]
"""A locked entry, and the list that it goes to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """An open entry as far as a plain transfer needs it."""

    id: int
    region_id: int
    offering_id: int
    need_id: int
    client_id: int
    category: str
    linked: bool
    status: Status
    key: Key


@dataclass(frozen=True, slots=True, kw_only=True)
class Plain:
    """Who goes where, and the place of the same need that was there already."""

    entry: Standing
    to_id: int
    there: Standing | None

    @property
    def parents(self) -> list[Standing]:
        """What the new entry follows from."""
        return [self.entry, self.there] if self.there else [self.entry]

    @property
    def kind(self) -> LinkKind:
        """How it follows."""
        return LinkKind.MERGE if self.there else LinkKind.TRANSFER


@dataclass(frozen=True, slots=True)
class Made:
    """The entry that opened, and whether it is two places in one."""

    id: int
    merged: bool


async def transfer_many(deed: Deed, moves: Sequence[Move]) -> dict[int, Made]:
    """Transfer what is plain; what opened by the id of the entry that it follows."""
    plain = await _plain(moves)
    if not plain:
        return {}
    moment = now().astimezone(UTC)
    closing = [parent.id for one in plain for parent in one.parents]
    await Entry.filter(id__in=closing).update(
        status=Status.TRANSFERRED, ended_on=deed.on, ended_at=moment
    )
    await _open(deed, plain, moment)
    made = await _made(plain)
    await _link(deed, plain, made, moment)
    await _note(deed, plain, made, moment)
    return {one.entry.id: Made(made[one.entry.id], one.there is not None) for one in plain}


async def _open(deed: Deed, plain: Sequence[Plain], moment: datetime) -> None:
    by_id = deed.by.person_id if deed.by else None
    values = [
        [one.to_id, deed.on, moment, by_id, _first(one.parents).id, one.entry.id] for one in plain
    ]
    sql = _OPEN if is_postgres() else _OPEN.replace("$", "?")
    connection: Any = database()
    await connection.execute_many(sql, values)


def _first(parents: Iterable[Standing]) -> Standing:
    return min(parents, key=lambda one: one.key)


async def _made(plain: Sequence[Plain]) -> dict[int, int]:
    """The databases do not tell the ids of many rows at once: they are read back."""
    found: Any = await Entry.filter(
        need_id__in=[one.entry.need_id for one in plain],
        offering_id__in=sorted({one.to_id for one in plain}),
        ended_at=None,
    ).values_list("need_id", "offering_id", "id")
    there = {(need_id, offering_id): entry_id for need_id, offering_id, entry_id in found}
    return {one.entry.id: there[one.entry.need_id, one.to_id] for one in plain}


async def _link(
    deed: Deed, plain: Sequence[Plain], made: Mapping[int, int], moment: datetime
) -> None:
    by_id = deed.by.person_id if deed.by else None
    await Link.bulk_create(
        [
            Link(
                region_id=parent.region_id,
                from_entry_id=parent.id,
                to_entry_id=made[one.entry.id],
                kind=one.kind,
                linked_on=deed.on,
                linked_at=moment,
                by_id=by_id,
                reason=deed.reason,
            )
            for one in plain
            for parent in one.parents
        ],
        batch_size=AT_ONCE,
    )


async def _note(deed: Deed, plain: Sequence[Plain], made: Mapping[int, int], at: datetime) -> None:
    await JournalEntry.bulk_create(
        [
            JournalEntry(
                at=at,
                kind=Kind.CHANGED,
                person_id=deed.by.person_id if deed.by else None,
                membership_id=deed.by.membership_id if deed.by else None,
                action=f"entry.{one.kind}",
                subject="client",
                subject_ids=[one.entry.client_id],
                region_id=one.entry.region_id,
                details={
                    "entry": made[one.entry.id],
                    "before": [parent.id for parent in one.parents],
                },
            )
            for one in plain
        ],
        batch_size=AT_ONCE,
    )


async def _plain(moves: Sequence[Move]) -> list[Plain]:
    lists = Offering.filter(id__in=sorted({to_id for _, to_id in moves}) or [0])
    category = {one.id: one.product.category for one in await lists.select_related("product")}
    leaving = {one.id: one for one in await _standing(id__in=[one for one, _ in moves] or [0])}
    there = await _there(leaving.values(), list(category))
    carrying = await _carrying([*leaving, *(one.id for one in there.values())])
    plain: list[Plain] = []
    taken: set[tuple[int, int]] = set()
    for entry_id, to_id in moves:
        entry = leaving.get(entry_id)
        if entry is None or not entry.linked or entry.category != category[to_id]:
            continue
        goal = (entry.need_id, to_id)
        met = there.get(goal)
        # Who moves away in these same statements cannot be met as well.
        meets = met is None or met.id not in leaving
        if meets and goal not in taken and not _carries([entry, met], carrying):
            plain.append(Plain(entry=entry, to_id=to_id, there=met))
            taken.add(goal)
    return plain


def _carries(parents: Iterable[Standing | None], carrying: set[int]) -> bool:
    return any(
        one is not None and (one.id in carrying or one.status is not Status.WAITING)
        for one in parents
    )


async def _there(
    leaving: Iterable[Standing], list_ids: Sequence[int]
) -> dict[tuple[int, int], Standing]:
    """Who stands already on a list that somebody goes to, by need and list."""
    needs = sorted({one.need_id for one in leaving})
    found = await _standing(need_id__in=needs or [0], offering_id__in=list(list_ids) or [0])
    return {(one.need_id, one.offering_id): one for one in found}


async def _standing(**which: Any) -> list[Standing]:
    """These entries as far as they are open."""
    found = await Entry.filter(ended_at=None, **which).values(
        "id",
        "region_id",
        "offering_id",
        "need_id",
        "need__client_id",
        "need__client__linked_at",
        "need__category",
        "status",
        "urgency",
        "registered_on",
        "registered_at",
        "draw",
    )
    return [_read(raw) for raw in found]


def _read(raw: Mapping[str, Any]) -> Standing:
    return Standing(
        id=raw["id"],
        region_id=raw["region_id"],
        offering_id=raw["offering_id"],
        need_id=raw["need_id"],
        client_id=raw["need__client_id"],
        category=raw["need__category"],
        linked=raw["need__client__linked_at"] is not None,
        status=Status(raw["status"]),
        key=Key(
            urgency=Urgency(raw["urgency"]),
            registered_on=raw["registered_on"],
            registered_at=raw["registered_at"],
            draw=raw["draw"],
        ),
    )


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
