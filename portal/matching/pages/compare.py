"""Offerings side by side."""

from dataclasses import dataclass
from typing import ClassVar

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from portal.kernel.clock import today
from portal.matching.pages.searching import picked, searching, without
from portal.matching.rules.comparing import Comparison, comparison
from portal.web.handlers import recalls
from portal.web.page import Page


@dataclass(frozen=True, kw_only=True)
class Compare(Page):
    template: ClassVar[str] = "matching/compare.html"
    comparison: Comparison
    gone: int
    """How many that were picked do not exist here."""
    without: dict[int, str]
    """By offering, the address of this page without it."""
    query: str
    back: str
    """The results as they were."""


@recalls
async def compare(request: Request) -> Response:
    """Up to four offerings side by side."""
    asking = await searching(request)
    chosen = picked(asking, today())
    page = Compare(
        comparison=comparison(chosen.matches, region_size=asking.region_size),
        gone=chosen.gone,
        without={one.row.id: without(asking, one.row.id) for one in chosen.matches},
        query=asking.query,
        back=asking.back,
    )
    return page.render(request)


routes = [Route("/beschikbaarheid/vergelijken/", compare, name="matching:compare")]
