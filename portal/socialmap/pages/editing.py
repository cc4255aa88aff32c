"""Adding and changing a facility, by the desk or by the link of a mail."""

from dataclasses import dataclass, replace
from typing import ClassVar

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from portal.availability.rules.row import Named
from portal.catalogue.models import Municipality
from portal.database.transactions import committed
from portal.kernel.actor import Actor
from portal.kernel.clock import today
from portal.kernel.ids import as_id
from portal.outside.locatieserver import Position, addresses
from portal.settings import settings
from portal.socialmap.actions.facilities import (
    ChangedMeanwhile,
    add_facility,
    change_facility,
    owner_called,
)
from portal.socialmap.actions.keepers import add_keeper
from portal.socialmap.forms.keeping import FacilityForm, NewFacilityForm, known_of
from portal.socialmap.queries.around import towns_of_region
from portal.socialmap.queries.keeping import (
    keepers_at,
    keeping_of,
    region_id_around,
    row_kept_by,
    towns_kept_by,
)
from portal.socialmap.rules.facilities import FacilityRow
from portal.socialmap.rules.keeping import KEEPERS, STAFF, Keeping
from portal.web import redirects
from portal.web.flash import flash
from portal.web.forms import Posted
from portal.web.handlers import prepares, reads
from portal.web.page import Page
from portal.web.session import acting

PUBLISHED = "Opgeslagen. Inwoners zien dit nu."
WAITS = "Opgeslagen. De andere teksten bekijkt het team van de gemeente eerst."


@dataclass(frozen=True, kw_only=True)
class Edit(Page):
    template: ClassVar[str] = "socialmap/edit.html"
    row: FacilityRow
    form: FacilityForm
    publishes: bool
    back_href: str
    end_href: str
    owner_href: str


@dataclass(frozen=True, kw_only=True)
class New(Page):
    template: ClassVar[str] = "socialmap/new.html"
    form: NewFacilityForm


@reads
async def new_form(request: Request) -> Response:
    """The form for a facility that is new on the map."""
    actor = acting(request, *STAFF)
    return New(form=await _new_form(actor)).render(request)


@prepares
async def make(request: Request) -> Response:
    """Put a facility on the map."""
    actor = acting(request, *STAFF)
    posted = await request.form()
    position = await addresses.position_in(settings().locatieserver_url, posted)
    return await committed(lambda: _make(request, actor, posted, position))


async def _make(
    request: Request, actor: Actor, posted: Posted, position: Position | None
) -> Response:
    form = await _new_form(actor, posted)
    if not form.validate():
        return New(form=form).render(request, 422)
    await _made(actor, form, position)
    return flash(redirects.to(request, "socialmap:desk"), PUBLISHED)


async def _new_form(actor: Actor, posted: Posted | None = None) -> NewFacilityForm:
    every = await towns_of_region(await region_id_around(actor))
    return NewFacilityForm.between(await towns_kept_by(actor), every, posted)


async def _made(actor: Actor, form: NewFacilityForm, position: Position | None) -> None:
    region_id = await region_id_around(actor)
    town = await Municipality.get(id=as_id(str(form.town.data)), region_id=region_id)
    owner = await owner_called(actor, region_id, str(form.owner.data))
    written = replace(form.written(), position=position)
    await add_facility(await keeping_of(actor), owner, town.id, written)
    email = form.keeper_email.data
    if email and not await keepers_at(owner.id).filter(email=email).exists():
        await add_keeper(actor, owner, name=form.keeper_name.data or email, email=email)


@reads
async def edit_form(request: Request) -> Response:
    """Everything of one facility, to change."""
    actor = acting(request, *KEEPERS)
    row = await row_kept_by(actor, request.path_params["facility"])
    form = await form_of(row)
    return _page(actor, row, form).render(request)


@prepares
async def save(request: Request) -> Response:
    """Change a facility; texts of an owner wait for the access team."""
    actor = acting(request, *KEEPERS)
    posted = await request.form()
    position = await addresses.position_in(settings().locatieserver_url, posted)
    return await committed(lambda: _save(request, actor, posted, position))


async def _save(
    request: Request, actor: Actor, posted: Posted, position: Position | None
) -> Response:
    row = await row_kept_by(actor, request.path_params["facility"])
    form = FacilityForm.over(await other_towns(row), posted)
    keeping = await keeping_of(actor)
    told = await saved(keeping, row, form, position) if form.validate() else ""
    if not told:
        return _page(actor, row, form).render(request, 422)
    return flash(redirects.to(request, "socialmap:desk"), told)


async def saved(
    keeping: Keeping, row: FacilityRow, form: FacilityForm, position: Position | None
) -> str:
    """Save a form that is right; what to say of it, or nothing when somebody else came first."""
    try:
        written = replace(form.written(), position=position)
        waits = await change_facility(keeping, row.id, written, seen=form.version)
    except ChangedMeanwhile as error:
        form.complain("name", error.message)
        form.seen.data = str(row.version)
        return ""
    return WAITS if waits else PUBLISHED


async def form_of(row: FacilityRow) -> FacilityForm:
    """The form of a facility as it stands."""
    return FacilityForm.over(await other_towns(row), **known_of(row, today=today()))


async def other_towns(row: FacilityRow) -> list[Named]:
    """The municipalities of the region besides its own."""
    found = await towns_of_region(row.region.id)
    return [town for town in found if town.id != row.municipality.id]


def _page(actor: Actor, row: FacilityRow, form: FacilityForm) -> Edit:
    staff = actor.has(*STAFF)
    return Edit(
        row=row,
        form=form,
        publishes=staff,
        back_href="/voorzieningen/",
        end_href=f"/voorzieningen/{row.id}/weghalen/" if staff else "",
        owner_href=f"/voorzieningen/eigenaren/{row.owner.id}/" if staff else "",
    )


_EDIT = "/voorzieningen/{facility:int}/wijzigen/"
routes = [
    Route("/voorzieningen/nieuw/", new_form, name="socialmap:new"),
    Route("/voorzieningen/nieuw/", make, methods=["POST"], name="socialmap:make"),
    Route(_EDIT, edit_form, name="socialmap:edit"),
    Route(_EDIT, save, methods=["POST"], name="socialmap:save"),
]
