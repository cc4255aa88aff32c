"""Clients, as far as an actor may see them."""

from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from portal.kernel.actor import Actor, Role
from portal.waitlists.models import Client
from portal.waitlists.rules.references import read_reference


def clients_visible_to(actor: Actor) -> QuerySet[Client]:
    """The clients that exist for this actor; who was joined into another no longer does.

    A consultant and a municipality see those of their municipalities, a provider those who
    stand or stood on its lists.
    """
    current = Client.filter(joined_into_id=None)
    if actor.role is Role.CONSULTANT:
        return current.filter(municipality__access_team_areas__access_team_id=actor.access_team_id)
    if actor.role is Role.MUNICIPALITY_MEMBER:
        return current.filter(municipality_id=actor.municipality_id)
    if actor.is_provider:
        own = Q(needs__entries__offering__provider_id=actor.provider_id)
        main = Q(needs__entries__offering__contract__main_contract__provider_id=actor.provider_id)
        return current.filter(own | main).distinct()
    return current.filter(id__in=[])


async def client_with_reference(actor: Actor, text: str) -> Client | None:
    """The client whom somebody means with this reference, however it was typed; else None.

    A reference that was joined into another leads to that other.
    """
    reference = read_reference(text)
    found = await Client.get_or_none(reference=reference) if reference else None
    while found is not None and found.joined_into_id is not None:
        found = await Client.get(id=found.joined_into_id)
    return await clients_visible_to(actor).get_or_none(id=found.id) if found else None


async def client_found(actor: Actor, text: str) -> Client | None:
    """The client with this reference or case reference, as far as the actor sees; else None."""
    found = await client_with_reference(actor, text)
    if found is not None:
        return found
    return await clients_visible_to(actor).filter(cases__reference=text.strip()).first()
