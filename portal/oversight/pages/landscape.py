"""The care landscape of the region: product by municipality."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from portal.catalogue.queries import READERS
from portal.kernel.clock import today
from portal.oversight.forms.landscape import LandscapeForm, asked, landscape_form, lots_of, query
from portal.oversight.queries.landscape import landscape_around
from portal.oversight.rules.cells import LineText, lines_of
from portal.oversight.rules.landscape import CellState
from portal.web.handlers import reads
from portal.web.page import Page
from portal.web.session import acting


@dataclass(frozen=True, kw_only=True)
class CareLandscape(Page):
    template: ClassVar[str] = "oversight/landscape.html"
    fragments: ClassVar[frozenset[str]] = frozenset({"landscape"})
    form: LandscapeForm
    municipalities: Sequence[str]
    lines: Sequence[LineText]
    counts: Mapping[CellState, int]
    """Of the whole region, whatever is asked."""
    shown: int
    """How many cells are asked for."""
    may_edit: bool


@reads
async def care_landscape(request: Request) -> Response:
    """How long clients wait for what, where; and what is missing."""
    actor = acting(request, *READERS)
    land = await landscape_around(actor, today=today())
    lots = lots_of(land)
    wanted = asked(request.query_params, lots)
    lines = lines_of(land, wanted)
    page = CareLandscape(
        form=landscape_form(wanted, lots),
        municipalities=[one.name for one in land.municipalities],
        lines=lines,
        counts=land.counts(),
        shown=sum(text is not None for line in lines for _, text in line.cells),
        may_edit=actor.has(*READERS[:1]),
    )
    response = page.render(request)
    response.headers["HX-Push-Url"] = request.url.path + query(wanted, lots)
    return response


routes = [Route("/regio/landschap/", care_landscape, name="oversight:landscape")]
