"""Step 5: what came of everybody, the proof of the order, and putting one client back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from portal.availability.models import Offering
from portal.availability.queries import rows
from portal.kernel.actor import Role
from portal.kernel.clock import today
from portal.kernel.errors import NotFound
from portal.transitions.actions.closing import close_transition
from portal.transitions.actions.undoing import undo_transfer
from portal.transitions.forms.deciding import UndoForm
from portal.transitions.forms.sheets import board_sheet, report_sheet
from portal.transitions.pages.downloads import download
from portal.transitions.pages.heads import HOME, Head, Scene, scene_of
from portal.transitions.pages.preparing import ONE
from portal.transitions.queries.plans import OF_REGION, READERS
from portal.transitions.queries.preparing import named_in_full
from portal.transitions.queries.reporting import (
    BatchDone,
    PassedBy,
    batches_of,
    check_of,
    counted,
    overtaken_in,
)
from portal.transitions.rules.board import Due, board
from portal.transitions.rules.order import PROOF, OrderCheck
from portal.transitions.rules.parts import Part
from portal.transitions.rules.steps import Step
from portal.transitions.rules.words import ON_A_LIST, Outcome
from portal.waitlists.models import Entry
from portal.waitlists.queries import standing_of
from portal.web import redirects
from portal.web.flash import flash
from portal.web.handlers import looks, reads, shown, writes
from portal.web.page import Page
from portal.web.records import RecordForm
from portal.web.session import acting

SHOWN: Final = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One client: what came of it, and why the client stands there now."""

    part: Part
    to: str
    counts_from_on: date | None
    """The day of aanmelding that decides the place now; another only after a merge."""
    standing: str
    may_undo: bool


@dataclass(frozen=True, kw_only=True)
class Report(Page):
    template: ClassVar[str] = "transitions/report.html"
    head: Head
    outcomes: Sequence[tuple[Outcome, int]]
    undone: int
    waiting: int
    batches: Sequence[BatchDone]
    check: OrderCheck
    proof: str
    overtaken: Sequence[PassedBy]
    overtaken_total: int
    accounts: Sequence[Account]
    left_out: int
    may_close: bool


@looks
async def report(request: Request) -> Response:
    """The account of the transition, for the own municipality or the whole region."""
    actor = acting(request, *READERS)
    scene = await scene_of(request, actor, Step.REPORT)
    every = await overtaken_in(scene.transition)
    towns = {town for town, _ in scene.towns}
    passed = [one for one in every if one.municipality_id in towns]
    done = [part for part in scene.parts if part.done is not None]
    accounts = await _accounts(scene, done[:SHOWN])
    seen = {one.part.client_id for one in accounts} | {one.client_id for one in passed}
    shown(request, "client", seen, action="transition.seen")
    page = Report(
        head=scene.head,
        outcomes=list(counted(scene.parts).items()),
        undone=sum(bool(part.done and part.done.undone_on) for part in done),
        waiting=sum(part.done is None and part.waits for part in scene.parts),
        batches=await batches_of(scene.transition, sorted(towns)),
        check=await check_of(scene.transition),
        proof=PROOF,
        overtaken=passed,
        overtaken_total=len(every),
        accounts=accounts,
        left_out=max(0, len(done) - SHOWN),
        may_close=actor.has(Role.REGION_MANAGER) and scene.transition.closed_at is None,
    )
    return page.render(request)


async def _accounts(scene: Scene, done: Sequence[Part]) -> list[Account]:
    names = await _names(done)
    ids = [part.done.entry_id for part in done if part.done and part.done.entry_id]
    entries = {entry.id: entry for entry in await Entry.filter(id__in=ids or [0])}
    return [await _account(scene, part, names, entries) for part in done]


async def _names(done: Sequence[Part]) -> dict[int, str]:
    ids = {part.done.to_id for part in done if part.done and part.done.to_id}
    return {row.id: named_in_full(row) for row in await rows(Offering.filter(id__in=ids or {0}))}


async def _account(
    scene: Scene, part: Part, names: Mapping[int, str], entries: Mapping[int, Entry]
) -> Account:
    assert part.done is not None
    entry = entries.get(part.done.entry_id or 0)
    stands = await standing_of(entry) if entry is not None else None
    undoable = part.done.outcome in ON_A_LIST and part.done.undone_on is None
    own = scene.actor.has(Role.CONSULTANT) and scene.transition.closed_at is None
    return Account(
        part=part,
        to=names.get(part.done.to_id or 0, ""),
        counts_from_on=stands.key.registered_on if stands else None,
        standing=str(stands) if stands else "",
        may_undo=own and undoable and entry is not None and entry.is_open,
    )


@looks
async def report_file(request: Request) -> Response:
    """The account of everybody, to work with in Excel."""
    actor = acting(request, *READERS)
    scene = await scene_of(request, actor, Step.REPORT)
    shown(request, "client", {part.client_id for part in scene.parts}, action="transition.seen")
    names = await _names([part for part in scene.parts if part.done])
    return await download(request, report_sheet(scene.parts, names), "verslag-overgang")


@writes
async def close(request: Request) -> Response:
    """The transition is over."""
    actor = acting(request, Role.REGION_MANAGER)
    await close_transition(actor, request.path_params["transition"])
    return flash(_back(request), "Het overgangstraject is afgesloten.")


@looks
async def undo_form(request: Request) -> Response:
    """Why this client is put back."""
    return (await _undo_page(request, UndoForm.parse())).render(request)


@writes
async def undo(request: Request) -> Response:
    """Put one client back."""
    actor = acting(request, Role.CONSULTANT)
    form = UndoForm.parse(await request.form())
    request.state.shown = []
    page = await _undo_page(request, form)
    if not form.validate():
        return page.render(request, 422)
    params = request.path_params
    await undo_transfer(
        actor, params["transition"], params["transfer"], reason=form.reason.data or "", on=today()
    )
    told = "Teruggedraaid. De cliënt staat weer op de oude lijst, met de oude aanmelddatum."
    return flash(_back(request), told)


async def _undo_page(request: Request, form: UndoForm) -> RecordForm:
    actor = acting(request, Role.CONSULTANT)
    scene = await scene_of(request, actor, Step.REPORT)
    asked = request.path_params["transfer"]
    part = next((one for one in scene.parts if one.done and one.done.id == asked), None)
    if part is None:
        raise NotFound
    shown(request, "client", [part.client_id], action="transition.seen")
    home = f"{HOME}{scene.transition.id}/verslag/"
    title = f"{part.title} terugdraaien"
    return RecordForm(
        trail=[("Overgangen", HOME), (scene.transition.name, home), (title, "")],
        title=title,
        form=form,
        action=f"{home}{asked}/terug/",
        cancel_href=home,
        save_label="Terugdraaien",
        notes=[
            "De cliënt komt terug op de oude lijst, met de oude aanmelddatum. De volgorde blijft "
            "kloppen; het plaatsnummer kan anders zijn dan eerst."
        ],
    )


def _back(request: Request) -> Response:
    return redirects.to(request, "transitions:report", transition=request.path_params["transition"])


@dataclass(frozen=True, kw_only=True)
class Board(Page):
    template: ClassVar[str] = "transitions/board.html"
    head: Head
    due: Sequence[Due]


@reads
async def terms(request: Request) -> Response:
    """What is due first."""
    actor = acting(request, *READERS)
    scene = await scene_of(request, actor, Step.EXECUTE if actor.has(*OF_REGION) else Step.DECIDE)
    return Board(head=scene.head, due=board(scene.parts, on=today())).render(request)


@reads
async def terms_file(request: Request) -> Response:
    """The same for Excel."""
    actor = acting(request, *READERS)
    scene = await scene_of(request, actor, Step.DECIDE)
    due = board(scene.parts, on=today())
    return await download(request, board_sheet(due), "termijnen-overgang")


routes = [
    Route(f"{ONE}verslag/", report, name="transitions:report"),
    Route(f"{ONE}verslag/bestand/{{format}}/", report_file, name="transitions:report_file"),
    Route(f"{ONE}verslag/{{transfer:int}}/terug/", undo_form, name="transitions:undo_form"),
    Route(f"{ONE}verslag/{{transfer:int}}/terug/", undo, methods=["POST"], name="transitions:undo"),
    Route(f"{ONE}afsluiten/", close, methods=["POST"], name="transitions:close"),
    Route(f"{ONE}termijnen/", terms, name="transitions:board"),
    Route(f"{ONE}termijnen/bestand/{{format}}/", terms_file, name="transitions:board_file"),
]
