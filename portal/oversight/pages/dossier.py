"""Wie heeft dit dossier gezien: the municipality asks who saw or changed a client's record."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from portal.database.transactions import read
from portal.kernel.actor import Role
from portal.kernel.errors import NotFound
from portal.kernel.ids import as_id
from portal.oversight.forms.dossier import DossierForm
from portal.oversight.queries.inspection import in_words, rows_about_client
from portal.oversight.rules.inspection import Told
from portal.waitlists.queries import client_found, clients_visible_to
from portal.web import redirects
from portal.web.handlers import looks, prepares, reads, shown
from portal.web.page import Page
from portal.web.session import acting

PER_PAGE: Final = 50


@dataclass(frozen=True, kw_only=True)
class AskDossier(Page):
    template: ClassVar[str] = "oversight/ask_dossier.html"
    form: DossierForm


@dataclass(frozen=True, kw_only=True)
class Dossier(Page):
    template: ClassVar[str] = "oversight/dossier.html"
    reference: str
    client_id: int
    told: Sequence[Told]
    total: int
    page: int
    pages: int


@reads
async def ask(request: Request) -> Response:
    """Ask whose record it is about."""
    acting(request, Role.MUNICIPALITY_MEMBER)
    return AskDossier(form=DossierForm.parse()).render(request)


@prepares
async def find(request: Request) -> Response:
    """Go to that record, when it is of a client of this municipality."""
    actor = acting(request, Role.MUNICIPALITY_MEMBER)
    form = DossierForm.parse(await request.form())
    client = None
    if form.validate():
        client = await read(lambda: client_found(actor, form.code.data or ""))
        if client is None:
            form.complain("code", "Uw gemeente heeft geen cliënt met deze code of dit zaaknummer.")
    if client is None:
        return AskDossier(form=form).render(request, 422)
    return redirects.to(request, "oversight:dossier", client=client.id)


@looks
async def dossier(request: Request) -> Response:
    """Who saw or changed this record, the newest first; this look is one of them."""
    actor = acting(request, Role.MUNICIPALITY_MEMBER)
    client = await clients_visible_to(actor).get_or_none(id=request.path_params["client"])
    if client is None:
        raise NotFound
    shown(request, "client", [client.id], action="client.shown")
    found = rows_about_client(client.id)
    total = await found.count()
    pages = max(1, -(-total // PER_PAGE))
    page = min(as_id(request.query_params.get("pagina", "")) or 1, pages)
    told = await in_words(await found.offset((page - 1) * PER_PAGE).limit(PER_PAGE))
    return Dossier(
        reference=client.reference or "",
        client_id=client.id,
        told=told,
        total=total,
        page=page,
        pages=pages,
    ).render(request)


routes = [
    Route("/gemeente/dossier/", ask, name="oversight:ask_dossier"),
    Route("/gemeente/dossier/", find, methods=["POST"], name="oversight:find_dossier"),
    Route("/gemeente/dossier/{client:int}/", dossier, name="oversight:dossier"),
]
