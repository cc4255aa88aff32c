"""When something is open, every week and on other days, and how that is said."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from portal.kernel.dates import date_in_words, weekday_in_words
from portal.kernel.periods import Period
from portal.kernel.texts import later, t

WEEKDAYS: Final = (
    later("maandag"),
    later("dinsdag"),
    later("woensdag"),
    later("donderdag"),
    later("vrijdag"),
    later("zaterdag"),
    later("zondag"),
)
_LOOKS_AHEAD: Final = 60
"""Days for which exceptions are told."""


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """From a time of the day until a later one."""

    opens: time
    closes: time

    def __contains__(self, moment: time) -> bool:
        return self.opens <= moment < self.closes

    def __str__(self) -> str:
        """In Dutch words: 9.30 tot 17.00 uur."""
        opens, closes = clock(self.opens), clock(self.closes)
        return t("{opens} tot {closes} uur", opens=opens, closes=closes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Exceptionally:
    """Days on which other hours hold; without a span it is closed."""

    period: Period
    span: Span | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """The hours of every week, and the days on which they do not hold."""

    weekly: tuple[tuple[int, Span], ...] = ()
    """By weekday, 0 is Monday; a day may have several spans."""
    exceptions: tuple[Exceptionally, ...] = ()

    @property
    def is_known(self) -> bool:
        """Whether anybody filled in hours."""
        return bool(self.weekly)

    def on(self, day: date) -> list[Span]:
        """The spans of this day, the earliest first; of exceptions the last one counts."""
        held = [one for one in self.exceptions if day in one.period]
        if held:
            return [held[-1].span] if held[-1].span else []
        return self.weekday(day.weekday())

    def weekday(self, weekday: int) -> list[Span]:
        """The usual spans of this day of the week."""
        return sorted(span for number, span in self.weekly if number == weekday)

    def is_open(self, moment: datetime) -> bool:
        """Whether it is open at this moment in Amsterdam."""
        return any(moment.time() in span for span in self.on(moment.date()))


def clock(moment: time) -> str:
    """A time of the day as people say it: 9.30."""
    return t("{hour}.{minute}", hour=moment.hour, minute=f"{moment.minute:02}")


def today_in_words(opening: Opening, moment: datetime) -> str:
    """Whether it is open now, until when, or when it opens again; empty when nobody knows."""
    if not opening.is_known:
        return ""
    now, spans = moment.time(), opening.on(moment.date())
    for span in spans:
        if now in span:
            return t("Nu open, tot {closes} uur", closes=clock(span.closes))
        if now < span.opens:
            return t("Gaat vandaag open om {opens} uur", opens=clock(span.opens))
    opens = _next(opening, moment.date())
    said = t("Nu gesloten") if spans else t("Vandaag gesloten")
    return f"{said}. {opens}" if opens else said


def _next(opening: Opening, day: date) -> str:
    for ahead in range(1, 8):
        day_after = day + timedelta(days=ahead)
        spans = opening.on(day_after)
        if spans:
            name = t("morgen") if ahead == 1 else t(WEEKDAYS[day_after.weekday()])
            return t("Open {day} om {opens} uur", day=name, opens=clock(spans[0].opens))
    return ""


def week_in_words(opening: Opening) -> list[tuple[str, str]]:
    """Each day of the week with its hours."""
    return [
        (t(day).capitalize(), spans_in_words(opening.weekday(number)))
        for number, day in enumerate(WEEKDAYS)
    ]


def spans_in_words(spans: Iterable[Span]) -> str:
    """Hours in a sentence: 9.00 tot 12.00 uur en 13.00 tot 17.00 uur; or that it is closed."""
    return t(" en ").join(map(str, spans)) or t("gesloten")


def exceptions_in_words(opening: Opening, *, today: date) -> list[tuple[str, str]]:
    """What holds on other days, soon or now, and the note that somebody wrote beside it."""
    ahead = Period(today, today + timedelta(days=_LOOKS_AHEAD))
    soon = [one for one in opening.exceptions if one.period.overlaps(ahead)]
    return [_told(one) for one in soon]


def _told(one: Exceptionally) -> tuple[str, str]:
    until = one.period.until_on
    if until is None or until == one.period.from_on:
        days = weekday_in_words(one.period.from_on)
    else:
        days = t(
            "{first} tot en met {last}",
            first=date_in_words(one.period.from_on),
            last=date_in_words(until),
        )
    told = f"{days}: {one.span or t('gesloten')}"
    return told[0].upper() + told[1:], one.note


def as_time(text: str) -> time:
    """A time as the database keeps it: 09:30. Raises ValueError."""
    return time.fromisoformat(text)
