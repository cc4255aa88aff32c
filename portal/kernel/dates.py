"""Days and moments in Dutch words."""

from datetime import date, datetime
from typing import Final

from portal.kernel.clock import AMSTERDAM

_MONTHS: Final = (  # noqa: SIM905  words read better as words
    "januari februari maart april mei juni juli augustus september oktober november december"
).split()
_WEEKDAYS: Final = (  # noqa: SIM905
    "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag"
).split()


def dutch_date(day: date) -> str:
    """A day as people write it: 17 november 2026. Of a moment, its day in Amsterdam."""
    if isinstance(day, datetime):
        day = day.astimezone(AMSTERDAM).date()
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def dutch_weekday(day: date) -> str:
    """A day with its weekday and without the year: dinsdag 17 november."""
    return f"{_WEEKDAYS[day.weekday()]} {day.day} {_MONTHS[day.month - 1]}"


def dutch_moment(moment: datetime) -> str:
    """A moment in Amsterdam: 17 november 2026 om 09.05 uur."""
    return f"{dutch_date(moment)} om {moment.astimezone(AMSTERDAM):%H.%M} uur"
