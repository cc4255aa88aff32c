"""All transitions of a region, and starting one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from portal.kernel.actor import Actor, Role
from portal.kernel.clock import today
from portal.kernel.errors import NotValid
from portal.transitions.actions.setting_up import set_up
from portal.transitions.forms.plans import PlanForm, plan_form
from portal.transitions.models import Transition
from portal.transitions.pages.heads import HOME
from portal.transitions.queries.parts import parts_of
from portal.transitions.queries.plans import (
    OF_REGION,
    READERS,
    municipalities_of,
    transitions_visible_to,
)
from portal.transitions.queries.preparing import providers_of, releasing_of
from portal.web import redirects
from portal.web.flash import flash
from portal.web.handlers import reads, writes
from portal.web.page import Page
from portal.web.records import RecordForm
from portal.web.session import acting


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One transition, in numbers for this actor."""

    transition: Transition
    releasing: str
    total: int
    undecided: int
    done: int
    href: str


@dataclass(frozen=True, kw_only=True)
class Overview(Page):
    template: ClassVar[str] = "transitions/overview.html"
    cards: Sequence[Card]
    may_start: bool


@reads
async def overview(request: Request) -> Response:
    """The transitions of the region, the newest first."""
    actor = acting(request, *READERS)
    found = await transitions_visible_to(actor).distinct().order_by("-id")
    cards = [await _card(request, actor, one) for one in found]
    return Overview(cards=cards, may_start=actor.has(Role.REGION_MANAGER)).render(request)


async def _card(request: Request, actor: Actor, transition: Transition) -> Card:
    region = actor.has(*OF_REGION)
    own = await municipalities_of(actor, transition.region_id)
    parts = await parts_of(transition, municipality_ids=None if region else [one.id for one in own])
    step = "transitions:prepare" if region else "transitions:decide"
    return Card(
        transition=transition,
        releasing=", ".join(one.name for one in await releasing_of(transition)),
        total=len(parts),
        undecided=sum(part.undecided for part in parts),
        done=sum(part.done is not None or not part.waits for part in parts),
        href=redirects.path_of(request, step, transition=transition.id),
    )


@reads
async def new(request: Request) -> Response:
    """The form to start one."""
    actor = acting(request, Role.REGION_MANAGER)
    return _form_page(plan_form(await providers_of(actor.region_id or 0))).render(request)


@writes
async def start(request: Request) -> Response:
    """Set it up, and go on to prepare it."""
    actor = acting(request, Role.REGION_MANAGER)
    form = plan_form(await providers_of(actor.region_id or 0), await request.form())
    if not form.validate():
        return _form_page(form).render(request, 422)
    try:
        made = await set_up(actor, form.plan(), on=today())
    except NotValid as problem:
        form.complain("name", problem.message)
        return _form_page(form).render(request, 422)
    answer = redirects.to(request, "transitions:prepare", transition=made.id)
    return flash(answer, "Overgangstraject gemaakt. Kies nu wie er ontvangt.")


def _form_page(form: PlanForm) -> RecordForm:
    return RecordForm(
        trail=[("Overgangen", HOME), ("Nieuw overgangstraject", "")],
        title="Nieuw overgangstraject",
        form=form,
        action=f"{HOME}nieuw/",
        cancel_href=HOME,
        save_label="Maken",
    )


routes = [
    Route(HOME, overview, name="transitions:overview"),
    Route(f"{HOME}nieuw/", new, name="transitions:new"),
    Route(f"{HOME}nieuw/", start, methods=["POST"], name="transitions:start"),
]
