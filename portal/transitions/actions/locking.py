"""Taking hold of a transition before changing it: of two people one waits for the other.

The transition is locked first, then the lists in the order of their ids.
"""

from typing import Any

from portal.journal.actions import record_change
from portal.kernel.actor import Actor, Role
from portal.kernel.errors import NotAllowed, NotFound
from portal.transitions.models import Transition
from portal.transitions.queries.plans import transition_for


async def locked_transition(actor: Actor, transition_id: int, *roles: Role) -> Transition:
    """The transition, locked, for an actor in one of these roles. Raises NotFound."""
    if not actor.has(*roles):
        raise NotFound
    await transition_for(actor, transition_id)
    return await Transition.filter(id=transition_id).select_for_update().get()


async def managed_transition(actor: Actor, transition_id: int) -> Transition:
    """The transition, locked, for who manages it. Raises NotFound, NotAllowed when closed."""
    transition = await locked_transition(actor, transition_id, Role.REGION_MANAGER)
    refuse_closed(transition)
    return transition


def refuse_closed(transition: Transition) -> None:
    """Raises NotAllowed for a transition that is over."""
    if transition.closed_at is not None:
        raise NotAllowed("Dit overgangstraject is afgesloten.")


async def note(actor: Actor, action: str, transition: Transition, **details: Any) -> None:
    """Write in the journal what was done with a transition."""
    await record_change(
        actor,
        action,
        subject="transition",
        ids=[transition.id],
        region_id=transition.region_id,
        **details,
    )
