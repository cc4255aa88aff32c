"""Who may be called next, and how many."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from tortoise.expressions import Q

from portal.availability.rules.row import Row
from portal.waitlists.models import Entry, IntakeInvitation, Postponement, ReturnToConsultant
from portal.waitlists.queries.places import in_order
from portal.waitlists.rules.moves import Outcome, Status


async def invitable(row: Row, municipality_id: int) -> int | None:
    """How many more people of this municipality may be invited; None when nothing was stated.

    The places that are free as last stated or confirmed, minus the invitations since then that
    still hold a place or led to a placement. Where a municipality has figures of its own, only
    its clients count.
    """
    return invitable_beside(row, municipality_id, (await holding([row.id]))[row.id])


@dataclass(frozen=True, slots=True)
class Holding:
    """An invitation that holds a place, or led to a placement."""

    at: datetime
    municipality_id: int


async def holding(offering_ids: Sequence[int]) -> Mapping[int, Sequence[Holding]]:
    """The invitations that hold places of these offerings, by offering id."""
    found: list[Any] = await IntakeInvitation.filter(
        Q(outcome=None) | Q(outcome=Outcome.PLACED), entry__offering_id__in=list(offering_ids)
    ).values_list("entry__offering_id", "invited_at", "entry__need__client__municipality_id")
    held: dict[int, list[Holding]] = defaultdict(list)
    for offering_id, at, municipality_id in found:
        held[offering_id].append(Holding(at, municipality_id))
    return held


def invitable_beside(row: Row, municipality_id: int, held: Sequence[Holding]) -> int | None:
    """How many more may be invited beside these; None when nothing was stated."""
    figures, confirmed = row.figures(municipality_id), row.confirmed
    if figures is None or figures.places_free is None or confirmed is None:
        return None
    apart = set(row.statement.local) if row.statement else set[int]()
    same = {municipality_id} if municipality_id in apart else None
    since = [
        one
        for one in held
        if one.at >= confirmed.at
        and (one.municipality_id in same if same else one.municipality_id not in apart)
    ]
    return max(figures.places_free - len(since), 0)


async def skipped(offering_id: int, *, on: date) -> frozenset[int]:
    """The entries of a list that nobody calls today: postponed, or given back to the consultant."""
    returned = ReturnToConsultant.filter(
        entry__offering_id=offering_id, entry__ended_at=None, answer=None
    )
    postponed = await postponed_on(offering_id, on=on)
    return postponed | {one.entry_id for one in await returned}


async def postponed_on(offering_id: int, *, on: date) -> frozenset[int]:
    """The open entries of a list whose clients wish to wait longer on this day."""
    found = Postponement.filter(
        entry__offering_id=offering_id,
        entry__ended_at=None,
        ended_at=None,
        from_on__lte=on,
        until_on__gte=on,
    )
    return frozenset([one.entry_id for one in await found])


async def callable_ahead_of(entry: Entry, *, on: date) -> Sequence[Entry]:
    """Who would be passed if this entry were called now: the first is the next to be called."""
    not_called = await skipped(entry.offering_id, on=on)
    ahead: list[Entry] = []
    for one in await in_order(entry.offering_id):
        if one.id == entry.id:
            break
        if one.status is Status.WAITING and one.id not in not_called:
            ahead.append(one)
    return ahead
