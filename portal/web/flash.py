"""A sentence that survives one redirect, in a cookie of its own."""

import base64
import binascii
import json
from dataclasses import dataclass
from typing import Any, Final, Literal, cast

from starlette.requests import Request
from starlette.responses import Response

from portal.web.session import cookie_name, drop_cookie, set_cookie

Kind = Literal["success", "warning", "error", "info"]
KINDS: Final = frozenset({"success", "warning", "error", "info"})


@dataclass(frozen=True, slots=True)
class Flash:
    """One sentence to show at the top of the next page."""

    kind: Kind
    text: str


def flash(response: Response, text: str, kind: Kind = "success") -> Response:
    """Let the next page show this sentence; it never holds data of a client."""
    packed = json.dumps([kind, text]).encode()
    set_cookie(response, "flash", base64.urlsafe_b64encode(packed).decode(), seconds=60)
    return response


def flashes(request: Request) -> list[Flash]:
    """What the previous answer left to say; anything unreadable is nothing."""
    raw = request.cookies.get(cookie_name("flash"), "")
    if not raw:
        return []
    try:
        kind, text = cast(list[Any], json.loads(base64.urlsafe_b64decode(raw)))
        known = isinstance(text, str) and kind in KINDS and text.encode()
    except (binascii.Error, ValueError, TypeError, RecursionError):
        return []
    return [Flash(kind, text)] if known else []


def forget(request: Request, response: Response) -> None:
    """A sentence is shown once."""
    if cookie_name("flash") in request.cookies:
        drop_cookie(response, "flash")
