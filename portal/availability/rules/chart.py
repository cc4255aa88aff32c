"""The waits of an offering over time, as shapes to draw. Unknown is a gap, never zero."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from portal.availability.rules.figures import Days

WIDTH: Final = 360
HEIGHT: Final = 200
LEFT: Final = 88
TOP: Final = 12
BOTTOM: Final = 168
_STEPS_WEEKS: Final = (1, 2, 4, 8, 13, 26, 52)
_MOST_LINES: Final = 5
_THINNEST: Final = 4.0
_SHORTEST_SPAN: Final = 28


@dataclass(frozen=True, slots=True)
class Bar:
    """How long one wait stood, and from its shortest to its longest, in the chart's units."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Line:
    """A wait on the axis."""

    y: float
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """What to draw, in a box of `width` by `height`; today is at the right edge."""

    bars: Sequence[Bar]
    lines: Sequence[Line]
    first_on: date
    told: str
    """What the picture shows, for who does not see it."""
    left: int = LEFT
    width: int = WIDTH
    height: int = HEIGHT


def wait_chart(stated: Sequence[tuple[date, Days | None]], *, today: date) -> Chart | None:
    """The chart of the wait stated from each day on, oldest first; None is unknown.

    None when no wait was ever known. Of one day the last counts.
    """
    by_day = _changes(dict(stated))
    known = [wait for wait in by_day.values() if wait]
    if not known:
        return None
    first = min(*by_day, today - timedelta(days=_SHORTEST_SPAN))
    longest = max(wait.high for wait in known)
    step = _step(longest)
    count = max(1, -(-longest // (step * 7)))
    scale = _Scale(first=first, today=today, most=count * step * 7)
    return Chart(
        bars=_bars(by_day, scale),
        lines=[Line(scale.y(n * step * 7), _weeks(n * step)) for n in range(count + 1)],
        first_on=first,
        told=_in_words(known),
    )


def _changes(by_day: dict[date, Days | None]) -> dict[date, Days | None]:
    """A confirmation of the same wait draws on; only another wait begins a new bar."""
    days = list(by_day)
    before: dict[date, date] = dict(zip(days[1:], days, strict=False))
    return {
        day: wait
        for day, wait in by_day.items()
        if day not in before or by_day[before[day]] != wait
    }


def _bars(by_day: dict[date, Days | None], scale: "_Scale") -> list[Bar]:
    ends = [*list(by_day)[1:], scale.today]
    stood = zip(by_day.items(), ends, strict=True)
    return [scale.bar(start, end, wait) for (start, wait), end in stood if wait]


def _weeks(number: int) -> str:
    return f"{number} week" if number == 1 else f"{number} weken"


def _in_words(known: Sequence[Days]) -> str:
    between = Days(min(wait.low for wait in known), max(wait.high for wait in known))
    return f"Grafiek van de wachttijd: {between}. De tabel zegt hetzelfde in woorden."


def _step(most_days: int) -> int:
    """Weeks between two lines, so that there are few of them."""
    fitting = (step for step in _STEPS_WEEKS if most_days <= step * 7 * (_MOST_LINES - 1))
    return next(fitting, _STEPS_WEEKS[-1])


@dataclass(frozen=True, slots=True, kw_only=True)
class _Scale:
    first: date
    today: date
    most: int

    def x(self, day: date) -> float:
        """Where a day lies."""
        share = (day - self.first) / (self.today - self.first)
        return round(LEFT + share * (WIDTH - LEFT), 1)

    def y(self, days: int) -> float:
        """Where a wait lies: longer is higher."""
        return round(BOTTOM - days / self.most * (BOTTOM - TOP), 1)

    def bar(self, start: date, end: date, wait: Days) -> Bar:
        """An exact wait is a thin bar around its value."""
        top, bottom = self.y(wait.high), self.y(wait.low)
        extra = max(0.0, _THINNEST - (bottom - top))
        left = self.x(start)
        width = max(_THINNEST, self.x(end) - left)
        return Bar(
            x=round(min(left, WIDTH - width), 1),
            y=round(top - extra / 2, 1),
            width=round(width, 1),
            height=round(bottom - top + extra, 1),
        )
