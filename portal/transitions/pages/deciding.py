"""Step 3: the access team decides for its own clients; the region sees how far it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Final, cast

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from portal.availability.rules.row import Named, Row
from portal.journal.actions import record_seen
from portal.kernel.actor import Actor, Role
from portal.kernel.clock import today
from portal.kernel.errors import NotValid
from portal.kernel.ids import as_id
from portal.transitions.actions.deciding import Wish, decide
from portal.transitions.actions.presenting import remind
from portal.transitions.forms.deciding import DecideForm, decide_form
from portal.transitions.pages.heads import Head, Scene, scene_of
from portal.transitions.pages.preparing import ONE
from portal.transitions.queries.plans import OF_REGION, READERS
from portal.transitions.queries.preparing import named_in_full
from portal.transitions.queries.receiving import left_of, receiving_rows, subcontract_rows
from portal.transitions.rules.parts import Part
from portal.transitions.rules.steps import Step
from portal.transitions.rules.words import Choice
from portal.web import redirects
from portal.web.flash import flash
from portal.web.handlers import Seen, looks, shown, writes
from portal.web.page import Page
from portal.web.session import acting

SHOWN: Final = 100
ALL: Final = "alle"


@dataclass(frozen=True, slots=True, kw_only=True)
class Availability:
    """How a receiving offering stands now, for the municipality of a client."""

    name: str
    status: str
    wait: str
    free: str
    left: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A client to decide for."""

    part: Part
    proposal: Availability | None
    decision: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Team:
    """How far a municipality is."""

    name: str
    total: int
    undecided: int
    first_on: date | None


@dataclass(frozen=True, kw_only=True)
class Decide(Page):
    template: ClassVar[str] = "transitions/decide.html"
    fragments: ClassVar[frozenset[str]] = frozenset({"decisions"})
    head: Head
    teams: Sequence[Team]
    tasks: Sequence[Task]
    decided: Sequence[Task]
    left_out: int
    agreeable: int
    """For how many there is a proposal to agree with."""
    alternatives: Sequence[Availability]
    form: DecideForm
    chosen: frozenset[int]
    may_decide: bool
    may_remind: bool


@looks
async def tasks(request: Request) -> Response:
    """Whom to decide for."""
    actor = acting(request, *READERS)
    scene = await scene_of(request, actor, Step.DECIDE)
    return (await _page(request, scene)).render(request)


async def _page(
    request: Request,
    scene: Scene,
    form: DecideForm | None = None,
    chosen: frozenset[int] = frozenset(),
) -> Decide:
    offerings = await _offerings(scene)
    left = await left_of(scene.transition)
    waiting = [part for part in scene.parts if part.undecided]
    done = [part for part in scene.parts if part.decided and part.done is None and part.waits]
    seen = [*waiting[:SHOWN], *done[:SHOWN]]
    if not scene.actor.has(*OF_REGION):
        shown(request, "client", {p.client_id for p in seen}, action="transition.seen")
    region = scene.actor.has(*OF_REGION)
    return Decide(
        head=scene.head,
        teams=_teams(scene),
        tasks=[] if region else [_task(part, offerings, left) for part in waiting[:SHOWN]],
        decided=[] if region else [_task(part, offerings, left) for part in done[:SHOWN]],
        left_out=max(0, len(waiting) - SHOWN),
        agreeable=sum(part.proposed_id is not None and part.linked for part in waiting),
        alternatives=[_available(row, None, left) for row in offerings.values()],
        form=form or decide_form(_named(offerings)),
        chosen=chosen,
        may_decide=_may_decide(scene),
        may_remind=scene.actor.has(Role.REGION_MANAGER) and bool(waiting),
    )


def _may_decide(scene: Scene) -> bool:
    asked = scene.transition.presented_at is not None and scene.transition.closed_at is None
    return scene.actor.has(Role.CONSULTANT) and asked


async def _offerings(scene: Scene) -> dict[int, Row]:
    """What can be chosen for clients of these municipalities."""
    towns = {town for town, _ in scene.towns}
    every = [*await receiving_rows(scene.transition), *await subcontract_rows(scene.transition)]
    return {row.id: row for row in every if towns & {one.id for one in row.municipalities}}


def _named(offerings: dict[int, Row]) -> list[Named]:
    return [Named(id=row.id, name=_name(row)) for row in offerings.values()]


def _name(row: Row) -> str:
    main = row.main_contractor
    name = named_in_full(row)
    return f"{name} (onderaannemer van {main.name})" if main else name


def _available(row: Row, municipality_id: int | None, left: dict[int, int]) -> Availability:
    figures = row.figures(municipality_id)
    free = figures.places_free if figures else None
    expected = row.expected(municipality_id)
    return Availability(
        name=_name(row),
        status=row.status(municipality_id, today=today()),
        wait=str(expected) if expected else "onbekend",
        free="onbekend" if free is None else str(free),
        left=str(max(0, left[row.id])) if row.id in left else "",
    )


def _task(part: Part, offerings: dict[int, Row], left: dict[int, int]) -> Task:
    row = offerings.get(part.proposed_id or 0)
    return Task(
        part=part,
        proposal=_available(row, part.municipality.id, left) if row else None,
        decision=_decision(part, offerings),
    )


def _decision(part: Part, offerings: dict[int, Row]) -> str:
    decided = part.decided
    if decided is None:
        return ""
    names = [_name(offerings[one]) for one in decided.to_ids if one in offerings]
    words = f"{decided.choice.label}: {' en '.join(names)}" if names else decided.choice.label
    return f"{words} ({decided.departure.label})" if decided.departure else words


def _teams(scene: Scene) -> list[Team]:
    teams: list[Team] = []
    for town_id, name in scene.towns:
        mine = [part for part in scene.parts if part.municipality.id == town_id]
        late = [part for part in mine if part.undecided]
        first_on = min((part.deadline_on for part in late), default=None)
        if mine:
            teams.append(Team(name=name, total=len(mine), undecided=len(late), first_on=first_on))
    return teams


@writes
async def save(request: Request) -> Response:
    """Decide for the chosen clients: agree with the proposals, or something else."""
    actor = acting(request, Role.CONSULTANT)
    scene = await scene_of(request, actor, Step.DECIDE)
    posted = await request.form()
    kind = str(posted.get("besluit", ""))
    chosen = _chosen(scene, [str(one) for one in posted.getlist("wie")], everybody=kind == ALL)
    form = decide_form(_named(await _offerings(scene)), None)
    if kind == "ander":
        form = decide_form(_named(await _offerings(scene)), posted)
        if not form.validate():
            return await _faulty(request, scene, form, chosen)
    wish = form.wish() if kind == "ander" else Wish(choice=Choice.PROPOSAL)
    return await _decided(request, actor, scene, form, chosen, wish)


async def _decided(
    request: Request,
    actor: Actor,
    scene: Scene,
    form: DecideForm,
    chosen: frozenset[int],
    wish: Wish,
) -> Response:
    try:
        count = await decide(actor, scene.transition.id, sorted(chosen), wish, on=today())
    except NotValid as problem:
        form.complain("keuze", problem.message)
        return await _faulty(request, scene, form, chosen)
    here = redirects.to(request, "transitions:decide", transition=scene.transition.id)
    people = "1 cliënt" if count == 1 else f"{count} cliënten"
    return flash(here, f"Besluit vastgelegd voor {people}.")


async def _faulty(
    request: Request, scene: Scene, form: DecideForm, chosen: frozenset[int]
) -> Response:
    request.state.shown = []
    page = await _page(request, scene, form, chosen)
    for seen in cast("list[Seen]", request.state.shown):
        await record_seen(scene.actor, seen.action, subject=seen.subject, ids=seen.ids)
    return page.render(request, 422)


def _chosen(scene: Scene, sent: Sequence[str], *, everybody: bool) -> frozenset[int]:
    if everybody:
        agreeable = [p for p in scene.parts if p.undecided and p.proposed_id and p.linked]
        return frozenset(part.id for part in agreeable)
    return frozenset(one for one in map(as_id, sent) if one is not None)


@writes
async def send_reminder(request: Request) -> Response:
    """Remind the teams that are late."""
    actor = acting(request, Role.REGION_MANAGER)
    told = await remind(actor, request.path_params["transition"], on=today())
    here = redirects.to(request, "transitions:decide", transition=request.path_params["transition"])
    return flash(here, f"{told} consulenten krijgen een herinnering, hoogstens één per dag.")


routes = [
    Route(f"{ONE}beslissen/", tasks, name="transitions:decide"),
    Route(f"{ONE}beslissen/", save, methods=["POST"], name="transitions:save_decisions"),
    Route(f"{ONE}herinneren/", send_reminder, methods=["POST"], name="transitions:remind"),
]
