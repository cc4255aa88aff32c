"""How long people waited, and how long somebody may expect to wait."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from math import ceil, floor
from statistics import median
from typing import Final

from portal.availability.rules.figures import Days
from portal.kernel.dates import dutch_date

FEWEST: Final = 5
"""With fewer cases nothing is published: "te weinig gegevens"."""
PLACED_WITHIN: Final = timedelta(days=180)
MEASURED_OVER: Final = timedelta(days=90)


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """A wait that somebody may expect, in days from today, and what it rests on."""

    days: Days | None
    rests_on: str

    def __str__(self) -> str:
        """In Dutch, always with what it rests on."""
        return f"{self.days or 'onbekend'} ({self.rests_on})"


def expected_wait(
    place: int, placed: Iterable[date], *, stated: Days | None, confirmed_on: date | None, on: date
) -> Expected:
    """For who has this place: the place times the median days between two placements.

    Of the last 180 days, when there are at least five of those spans; else what the provider
    states; else it is unknown.
    """
    spans = [(later - first).days for first, later in pairwise(_recent(placed, on))]
    if len(spans) >= FEWEST:
        between = median(spans)
        return Expected(
            days=Days(floor(place * between), ceil(place * between)),
            rests_on=f"plaats {place}, en om de {_days(between)} wordt iemand geplaatst",
        )
    if stated is not None:
        when = f" op {dutch_date(confirmed_on)}" if confirmed_on else ""
        return Expected(days=stated, rests_on=f"opgave van de aanbieder{when}")
    return Expected(days=None, rests_on="te weinig plaatsingen, en de aanbieder gaf niets op")


def _recent(placed: Iterable[date], on: date) -> list[date]:
    return sorted(day for day in placed if on - PLACED_WITHIN <= day <= on)


def _days(between: float) -> str:
    amount = f"{between:.10g}".replace(".", ",")
    return f"{amount} dag" if between == 1 else f"{amount} dagen"


@dataclass(frozen=True, slots=True, kw_only=True)
class Waited:
    """Days that a number of people waited; median and 90th percentile from five cases on."""

    cases: int
    median: int | None
    p90: int | None


def waited(days: Sequence[int]) -> Waited:
    """The median and the 90th percentile (nearest rank) of these waits in days."""
    if len(days) < FEWEST:
        return Waited(cases=len(days), median=None, p90=None)
    ordered = sorted(days)
    nearest = ordered[ceil(0.9 * len(ordered)) - 1]
    return Waited(cases=len(ordered), median=round(median(ordered)), p90=nearest)
