"""Pages for everybody: made once, kept until something changes, and compressed.

Only for what is the same for all who are not signed in. Who is signed in gets a page of their own,
with their name on it, that nobody keeps.
"""

import gzip
import hashlib
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from typing import Final, cast

import brotli
from starlette.requests import Request
from starlette.responses import Response

from portal.web.answered import PUBLIC
from portal.web.flash import flashes
from portal.web.keeping import Kept
from portal.web.page import VARY, Page
from portal.web.session import actor_of

MOST_BYTES: Final = 32 * 1024 * 1024
QUALITY: Final = 5


def _brotli(body: bytes) -> bytes:
    return cast("bytes", brotli.compress(body, quality=QUALITY))


def _gzip(body: bytes) -> bytes:
    return gzip.compress(body, compresslevel=QUALITY, mtime=0)


_COMPRESS: Final[Mapping[str, Callable[[bytes], bytes]]] = {"br": _brotli, "gzip": _gzip}


@dataclass(slots=True)
class Body:
    """One answer with its compressed forms, made when a browser first wants them."""

    plain: bytes
    tag: str
    status: int
    _forms: dict[str, bytes] = field(default_factory=dict[str, bytes])

    @property
    def size(self) -> int:
        """In bytes, with room for the compressed forms: together less than the answer itself."""
        return 2 * len(self.plain)

    def form(self, encoding: str) -> bytes:
        """The answer as this encoding; "" is as it is."""
        if not encoding:
            return self.plain
        if encoding not in self._forms:
            self._forms[encoding] = _COMPRESS[encoding](self.plain)
        return self._forms[encoding]


_bodies: Final = Kept[Hashable, Body](most_bytes=MOST_BYTES)


def answer(
    request: Request, page: type[Page], key: Hashable, make: Callable[[], Page], status: int = 200
) -> Response:
    """The page that `make` makes, or what was kept of it under this key."""
    if actor_of(request) is not None or flashes(request):
        return make().render(request, status)
    block = page.asked_for(request)
    whole = (page, block, request.url.path, key)
    body = _bodies.answer(whole)
    if body is None:
        body = _body(request, make(), block, status)
        _bodies.keep(whole, body)
    setattr(request.state, PUBLIC, True)
    return answer_with(request, body, "text/html; charset=utf-8")


def _body(request: Request, page: Page, block: str | None, status: int) -> Body:
    if block:
        return body_of(page.fragment(request, block).encode(), status)
    return body_of(bytes(page.render(request, status).body), status)


def body_of(plain: bytes, status: int = 200) -> Body:
    """An answer with a tag that says whether a browser has it already."""
    return Body(plain, f'W/"{hashlib.sha256(plain).hexdigest()[:20]}"', status)


def answer_with(request: Request, body: Body, media_type: str) -> Response:
    """This answer, or that the browser has it already."""
    headers = {
        "ETag": body.tag,
        "Cache-Control": "no-cache",  # keep it, but ask each time whether it still holds
        "Vary": f"Accept-Encoding, Cookie, {VARY}",
        "Content-Type": media_type,
    }
    asked = request.headers.get("If-None-Match", "")
    if body.tag in {tag.strip() for tag in asked.split(",")}:
        return Response(status_code=304, headers=headers)
    encoding = _encoding(request)
    if encoding:
        headers["Content-Encoding"] = encoding
    return Response(body.form(encoding), body.status, headers)


def _encoding(request: Request) -> str:
    willing = {part.strip() for part in request.headers.get("Accept-Encoding", "").split(",")}
    return next((one for one in _COMPRESS if one in willing), "")
