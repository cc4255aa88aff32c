"""The desk of local guides: existing websites to which the page of a municipality leads."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from portal.kernel.actor import Actor
from portal.kernel.errors import NotValid
from portal.kernel.ids import as_id
from portal.socialmap.actions.guides import add_guide, end_guide
from portal.socialmap.forms.guides import GuideForm
from portal.socialmap.models import LocalGuide
from portal.socialmap.queries.keeping import guides_kept_by, towns_kept_by
from portal.socialmap.rules.keeping import STAFF
from portal.web import redirects
from portal.web.flash import flash
from portal.web.forms import Posted
from portal.web.handlers import reads, writes
from portal.web.page import Page
from portal.web.session import acting


@dataclass(frozen=True, kw_only=True)
class LocalGuides(Page):
    template: ClassVar[str] = "socialmap/guides.html"
    guides: Sequence[LocalGuide]
    form: GuideForm


@reads
async def guides(request: Request) -> Response:
    """The guides of the municipalities that this actor keeps."""
    actor = acting(request, *STAFF)
    return (await _page(actor, await _form(actor))).render(request)


@writes
async def add(request: Request) -> Response:
    """Lead to one more."""
    actor = acting(request, *STAFF)
    form = await _form(actor, await request.form())
    if not form.validate() or not await _added(actor, form):
        return (await _page(actor, form)).render(request, 422)
    return flash(redirects.to(request, "socialmap:guides"), f"Toegevoegd: {form.name.data}.")


async def _added(actor: Actor, form: GuideForm) -> bool:
    town_id = as_id(str(form.town.data)) or 0
    try:
        await add_guide(actor, town_id, name=str(form.name.data), url=str(form.url.data))
    except NotValid as error:
        form.complain("url", error.message)
        return False
    return True


@writes
async def end(request: Request) -> Response:
    """Lead there no more."""
    actor = acting(request, *STAFF)
    name = await end_guide(actor, request.path_params["guide"])
    answer = redirects.to(request, "socialmap:guides")
    return flash(answer, f"{name} staat niet meer op de pagina van de gemeente.")


async def _form(actor: Actor, posted: Posted | None = None) -> GuideForm:
    return GuideForm.between(await towns_kept_by(actor), posted)


async def _page(actor: Actor, form: GuideForm) -> LocalGuides:
    found = (await guides_kept_by(actor)).select_related("municipality")
    return LocalGuides(guides=await found.order_by("municipality__name", "name"), form=form)


routes = [
    Route("/voorzieningen/gidsen/", guides, name="socialmap:guides"),
    Route("/voorzieningen/gidsen/", add, methods=["POST"], name="socialmap:add_guide"),
    Route(
        "/voorzieningen/gidsen/{guide:int}/weghalen/",
        end,
        methods=["POST"],
        name="socialmap:end_guide",
    ),
]
