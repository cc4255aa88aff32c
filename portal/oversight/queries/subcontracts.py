"""Requests to work with a subcontractor on which the region has not decided."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from portal.catalogue.queries import found
from portal.kernel.actor import Actor
from portal.kernel.periods import Period
from portal.providers.models import Contract
from portal.providers.queries import contracts_visible_to

_OPEN = Q(approval__id__isnull=True) | Q(approval__decision__isnull=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class SubcontractRequest:
    """A contract of a subcontractor that waits for the region's word, with all that counts."""

    contract_id: int
    number: str
    provider_id: int
    provider_name: str
    main_name: str
    main_number: str
    main_period: Period
    lot: str
    products: Sequence[str]
    """Empty is every product of the lot."""
    municipalities: Sequence[str]
    """Empty is all of them."""
    period: Period
    edits_itself: bool
    manager: str
    requested_at: datetime | None
    requested_by: str


def _waiting(actor: Actor, *, today: date, mine: bool) -> QuerySet[Contract]:
    own = {"manager_id": actor.person_id} if mine else {}
    waiting = contracts_visible_to(actor).filter(_OPEN, ends_on__gte=today, **own)
    return waiting.filter(main_contract_id__isnull=False)


async def count_to_decide(actor: Actor, *, today: date, mine: bool = False) -> int:
    """How many requests wait."""
    return await _waiting(actor, today=today, mine=mine).count()


async def requests_to_decide(
    actor: Actor, *, today: date, mine: bool = False
) -> list[SubcontractRequest]:
    """The requests that wait, the oldest first; those without a date of asking last."""
    waiting = _with_all(_waiting(actor, today=today, mine=mine))
    requests = [_request(row) for row in await waiting]
    return sorted(
        requests, key=lambda one: (one.requested_at is None, one.requested_at, one.number)
    )


async def request_for(actor: Actor, contract_id: int) -> SubcontractRequest:
    """One subcontract of the region, decided or not. Raises NotFound."""
    subcontracts = contracts_visible_to(actor).filter(main_contract_id__isnull=False)
    return _request(await found(_with_all(subcontracts), contract_id))


def _with_all(contracts: QuerySet[Contract]) -> QuerySet[Contract]:
    return contracts.select_related(
        "lot", "provider", "manager", "main_contract__provider", "approval__requested_by"
    )


def _request(row: Any) -> SubcontractRequest:
    products = [one.product for one in row.products]
    return SubcontractRequest(
        contract_id=row.id,
        number=row.number,
        provider_id=row.provider_id,
        provider_name=row.provider.name,
        main_name=row.main_contract.provider.name,
        main_number=row.main_contract.number,
        main_period=Period(row.main_contract.starts_on, row.main_contract.ends_on),
        lot=row.lot.name,
        products=sorted(f"{product.full_code} {product.name}" for product in products),
        municipalities=sorted(part.municipality.name for part in row.parts),
        period=Period(row.starts_on, row.ends_on),
        edits_itself=row.delegates_editing,
        manager=row.manager.name if row.manager else "",
        requested_at=row.approval.requested_at if row.approval else None,
        requested_by=row.approval.requested_by.name if row.approval else "",
    )
