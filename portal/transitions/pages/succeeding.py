"""The was-wordt list on the screen."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from portal.kernel.actor import Actor, Role
from portal.kernel.errors import NotValid
from portal.kernel.ids import as_id
from portal.transitions.actions.succeeding import add_succession, remove_succession
from portal.transitions.forms.plans import SuccessionForm, succession_form
from portal.transitions.pages.heads import HOME
from portal.transitions.queries.plans import OF_REGION
from portal.transitions.queries.preparing import (
    Line,
    products_of_region,
    successions_of,
    towns_of,
)
from portal.web import redirects
from portal.web.flash import flash
from portal.web.forms import Posted
from portal.web.handlers import reads, writes
from portal.web.page import Page
from portal.web.records import RecordForm
from portal.web.session import acting

HERE: Final = f"{HOME}was-wordt/"


@dataclass(frozen=True, kw_only=True)
class Successions(Page):
    template: ClassVar[str] = "transitions/successions.html"
    lines: Sequence[Line]
    may_edit: bool


@reads
async def successions(request: Request) -> Response:
    """The whole list of the region."""
    actor = acting(request, *OF_REGION)
    page = Successions(
        lines=await successions_of(actor.region_id or 0), may_edit=actor.has(Role.REGION_MANAGER)
    )
    return page.render(request)


@reads
async def new(request: Request) -> Response:
    """The form for one line."""
    actor = acting(request, Role.REGION_MANAGER)
    return _form_page(await _form(actor)).render(request)


@writes
async def add(request: Request) -> Response:
    """Add a line."""
    actor = acting(request, Role.REGION_MANAGER)
    form = await _form(actor, await request.form())
    if not form.validate():
        return _form_page(form).render(request, 422)
    assert form.from_on.data
    try:
        await add_succession(
            actor,
            product_id=int(form.product.data),
            successor_id=as_id(str(form.successor.data or "")),
            municipality_id=as_id(str(form.municipality.data or "")),
            from_on=form.from_on.data,
            equivalent=bool(form.equivalent.data),
        )
    except NotValid as problem:
        form.complain("successor", problem.message)
        return _form_page(form).render(request, 422)
    return flash(redirects.to(request, "transitions:successions"), "Regel toegevoegd.")


@writes
async def remove(request: Request) -> Response:
    """Take a line off."""
    actor = acting(request, Role.REGION_MANAGER)
    await remove_succession(actor, request.path_params["succession"])
    return flash(redirects.to(request, "transitions:successions"), "Regel verwijderd.")


async def _form(actor: Actor, posted: Posted | None = None) -> SuccessionForm:
    region_id = actor.region_id or 0
    return succession_form(await products_of_region(region_id), await towns_of(region_id), posted)


def _form_page(form: SuccessionForm) -> RecordForm:
    return RecordForm(
        trail=[("Overgangen", HOME), ("Was-wordtlijst", HERE), ("Regel toevoegen", "")],
        title="Regel toevoegen",
        form=form,
        action=f"{HERE}nieuw/",
        cancel_href=HERE,
        notes=["Twee regels voor één oud product betekenen dat het product wordt gesplitst."],
    )


routes = [
    Route(HERE, successions, name="transitions:successions"),
    Route(f"{HERE}nieuw/", new, name="transitions:new_succession"),
    Route(f"{HERE}nieuw/", add, methods=["POST"], name="transitions:add_succession"),
    Route(
        f"{HERE}{{succession:int}}/weg/",
        remove,
        methods=["POST"],
        name="transitions:remove_succession",
    ),
]
