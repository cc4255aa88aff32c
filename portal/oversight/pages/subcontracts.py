"""Requests to work with a subcontractor: all facts in view, and the region's word."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from portal.kernel.actor import Role
from portal.kernel.clock import today
from portal.oversight.forms.asked import asks_mine, query_of
from portal.oversight.forms.subcontracts import SubcontractForm, subcontract_form
from portal.oversight.queries.subcontracts import (
    SubcontractRequest,
    request_for,
    requests_to_decide,
)
from portal.providers.actions import decide_subcontract
from portal.providers.rules import SubcontractDecision
from portal.web.flash import flash
from portal.web.handlers import reads, writes
from portal.web.page import Page
from portal.web.session import acting

_TOLD: Final = {
    SubcontractDecision.AGREED: "Akkoord vastgelegd. Het aanbod van de onderaannemer telt nu mee.",
    SubcontractDecision.REFUSED: "Weigering vastgelegd, met uw toelichting.",
}


@dataclass(frozen=True, kw_only=True)
class Subcontracts(Page):
    template: ClassVar[str] = "oversight/subcontracts.html"
    fragments: ClassVar[frozenset[str]] = frozenset({"subcontracts"})
    waiting: Sequence[tuple[SubcontractRequest, SubcontractForm]]
    faulty: SubcontractForm | None
    may_decide: bool
    mine: bool


@reads
async def subcontracts(request: Request) -> Response:
    """What waits for the region's word."""
    actor = acting(request, Role.REGION_MANAGER, Role.INSPECTOR)
    mine = asks_mine(request.query_params)
    found = await requests_to_decide(actor, today=today(), mine=mine)
    may_decide = actor.has(Role.REGION_MANAGER)
    return _shown(found, None, may_decide=may_decide, mine=mine).render(request)


@reads
async def subcontract(request: Request) -> Response:
    """One of them, also when it was decided: a later word replaces the earlier."""
    actor = acting(request, Role.REGION_MANAGER)
    one = await request_for(actor, request.path_params["contract"])
    return _shown([one], None, may_decide=True, mine=False).render(request)


@writes
async def decide(request: Request) -> Response:
    """Agree, or refuse with a reason."""
    actor = acting(request, Role.REGION_MANAGER)
    contract_id: int = request.path_params["contract"]
    form = subcontract_form(await request.form(), about=contract_id)
    if not form.validate():
        one = await request_for(actor, contract_id)
        mine = asks_mine(request.query_params)
        return _shown([one], form, may_decide=True, mine=mine).render(request, 422)
    await decide_subcontract(actor, contract_id, form.decision, note=form.note.data or "")
    return flash(_back(request), _TOLD[form.decision])


def _back(request: Request) -> RedirectResponse:
    """To the list as it was asked for."""
    path = request.app.url_path_for("oversight:subcontracts")
    return RedirectResponse(path + query_of(mine=asks_mine(request.query_params)), 303)


def _shown(
    found: Sequence[SubcontractRequest],
    faulty: SubcontractForm | None,
    *,
    may_decide: bool,
    mine: bool,
) -> Subcontracts:
    """A form beside each; one that was filled in wrong stands alone."""
    forms = [faulty or subcontract_form(about=one.contract_id) for one in found]
    return Subcontracts(
        waiting=list(zip(found, forms, strict=True)),
        faulty=faulty,
        may_decide=may_decide,
        mine=mine,
    )


routes = [
    Route("/regio/onderaannemers/", subcontracts, name="oversight:subcontracts"),
    Route("/regio/onderaannemers/{contract:int}/", subcontract, name="oversight:subcontract"),
    Route(
        "/regio/onderaannemers/{contract:int}/",
        decide,
        methods=["POST"],
        name="oversight:decide_subcontract",
    ),
]
