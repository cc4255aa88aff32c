"""Pretending that it is another moment, for the simulated year alone.

Only `portal.demo.year` may know this module; a contract of import-linter refuses all others. The
moment holds for the task that travels and for the tasks that it starts; nobody else notices.
"""

from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Final

from portal.settings import settings

_pretended: Final[ContextVar[datetime | None]] = ContextVar("pretended", default=None)


class NotInTheDemo(Exception):
    """Outside the demo the time is what it is: figures and journal would tell lies."""


def pretended() -> datetime | None:
    """The moment that this task pretends it is; None is the true one."""
    return _pretended.get()


@contextmanager
def travelled_to(moment: datetime) -> Generator[None]:
    """Let `portal.kernel.clock` say that it is this moment. Raises NotInTheDemo elsewhere."""
    if not settings().demo:
        raise NotInTheDemo
    token = _pretended.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _pretended.reset(token)
