"""Errors that a user can understand. Anything else is a bug and becomes a 500."""

from collections.abc import Iterator
from http import HTTPStatus
from traceback import format_tb

from portal.kernel.texts import later


class PortalError(Exception):
    """A fact to show to the user, in Dutch."""

    status: HTTPStatus = HTTPStatus.CONFLICT

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class NotFound(PortalError):
    """What you may not see does not exist."""

    status = HTTPStatus.NOT_FOUND

    def __init__(self, message: str = later("Deze pagina bestaat niet.")) -> None:
        super().__init__(message)


class NotAllowed(PortalError):
    """The actor sees this, but may not do what was asked."""

    status = HTTPStatus.FORBIDDEN


class NotValid(PortalError):
    """The input cannot be used as it is."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY


def trace_of(error: BaseException) -> str:
    """Where an error arose, and out of which others, for the log.

    Without their words: those of a database repeat the names and addresses that somebody typed.
    """
    return "".join(
        f"{type(one).__name__}\n{''.join(format_tb(one.__traceback__))}" for one in _chain(error)
    )


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
