"""The share of fresh figures over time, counted from what was confirmed, and its picture.

A week before the first confirmation is a gap, not nought. The cadence, and an agreed stop, count
as they are today: neither leaves a history.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from portal.availability.rules.freshness import Freshness, freshness
from portal.oversight.rules.upkeep import Kept, share_of

WEEKS: Final = 26
WIDTH: Final = 440
HEIGHT: Final = 200
LEFT: Final = 56
RIGHT: Final = 428
TOP: Final = 16
BOTTOM: Final = 164


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A confirmation: the day, and when a change that was announced with it begins."""

    on: date
    announced_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """How many of the offerings that were looked after on a day had fresh figures."""

    on: date
    fresh: int
    total: int

    @property
    def percentage(self) -> int:
        """How many of a hundred."""
        return share_of(self.fresh, self.total)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dot:
    """A week in the picture."""

    x: float
    y: float
    week: Week


@dataclass(frozen=True, slots=True, kw_only=True)
class Trend:
    """The weeks, oldest first, and what to draw of them."""

    weeks: Sequence[Week]
    dots: Sequence[Dot]
    lines: Sequence[tuple[float, str]]
    told: str
    """What the picture shows, for who does not see it."""
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = RIGHT

    @property
    def path(self) -> str:
        """The line through the dots."""
        return "M" + "L".join(f"{dot.x} {dot.y}" for dot in self.dots)


def mondays(*, today: date, weeks: int = WEEKS) -> list[date]:
    """The last Mondays, today included, oldest first."""
    last = today - timedelta(days=today.weekday())
    return [last - timedelta(weeks=back) for back in reversed(range(weeks))]


def weekly(
    kept: Sequence[Kept],
    said: Mapping[int, Sequence[Said]],
    *,
    days: Iterable[date],
    first_on: date | None,
) -> list[Week]:
    """The count of each day from `first_on` on, when something was first confirmed here.

    `said` holds by offering what was confirmed, oldest first; of one day the last counts.
    """
    history = {offering: [one.on for one in told] for offering, told in said.items()}
    found: list[Week] = []
    for day in days:
        counting = [one for one in kept if one.counts_on(day)]
        if first_on is None or day < first_on or not counting:
            continue
        fresh = sum(_is_fresh(one, said, history, day) for one in counting)
        found.append(Week(on=day, fresh=fresh, total=len(counting)))
    return found


def _is_fresh(
    one: Kept,
    said: Mapping[int, Sequence[Said]],
    history: Mapping[int, Sequence[date]],
    day: date,
) -> bool:
    known = bisect_right(history.get(one.row.id, ()), day)
    if not known:
        return False
    last = said[one.row.id][known - 1]
    ends = [stop.stop.asks_again_on() for stop in one.row.stops]
    state = freshness(
        last.on,
        cadence_days=one.row.cadence_days,
        today=day,
        asks_again_on=[again for again in (*ends, last.announced_on) if again],
    )
    return state is Freshness.FRESH


def trend(weeks: Sequence[Week]) -> Trend | None:
    """The picture; None with fewer than two weeks, of which nobody can draw a line."""
    if len(weeks) < 2:  # noqa: PLR2004  a line has two ends
        return None
    first, last = weeks[0], weeks[-1]
    span = (last.on - first.on).days
    dots = [
        Dot(
            x=round(LEFT + (week.on - first.on).days / span * (RIGHT - LEFT), 1),
            y=_y(100 * week.fresh / week.total),
            week=week,
        )
        for week in weeks
    ]
    return Trend(
        weeks=weeks,
        dots=dots,
        lines=[(_y(share), f"{share}%") for share in (0, 25, 50, 75, 100)],
        told=(
            f"Grafiek: van {first.percentage}% actueel naar {last.percentage}%. "
            "De tabel zegt hetzelfde in woorden."
        ),
    )


def _y(percentage: float) -> float:
    return round(BOTTOM - percentage / 100 * (BOTTOM - TOP), 1)
