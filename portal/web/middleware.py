"""Plain ASGI middleware: what every answer carries and what no request may do."""

from collections.abc import Callable
from urllib.parse import urlsplit

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from portal.web.errors import error_response
from portal.web.problems import is_open

Headers = list[tuple[bytes, bytes]]

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; "
    "base-uri 'none'; manifest-src 'self'"
)


def policy_with_images_from(host: str) -> str:
    """The same policy, for a page on which somebody asked for pictures of one other host."""
    return CONTENT_SECURITY_POLICY.replace("img-src ", f"img-src https://{host} ")


SECURITY_HEADERS: Headers = [
    (b"content-security-policy", CONTENT_SECURITY_POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=(), payment=()"),
]
STRICT_TRANSPORT = (b"strict-transport-security", b"max-age=63072000; includeSubDomains")
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
DRAINED_BYTES = 512 * 1024 * 1024


class SecurityHeaders:
    """Adds the security headers that an answer does not set itself, and else "no-store"."""

    def __init__(self, app: ASGIApp, *, secure: bool) -> None:
        self.app = app
        self.headers = [*SECURITY_HEADERS, STRICT_TRANSPORT] if secure else SECURITY_HEADERS

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = self._added_to(message["headers"])
            await send(message)

        await self.app(scope, receive, with_headers)

    def _added_to(self, headers: Headers) -> Headers:
        own = {name for name, _ in headers}
        added = [*headers, *(header for header in self.headers if header[0] not in own)]
        if b"cache-control" not in own:
            added.append((b"cache-control", b"no-store"))
        return added


class SameOrigin:
    """Refuses forms that another site sends (CSRF): Sec-Fetch-Site, else Origin equals Host."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if _may_change(scope) and _foreign(scope):
            await error_response(403)(scope, receive, send)
            return
        await self.app(scope, receive, send)


def _may_change(scope: Scope) -> bool:
    """Whether it is a form; open data only answers that it can be read."""
    if scope["type"] != "http" or scope["method"] in SAFE_METHODS:
        return False
    return not is_open(scope["path"])


def _foreign(scope: Scope) -> bool:
    headers: dict[bytes, str] = {name: value.decode("latin-1") for name, value in scope["headers"]}
    site = headers.get(b"sec-fetch-site")
    if site is not None:
        return site != "same-origin"
    try:
        origin = urlsplit(headers.get(b"origin", "")).netloc
    except ValueError:  # no address at all
        return True
    return not origin or origin != headers.get(b"host")


class BodyLimit:
    """Refuses a request body above the limit of its path; memory stays bounded meanwhile."""

    def __init__(self, app: ASGIApp, limit_of: Callable[[str], int]) -> None:
        self.app = app
        self.limit_of = limit_of

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] in SAFE_METHODS:
            await self.app(scope, receive, send)
            return
        limit = self.limit_of(scope["path"])
        if _declared_length(scope) > limit:
            await _drained(receive)
            await error_response(413)(scope, receive, send)
            return
        await self._counted(scope, receive, send, limit)

    async def _counted(self, scope: Scope, receive: Receive, send: Send, limit: int) -> None:
        seen = 0
        answered = False

        async def counting() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > limit:
                raise _TooLarge
            return message

        async def noting(message: Message) -> None:
            nonlocal answered
            answered = True
            await send(message)

        try:
            await self.app(scope, counting, noting)
        except _TooLarge:
            await _drained(receive)
            if not answered:
                await error_response(413)(scope, receive, send)


class _TooLarge(Exception):
    pass


def _declared_length(scope: Scope) -> int:
    for name, value in scope["headers"]:
        if name == b"content-length":
            return int(value) if value.isdigit() else 0
    return 0


async def _drained(receive: Receive) -> None:
    """Read on and throw away, so that the browser shows our page and not a broken connection."""
    seen = 0
    while seen < DRAINED_BYTES:
        message = await receive()
        seen += len(message.get("body", b""))
        if message["type"] == "http.disconnect" or not message.get("more_body"):
            return
