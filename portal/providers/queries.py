"""Who gives support, as far as the actor's region may see it."""

from collections.abc import Sequence
from typing import Any, Final

from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from portal.accounts.models import Membership
from portal.catalogue.queries import region_id_of
from portal.kernel.actor import Actor, Role
from portal.providers.models import AccessTeam, Contract, Location, Provider, ServiceArea

NO_CONTRACTS: Final = Q(contracts__id__isnull=True)


def providers_visible_to(actor: Actor) -> QuerySet[Provider]:
    """The providers with a contract in the actor's region, and those without any contract yet."""
    here = Q(contracts__region_id=region_id_of(actor))
    return Provider.filter(here | NO_CONTRACTS).distinct().order_by("name")


def locations_visible_to(actor: Actor, provider_id: int) -> QuerySet[Location]:
    """A provider's locations in the municipalities of the actor's region."""
    found = Location.filter(provider_id=provider_id, municipality__region_id=region_id_of(actor))
    return found.select_related("municipality").order_by("name")


def service_areas_visible_to(actor: Actor, provider_id: int) -> QuerySet[ServiceArea]:
    """A provider's service areas in the actor's region."""
    found = ServiceArea.filter(provider_id=provider_id, region_id=region_id_of(actor))
    return found.prefetch_related("parts__municipality").order_by("name")


def contracts_visible_to(actor: Actor) -> QuerySet[Contract]:
    """The contracts of the actor's region, with what a page tells of them."""
    found = Contract.filter(region_id=region_id_of(actor))
    return (
        found.select_related("lot", "provider", "manager", "main_contract", "approval")
        .prefetch_related("products__product", "parts__municipality")
        .order_by("number")
    )


def access_teams_visible_to(actor: Actor) -> QuerySet[AccessTeam]:
    """The access teams of the actor's region."""
    found = AccessTeam.filter(region_id=region_id_of(actor))
    return found.prefetch_related("areas__municipality", "contacts").order_by("name")


async def managers_of(actor: Actor) -> Sequence[tuple[int, str]]:
    """Who may manage a contract of the actor's region: id and name of the person."""
    members = Membership.filter(
        role=Role.REGION_MANAGER, region_id=region_id_of(actor), ended_at=None
    )
    rows: list[Any] = await members.order_by("person__name").values_list(
        "person_id", "person__name"
    )
    return [(row[0], row[1]) for row in rows]
