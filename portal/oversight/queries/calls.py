"""Whom the region rings: providers at the end of the ladder of reminders."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from portal.availability.models import ManagerTask
from portal.availability.rules.row import Named, Row
from portal.catalogue.queries import region_id_of
from portal.kernel.actor import Actor
from portal.kernel.clock import local_date
from portal.oversight.models import CallAttempt
from portal.oversight.rules.upkeep import Kept
from portal.providers.models import Provider


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """Somebody of the region rang, and nobody answered."""

    at: datetime
    by_name: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Late:
    """An offering that was not confirmed in spite of every mail, since when, and who manages it."""

    row: Row
    since_on: date
    manager: Named


@dataclass(frozen=True, slots=True, kw_only=True)
class ToRing:
    """A provider that did not answer any reminder, and since when."""

    provider: Named
    phone: str
    late: Sequence[Late]
    attempts: Sequence[Attempt]
    """Since the oldest of these offerings came to be late; the newest first."""

    @property
    def since_on(self) -> date:
        """Since when the first of its offerings waits."""
        return min(one.since_on for one in self.late)


async def to_ring(actor: Actor, kept: Iterable[Kept]) -> list[ToRing]:
    """The providers to ring about these offerings; who waits longest comes first."""
    known = {one.row.id: one for one in kept}
    late: dict[Named, list[Late]] = defaultdict(list)
    tasks = ManagerTask.filter(region_id=region_id_of(actor), done_at=None)
    for offering, since_on in await tasks.values_list("offering_id", "since_on"):
        if one := known.get(offering):
            late[one.asked].append(Late(row=one.row, since_on=since_on, manager=one.manager))
    phones = await _phones(late)
    attempts = await _attempts(actor, late)
    found = [
        _to_ring(provider, phones[provider.id], its, attempts[provider.id])
        for provider, its in late.items()
    ]
    return sorted(found, key=lambda ring: (ring.since_on, ring.provider.name, ring.provider.id))


def _to_ring(
    provider: Named, phone: str, late: Sequence[Late], attempts: Sequence[Attempt]
) -> ToRing:
    in_order = sorted(late, key=lambda one: (one.row.product.name, one.row.id))
    since_on = min(one.since_on for one in late)
    return ToRing(
        provider=provider,
        phone=phone,
        late=in_order,
        attempts=[one for one in attempts if local_date(one.at) >= since_on],
    )


async def _phones(providers: Iterable[Named]) -> dict[int, str]:
    found = Provider.filter(id__in=[one.id for one in providers])
    return dict(await found.values_list("id", "phone"))


async def _attempts(actor: Actor, providers: Iterable[Named]) -> dict[int, list[Attempt]]:
    found = (
        await CallAttempt.filter(
            region_id=region_id_of(actor), provider_id__in=[one.id for one in providers]
        )
        .order_by("-at", "-id")
        .values_list("provider_id", "at", "by__name", "note")
    )
    attempts: dict[int, list[Attempt]] = defaultdict(list)
    for provider, at, by_name, note in found:
        attempts[provider].append(Attempt(at=at, by_name=by_name, note=note))
    return attempts
