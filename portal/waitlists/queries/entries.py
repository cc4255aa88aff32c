"""Places on lists, as far as an actor may see them."""

from collections.abc import Sequence

from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from portal.kernel.actor import Actor, Role
from portal.kernel.errors import NotFound
from portal.waitlists.models import Entry
from portal.waitlists.queries.places import in_order


def entries_visible_to(actor: Actor) -> QuerySet[Entry]:
    """The entries whose details exist for this actor, open and closed.

    A provider sees those of its own offerings and of its subcontractors; a consultant those of
    clients of the municipalities of the own access team. Nobody else sees single entries.
    """
    if actor.is_provider:
        own = Q(offering__provider_id=actor.provider_id)
        mine = Q(offering__contract__main_contract__provider_id=actor.provider_id)
        return Entry.filter(own | mine)
    if actor.role is Role.CONSULTANT:
        team = actor.access_team_id
        return Entry.filter(need__client__municipality__access_team_areas__access_team_id=team)
    return Entry.filter(id__in=[])


async def entry_for(actor: Actor, entry_id: int) -> Entry:
    """One entry with its need, client and offering. Raises NotFound."""
    found = await (
        entries_visible_to(actor)
        .filter(id=entry_id)
        .select_related("need__client", "offering__product", "offering__provider")
        .first()
    )
    if found is None:
        raise NotFound
    return found


async def list_for(actor: Actor, offering_id: int) -> Sequence[Entry]:
    """The open entries of a list in order, as far as the actor sees them.

    A provider sees its whole list; a consultant only own clients, whose places come from
    `places_of`.
    """
    seen = set[int](
        await entries_visible_to(actor)  # pyright: ignore[reportArgumentType]
        .filter(offering_id=offering_id, ended_at=None)
        .values_list("id", flat=True)
    )
    every = await in_order(offering_id).select_related("need__client")
    return [entry for entry in every if entry.id in seen]


async def other_lists_of(entry: Entry) -> Sequence[Entry]:
    """The open entries of the same need on other lists: offered for closing after a placement.

    The client's second product is another need and stays untouched.
    """
    return await (
        Entry.filter(need_id=entry.need_id, ended_at=None)
        .exclude(id=entry.id)
        .select_related("offering__product", "offering__provider")
        .order_by("id")
    )
