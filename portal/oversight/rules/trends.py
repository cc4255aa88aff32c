"""How stated waits and free places moved over half a year, from what was confirmed when."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil
from statistics import median
from typing import Final

from portal.availability.rules.chart import Chart, wait_chart
from portal.availability.rules.figures import Days
from portal.availability.rules.freshness import STALE_AFTER_CADENCES
from portal.kernel.periods import Period

WEEKS: Final = 26
ENOUGH: Final = 5
"""Fewer cases than these are never told: te weinig gegevens [decided]."""
TOO_FEW: Final = "te weinig gegevens"


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What was confirmed of an offering on a day."""

    on: date
    expected: Days | None
    places_free: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One offering and all that was confirmed of it, the oldest first."""

    offering_id: int
    product_code: str
    provider_id: int
    cadence_days: int
    contract: Period
    said: Sequence[Said]

    def known_on(self, day: date) -> Said | None:
        """What counted on this day: the newest, unless it was outdated then."""
        newest = next((one for one in reversed(self.said) if one.on <= day), None)
        if newest is None or day not in self.contract:
            return None
        age = (day - newest.on).days
        return newest if age <= STALE_AFTER_CADENCES * self.cadence_days else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """How it stood on one day; None is too few to tell."""

    on: date
    known: int
    """How many offerings had a wait that was not outdated."""
    median_days: int | None
    places: int | None

    @property
    def wait(self) -> str:
        """The median wait in words."""
        if self.median_days is None:
            return TOO_FEW
        return str(Days(self.median_days, self.median_days))

    @property
    def free(self) -> str:
        """The free places in words."""
        return TOO_FEW if self.places is None else str(self.places)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One product half a year ago and now."""

    code: str
    name: str
    before: Week
    now: Week

    @property
    def told(self) -> str:
        """The difference in words."""
        if self.before.median_days is None or self.now.median_days is None:
            return "–"
        more = self.now.median_days - self.before.median_days
        if more == 0:
            return "gelijk"
        by = Days(abs(more), abs(more))
        return f"▲ {by} langer" if more > 0 else f"▼ {by} korter"


def moments(today: date) -> list[date]:
    """The same weekday of each of the last 26 weeks, today the last."""
    return [today - timedelta(weeks=ago) for ago in range(WEEKS, -1, -1)]


def trend(offerings: Iterable[Told], *, today: date) -> list[Week]:
    """Week by week, the oldest first."""
    every = list(offerings)
    return [week(every, day) for day in moments(today)]


def week(offerings: Iterable[Told], day: date) -> Week:
    """The median of the longest stated waits, and the free places, as they stood on this day."""
    said = [one for told in offerings if (one := told.known_on(day))]
    waits = [one.expected.high for one in said if one.expected]
    places = [one.places_free for one in said if one.places_free is not None]
    return Week(
        on=day,
        known=len(waits),
        median_days=ceil(median(waits)) if len(waits) >= ENOUGH else None,
        places=sum(places) if len(places) >= ENOUGH else None,
    )


def changes(
    offerings: Sequence[Told], products: Iterable[tuple[str, str]], *, today: date
) -> list[Change]:
    """Per product (code and name) what changed in half a year."""
    first, *_, last = moments(today)
    return [
        Change(code=code, name=name, before=week(own, first), now=week(own, last))
        for code, name in products
        for own in [[told for told in offerings if told.product_code == code]]
    ]


def chart_of(weeks: Sequence[Week], *, today: date) -> Chart | None:
    """The median wait as a picture; weeks with too few are a gap. None when all are."""
    stated = [
        (one.on, None if one.median_days is None else Days(one.median_days, one.median_days))
        for one in weeks
    ]
    return wait_chart(stated, today=today)
