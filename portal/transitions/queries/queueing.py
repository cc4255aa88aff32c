"""Who is passed when running care comes to stand on a list."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from portal.availability.models import Offering
from portal.availability.queries import rows
from portal.transitions.queries.preparing import named_in_full
from portal.transitions.rules.parts import Part
from portal.waitlists.queries import in_order
from portal.waitlists.rules.key import Urgency


@dataclass(frozen=True, slots=True, kw_only=True)
class Waits:
    """Somebody on the list."""

    client_id: int
    reference: str
    registered_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Queueing:
    """The list, the day that would count, and who would be passed."""

    list_name: str
    counts_from_on: date
    derived: bool
    place: int
    passed: Sequence[Waits]


async def queueing_of(part: Part) -> Queueing:
    """For running care with a decision about a list."""
    assert part.decided is not None
    (row,) = await rows(Offering.filter(id=part.decided.to_ids[0]))
    day = part.registered_on or part.since_on
    every = await in_order(row.id).select_related("need__client")
    # The moment is the end of that day: who was registered on it goes first.
    passed = [
        Waits(
            client_id=entry.need.client_id,
            reference=entry.need.client.reference or "",
            registered_on=entry.registered_on,
        )
        for entry in every
        if (Urgency(entry.urgency), entry.registered_on) > (Urgency.REGULAR, day)
    ]
    return Queueing(
        list_name=named_in_full(row),
        counts_from_on=day,
        derived=part.registered_on is None,
        place=len(every) - len(passed) + 1,
        passed=passed,
    )
