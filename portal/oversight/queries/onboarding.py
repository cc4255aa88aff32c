"""How far the providers with a contract in the region have come."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from portal.accounts.models import Invitation, Membership
from portal.availability.rules.freshness import Freshness
from portal.availability.rules.row import Named, Row
from portal.catalogue.queries import region_id_of
from portal.kernel.actor import PROVIDER_ROLES, Actor
from portal.oversight.queries.upkeep import kept_in_region, signed_in_ever
from portal.oversight.rules.onboarding import Joining
from portal.oversight.rules.upkeep import Kept
from portal.providers.models import Provider


async def joining(
    actor: Actor, *, today: date, only: Collection[int] | None = None
) -> list[Joining]:
    """Every provider with a contract in the region that has not ended, by name.

    `only` keeps to these providers; an id of a provider that is not here gives nothing.
    """
    here = Provider.filter(
        contracts__region_id=region_id_of(actor), contracts__ends_on__gte=today
    ).distinct()
    wanted = here if only is None else here.filter(id__in=list(only))
    found = await wanted.order_by("name", "id").values("id", "name", "email")
    ids = [raw["id"] for raw in found]
    members = await _members(ids)
    invited = await _invited(ids)
    signed_in = await signed_in_ever(ids)
    kept = _by_provider(await kept_in_region(actor), today)
    return [
        Joining(
            provider=Named(id=raw["id"], name=raw["name"]),
            email=raw["email"],
            members=members[raw["id"]],
            signed_in=raw["id"] in signed_in,
            **invited.get(raw["id"], {"invited_at": None, "expires_at": None}),
            **_figures(kept[raw["id"]], today),
        )
        for raw in found
    ]


async def _members(provider_ids: Collection[int]) -> Counter[int]:
    found: list[Any] = await Membership.filter(
        provider_id__in=list(provider_ids), role__in=PROVIDER_ROLES, ended_at=None
    ).values_list("provider_id", flat=True)
    return Counter(found)


async def _invited(provider_ids: Collection[int]) -> dict[int, dict[str, Any]]:
    """The open invitation of each that works longest."""
    found = await (
        Invitation.filter(provider_id__in=list(provider_ids), accepted_at=None, withdrawn_at=None)
        .order_by("expires_at", "id")
        .values_list("provider_id", "created_at", "expires_at")
    )
    return {id_: {"invited_at": at, "expires_at": until} for id_, at, until in found}


def _by_provider(kept: Iterable[Kept], today: date) -> dict[int, list[Row]]:
    found: dict[int, list[Row]] = defaultdict(list)
    for one in kept:
        if one.counts_on(today):
            found[one.row.provider.id].append(one.row)
    return found


def _figures(rows: Collection[Row], today: date) -> dict[str, Any]:
    return {
        "offerings": len(rows),
        "with_figures": sum(row.report_id is not None for row in rows),
        "fresh": sum(row.freshness(today=today) is Freshness.FRESH for row in rows),
    }
