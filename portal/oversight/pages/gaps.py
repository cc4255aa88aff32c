"""The gaps in the care landscape: what the figures show and what people reported, as one list."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from portal.catalogue.queries import READERS
from portal.gaps.queries import gaps
from portal.gaps.rules import tallies
from portal.kernel.actor import Role
from portal.kernel.clock import today
from portal.oversight.queries.landscape import landscape_around
from portal.oversight.rules.pressing import ORDER_IN_WORDS, Pressing, pressing
from portal.web.handlers import reads
from portal.web.page import Page
from portal.web.session import acting


@dataclass(frozen=True, kw_only=True)
class PressingGaps(Page):
    template: ClassVar[str] = "oversight/gaps.html"
    gaps: Sequence[Pressing]
    without_product: int
    """Open reports that name no product, and so stand in no line of this list."""
    order_in_words: str
    may_edit: bool


@reads
async def pressing_gaps(request: Request) -> Response:
    """What asks for something first."""
    actor = acting(request, *READERS)
    land = await landscape_around(actor, today=today())
    reported = tallies(await gaps(actor))
    return PressingGaps(
        gaps=pressing(land, reported),
        without_product=sum(tally.count for tally in reported if tally.product is None),
        order_in_words=ORDER_IN_WORDS,
        may_edit=actor.has(Role.REGION_MANAGER),
    ).render(request)


routes = [Route("/regio/landschap/hiaten/", pressing_gaps, name="oversight:gaps")]
