"""Paths of this portal: of its named pages, and where to go after a form."""

from contextlib import suppress
from functools import lru_cache
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import RedirectResponse
from starlette.routing import NoMatchFound

from portal.kernel.texts import ENGLISH, Language, language


def path_of(request: Request, name: str, /, **path_params: Any) -> str:
    """The path of a named page, of two languages that of the page which links to it.

    Without a host, which a request could forge.
    """
    return _path(request.app, name, tuple(path_params.items()), language())


@lru_cache(maxsize=4_096)
def _path(
    app: Starlette, name: str, path_params: tuple[tuple[str, Any], ...], spoken: Language
) -> str:
    # Starlette tries every route in turn; a page asks for dozens of paths.
    if spoken == ENGLISH:
        with suppress(NoMatchFound):
            return str(app.url_path_for(f"{ENGLISH}:{name}", **dict(path_params)))
    return str(app.url_path_for(name, **dict(path_params)))


def to(request: Request, name: str, /, **path_params: Any) -> RedirectResponse:
    """Go on to the page of a named route (303, so that a reload does not post again)."""
    return RedirectResponse(path_of(request, name, **path_params), 303)


def safe_path(path: str) -> str:
    """This path when it stays within the portal, else the start page."""
    inside = path.startswith("/") and not path.startswith("//") and "\\" not in path
    return path if inside and path.isprintable() else "/"
