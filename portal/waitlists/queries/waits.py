"""How long people waited for an offering, and what somebody who waits may expect."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from portal.availability.rules.row import Row
from portal.waitlists.models import Entry, IntakeInvitation, Placement, Postponement
from portal.waitlists.queries.calling import postponed_on
from portal.waitlists.queries.places import place_of
from portal.waitlists.rules.waits import MEASURED_OVER, PLACED_WITHIN, Expected, expected_wait


async def expected_wait_of(entry: Entry, row: Row, *, on: date) -> Expected | None:
    """What this entry may expect from today, with what that rests on; None when it is closed.

    `row` is the offering; `entry.need.client` has to be loaded.
    """
    place = await place_of(entry.id)
    if place is None:
        return None
    since = on - PLACED_WITHIN
    placed = Placement.filter(entry__offering_id=entry.offering_id, placed_on__gte=since)
    return expected_wait(
        place.place,
        [placement.placed_on for placement in await placed],
        stated=row.expected(entry.need.client.municipality_id),
        confirmed_on=row.confirmed.on if row.confirmed else None,
        on=on,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasuredDays:
    """Days from aanmelding to a first invitation and to the start, of the last ninety days."""

    waiting: int
    invited: list[int]
    started: list[int]


async def measured_days(offering_id: int, *, on: date) -> MeasuredDays:
    """What is measured of one offering; who once postponed for this need is left out."""
    own_wish = await needs_once_postponed(offering_id)
    since = {"entry__offering_id": offering_id}
    first: dict[int, int] = {}
    invitations = IntakeInvitation.filter(**since, invited_on__gte=on - MEASURED_OVER)
    for invitation in await invitations.order_by("id").prefetch_related("entry"):
        entry = invitation.entry
        if entry.need_id not in own_wish:
            first.setdefault(entry.id, (invitation.invited_on - entry.registered_on).days)
    placements = Placement.filter(
        **since, placed_on__gte=on - MEASURED_OVER, placed_on__lte=on
    ).prefetch_related("entry")
    started = [
        (placement.placed_on - placement.entry.registered_on).days
        for placement in await placements
        if placement.entry.need_id not in own_wish
    ]
    open_entries = Entry.filter(offering_id=offering_id, ended_at=None)
    return MeasuredDays(
        waiting=await open_entries.count() - len(await postponed_on(offering_id, on=on)),
        invited=list(first.values()),
        started=started,
    )


async def needs_once_postponed(offering_id: int) -> frozenset[int]:
    """The needs served by this list whose clients wished to wait longer: no norm counts them."""
    found: list[Any] = (
        await Postponement.filter(entry__need__entries__offering_id=offering_id)
        .distinct()
        .values_list("entry__need_id", flat=True)
    )
    return frozenset(found)
