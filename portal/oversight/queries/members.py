"""Whose memberships belong to a region."""

from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from portal.accounts.models import Membership
from portal.providers.models import Contract


async def providers_of(region_id: int | None) -> list[int]:
    """The providers that have, or had, a contract in this region."""
    contracts = Contract.filter(region_id=region_id)
    return sorted({one["provider_id"] for one in await contracts.values("provider_id")})


async def memberships_of_region(region_id: int | None) -> QuerySet[Membership]:
    """Of the region itself, its municipalities, access teams and contracted providers.

    Ended ones too. A provider of two regions belongs to both.
    """
    return Membership.filter(
        Q(region_id=region_id)
        | Q(access_team__region_id=region_id)
        | Q(municipality__region_id=region_id)
        | Q(provider_id__in=await providers_of(region_id))
    )
