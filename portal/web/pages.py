"""Pages that belong to no feature: help, and in development the components."""

from dataclasses import dataclass
from typing import ClassVar

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from portal.web.handlers import reads
from portal.web.page import Page


@dataclass(frozen=True, kw_only=True)
class Help(Page):
    template: ClassVar[str] = "web/help.html"


@reads
async def help_page(request: Request) -> Response:
    """What the portal is and whom to ask."""
    return Help().render(request)


routes = [Route("/hulp/", help_page, name="web:help")]
