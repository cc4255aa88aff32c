"""Where an offering stands today for the clients of one municipality."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from math import inf
from typing import Any

from portal.availability.rules.figures import STOPPED, Days, Figures, Status
from portal.availability.rules.freshness import Freshness
from portal.availability.rules.order import daily_shuffle, rank
from portal.availability.rules.row import Row
from portal.search.rules.asking import WEEKS, Criterion
from portal.search.rules.bitmaps import Fact, fact

Key = tuple[float, float, float, int]
"""Group, upper and lower expected days, the daily shuffle: the default order without distance."""


@dataclass(slots=True)
class Standing:
    """What decides where an offering is listed, and what of a search it answers.

    A new one is made when anything of its offering changes, and every day.
    """

    key: Key
    expected: Days | None
    status: str
    freshness: Freshness
    figures: Figures | None
    answers: tuple[Fact, ...]
    drawn: Any = None
    """What a page made of it, to show again."""

    @property
    def days(self) -> int:
        """Until the expected start; an unknown wait counts from today."""
        return self.expected.high if self.expected else 0


def stand(row: Row, municipality_id: int | None, *, today: date) -> Standing:
    """Where this offering stands today for a client of this municipality (None: in general)."""
    figures, expected = row.figures(municipality_id), row.expected(municipality_id)
    status, fresh = row.status(municipality_id, today=today), row.freshness(today=today)
    high, low = (expected.high, expected.low) if expected else (inf, inf)
    group = rank(expected, fresh, stopped=status == STOPPED)
    return Standing(
        key=(int(group), high, low, daily_shuffle(row.id, today)),
        expected=expected,
        status=status,
        freshness=fresh,
        figures=figures,
        answers=tuple(_answers(status, fresh, high, figures)),
    )


def differs(row: Row) -> bool:
    """Whether this offering stands differently for different municipalities."""
    return bool(row.stops or (row.statement and row.statement.local))


def _answers(status: str, fresh: Freshness, high: float, figures: Figures | None) -> Iterator[Fact]:
    yield fact(Criterion.STATUS, status)
    if status == Status.CAPACITY:
        yield fact(Criterion.CAPACITY)
    if fresh is Freshness.FRESH:
        yield fact(Criterion.FRESH)
    if status != STOPPED:
        for weeks in WEEKS:
            if high <= weeks * 7:
                yield fact(Criterion.WITHIN, weeks)
    for half_day, free in figures.half_days.items() if figures else ():
        if free > 0:
            yield fact(Criterion.HALF_DAYS, half_day)
