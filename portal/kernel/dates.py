"""Days and moments in words."""

from datetime import date, datetime
from typing import Final

from portal.kernel.clock import AMSTERDAM
from portal.kernel.texts import DUTCH, language

_MONTHS: Final = (  # noqa: SIM905  words read better as words
    "januari februari maart april mei juni juli augustus september oktober november december"
).split()
_WEEKDAYS: Final = (  # noqa: SIM905
    "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag"
).split()


_ENGLISH_MONTHS: Final = (  # noqa: SIM905
    "January February March April May June July August September October November December"
).split()
_ENGLISH_WEEKDAYS: Final = (  # noqa: SIM905
    "Monday Tuesday Wednesday Thursday Friday Saturday Sunday"
).split()


def date_in_words(day: date) -> str:
    """A day in the language of the page: 17 november 2026, 17 November 2026."""
    if language() == DUTCH:
        return dutch_date(day)
    return f"{day.day} {_ENGLISH_MONTHS[day.month - 1]} {day.year}"


def weekday_in_words(day: date) -> str:
    """A day with its weekday in the language of the page: Tuesday 17 November."""
    if language() == DUTCH:
        return dutch_weekday(day)
    return f"{_ENGLISH_WEEKDAYS[day.weekday()]} {day.day} {_ENGLISH_MONTHS[day.month - 1]}"


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
