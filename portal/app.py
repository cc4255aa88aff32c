"""The composition root: routes, middleware, exception handlers, lifespan. Nothing else."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Final

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.errors import ServerErrorMiddleware

from portal.accounts.index import sessions
from portal.database.changes import feed
from portal.database.connecting import connect, disconnect
from portal.database.migrating import pending
from portal.kernel.errors import PortalError
from portal.routes import navigation_for, routes, sign_in_first
from portal.search.jobs import keep_writing_missed, write_missed
from portal.settings import settings
from portal.web.answered import AnsweredBefore
from portal.web.errors import apologise, explain, prepare, refuse
from portal.web.handlers import FormExpired
from portal.web.middleware import BodyLimit, SameOrigin, SecurityHeaders
from portal.web.rate_limits import RateLimits
from portal.web.session import Identify, SignInNeeded
from portal.web.static import assets

FORM_BYTES: Final = 512 * 1024
UPLOAD_BYTES: Final = 10 * 1024 * 1024


def body_limit(path: str) -> int:
    """Only pages that take a file take more than a form."""
    return UPLOAD_BYTES if path.endswith("/bestand/") else FORM_BYTES


class SchemaIsOld(Exception):
    """The database misses migrations; serving it would fail halfway."""


@asynccontextmanager
async def lifespan(_app: Starlette) -> AsyncGenerator[None]:
    """Open the database before the first request, close it after the last."""
    await connect(settings().database_url)
    try:
        missing = await pending(settings().database_url)
        if missing:
            raise SchemaIsOld(f"Run `portal migrate` first; missing: {', '.join(missing)}")
        await feed.open(settings().database_url)
        counting = asyncio.create_task(keep_writing_missed())
        yield
        counting.cancel()
        await write_missed()
    finally:
        # An open connection to SQLite keeps a process from ending, even one that failed to start.
        await feed.close()
        await disconnect()


def create_app(*, with_lifespan: bool = True) -> Starlette:
    """The portal as an ASGI application; tests bring their own database."""
    prepare()
    assets()
    app = Starlette(
        debug=False,
        routes=routes,
        lifespan=lifespan if with_lifespan else None,
        middleware=[
            Middleware(AnsweredBefore),
            Middleware(SecurityHeaders, secure=settings().secure),
            # Starlette's own place for a 500 is outside all of these: without the headers.
            Middleware(ServerErrorMiddleware, handler=apologise),
            Middleware(BodyLimit, limit_of=body_limit),
            Middleware(SameOrigin),
            Middleware(Identify, find=sessions.actor),
        ],
        exception_handlers={
            SignInNeeded: sign_in_first,
            FormExpired: sign_in_first,
            PortalError: explain,
            HTTPException: refuse,
        },
    )
    app.state.navigation_for = navigation_for
    app.state.rate_limits = RateLimits(settings().rate_limit_storage)
    return app
