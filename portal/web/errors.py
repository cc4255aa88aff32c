"""One family of error pages, made when the portal starts, so that showing one cannot fail."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from html import escape
from typing import Final

import structlog
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from portal.kernel.errors import PortalError, trace_of
from portal.settings import ROOT
from portal.web.problems import is_open, problem
from portal.web.static import static

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class ErrorText:
    """What an error page says when nothing better is known."""

    title: str
    text: str


TEXTS: Final[Mapping[int, ErrorText]] = {
    400: ErrorText("Deze aanvraag klopt niet", "Ga terug en probeer het opnieuw."),
    401: ErrorText("U bent niet ingelogd", "Log in om verder te gaan."),
    403: ErrorText(
        "Dit kan niet",
        "Ga terug, laad de pagina opnieuw en probeer het nog een keer. Er is niets gewijzigd.",
    ),
    404: ErrorText(
        "Deze pagina bestaat niet",
        "Controleer het adres. Misschien is de pagina verplaatst of hoort zij bij een ander "
        "account.",
    ),
    405: ErrorText("Dit kan niet op deze pagina", "Ga terug en probeer het opnieuw."),
    409: ErrorText("Dit kan nu niet", "Er is niets gewijzigd."),
    413: ErrorText(
        "Het bestand is te groot",
        "U kunt een bestand van maximaal 10 MB versturen. Er is niets gewijzigd.",
    ),
    422: ErrorText("Er is een probleem met wat u invulde", "Ga terug en verbeter uw gegevens."),
    429: ErrorText("Te veel pogingen", "Wacht een kwartier en probeer het dan opnieuw."),
    500: ErrorText(
        "Er ging iets mis aan onze kant",
        "Probeer het over een paar minuten opnieuw. Wat u net deed, is misschien niet opgeslagen.",
    ),
    503: ErrorText("Het portaal is even niet bereikbaar", "Probeer het over een minuut opnieuw."),
}
SECRET: Final = re.compile(r"[\w-]{40,}")
"""A token in a path: whoever reads the log must not be able to use somebody's link."""
_TITLE: Final = "@@title@@"
_TEXT: Final = "@@text@@"


@cache
def _frame() -> str:
    environment = Environment(
        loader=FileSystemLoader(ROOT / "templates"), undefined=StrictUndefined, autoescape=True
    )
    return environment.get_template("layout/error.html").render(
        title=_TITLE, text=_TEXT, href="/", action="Naar de startpagina", css=static("portal.css")
    )


def prepare() -> None:
    """Make the page at start-up: a broken template stops the start, not an error page."""
    _frame()


def error_response(status: int, message: str | None = None) -> HTMLResponse:
    """The full error page for this status, with a better sentence where there is one."""
    default = TEXTS.get(status, TEXTS[500])
    page = _frame().replace(_TITLE, escape(default.title))
    return HTMLResponse(page.replace(_TEXT, escape(message or default.text)), status)


def _partial_response(status: int, message: str | None) -> HTMLResponse:
    """The same words for htmx: shown above the page, which stays as it was."""
    default = TEXTS.get(status, TEXTS[500])
    words = escape(message or default.text)
    return HTMLResponse(
        f'<div class="notice notice--error" role="alert"><p><strong>{escape(default.title)}.'
        f"</strong> {words}</p></div>",
        status,
        {"HX-Retarget": "#flashes", "HX-Reswap": "innerHTML", "HX-Push-Url": "false"},
    )


def respond(request: Request, status: int, message: str | None = None) -> Response:
    """An error as a page, as a notice when htmx asked, or as JSON for programs."""
    if is_open(request.scope["path"]):
        return problem(status, message or TEXTS.get(status, TEXTS[500]).title + ".")
    if request.headers.get("HX-Request") == "true":
        return _partial_response(status, message)
    return error_response(status, message)


async def explain(request: Request, error: Exception) -> Response:
    """A PortalError is shown in its own words."""
    assert isinstance(error, PortalError)
    return respond(request, error.status, error.message)


async def refuse(request: Request, error: Exception) -> Response:
    """What the router or the form reader refuses."""
    assert isinstance(error, HTTPException)
    response = respond(request, error.status_code)
    response.headers.update(error.headers or {})  # such as which methods there are
    return response


async def apologise(request: Request, error: Exception) -> Response:
    """Anything else is a bug: logged without what was typed, and apologised for."""
    path = SECRET.sub("…", request.scope["path"])
    log.error("bug", path=path, kind=type(error).__name__, trace=trace_of(error))
    return respond(request, 500)
