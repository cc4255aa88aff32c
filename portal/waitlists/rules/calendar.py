"""Working days, and which terms have passed."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache
from typing import Final

DAY: Final = timedelta(days=1)
ASKED_AGAIN_AFTER: Final = timedelta(days=90)
"""So often a consultant asks: "wacht u nog?"."""
FORGOTTEN_AFTER: Final = timedelta(days=90)
RETURNS_WITHIN: Final = timedelta(days=90)
SATURDAY: Final = 5


@lru_cache(maxsize=50)
def holidays(year: int) -> frozenset[date]:
    """The days on which Dutch offices are closed (Algemene termijnenwet, article 3).

    Good Friday and Liberation Day are left out: for most that is no day off.
    """
    easter = _easter(year)
    king = date(year, 4, 27)
    moving = [easter + timedelta(days=days) for days in (0, 1, 39, 49, 50)]
    fixed = [date(year, 1, 1), date(year, 12, 25), date(year, 12, 26)]
    return frozenset([*moving, *fixed, king - DAY if king.weekday() == SATURDAY + 1 else king])


def _easter(year: int) -> date:
    """Easter Sunday (the anonymous Gregorian computus)."""
    century, in_century = divmod(year, 100)
    golden = year % 19
    correction = (8 * century + 13) // 25
    epact = (19 * golden + century - century // 4 - correction + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (in_century // 4) - epact - in_century % 4) % 7
    late = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)


def is_working_day(day: date) -> bool:
    """Whether offices are open."""
    return day.weekday() < SATURDAY and day not in holidays(day.year)


def _working_days_after(day: date) -> Iterator[date]:
    while True:
        day += DAY
        if is_working_day(day):
            yield day


def expires_on(invited_on: date, *, working_days: int) -> date:
    """The last day of an invitation: so many working days after the day on which it was made."""
    for number, day in enumerate(_working_days_after(invited_on), 1):
        if number >= working_days:
            return day
    raise AssertionError("there is always another working day")


def asks_again_on(since_on: date) -> date:
    """On which day the consultant asks whether somebody still waits."""
    return since_on + ASKED_AGAIN_AFTER


def return_ends_on(failed_on: date) -> date:
    """The last day on which a client may come back with the old key after a failed start."""
    return failed_on + RETURNS_WITHIN


def is_failed_start(placed_on: date, failed_on: date) -> bool:
    """Whether support ended so soon after its start that the client may come back."""
    return placed_on <= failed_on <= placed_on + RETURNS_WITHIN


def forgotten_from(closed_on: date, *, placed_on: date | None, failed_on: date | None) -> date:
    """From which day a client may be made anonymous: nothing can follow on this entry any more."""
    last = [closed_on]
    if failed_on is not None:
        last.append(return_ends_on(failed_on))
    elif placed_on is not None:
        last.append(placed_on + RETURNS_WITHIN)
    return max(last) + FORGOTTEN_AFTER
