"""Which offerings the region looks after, by whom, and what was confirmed of them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from portal.accounts.models import Session
from portal.availability.models import Confirmation, Offering
from portal.availability.queries import rows
from portal.availability.rules.row import Named, Row
from portal.catalogue.queries import region_id_of
from portal.kernel.actor import Actor
from portal.kernel.clock import AMSTERDAM, local_date
from portal.kernel.periods import Period
from portal.oversight.rules.trend import Said, mondays
from portal.oversight.rules.upkeep import NOBODY, Kept
from portal.providers.models import Contract
from portal.providers.rules import SubcontractDecision

_COLUMNS = (
    "id",
    "withdrawn_at",
    "contract__manager_id",
    "contract__manager__name",
    "contract__main_contract_id",
    "contract__delegates_editing",
    "contract__approval__decision",
    "contract__approval__decided_at",
)


async def kept_in_region(actor: Actor, *, mine: bool = False) -> list[Kept]:
    """Every offering of the actor's region, past ones too; `mine`: of contracts that I manage."""
    own = {"contract__manager_id": actor.person_id} if mine else {}
    offerings = Offering.filter(region_id=region_id_of(actor), **own)
    beside = {raw["id"]: raw for raw in await offerings.values(*_COLUMNS)}
    return [_kept(row, beside[row.id]) for row in await rows(offerings)]


async def manages_contracts(actor: Actor) -> bool:
    """Whether some contracts of the region are this person's own."""
    own = Contract.filter(region_id=region_id_of(actor), manager_id=actor.person_id)
    return await own.exists()


def _kept(row: Row, raw: Mapping[str, Any]) -> Kept:
    manager_id = raw["contract__manager_id"]
    itself = row.main_contractor is None or raw["contract__delegates_editing"]
    return Kept(
        row=row,
        asked=row.provider if itself else row.main_contractor or row.provider,
        manager=Named(id=manager_id, name=raw["contract__manager__name"]) if manager_id else NOBODY,
        counts=_counts(row, raw),
        withdrawn=raw["withdrawn_at"] is not None,
    )


def _counts(row: Row, raw: Mapping[str, Any]) -> Period | None:
    """The days of the contract, from the region's agreement on, until it was withdrawn."""
    first, last = row.contract.from_on, row.contract.until_on or date.max
    if raw["contract__main_contract_id"]:
        if raw["contract__approval__decision"] != SubcontractDecision.AGREED:
            return None
        first = max(first, local_date(raw["contract__approval__decided_at"]))
    if raw["withdrawn_at"]:
        last = min(last, local_date(raw["withdrawn_at"]) - timedelta(days=1))
    return Period(first, last) if first <= last else None


async def signed_in_ever(provider_ids: Sequence[int]) -> frozenset[int]:
    """Those of these providers for which somebody once signed in."""
    found: list[Any] = await (
        Session.filter(membership__provider_id__in=list(provider_ids))
        .distinct()
        .values_list("membership__provider_id", flat=True)
    )
    return frozenset(found)


async def said_lately(actor: Actor, kept: Sequence[Kept], *, today: date) -> dict[int, list[Said]]:
    """What was confirmed in the weeks that a trend tells of, by offering, oldest first.

    What is older than the first week and a cadence cannot be fresh in any of them.
    """
    longest = max((one.row.cadence_days for one in kept), default=0)
    since = mondays(today=today)[0] - timedelta(days=longest + 2)
    found = (
        await Confirmation.filter(
            region_id=region_id_of(actor), at__gte=datetime.combine(since, time(), AMSTERDAM)
        )
        .order_by("at", "id")
        .values_list("offering_id", "at", "report__announced_on")
    )
    said: dict[int, list[Said]] = defaultdict(list)
    for offering, at, announced_on in found:
        said[offering].append(Said(on=local_date(at), announced_on=announced_on))
    return said


async def first_confirmed_on(actor: Actor) -> date | None:
    """The day on which anything was first confirmed in the region."""
    first = await Confirmation.filter(region_id=region_id_of(actor)).order_by("at").first()
    return local_date(first.at) if first else None
