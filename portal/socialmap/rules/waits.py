"""Waits of a region as figures that may be published: medians and ranges of five cases or more."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median
from typing import Final

from portal.availability.rules.figures import Days
from portal.availability.rules.freshness import Freshness
from portal.availability.rules.row import Named, Row
from portal.kernel.texts import t
from portal.socialmap.rules.products import ProductName, name_of

LEAST: Final = 5
"""Fewer cases than these may tell of one provider or person: no figure is published then."""
_TRUSTED: Final = frozenset({Freshness.FRESH, Freshness.DUE})
WIDTH: Final = 560
ROW: Final = 44
LEFT: Final = 16
RIGHT: Final = 544
TOP: Final = 28
_STEPS: Final = (1, 2, 4, 8, 13, 26, 52)
_MOST_LINES: Final = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """What is known of the waits for one product in one place."""

    cases: int
    middle: Days | None = None
    """Half waits shorter, half longer; None where there are too few cases."""
    range: Days | None = None

    @property
    def told(self) -> str:
        """The figure in words."""
        if self.middle is None or self.range is None:
            return t("te weinig gegevens")
        return str(self.middle)

    @property
    def range_told(self) -> str:
        """From the shortest to the longest in words; empty without a figure."""
        return str(self.range) if self.range else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductWaits:
    """One product: its waits in the whole region and in each municipality."""

    name: ProductName
    whole: Figure
    towns: Sequence[Figure]
    """In the order of the municipalities."""


def product_waits(
    rows: Iterable[Row], towns: Sequence[Named], *, today: date
) -> list[ProductWaits]:
    """Every product that somebody offers, by name."""
    by_product: dict[ProductName, list[Row]] = {}
    for row in rows:
        if today in row.contract and row.companion_of is None:
            by_product.setdefault(name_of(row), []).append(row)
    return [
        ProductWaits(
            name=name,
            whole=figure(_waits(offered, None, today=today)),
            towns=[figure(_waits(offered, town.id, today=today)) for town in towns],
        )
        for name, offered in sorted(by_product.items(), key=lambda one: str(one[0]))
    ]


def _waits(rows: Iterable[Row], town_id: int | None, *, today: date) -> list[Days]:
    """The waits of those who take new people there and whose figures are not outdated."""
    found = [
        row.expected(town_id)
        for row in rows
        if town_id is None or any(one.id == town_id for one in row.municipalities)
        if row.freshness(today=today) in _TRUSTED and not row.is_stopped(town_id, today=today)
    ]
    return [wait for wait in found if wait is not None]


def figure(waits: Sequence[Days]) -> Figure:
    """The middle and the range of these waits, if they are enough."""
    if len(waits) < LEAST:
        return Figure(cases=len(waits))
    middle = round(median((wait.low + wait.high) / 2 for wait in waits))
    return Figure(
        cases=len(waits),
        middle=_in_weeks(middle),
        range=Days(min(wait.low for wait in waits), max(wait.high for wait in waits)),
    )


def _in_weeks(days: int) -> Days:
    """Whole weeks where it is more than a few: nobody waits 17 days exactly."""
    rounded = round(days / 7) * 7 if days >= 14 else days  # noqa: PLR2004  two weeks
    return Days(rounded, rounded)


# The picture --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One product in the picture: from its shortest to its longest wait, and its middle."""

    name: str
    y: int
    left: float
    width: float
    middle: float
    told: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """What to draw; the table beside it says the same."""

    bars: Sequence[Bar]
    lines: Sequence[tuple[float, str]]
    height: int
    width: int = WIDTH


def picture(figures: Sequence[tuple[str, Figure]]) -> Picture | None:
    """The bars of those with a figure; None when there are none."""
    known = [(name, one, one.range) for name, one in figures if one.range and one.middle]
    if not known:
        return None
    weeks = -(-max(held.high for _, _, held in known) // 7)
    step = next((one for one in _STEPS if weeks <= one * (_MOST_LINES - 1)), _STEPS[-1])
    most = max(1, -(-weeks // step)) * step
    x = _scale(most)
    bars = [
        Bar(
            name=name,
            y=TOP + number * ROW,
            left=x(held.low),
            width=max(4.0, round(x(held.high) - x(held.low), 1)),
            middle=x(one.middle.high) if one.middle else 0,
            told=one.told,
        )
        for number, (name, one, held) in enumerate(known)
    ]
    lines = [(x(week * 7), str(week)) for week in range(0, most + 1, step)]
    return Picture(bars=bars, lines=lines, height=TOP + len(bars) * ROW + 24)


def _scale(most_weeks: int) -> Callable[[int], float]:
    def x(days: int) -> float:
        return round(LEFT + days / (most_weeks * 7) * (RIGHT - LEFT), 1)

    return x
