"""The municipality's first screen: stops to decide, and the offer in its own area."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from portal.kernel.actor import Role
from portal.kernel.clock import today
from portal.kernel.spelling import slug
from portal.oversight.queries import municipality as queries
from portal.oversight.rules.municipality import Area
from portal.web.handlers import reads
from portal.web.page import Page
from portal.web.session import acting


@dataclass(frozen=True, kw_only=True)
class MunicipalityDesk(Page):
    template: ClassVar[str] = "oversight/municipality.html"
    area: Area
    search_query: str
    """The search with this municipality chosen; a product may follow."""
    today: date


@reads
async def municipality(request: Request) -> Response:
    """What waits for the municipality, and how its own area stands."""
    area = await queries.area(acting(request, Role.MUNICIPALITY_MEMBER), today=today())
    query = urlencode({"gemeente": slug(area.municipality.name)})
    return MunicipalityDesk(area=area, search_query=query, today=today()).render(request)


routes = [Route("/gemeente/", municipality, name="oversight:municipality")]
