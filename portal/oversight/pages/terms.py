"""Which contracts end, what may be extended, and how full the lots are."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from portal.catalogue.queries import READERS
from portal.kernel.actor import Role
from portal.kernel.clock import today
from portal.oversight.queries import terms as queries
from portal.oversight.rules.terms import Ending, Filled, endings, filled
from portal.web.handlers import reads
from portal.web.page import Page
from portal.web.session import acting


@dataclass(frozen=True, kw_only=True)
class Terms(Page):
    template: ClassVar[str] = "oversight/terms.html"
    endings: Sequence[Ending]
    lots: Sequence[Filled]
    may_edit: bool


@reads
async def terms(request: Request) -> Response:
    """What ends within a year, and which lots have room."""
    actor = acting(request, *READERS)
    contracts, lots = await queries.contracts_of(actor), await queries.lots_of(actor)
    return Terms(
        endings=endings(contracts, lots, today=today()),
        lots=filled(lots, contracts, today=today()),
        may_edit=actor.has(Role.REGION_MANAGER),
    ).render(request)


routes = [Route("/regio/contracten-overzicht/", terms, name="oversight:terms")]
