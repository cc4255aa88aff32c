"""Mijn cliënten: where each stands, and the whole record of one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, Final
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from portal.catalogue.models import Region
from portal.database.transactions import read
from portal.kernel.actor import Actor, Role
from portal.kernel.clock import today
from portal.kernel.ids import as_id
from portal.waitlists.forms.finding import FindForm
from portal.waitlists.pages.attempts import looked_again
from portal.waitlists.queries import client_found
from portal.waitlists.queries.following import Record, followed_by, record_of
from portal.waitlists.rules.following import Attention, Followed
from portal.web import redirects
from portal.web.handlers import looks, prepares, shown
from portal.web.page import Page
from portal.web.redirects import path_of
from portal.web.session import acting

PER_PAGE: Final = 25


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One of the lists to choose from, and how many are in it."""

    label: str
    href: str
    current: bool
    count: int


@dataclass(frozen=True, kw_only=True)
class Clients(Page):
    template: ClassVar[str] = "waitlists/clients.html"
    fragments: ClassVar[frozenset[str]] = frozenset({"clients"})
    form: FindForm
    clients: Sequence[Followed]
    choices: Sequence[Choice]
    whose: Sequence[tuple[str, str, bool]]
    """Own clients or the team's: the words, where they lead, and whether shown now."""
    here: str
    asked: Attention
    page: int
    pages: int


@looks
async def clients(request: Request) -> Response:
    """The clients whom the consultant follows, who asks for a step first."""
    actor = acting(request, Role.CONSULTANT)
    page = await _overview(request, actor, FindForm.parse())
    shown(request, "client", [one.id for one in page.clients], action="client.listed")
    return page.render(request)


@prepares
async def find(request: Request) -> Response:
    """Go to the client with this code; the code itself stays out of addresses."""
    actor = acting(request, Role.CONSULTANT)
    form = FindForm.parse(await request.form())
    found = None
    if form.validate():
        found = await read(lambda: client_found(actor, form.code.data or ""))
        if found is None:
            form.complain("code", "Wij kennen geen cliënt met deze code of dit zaaknummer.")
    if found is not None:
        return redirects.to(request, "waitlists:client", client=found.id)
    page = await read(lambda: _overview(request, actor, form))
    await looked_again(actor, [one.id for one in page.clients])
    return page.render(request, 422)


async def _overview(request: Request, actor: Actor, form: FindForm) -> Clients:
    query = request.query_params
    everybody = query.get("van") == "team"
    asked = Attention(query["toon"]) if query.get("toon") in set(Attention) else Attention.ALL
    every = await followed_by(actor, mine=not everybody, on=today())
    found = [one for one in every if one.fits(asked)]
    pages = max(1, -(-len(found) // PER_PAGE))
    page = min(as_id(query.get("pagina", "")) or 1, pages)
    path = path_of(request, "waitlists:clients")
    return Clients(
        form=form,
        clients=found[(page - 1) * PER_PAGE : page * PER_PAGE],
        choices=_choices(path, every, asked, everybody=everybody),
        whose=_whose(path, asked, everybody=everybody),
        here=_href(path, _query(asked, everybody=everybody)),
        asked=asked,
        page=page,
        pages=pages,
    )


def _choices(
    path: str, every: Sequence[Followed], asked: Attention, *, everybody: bool
) -> list[Choice]:
    return [
        Choice(
            label=need.label,
            href=_href(path, _query(need, everybody=everybody)),
            current=need is asked,
            count=sum(one.fits(need) for one in every),
        )
        for need in Attention
    ]


def _whose(path: str, asked: Attention, *, everybody: bool) -> list[tuple[str, str, bool]]:
    return [
        (label, _href(path, _query(asked, everybody=team)), team is everybody)
        for label, team in (("mijn cliënten", False), ("alle cliënten van het team", True))
    ]


def _query(asked: Attention, *, everybody: bool) -> dict[str, str]:
    said = {"toon": asked.value, "van": "team" if everybody else ""}
    return {name: value for name, value in said.items() if value}


def _href(path: str, query: Mapping[str, str]) -> str:
    return f"{path}?{urlencode(query)}" if query else path


@dataclass(frozen=True, kw_only=True)
class ClientPage(Page):
    template: ClassVar[str] = "waitlists/client.html"
    fragments: ClassVar[frozenset[str]] = frozenset({"record"})
    record: Record
    uses_urgency: bool


@looks
async def client(request: Request) -> Response:
    """One client: every place, why it is there, what happened, and what can be done."""
    actor = acting(request, Role.CONSULTANT)
    record = await record_of(actor, request.path_params["client"], on=today())
    shown(request, "client", [record.client.id], action="client.shown")
    region = await Region.get(id=record.client.region_id)
    return ClientPage(record=record, uses_urgency=region.uses_urgency).render(request)


routes = [
    Route("/clienten/", clients, name="waitlists:clients"),
    Route("/clienten/", find, methods=["POST"], name="waitlists:find"),
    Route("/clienten/{client:int}/", client, name="waitlists:client"),
]
