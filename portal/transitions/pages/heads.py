"""What stands at the top of every page of a transition: its name, and the five steps."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from starlette.requests import Request

from portal.kernel.actor import Actor
from portal.transitions.actions.presenting import unmapped
from portal.transitions.models import Receiving, Transition
from portal.transitions.queries.parts import parts_of
from portal.transitions.queries.plans import OF_REGION, municipalities_of, transition_for
from portal.transitions.rules.parts import Part
from portal.transitions.rules.steps import Missing, Step, progress
from portal.web.redirects import path_of

ROUTES: Final = {
    Step.PREPARE: "transitions:prepare",
    Step.SIMULATE: "transitions:simulate",
    Step.DECIDE: "transitions:decide",
    Step.EXECUTE: "transitions:execute",
    Step.REPORT: "transitions:report",
}
FOR_ALL: Final = frozenset({Step.DECIDE, Step.REPORT})
HOME: Final = "/overgang/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The transition and how far it is."""

    transition: Transition
    steps: Sequence[tuple[str, str, str, str]]
    """Label, address (empty for who may not go there), state, what is missing."""
    trail: Sequence[tuple[str, str]]
    missing_products: Sequence[str]
    board_href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """Who looks at which transition, and the clients that this actor may look at."""

    actor: Actor
    transition: Transition
    parts: Sequence[Part]
    head: Head
    towns: Sequence[tuple[int, str]]


async def scene_of(request: Request, actor: Actor, step: Step) -> Scene:
    """The transition in the address. Raises NotFound."""
    transition = await transition_for(actor, request.path_params["transition"])
    towns = await municipalities_of(actor, transition.region_id)
    own = None if actor.has(*OF_REGION) else [one.id for one in towns]
    parts = await parts_of(transition, municipality_ids=own)
    missing = await unmapped(transition, parts)
    found = progress(
        parts,
        receivers=await Receiving.filter(transition_id=transition.id).count(),
        unmapped=len(missing),
        presented=transition.presented_at is not None,
    )
    head = Head(
        transition=transition,
        steps=[_step(request, actor, transition, one, step) for one in found],
        trail=[("Overgangen", HOME), (transition.name, ""), (step.label, "")],
        missing_products=missing,
        board_href=path_of(request, "transitions:board", transition=transition.id),
    )
    return Scene(
        actor=actor,
        transition=transition,
        parts=parts,
        head=head,
        towns=[(one.id, one.name) for one in towns],
    )


def _step(
    request: Request, actor: Actor, transition: Transition, one: Missing, here: Step
) -> tuple[str, str, str, str]:
    seen = actor.has(*OF_REGION) or one.step in FOR_ALL
    href = path_of(request, ROUTES[one.step], transition=transition.id) if seen else ""
    state = "current" if one.step is here else "done" if one.done else "todo"
    return one.step.label, href, state, one.note
