"""Step 4: one municipality's confirmed decisions at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from portal.kernel.actor import Role
from portal.kernel.clock import today
from portal.kernel.errors import NotFound
from portal.transitions.actions.executing import MOST, Done, blocked_now, execute
from portal.transitions.actions.undoing import queue_care
from portal.transitions.pages.heads import Head, Scene, scene_of
from portal.transitions.pages.preparing import ONE
from portal.transitions.queries.plans import OF_REGION
from portal.transitions.queries.queueing import Queueing, queueing_of
from portal.transitions.rules.parts import Part
from portal.transitions.rules.steps import Step
from portal.transitions.rules.words import Choice
from portal.web import redirects
from portal.web.flash import flash
from portal.web.handlers import looks, shown, writes
from portal.web.page import Page
from portal.web.session import acting


@dataclass(frozen=True, slots=True, kw_only=True)
class Town:
    """What can be carried out for a municipality."""

    id: int
    name: str
    ready: int
    """Not blocked; the next batch takes at most 500 of them."""
    blocked: int
    undecided: int
    without_day: int
    """Running care without an agreed first day."""
    kept: int
    done: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Blocked:
    """A confirmed decision that cannot be carried out now."""

    part: Part
    why: str


@dataclass(frozen=True, kw_only=True)
class Execute(Page):
    template: ClassVar[str] = "transitions/execute.html"
    head: Head
    towns: Sequence[Town]
    blocked: Sequence[Blocked]
    overdue: Sequence[Part]
    """Running care whose term has passed: it may come to stand on a list."""
    most: int
    may_execute: bool


@looks
async def execution(request: Request) -> Response:
    """What is ready, what is not, and why."""
    actor = acting(request, *OF_REGION)
    scene = await scene_of(request, actor, Step.EXECUTE)
    blocked = await blocked_now(actor, scene.transition, scene.parts, on=today())
    named = [part for part in scene.parts if part.id in blocked]
    overdue = [part for part in scene.parts if _overdue(part)]
    seen = {part.client_id for part in (*named, *overdue)}
    shown(request, "client", seen, action="transition.seen")
    page = Execute(
        head=scene.head,
        towns=_towns(scene, blocked),
        blocked=[Blocked(part=part, why=blocked[part.id]) for part in named],
        overdue=overdue,
        most=MOST,
        may_execute=actor.has(Role.REGION_MANAGER) and scene.transition.closed_at is None,
    )
    return page.render(request)


def _overdue(part: Part) -> bool:
    decided = part.decided is not None and bool(part.decided.to_ids)
    return part.runs and part.done is None and decided and part.deadline_on < today()


def _towns(scene: Scene, blocked: dict[int, str]) -> list[Town]:
    towns = [_town(scene, blocked, town_id, name) for town_id, name in scene.towns]
    return [town for town in towns if town is not None]


def _town(scene: Scene, blocked: dict[int, str], town_id: int, name: str) -> Town | None:
    mine = [part for part in scene.parts if part.municipality.id == town_id]
    open_parts = [part for part in mine if part.done is None]
    kept = [part for part in open_parts if part.decided and part.decided.choice is Choice.UNTIL_END]
    ready = [part for part in open_parts if part.ready]
    decided = sum(part.decided is not None for part in open_parts)
    if not mine:
        return None
    return Town(
        id=town_id,
        name=name,
        ready=sum(part.id not in blocked for part in ready),
        blocked=sum(part.id in blocked for part in ready),
        undecided=sum(part.undecided for part in mine),
        without_day=decided - len(ready) - len(kept),
        kept=len(kept),
        done=len(mine) - len(open_parts),
    )


@writes
async def run(request: Request) -> Response:
    """Carry out the next batch of one municipality."""
    actor = acting(request, Role.REGION_MANAGER)
    params = request.path_params
    done = await execute(actor, params["transition"], params["municipality"], on=today())
    here = redirects.to(request, "transitions:execute", transition=params["transition"])
    return flash(here, _told(done), "success" if done.batch else "info")


def _told(done: Done) -> str:
    if done.batch is None:
        return "Er was niets uit te voeren. Er is niets gewijzigd."
    ends = ", ".join(f"{count} {outcome.label}" for outcome, count in done.outcomes.items())
    left = f" {done.remaining} wachten op een volgende batch." if done.remaining else ""
    blocked = f" {len(done.blocked)} konden nu niet." if done.blocked else ""
    return f"Batch {done.batch.number} is uitgevoerd: {ends}.{left}{blocked}"


@dataclass(frozen=True, kw_only=True)
class Joining(Page):
    template: ClassVar[str] = "transitions/queue.html"
    head: Head
    part: Part
    queueing: Queueing
    may_queue: bool


@looks
async def joining(request: Request) -> Response:
    """Whom somebody would pass who comes to stand on a list with an earlier date."""
    actor = acting(request, *OF_REGION)
    scene = await scene_of(request, actor, Step.EXECUTE)
    asked = request.path_params["participant"]
    part = next((one for one in scene.parts if one.id == asked and _overdue(one)), None)
    if part is None:
        raise NotFound
    found = await queueing_of(part)
    seen = {part.client_id, *(one.client_id for one in found.passed)}
    shown(request, "client", seen, action="transition.seen")
    page = Joining(
        head=scene.head, part=part, queueing=found, may_queue=actor.has(Role.REGION_MANAGER)
    )
    return page.render(request)


@writes
async def put_on_list(request: Request) -> Response:
    """The region confirms, after seeing who is passed."""
    actor = acting(request, Role.REGION_MANAGER)
    params = request.path_params
    await queue_care(actor, params["transition"], params["participant"], on=today())
    here = redirects.to(request, "transitions:execute", transition=params["transition"])
    return flash(here, "De cliënt staat op de wachtlijst.")


routes = [
    Route(f"{ONE}uitvoeren/", execution, name="transitions:execute"),
    Route(f"{ONE}uitvoeren/{{municipality:int}}/", run, methods=["POST"], name="transitions:run"),
    Route(f"{ONE}wachtlijst/{{participant:int}}/", joining, name="transitions:queue"),
    Route(
        f"{ONE}wachtlijst/{{participant:int}}/",
        put_on_list,
        methods=["POST"],
        name="transitions:put_on_list",
    ),
]
