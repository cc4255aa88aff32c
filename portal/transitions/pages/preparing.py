"""Step 1: who leaves, who receives, until when, and whom it is about."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from portal.availability.rules.row import Named
from portal.kernel.actor import Actor, Role
from portal.kernel.clock import today
from portal.kernel.errors import NotValid
from portal.transitions.actions.collecting import collect
from portal.transitions.actions.presenting import present
from portal.transitions.actions.setting_up import (
    Talk,
    add_receiving,
    add_releasing,
    add_talk,
    remove_receiving,
    set_terms,
)
from portal.transitions.forms.plans import (
    WEEK,
    TermsForm,
    receiving_form,
    releasing_form,
    talk_form,
    terms_form,
)
from portal.transitions.pages.heads import HOME, Head, Scene, scene_of
from portal.transitions.queries.plans import OF_REGION, transition_for
from portal.transitions.queries.preparing import (
    Receives,
    TalkHeld,
    TermOf,
    offerings_to_receive,
    providers_of,
    receiving_of,
    releasing_of,
    talks_of,
    terms_of,
)
from portal.transitions.rules.steps import Step
from portal.web import redirects
from portal.web.flash import flash
from portal.web.forms import Form, Posted
from portal.web.handlers import reads, writes
from portal.web.page import Page
from portal.web.records import RecordForm
from portal.web.session import acting

ONE: Final = f"{HOME}{{transition:int}}/"


@dataclass(frozen=True, kw_only=True)
class Prepare(Page):
    template: ClassVar[str] = "transitions/prepare.html"
    head: Head
    form: TermsForm
    terms: Sequence[TermOf]
    releasing: Sequence[Named]
    receiving: Sequence[Receives]
    talks: Sequence[TalkHeld]
    entries: int
    running: int
    unlinked: int
    may_edit: bool


@reads
async def prepare(request: Request) -> Response:
    """All that the transition rests on."""
    actor = acting(request, *OF_REGION)
    scene = await scene_of(request, actor, Step.PREPARE)
    return (await _page(scene)).render(request)


async def _page(scene: Scene, form: TermsForm | None = None) -> Prepare:
    transition = scene.transition
    terms = await terms_of(transition)
    receiving = await receiving_of(transition)
    closed = transition.closed_at is not None
    return Prepare(
        head=scene.head,
        form=form or _terms_form(scene, terms),
        terms=terms,
        releasing=await releasing_of(transition),
        receiving=receiving,
        talks=await talks_of(transition, receiving),
        entries=sum(not part.runs for part in scene.parts),
        running=sum(part.runs for part in scene.parts),
        unlinked=sum(not part.linked for part in scene.parts),
        may_edit=scene.actor.has(Role.REGION_MANAGER) and not closed,
    )


def _terms_form(scene: Scene, terms: Sequence[TermOf], posted: Posted | None = None) -> TermsForm:
    weeks = {f"weeks-{one.product.id}": one.days // WEEK for one in terms}
    days = {
        "cut_over_on": scene.transition.cut_over_on,
        "final_on": scene.transition.final_on,
    }
    return terms_form([one.product for one in terms], posted, **days, **weeks)


@writes
async def save_terms(request: Request) -> Response:
    """Keep the days and terms."""
    actor = acting(request, Role.REGION_MANAGER)
    scene = await scene_of(request, actor, Step.PREPARE)
    form = _terms_form(scene, await terms_of(scene.transition), await request.form())
    if form.validate():
        assert form.cut_over_on.data
        assert form.final_on.data
        try:
            await set_terms(
                actor,
                scene.transition.id,
                cut_over_on=form.cut_over_on.data,
                final_on=form.final_on.data,
                days=form.days(),
            )
            return flash(_back(request), "Opgeslagen.")
        except NotValid as problem:
            form.complain("final_on", problem.message)
    return (await _page(scene, form)).render(request, 422)


@writes
async def gather(request: Request) -> Response:
    """Take in the open entries."""
    actor = acting(request, Role.REGION_MANAGER)
    new = await collect(actor, request.path_params["transition"])
    told = f"{new} cliënten van de wachtlijsten verzameld." if new else "Niemand nieuw gevonden."
    return flash(_back(request), told)


@writes
async def put_forward(request: Request) -> Response:
    """Put the proposals before the access teams, and go and see who decides."""
    actor = acting(request, Role.REGION_MANAGER)
    made = await present(actor, request.path_params["transition"], on=today())
    answer = redirects.to(
        request, "transitions:decide", transition=request.path_params["transition"]
    )
    return flash(answer, f"{made} voorstellen voorgelegd. De lokale toegang krijgt een mail.")


@writes
async def drop_receiving(request: Request) -> Response:
    """This offering receives no more."""
    actor = acting(request, Role.REGION_MANAGER)
    params = request.path_params
    await remove_receiving(actor, params["transition"], params["receiving"])
    return flash(_back(request), "Aanbod weggehaald.")


def _back(request: Request) -> Response:
    return redirects.to(
        request, "transitions:prepare", transition=request.path_params["transition"]
    )


# Small forms: each adds one row ------------------------------------------------------------


async def _add_page(
    request: Request, form: Form, *, title: str, path: str, save: str
) -> RecordForm:
    actor = acting(request, Role.REGION_MANAGER)
    transition = await transition_for(actor, request.path_params["transition"])
    home = f"{HOME}{transition.id}/"
    return RecordForm(
        trail=[("Overgangen", HOME), (transition.name, home), (title, "")],
        title=title,
        form=form,
        action=f"{home}{path}/",
        cancel_href=home,
        save_label=save,
    )


async def _added(
    request: Request, form: Form, page: RecordForm, add: Callable[[], Awaitable[object]], field: str
) -> Response:
    """Do it and go back, or show what is wrong with what was typed."""
    if form.validate():
        try:
            await add()
            return flash(_back(request), "Toegevoegd.")
        except NotValid as problem:
            form.complain(field, problem.message)
    return page.render(request, 422)


async def _receiving(request: Request, posted: Posted | None = None) -> tuple[Form, RecordForm]:
    actor = acting(request, Role.REGION_MANAGER)
    transition = await transition_for(actor, request.path_params["transition"])
    form = receiving_form(await offerings_to_receive(transition), posted)
    page = await _add_page(
        request, form, title="Ontvangende aanbieder", path="ontvangen", save="Toevoegen"
    )
    return form, page


@reads
async def new_receiving(request: Request) -> Response:
    """The form for who receives."""
    _, page = await _receiving(request)
    return page.render(request)


@writes
async def save_receiving(request: Request) -> Response:
    """Add who receives, or change the number."""
    form, page = await _receiving(request, await request.form())

    async def add() -> None:
        actor = _actor(request)
        chosen = int(str(form["offering"].data)), int(form["places"].data or 0)
        await add_receiving(actor, request.path_params["transition"], *chosen)

    return await _added(request, form, page, add, "offering")


async def _releasing(request: Request, posted: Posted | None = None) -> tuple[Form, RecordForm]:
    actor = acting(request, Role.REGION_MANAGER)
    form = releasing_form(await providers_of(actor.region_id or 0), posted)
    page = await _add_page(request, form, title="Latende aanbieder", path="laten", save="Toevoegen")
    return form, page


@reads
async def new_releasing(request: Request) -> Response:
    """The form for one provider more that stops."""
    _, page = await _releasing(request)
    return page.render(request)


@writes
async def save_releasing(request: Request) -> Response:
    """Add one provider more that stops."""
    form, page = await _releasing(request, await request.form())

    async def add() -> None:
        provider, weeks = int(str(form["provider"].data)), int(form["weeks"].data or 0)
        await add_releasing(
            _actor(request), request.path_params["transition"], provider, weeks * WEEK
        )

    return await _added(request, form, page, add, "provider")


async def _talk(request: Request, posted: Posted | None = None) -> tuple[Form, RecordForm]:
    actor = acting(request, Role.REGION_MANAGER)
    transition = await transition_for(actor, request.path_params["transition"])
    receiving = [Named(id=one.id, name=one.name) for one in await receiving_of(transition)]
    form = talk_form(await releasing_of(transition), receiving, posted)
    page = await _add_page(
        request, form, title="Overnamegesprek", path="gesprek", save="Vastleggen"
    )
    return form, page


@reads
async def new_talk(request: Request) -> Response:
    """The form for a talk."""
    _, page = await _talk(request)
    return page.render(request)


@writes
async def save_talk(request: Request) -> Response:
    """Note what was agreed."""
    form, page = await _talk(request, await request.form())

    async def add() -> None:
        talk = Talk(
            receiving_id=int(str(form["receiving"].data)),
            releasing_id=int(str(form["releasing"].data)),
            held_on=form["held_on"].data,
            clients=int(form["clients"].data or 0),
            staff_fte=float(form["staff_fte"].data or 0),
        )
        await add_talk(_actor(request), request.path_params["transition"], talk, on=today())

    return await _added(request, form, page, add, "held_on")


def _actor(request: Request) -> Actor:
    return acting(request, Role.REGION_MANAGER)


routes = [
    Route(ONE, prepare, name="transitions:prepare"),
    Route(f"{ONE}termijn/", save_terms, methods=["POST"], name="transitions:save_terms"),
    Route(f"{ONE}verzamelen/", gather, methods=["POST"], name="transitions:collect"),
    Route(f"{ONE}voorleggen/", put_forward, methods=["POST"], name="transitions:present"),
    Route(f"{ONE}ontvangen/", new_receiving, name="transitions:new_receiving"),
    Route(f"{ONE}ontvangen/", save_receiving, methods=["POST"], name="transitions:add_receiving"),
    Route(
        f"{ONE}ontvangen/{{receiving:int}}/weg/",
        drop_receiving,
        methods=["POST"],
        name="transitions:remove_receiving",
    ),
    Route(f"{ONE}laten/", new_releasing, name="transitions:new_releasing"),
    Route(f"{ONE}laten/", save_releasing, methods=["POST"], name="transitions:add_releasing"),
    Route(f"{ONE}gesprek/", new_talk, name="transitions:new_talk"),
    Route(f"{ONE}gesprek/", save_talk, methods=["POST"], name="transitions:add_talk"),
]
