"""The list of providers to ring."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from portal.kernel.actor import Actor, Role
from portal.kernel.clock import today
from portal.oversight.actions.calls import note_no_answer
from portal.oversight.forms.asked import asks_mine, query_of
from portal.oversight.forms.calls import NoAnswerForm, no_answer_form
from portal.oversight.queries.calls import ToRing, to_ring
from portal.oversight.queries.upkeep import kept_in_region
from portal.web.flash import flash
from portal.web.handlers import reads, writes
from portal.web.page import Page
from portal.web.session import acting


@dataclass(frozen=True, kw_only=True)
class Calls(Page):
    template: ClassVar[str] = "oversight/calls.html"
    fragments: ClassVar[frozenset[str]] = frozenset({"calls"})
    to_ring: Sequence[tuple[ToRing, NoAnswerForm]]
    faulty: NoAnswerForm | None
    may_decide: bool
    mine: bool


@reads
async def calls(request: Request) -> Response:
    """Whom to ring, about which offerings, and who tried before."""
    actor = acting(request, Role.REGION_MANAGER, Role.INSPECTOR)
    return (await _page(actor, mine=asks_mine(request.query_params))).render(request)


@writes
async def no_answer(request: Request) -> Response:
    """Note that nobody answered, so that tomorrow's colleague knows."""
    actor = acting(request, Role.REGION_MANAGER)
    provider_id: int = request.path_params["provider"]
    form = no_answer_form(await request.form(), about=provider_id)
    mine = asks_mine(request.query_params)
    if not form.validate():
        return (await _page(actor, mine=mine, faulty=(provider_id, form))).render(request, 422)
    await note_no_answer(actor, provider_id, note=form.note.data or "", on=today())
    told = "Genoteerd: gebeld, geen gehoor. De aanbieder blijft op de lijst staan."
    return flash(_back(request), told)


def _back(request: Request) -> RedirectResponse:
    """To the list as it was asked for."""
    path = request.app.url_path_for("oversight:calls")
    return RedirectResponse(path + query_of(mine=asks_mine(request.query_params)), 303)


async def _page(
    actor: Actor, *, mine: bool = False, faulty: tuple[int, NoAnswerForm] | None = None
) -> Calls:
    kept = await kept_in_region(actor, mine=mine)
    found = await to_ring(actor, [one for one in kept if one.counts_on(today())])
    typed = dict([faulty]) if faulty else {}
    return Calls(
        to_ring=[
            (one, typed.get(one.provider.id) or no_answer_form(about=one.provider.id))
            for one in found
        ],
        faulty=faulty[1] if faulty else None,
        may_decide=actor.has(Role.REGION_MANAGER),
        mine=mine,
    )


routes = [
    Route("/regio/bellen/", calls, name="oversight:calls"),
    Route("/regio/bellen/{provider:int}/", no_answer, methods=["POST"], name="oversight:no_answer"),
]
