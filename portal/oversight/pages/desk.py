"""The region's desk: what there is to do today, and who keeps figures current."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from portal.kernel.actor import Role
from portal.kernel.clock import today
from portal.oversight.forms.asked import asks_mine
from portal.oversight.queries import desk as queries
from portal.oversight.queries.upkeep import manages_contracts
from portal.web.handlers import reads
from portal.web.page import Page
from portal.web.session import acting

MORE: Final = (
    ("Wachtlijsten", "waitlists:region", "Hoeveel mensen wachten, en wie te lang?"),
    ("Zorglandschap", "oversight:landscape", "Waar is hulp, en waar zijn hiaten?"),
    ("Looptijd van contracten", "oversight:terms", "Wat loopt af, en wat kan verlengd worden?"),
    ("Managementinformatie", "oversight:management", "Cijfers over een periode, ook als bestand."),
)
FOR_MANAGERS: Final = (("Zoekwoorden", "search:words", "Hoe consulenten hun woorden terugvinden."),)
"""Pages beside the desk: the words, the route and what one finds there."""


@dataclass(frozen=True, kw_only=True)
class RegionDesk(Page):
    template: ClassVar[str] = "oversight/desk.html"
    fragments: ClassVar[frozenset[str]] = frozenset({"desk"})
    region_name: str
    desk: queries.Desk
    may_decide: bool
    mine: bool
    offers_mine: bool
    """Whether some contracts of the region are the reader's own."""
    more: Sequence[tuple[str, str, str]]


@reads
async def region_desk(request: Request) -> Response:
    """The first screen of whoever manages contracts, and of the inspector."""
    actor = acting(request, Role.REGION_MANAGER, Role.INSPECTOR)
    mine = asks_mine(request.query_params)
    return RegionDesk(
        region_name=actor.organisation_name,
        desk=await queries.desk(actor, today=today(), mine=mine),
        may_decide=actor.has(Role.REGION_MANAGER),
        mine=mine,
        offers_mine=mine or await manages_contracts(actor),
        more=MORE + FOR_MANAGERS if actor.has(Role.REGION_MANAGER) else MORE,
    ).render(request)


routes = [Route("/regio/", region_desk, name="oversight:desk")]
