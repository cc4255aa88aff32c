"""Transitions, and which clients in them somebody may look at."""

from collections.abc import Sequence
from typing import Final

from tortoise.queryset import QuerySet

from portal.catalogue.models import Municipality
from portal.kernel.actor import Actor, Role
from portal.kernel.errors import NotFound
from portal.providers.models import AccessTeamArea
from portal.transitions.models import Transition

OF_REGION: Final = (Role.REGION_MANAGER, Role.INSPECTOR)
READERS: Final = (*OF_REGION, Role.CONSULTANT, Role.MUNICIPALITY_MEMBER)


def transitions_visible_to(actor: Actor) -> QuerySet[Transition]:
    """The transitions of the actor's region; for a provider none exist."""
    if actor.role in OF_REGION:
        return Transition.filter(region_id=actor.region_id)
    if actor.role is Role.CONSULTANT:
        return Transition.filter(region__access_teams__id=actor.access_team_id)
    if actor.role is Role.MUNICIPALITY_MEMBER:
        return Transition.filter(region__municipalities__id=actor.municipality_id)
    return Transition.filter(id__in=[])


async def transition_for(actor: Actor, transition_id: int) -> Transition:
    """One transition. Raises NotFound."""
    found = await transitions_visible_to(actor).filter(id=transition_id).first()
    if found is None:
        raise NotFound
    return found


async def municipalities_of(actor: Actor, region_id: int) -> Sequence[Municipality]:
    """The municipalities whose clients this actor may look at, by name."""
    every = Municipality.filter(region_id=region_id).order_by("name")
    if actor.role is Role.CONSULTANT:
        own = AccessTeamArea.filter(access_team_id=actor.access_team_id)
        return await every.filter(id__in=[one.municipality_id for one in await own])
    if actor.role is Role.MUNICIPALITY_MEMBER:
        return await every.filter(id=actor.municipality_id)
    return await every if actor.role in OF_REGION else []
