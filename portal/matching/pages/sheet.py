"""A sheet for the talk with the client, to be printed."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from portal.database.transactions import read
from portal.kernel.clock import today
from portal.matching.forms import asked_in_words
from portal.matching.pages.searching import picked, searching
from portal.matching.queries import TeamContact, contact_for_clients
from portal.matching.rules.sheet import MOST, Option, options
from portal.web.handlers import recalls
from portal.web.page import Page


@dataclass(frozen=True, kw_only=True)
class Sheet(Page):
    template: ClassVar[str] = "matching/sheet.html"
    options: list[Option]
    others: int
    """How many more the search found."""
    asked: list[str]
    on: date
    team: TeamContact | None
    gone: int
    back: str
    """The results as they were."""


@recalls
async def sheet(request: Request) -> Response:
    """What was picked, else the first results, in words for the client."""
    asking = await searching(request)
    search, day = asking.wanted.search, today()
    chosen = picked(asking, day)
    found, around = chosen.found, asking.shelved.around
    shown = chosen.matches or [found.match(slot) for slot in found.order[:MOST]]
    page = Sheet(
        options=options(shown),
        others=0 if chosen.matches else found.total - len(shown),
        asked=asked_in_words(search, asking.offered),
        on=day,
        team=await read(lambda: contact_for_clients(asking.actor, around, search.municipality_id)),
        gone=chosen.gone,
        back=asking.back,
    )
    return page.render(request)


routes = [Route("/beschikbaarheid/overzicht/", sheet, name="matching:sheet")]
