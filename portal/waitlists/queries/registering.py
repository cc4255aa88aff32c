"""Where a consultant can register clients."""

from collections.abc import Collection, Sequence

from portal.availability.queries import offerings_visible_to, rows
from portal.availability.rules.row import Named, Row
from portal.catalogue.models import Municipality
from portal.kernel.actor import Actor


async def rows_to_register_at(actor: Actor, offering_ids: Collection[int]) -> list[Row]:
    """These offerings, as far as the actor sees them."""
    return await rows(offerings_visible_to(actor).filter(id__in=sorted(offering_ids)))


async def municipalities_of_team(actor: Actor) -> list[Named]:
    """For whose clients the consultant works, by name."""
    found = Municipality.filter(access_team_areas__access_team_id=actor.access_team_id)
    return [Named(id=one.id, name=one.name) for one in await found.order_by("name")]


async def municipalities_served(actor: Actor, found: Sequence[Row]) -> list[Named]:
    """The consultant's municipalities that every one of these offerings serves."""
    served = [{one.id for one in row.municipalities} for row in found]
    own = await municipalities_of_team(actor)
    return [one for one in own if all(one.id in ids for ids in served)]
