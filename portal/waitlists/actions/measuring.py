"""How long people really waited, written where availability shows it."""

from datetime import date
from typing import Any

from portal.availability.models import MeasuredWait, Offering
from portal.waitlists.queries import measured_days
from portal.waitlists.rules.waits import waited


async def measure(offering_id: int, *, on: date) -> None:
    """Measure the waits of one offering anew; what stays the same is not written.

    Medians and percentiles over ninety days, from five cases on.
    """
    days = await measured_days(offering_id, on=on)
    invited, started = waited(days.invited), waited(days.started)
    values: dict[str, Any] = {
        "waiting": days.waiting,
        "invited_cases": invited.cases,
        "invited_median": invited.median,
        "invited_p90": invited.p90,
        "started_cases": started.cases,
        "started_median": started.median,
        "started_p90": started.p90,
    }
    known = await MeasuredWait.get_or_none(offering_id=offering_id)
    if known is None:
        region_id = (await Offering.get(id=offering_id)).region_id
        row = MeasuredWait(region_id=region_id, offering_id=offering_id, measured_on=on, **values)
        # Another worker may measure the same list at this moment, and finds the same.
        await MeasuredWait.bulk_create([row], ignore_conflicts=True)
    elif any(getattr(known, name) != value for name, value in values.items()):
        await MeasuredWait.filter(id=known.id).update(measured_on=on, **values)
