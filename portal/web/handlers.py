"""One word per handler states its intent, and the database holds it to that."""

from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial, wraps
from http import HTTPStatus
from secrets import compare_digest
from typing import Final, cast

from python_multipart.multipart import parse_options_header
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from portal.database.transactions import committed, read
from portal.journal.actions import record_seen
from portal.kernel.errors import PortalError
from portal.kernel.texts import later
from portal.web.session import acting, actor_of, csrf_token

Handler = Callable[[Request], Awaitable[Response]]
MAX_FIELDS: Final = 5_000


@dataclass(frozen=True, slots=True)
class Seen:
    """Whose records a page shows."""

    subject: str
    ids: list[int]
    action: str


class FormExpired(PortalError):
    """The form does not belong to this session."""

    status = HTTPStatus.FORBIDDEN

    def __init__(self) -> None:
        super().__init__(
            later("Dit formulier is verlopen. Laad de pagina opnieuw en probeer het nog eens.")
        )


def reads(handler: Handler) -> Handler:
    """The database refuses any write that slips in."""

    @wraps(handler)
    async def guarded(request: Request) -> Response:
        return await read(lambda: handler(request))

    return guarded


def recalls(handler: Handler) -> Handler:
    """Answers from what this process keeps in memory, without a transaction.

    Whoever keeps it looks up what is missing, in a reading transaction of its own.
    """
    return handler


def looks(handler: Handler) -> Handler:
    """Reads records of persons: one journal row with what was shown is committed first.

    The handler tells with `shown` whose records it shows; without that row there is no page.
    """

    @wraps(handler)
    async def guarded(request: Request) -> Response:
        actor = acting(request)
        request.state.shown = []
        response = await read(lambda: handler(request))
        for seen in cast("list[Seen]", request.state.shown):
            await committed(
                partial(record_seen, actor, seen.action, subject=seen.subject, ids=seen.ids)
            )
        return response

    return guarded


def shown(request: Request, subject: str, ids: Iterable[int], *, action: str) -> None:
    """Tell the journal whose records this page shows; internal ids only."""
    request.state.shown.append(Seen(subject, sorted(ids), action))


def writes(handler: Handler) -> Handler:
    """Runs in one transaction that no cancelled request can cut in half; raising rolls back."""

    @wraps(handler)
    async def guarded(request: Request) -> Response:
        async with _posted(request):
            return await committed(lambda: handler(request))

    return guarded


def prepares(handler: Handler) -> Handler:
    """Does slow work first (a password's hash, a spreadsheet) and then calls `committed` itself.

    Slow work inside a transaction would hold up every other writer.
    """

    @wraps(handler)
    async def guarded(request: Request) -> Response:
        async with _posted(request):
            return await handler(request)

    return guarded


@asynccontextmanager
async def _posted(request: Request) -> AsyncGenerator[None]:
    """A form of this session; an uploaded file is closed afterwards."""
    try:
        await _check_form_token(request)
        yield
    finally:
        await request.close()


async def _check_form_token(request: Request) -> None:
    if _charset(request) not in {"utf-8", "utf8"}:
        raise HTTPException(HTTPStatus.BAD_REQUEST)  # the reader would try any codec by name
    # Reading the form here also keeps the slow upload outside the transaction.
    form = await request.form(max_fields=MAX_FIELDS, max_files=1)
    if actor_of(request) is None:
        return
    sent = form.get("csrf_token")
    if not isinstance(sent, str) or not _equal(sent, csrf_token(request)):
        raise FormExpired


def _charset(request: Request) -> str:
    _, options = parse_options_header(request.headers.get("content-type"))
    return options.get(b"charset", b"utf-8").decode("latin-1").lower()


def _equal(sent: str, known: str) -> bool:
    # As bytes: compare_digest cannot compare text with other signs than ASCII.
    return compare_digest(sent.encode(), known.encode())
