"""What was confirmed of the offerings that an actor may see, over half a year."""

from collections import defaultdict
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from portal.availability.models import Confirmation, StatedFigures
from portal.availability.queries import figures_of, rows
from portal.availability.rules.figures import Figures
from portal.availability.rules.freshness import STALE_AFTER_CADENCES
from portal.availability.rules.row import Row
from portal.kernel.actor import Actor
from portal.kernel.clock import AMSTERDAM, local_date
from portal.oversight.rules.trends import Said, Told, moments
from portal.search.queries import offerings_open_to

_LONGEST_CADENCE: Final = 366


async def told_around(actor: Actor, *, today: date) -> list[tuple[Row, Told]]:
    """Every offering with what was confirmed of it, as far back as half a year can need."""
    found = await rows(offerings_open_to(actor))
    longest = max((row.cadence_days for row in found), default=_LONGEST_CADENCE)
    since = moments(today)[0] - timedelta(days=STALE_AFTER_CADENCES * longest + 1)
    said = await _said({row.id: row for row in found}, since)
    return [(row, _told(row, said[row.id])) for row in found]


def _told(row: Row, said: list[Said]) -> Told:
    return Told(
        offering_id=row.id,
        product_code=row.product_code,
        provider_id=row.provider.id,
        cadence_days=row.cadence_days,
        contract=row.contract,
        said=said,
    )


async def _said(rows_by_id: dict[int, Row], since: date) -> dict[int, list[Said]]:
    start = datetime.combine(since, time(), tzinfo=AMSTERDAM)
    confirmed: list[Any] = await (
        Confirmation.filter(offering_id__in=list(rows_by_id), at__gte=start)
        .order_by("at", "id")
        .values_list("offering_id", "report_id", "at")
    )
    figures = await _figures({report_id for _, report_id, _ in confirmed})
    said: dict[int, list[Said]] = defaultdict(list)
    for offering_id, report_id, at in confirmed:
        own = figures[report_id]
        has_intake = rows_by_id[offering_id].has_intake
        said[offering_id].append(
            Said(
                on=local_date(at),
                expected=own.expected(has_intake=has_intake),
                places_free=own.places_free,
            )
        )
    return said


async def _figures(report_ids: set[int]) -> dict[int, Figures]:
    """What each report said in general, in a fixed number of queries however many there are."""
    if not report_ids:
        return {}
    stated = StatedFigures.filter(
        report_id__gte=min(report_ids), report_id__lte=max(report_ids), municipality_id=None
    )
    return {one.report_id: figures_of(one) for one in await stated if one.report_id in report_ids}
