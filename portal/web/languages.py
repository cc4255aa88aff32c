"""The language of a page lies in its address: what is English stands under /en/.

A choice is remembered only of who makes one, and is read at the start page only.
"""

from typing import Final
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from portal.kernel.texts import DUTCH, ENGLISH, UNDER, in_language, language, language_of
from portal.web.redirects import safe_path
from portal.web.session import cookie_name, set_cookie

REMEMBER: Final = "onthoud=taal"
"""Ends the address of a link that changes the language: the choice is kept, then this is cut."""
_REMEMBER: Final = REMEMBER.encode()
_A_YEAR: Final = 365 * 24 * 3600


class Languages:
    """Lets each answer, an error too, speak the language of its address."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
        elif language_of(scope["path"]) == DUTCH:  # as it is outside of any page
            await self._answer(scope, receive, send)
        else:
            with in_language(ENGLISH):
                await self._answer(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        chose = scope["query_string"].endswith(_REMEMBER) and scope["method"] == "GET"
        await (_remembering(scope) if chose else self.app)(scope, receive, send)


def _remembering(scope: Scope) -> RedirectResponse:
    """The same page, with the choice kept in a cookie."""
    rest = scope["query_string"].decode("latin-1").removesuffix(REMEMBER).removesuffix("&")
    path = safe_path(quote(scope["path"]))
    response = RedirectResponse(f"{path}?{rest}" if rest else path, 303)
    set_cookie(response, "taal", language(), seconds=_A_YEAR)
    return response


def prefers_english(request: Request) -> bool:
    """Whether somebody who comes to the Dutch start page chose English before."""
    return language() == DUTCH and request.cookies.get(cookie_name("taal")) == ENGLISH


def other_path(path: str) -> str:
    """The address of this Dutch page in the language that the page is not in."""
    return path if language() == ENGLISH else UNDER + path


def switching(path: str, query: str) -> str:
    """Where a link leads that changes the language and keeps what was asked."""
    return f"{other_path(path)}{query or '?'}{'&' if query else ''}{REMEMBER}"
