"""Step 2: what would come of it, per receiving list. Looking changes nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from portal.kernel.clock import today
from portal.kernel.ids import as_id
from portal.transitions.forms.sheets import simulation_sheet
from portal.transitions.pages.downloads import download
from portal.transitions.pages.heads import Head, scene_of
from portal.transitions.pages.preparing import ONE
from portal.transitions.queries.plans import OF_REGION, transition_for
from portal.transitions.queries.preparing import named_in_full
from portal.transitions.queries.simulating import Simulated, simulated
from portal.transitions.rules.parts import Part
from portal.transitions.rules.simulation import After, Line
from portal.transitions.rules.slope import Slope, slope
from portal.transitions.rules.steps import Step
from portal.waitlists.rules.place import standing
from portal.web.handlers import looks, shown
from portal.web.page import Page
from portal.web.session import acting

SHOWN: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One line with its words."""

    line: Line
    reference: str
    change: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ListTab:
    """One receiving list in short."""

    name: str
    href: str
    current: bool
    before: int
    after: int
    comes: int
    merges: int
    passed: int
    offered: int
    taken_over: int
    short: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Without:
    """Somebody without a place, and why."""

    part: Part
    why: str


@dataclass(frozen=True, kw_only=True)
class Simulate(Page):
    template: ClassVar[str] = "transitions/simulate.html"
    fragments: ClassVar[frozenset[str]] = frozenset({"liststand"})
    head: Head
    clients: int
    participants: int
    fitting: int
    before_on: date
    tabs: Sequence[ListTab]
    name: str
    lines: Sequence[Told]
    left_out: int
    picture: Slope | None
    passed: Sequence[tuple[str, str]]
    without: Sequence[Without]
    late: Sequence[Part]
    two_products: Sequence[str]


@looks
async def simulate(request: Request) -> Response:
    """The totals, one list before and after, and who has no place."""
    actor = acting(request, *OF_REGION)
    scene = await scene_of(request, actor, Step.SIMULATE)
    found = await simulated(scene.transition, on=today())
    lists = found.simulation.lists
    asked = as_id(request.query_params.get("lijst", ""))
    chosen = next((one for one in lists if one.list_id == asked), lists[0] if lists else None)
    shown(request, "client", _seen(found, chosen), action="transition.seen")
    return _page(scene.head, found, chosen).render(request)


def _seen(found: Simulated, chosen: After | None) -> set[int]:
    on_list = {line.client_id for line in chosen.lines[:SHOWN]} if chosen else set[int]()
    named = {*found.simulation.without, *found.simulation.late}
    return on_list | {found.parts[one].client_id for one in named}


def _page(head: Head, found: Simulated, chosen: After | None) -> Simulate:
    simulation = found.simulation
    references = found.references
    by_client = {part.client_id: part.title for part in found.parts.values()}
    return Simulate(
        head=head,
        clients=simulation.clients,
        participants=simulation.participants,
        fitting=simulation.fitting,
        before_on=head.transition.cut_over_on,
        tabs=[_tab(found, one, one is chosen) for one in simulation.lists],
        name=named_in_full(found.lists[chosen.list_id]) if chosen else "",
        lines=_told(chosen, references) if chosen else [],
        left_out=max(0, len(chosen.lines) - SHOWN) if chosen else 0,
        picture=slope(chosen, references) if chosen and chosen.lines else None,
        passed=[
            (references.get(one.client_id, ""), references.get(one.by_client_id, ""))
            for one in (chosen.passed if chosen else ())
        ],
        without=[
            Without(part=found.parts[one], why=why.label)
            for one, why in sorted(simulation.without.items())
        ],
        late=[found.parts[one] for one in simulation.late],
        two_products=[by_client[one] for one in simulation.two_products],
    )


def _tab(found: Simulated, after: After, current: bool) -> ListTab:  # noqa: FBT001
    return ListTab(
        name=named_in_full(found.lists[after.list_id]),
        href=f"?lijst={after.list_id}",
        current=current,
        before=len(after.before),
        after=len(after.lines),
        comes=sum(line.comes for line in after.lines),
        merges=sum(line.merged for line in after.lines),
        passed=len(after.passed),
        offered=after.offered,
        taken_over=after.taken_over,
        short=after.short,
    )


def _told(after: After, references: Mapping[int, str]) -> list[Told]:
    keys = [line.key for line in after.lines]
    return [
        Told(
            line=line,
            reference=references.get(line.client_id, ""),
            change=_change(line),
            reason=standing(line.key, keys[: line.after - 1], len(keys)).reason,
        )
        for line in after.lines[:SHOWN]
    ]


def _change(line: Line) -> str:
    if line.comes:
        return "komt erbij"
    words = {0: "zelfde plaats"}.get(line.drops) or _moved(line.drops)
    return f"{words}, samengevoegd" if line.merged else words


def _moved(drops: int) -> str:
    places = f"{abs(drops)} plaats" if abs(drops) == 1 else f"{abs(drops)} plaatsen"
    return f"{places} {'omlaag' if drops > 0 else 'omhoog'}"


@looks
async def export(request: Request) -> Response:
    """Everybody on every list, to work with in Excel."""
    actor = acting(request, *OF_REGION)
    transition = await transition_for(actor, request.path_params["transition"])
    found = await simulated(transition, on=today())
    seen = {line.client_id for one in found.simulation.lists for line in one.lines}
    shown(request, "client", seen, action="transition.seen")
    return await download(request, simulation_sheet(found), "simulatie-overgang")


routes = [
    Route(f"{ONE}simulatie/", simulate, name="transitions:simulate"),
    Route(f"{ONE}simulatie/bestand/{{format}}/", export, name="transitions:simulation_file"),
]
