"""Reads for the desk: what may be edited, and what may be taken back."""

from typing import Any

from portal.availability.models import Current, Report
from portal.availability.queries.offerings import offerings_editable_by, rows
from portal.availability.rules.row import Row
from portal.kernel.actor import Actor
from portal.kernel.errors import NotFound


async def editable_row_for(actor: Actor, offering_id: int) -> Row:
    """One offering of which the actor may report the figures; else raises NotFound."""
    found = await rows(offerings_editable_by(actor).filter(id=offering_id))
    if not found:
        raise NotFound
    return found[0]


async def editable_ids(actor: Actor) -> frozenset[int]:
    """The offerings of which the actor may report the figures."""
    found: list[Any] = await offerings_editable_by(actor).values_list("id", flat=True)
    return frozenset(found)


async def undoable_by(actor: Actor, offering_id: int) -> int | None:
    """The report of this offering that the actor may still take back.

    It is the newest, the actor's own, no undoing itself, and something stood there before it.
    """
    current = await Current.get_or_none(
        offering_id=offering_id, report__by_id=actor.person_id, report__undoes_id=None
    )
    if current is None:
        return None
    before = Report.filter(offering_id=offering_id, id__lt=current.report_id)
    return current.report_id if await before.exists() else None
