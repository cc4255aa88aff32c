"""What becomes of a mail that did not get through."""

from datetime import timedelta
from typing import Final

RETRY_AFTER: Final = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=15),
    timedelta(hours=1),
    timedelta(hours=3),
    timedelta(hours=6),
    timedelta(hours=12),
    timedelta(hours=24),
    timedelta(hours=24),
)


def retry_after(attempts: int) -> timedelta | None:
    """How long to wait after this many failed attempts; None: give up, after some three days."""
    return RETRY_AFTER[attempts - 1] if attempts <= len(RETRY_AFTER) else None


class NotSent(Exception):
    """Why a mail did not leave. The code holds no address, so it may be logged; the words may."""

    def __init__(self, code: str, words: str = "") -> None:
        super().__init__(f"{code} {words}".strip())
        self.code = code


class Postponed(NotSent):
    """This mail did not get through now; it is tried again later."""


class Refused(NotSent):
    """This mail will never be taken, as it is or at this address."""


class ServerUnavailable(NotSent):
    """There is no mail server to talk to: that is nobody's mail's fault, so no attempt counts."""
