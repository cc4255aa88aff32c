"""The end of a transition: its report stays, and it holds no records of clients any longer."""

from portal.kernel.actor import Actor
from portal.kernel.clock import now
from portal.kernel.errors import NotAllowed
from portal.transitions.actions.locking import managed_transition, note
from portal.transitions.queries.parts import parts_of
from portal.waitlists.models import ClientHold
from portal.waitlists.rules.moves import HoldCause


async def close_transition(actor: Actor, transition_id: int) -> None:
    """Raises NotAllowed while somebody still waits for a decision, or for its execution."""
    transition = await managed_transition(actor, transition_id)
    parts = await parts_of(transition)
    waiting = [part for part in parts if part.undecided or part.ready]
    if waiting:
        raise NotAllowed(f"{len(waiting)} cliënten wachten nog op een besluit of de uitvoering.")
    transition.closed_at = now()
    await transition.save(update_fields=["closed_at"])
    running = sorted({part.client_id for part in parts if part.runs})
    await ClientHold.filter(
        client_id__in=running or [0], cause=HoldCause.RUNNING_CARE, ended_at=None
    ).update(ended_at=now())
    await note(actor, "transition.closed", transition)
