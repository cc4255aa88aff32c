"""The periods about which a region gives an account."""

from dataclasses import dataclass
from datetime import date, timedelta

from portal.kernel.periods import Period

MONTHS_PER_QUARTER = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Preset:
    """A period that is often asked for, with its name."""

    label: str
    first: date
    last: date


def half_year(year: int, half: int) -> Preset:
    """The first or the second half of a year."""
    words = "Eerste" if half == 1 else "Tweede"
    first, last = (date(year, 1, 1), date(year, 6, 30))
    if half != 1:
        first, last = (date(year, 7, 1), date(year, 12, 31))
    return Preset(label=f"{words} helft van {year}", first=first, last=last)


def last_quarter(*, today: date) -> Preset:
    """The newest quarter that is over."""
    first_of_this = date(today.year, today.month - (today.month - 1) % MONTHS_PER_QUARTER, 1)
    last = first_of_this - timedelta(days=1)
    first = date(last.year, last.month - MONTHS_PER_QUARTER + 1, 1)
    quarter = (last.month - 1) // MONTHS_PER_QUARTER + 1
    return Preset(label=f"{quarter}e kwartaal van {last.year}", first=first, last=last)


def presets(*, today: date) -> list[Preset]:
    """The halves of this and of last year that have begun, the newest first, and a quarter."""
    halves = [half_year(year, half) for year in (today.year, today.year - 1) for half in (2, 1)]
    return [*(one for one in halves if one.first <= today), last_quarter(today=today)]


def newest_full_half(*, today: date) -> Preset:
    """The newest half year that is over: about which the account is asked."""
    return next(one for one in presets(today=today) if one.last < today)


def common_days(*spans: Period) -> Period | None:
    """The days that lie in all of these; None when there are none."""
    first = max(span.from_on for span in spans)
    ends = [span.until_on for span in spans if span.until_on is not None]
    last = min(ends) if ends else None
    return None if last is not None and last < first else Period(first, last)


def length(span: Period | None) -> int:
    """How many days a closed span has."""
    if span is None or span.until_on is None:
        return 0
    return (span.until_on - span.from_on).days + 1
