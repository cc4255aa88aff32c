"""The demo's mailbox: every mail that the portal would have sent."""

from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Final

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from portal.demomail.queries import Letter, letter, newest_letters, with_links
from portal.kernel.errors import NotFound
from portal.settings import settings
from portal.web.handlers import reads
from portal.web.page import Page

# A mail carries its own styles and pictures, and can neither load nor send anything.
MAIL_POLICY: Final = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; "
    "base-uri 'none'; frame-ancestors 'none'"
)


@dataclass(frozen=True, kw_only=True)
class Mailbox(Page):
    template: ClassVar[str] = "demo/mailbox.html"
    letters: list[Letter]
    to: str


@dataclass(frozen=True, kw_only=True)
class OneLetter(Page):
    template: ClassVar[str] = "demo/letter.html"
    letter: Letter
    pieces: list[tuple[str, str]]


@reads
async def mailbox(request: Request) -> Response:
    """All mails, the newest first, or those to one address."""
    to = request.query_params.get("aan", "")
    return Mailbox(letters=await newest_letters(_folder(), to=to), to=to).render(request)


@reads
async def one_letter(request: Request) -> Response:
    """One mail as text; its links into the portal work."""
    found = await letter(_folder(), request.path_params["key"])
    pieces = with_links(found.text, base_url=settings().base_url)
    return OneLetter(letter=found, pieces=pieces).render(request)


@reads
async def as_html(request: Request) -> Response:
    """One mail as its HTML, as a document of its own with a policy of its own."""
    found = await letter(_folder(), request.path_params["key"])
    return HTMLResponse(found.html, headers={"Content-Security-Policy": MAIL_POLICY})


def _folder() -> Path:
    folder = settings().mail_directory
    if not settings().demo or folder is None:
        raise NotFound
    return folder


routes = [
    Route("/demo/mail/", mailbox, name="demomail:mailbox"),
    Route("/demo/mail/{key}/", one_letter, name="demomail:letter"),
    Route("/demo/mail/{key}/html/", as_html, name="demomail:html"),
]
