"""Missed words are counted in memory by pages that only read, and written down now and then."""

import asyncio
from typing import Final

import structlog

from portal.database.transactions import committed
from portal.kernel.clock import today
from portal.search.actions import count_missed
from portal.search.rules.missed import Tally, countable

log = structlog.get_logger()
EVERY_SECONDS: Final = 60.0
tally: Final = Tally()


def note_missed(region_id: int, question: str, missed: tuple[str, ...]) -> None:
    """A search in this region missed these words of the question; nothing is written yet."""
    tally.add(region_id, countable(question, missed))


async def write_missed() -> None:
    """Write down what was counted since the last time."""
    for region_id, words in tally.take().items():
        await committed(lambda r=region_id, w=words: count_missed(r, w, today()))


async def keep_writing_missed(every_seconds: float = EVERY_SECONDS) -> None:
    """Write now and then until cancelled; a minute of counts is lost if that fails."""
    while True:
        await asyncio.sleep(every_seconds)
        try:
            await write_missed()
        except Exception as error:  # noqa: BLE001  counting must never stop the portal
            log.warning("search.missed_not_written", kind=type(error).__name__)
