"""Figures of the region that are ticked off rather than looked at."""

from collections import defaultdict
from collections.abc import Iterable

from portal.availability.models import Confirmation
from portal.catalogue.queries import region_id_of
from portal.kernel.actor import Actor
from portal.kernel.clock import local_date
from portal.oversight.rules.signals import Signal, Told, signals
from portal.oversight.rules.upkeep import Kept


async def signals_about(actor: Actor, kept: Iterable[Kept]) -> list[Signal]:
    """The signals about these offerings."""
    told: dict[int, list[Told]] = defaultdict(list)
    # A change makes a new report, so a row of unchanged ones lies within the present report.
    present = (
        await Confirmation.filter(
            region_id=region_id_of(actor), report__current_of__id__isnull=False
        )
        .order_by("at", "id")
        .values_list("offering_id", "at", "unchanged")
    )
    for offering, at, unchanged in present:
        told[offering].append(Told(on=local_date(at), unchanged=unchanged))
    return signals([one.row for one in kept], told)
