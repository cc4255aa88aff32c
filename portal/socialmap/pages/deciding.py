"""Other texts of owners, and who keeps what; for the access team."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from portal.kernel.errors import NotValid
from portal.socialmap.actions.facilities import decide_texts
from portal.socialmap.actions.keepers import add_keeper, end_keeper
from portal.socialmap.forms.keeping import DecisionForm, KeeperForm
from portal.socialmap.models import FacilityKeeper, FacilityOwner
from portal.socialmap.queries.keeping import keepers_at, owner_for, waiting_text_for
from portal.socialmap.rules.facilities import Decision
from portal.socialmap.rules.keeping import STAFF, Waiting
from portal.web import redirects
from portal.web.flash import flash
from portal.web.handlers import reads, writes
from portal.web.page import Page
from portal.web.session import acting


@dataclass(frozen=True, kw_only=True)
class Texts(Page):
    template: ClassVar[str] = "socialmap/texts.html"
    waiting: Waiting
    form: DecisionForm


@dataclass(frozen=True, kw_only=True)
class Owner(Page):
    template: ClassVar[str] = "socialmap/owner.html"
    owner: FacilityOwner
    keepers: Sequence[FacilityKeeper]
    form: KeeperForm


@reads
async def texts(request: Request) -> Response:
    """The difference per field between what is published and what an owner proposes."""
    actor = acting(request, *STAFF)
    waiting = await waiting_text_for(actor, request.path_params["change"])
    return Texts(waiting=waiting, form=DecisionForm.parse()).render(request)


@writes
async def decide(request: Request) -> Response:
    """Publish these texts, or say why not."""
    actor = acting(request, *STAFF)
    waiting = await waiting_text_for(actor, request.path_params["change"])
    form = DecisionForm.parse(await request.form())
    if not form.validate():
        return Texts(waiting=waiting, form=form).render(request, 422)
    decision = Decision(str(form.decision.data))
    await decide_texts(actor, waiting.id, decision, note=form.note.data or "")
    told = (
        "De tekst staat op de kaart." if decision is Decision.AGREED else "De tekst is geweigerd."
    )
    return flash(redirects.to(request, "socialmap:desk"), told)


@reads
async def owner(request: Request) -> Response:
    """Who is asked whether the entries of an owner are right."""
    actor = acting(request, *STAFF)
    row = await owner_for(actor, request.path_params["owner"])
    return (await _owner_page(row, KeeperForm.parse())).render(request)


@writes
async def add(request: Request) -> Response:
    """Ask one more person."""
    actor = acting(request, *STAFF)
    row = await owner_for(actor, request.path_params["owner"])
    form = KeeperForm.parse(await request.form())
    if form.validate():
        try:
            await add_keeper(actor, row, name=str(form.name.data), email=str(form.email.data))
        except NotValid as error:
            form.complain("email", error.message)
    if form.errors:
        return (await _owner_page(row, form)).render(request, 422)
    answer = redirects.to(request, "socialmap:owner", owner=row.id)
    return flash(answer, f"{form.name.data} krijgt voortaan de mails.")


@writes
async def stop(request: Request) -> Response:
    """Ask somebody no more."""
    actor = acting(request, *STAFF)
    row = await owner_for(actor, request.path_params["owner"])
    await end_keeper(actor, row, request.path_params["keeper"])
    answer = redirects.to(request, "socialmap:owner", owner=row.id)
    return flash(answer, "Deze persoon krijgt geen mails meer.")


async def _owner_page(row: FacilityOwner, form: KeeperForm) -> Owner:
    return Owner(owner=row, keepers=await keepers_at(row.id), form=form)


_OWNER = "/voorzieningen/eigenaren/{owner:int}/"
_TEXTS = "/voorzieningen/teksten/{change:int}/"
routes = [
    Route(_TEXTS, texts, name="socialmap:texts"),
    Route(_TEXTS, decide, methods=["POST"], name="socialmap:decide"),
    Route(_OWNER, owner, name="socialmap:owner"),
    Route(_OWNER, add, methods=["POST"], name="socialmap:add_keeper"),
    Route(f"{_OWNER}{{keeper:int}}/stoppen/", stop, methods=["POST"], name="socialmap:end_keeper"),
]
