"""Who is signed in: a token in a cookie, looked up once per request."""

from collections.abc import Awaitable, Callable
from http import HTTPStatus

from starlette.requests import Request, cookie_parser
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from portal.kernel.actor import Actor, Role
from portal.kernel.errors import NotFound, PortalError
from portal.kernel.ids import hashed
from portal.settings import settings

FindActor = Callable[[str], Awaitable[Actor | None]]


class SignInNeeded(PortalError):
    """Nobody is signed in, or the session has ended."""

    status = HTTPStatus.UNAUTHORIZED

    def __init__(self) -> None:
        super().__init__("Log in om verder te gaan.")


class Identify:
    """Puts the actor, or None, on the request; static files never ask."""

    def __init__(self, app: ASGIApp, find: FindActor) -> None:
        self.app = app
        self.find = find

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and not scope["path"].startswith("/static/"):
            token = _cookie(scope, cookie_name("session"))
            state = scope.setdefault("state", {})
            state["session_token"] = token
            state["actor"] = await self.find(token) if token else None
        await self.app(scope, receive, send)


def _cookie(scope: Scope, name: str) -> str:
    raw = "; ".join([v.decode("latin-1") for k, v in scope["headers"] if k == b"cookie"])
    return cookie_parser(raw).get(name, "")


def actor_of(request: Request) -> Actor | None:
    """Who is signed in, if anybody."""
    return getattr(request.state, "actor", None)


def acting(request: Request, *roles: Role) -> Actor:
    """The actor, in one of these roles; to others the page does not exist.

    Raises SignInNeeded when nobody is signed in, NotFound for another role.
    """
    actor = actor_of(request)
    if actor is None:
        raise SignInNeeded
    if roles and actor.role not in roles:
        raise NotFound
    return actor


def cookie_name(name: str) -> str:
    """Over TLS the name itself demands Secure, Path=/ and no Domain."""
    return f"__Host-{name}" if settings().secure else name


def set_cookie(response: Response, name: str, value: str, *, seconds: int | None = None) -> None:
    """Set a cookie that scripts cannot read."""
    response.set_cookie(
        cookie_name(name),
        value,
        max_age=seconds,
        path="/",
        httponly=True,
        samesite="lax",
        secure=settings().secure,
    )


def drop_cookie(response: Response, name: str) -> None:
    """Remove a cookie."""
    response.delete_cookie(
        cookie_name(name), path="/", httponly=True, samesite="lax", secure=settings().secure
    )


def csrf_token(request: Request) -> str:
    """The second line against forged forms: bound to the session, empty when signed out."""
    token = getattr(request.state, "session_token", "")
    return hashed(f"form:{token}")[:32] if token and actor_of(request) else ""
