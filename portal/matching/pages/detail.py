"""Everything of one offering."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from portal.availability.queries import history
from portal.availability.rules.chart import Chart
from portal.availability.rules.row import Row
from portal.database.transactions import read
from portal.kernel.actor import Role
from portal.kernel.clock import today
from portal.matching.pages.searching import Searching, searching
from portal.matching.queries import row_open_to
from portal.matching.rules.cards import Card, card
from portal.matching.rules.detail import (
    Line,
    Local,
    Said,
    StopTold,
    chart_of,
    facts_of,
    figures_of,
    lines_of,
    locals_of,
    stops_of,
)
from portal.search.rules import seen
from portal.web.handlers import recalls
from portal.web.page import Page


@dataclass(frozen=True, kw_only=True)
class Detail(Page):
    template: ClassVar[str] = "matching/offering.html"
    card: Card
    figures: list[tuple[str, str]]
    measured: Sequence[tuple[str, str]]
    """How long people really waited, and how many wait; empty where no list tells."""
    facts: list[tuple[str, str]]
    municipality: str
    """For whose clients the figures hold; empty is in general."""
    locals: list[Local]
    stops: list[StopTold]
    lines: list[Line]
    chart: Chart | None
    query: str
    """Back to the results as they were."""
    may_register: bool
    """Whether the reader puts clients on lists."""


@recalls
async def offering(request: Request) -> Response:
    """Everything of one offering."""
    asking = await searching(request)
    row = await row_open_to(asking.actor, request.path_params["offering"])
    told = await read(lambda: history(asking.actor, row.id))
    said = [(moment.confirmed, moment.statement) for moment in told]
    return detail(row, said, asking).render(request)


def detail(row: Row, said: list[Said], asking: Searching) -> Detail:
    """The page of this offering for the clients of the municipality that was asked."""
    day, municipality_id = today(), asking.wanted.search.municipality_id
    names = {m.id: m.name for m in row.municipalities}
    match = seen(row, municipality_id if municipality_id in names else None, today=day)
    return Detail(
        card=card(match, region_size=asking.region_size),
        figures=figures_of(match),
        measured=row.measured.facts if row.measured else (),
        facts=facts_of(row),
        municipality=names.get(match.municipality_id or 0, ""),
        locals=locals_of(row, today=day),
        stops=stops_of(row, today=day),
        lines=lines_of(row, said),
        chart=chart_of(row, said, today=day),
        query=asking.query,
        may_register=asking.actor.role is Role.CONSULTANT,
    )


routes = [Route("/beschikbaarheid/{offering:int}/", offering, name="matching:offering")]
