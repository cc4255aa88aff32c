"""Who keeps figures current: counts over the offerings that are looked after today."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from portal.availability.rules.freshness import Freshness
from portal.availability.rules.row import Named, Row
from portal.kernel.periods import Period

NOBODY: Final = Named(id=0, name="Nog geen contractmanager")
BAR_WIDTH: Final = 240


class By(StrEnum):
    """What the offerings are grouped by; the value stands in the address bar."""

    PROVIDER = "aanbieder"
    LOT = "perceel"
    PRODUCT = "product"
    MANAGER = "contractmanager"

    @property
    def label(self) -> str:
        """The Dutch word."""
        return self.value.capitalize()


class Order(StrEnum):
    """Which group comes first; the value stands in the address bar."""

    NEED = "aandacht"
    NAME = "naam"
    CONFIRMED = "bevestigd"

    @property
    def label(self) -> str:
        """The Dutch words."""
        return {
            "aandacht": "meeste aandacht nodig",
            "naam": "naam",
            "bevestigd": "langst niet bevestigd",
        }[self.value]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """An offering with who manages its contract, and in which days it is looked after."""

    row: Row
    manager: Named
    asked: Named
    """Who answers for its figures: the main contractor, unless it delegated the editing."""
    counts: Period | None
    """None while the region did not agree to the subcontractor."""
    withdrawn: bool = False

    def counts_on(self, day: date) -> bool:
        """Whether somebody has to keep its figures current on this day."""
        return self.counts is not None and day in self.counts

    def key(self, by: By) -> Named:
        """The group that it belongs to."""
        return {
            By.PROVIDER: self.row.provider,
            By.LOT: self.row.lot,
            By.PRODUCT: self.row.product,
            By.MANAGER: self.manager,
        }[by]


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A part of a bar, in the bar's own units."""

    state: Freshness
    x: float
    width: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Upkeep:
    """How current the figures of one group are: numbers of offerings."""

    group: Named
    total: int
    fresh: int
    due: int
    stale: int
    unknown: int
    never_signed_in: int
    """How many of its providers nobody ever signed in for."""
    confirmed_on: date | None
    """When one of its figures was confirmed last; None is never."""

    @property
    def percentage(self) -> int:
        """How many of a hundred are fresh; only all is a hundred, and only none is zero."""
        return share_of(self.fresh, self.total)

    @property
    def segments(self) -> list[Segment]:
        """The bar: fresh, due, stale, unknown, from left to right."""
        found: list[Segment] = []
        before = 0
        for state, count in self._counts():
            left = round(before / self.total * BAR_WIDTH, 1)
            before += count
            right = round(before / self.total * BAR_WIDTH, 1)
            if count:
                found.append(Segment(state=state, x=left, width=round(right - left, 1)))
        return found

    @property
    def told(self) -> str:
        """The bar in words, for who does not see it."""
        parts = [f"{count} {state.label.lower()}" for state, count in self._counts() if count]
        return f"{self.group.name}: {', '.join(parts)}"

    def _counts(self) -> list[tuple[Freshness, int]]:
        counts = (self.fresh, self.due, self.stale, self.unknown)
        return list(zip(Freshness, counts, strict=True))


def share_of(part: int, total: int) -> int:
    """A percentage that never rounds something to nothing, or not quite all to all."""
    if not total or part == total:
        return 100 if total else 0
    return min(99, max(1 if part else 0, round(100 * part / total)))


def upkeep(
    kept: Iterable[Kept], by: By, *, today: date, never: Collection[int] = ()
) -> list[Upkeep]:
    """Per group how many offerings are in which state; who needs attention most comes first.

    `never` holds the providers for which nobody ever signed in.
    """
    groups: dict[Named, list[Row]] = defaultdict(list)
    for one in kept:
        groups[one.key(by)].append(one.row)
    counted = [_counted(group, rows, never, today) for group, rows in groups.items()]
    return ordered(counted, Order.NEED)


def whole(kept: Collection[Kept], *, today: date, never: Collection[int] = ()) -> Upkeep | None:
    """All of these as one group; None when there is nothing to count."""
    rows = [one.row for one in kept]
    return _counted(Named(id=0, name="Alles samen"), rows, never, today) if rows else None


def _counted(group: Named, rows: list[Row], never: Collection[int], today: date) -> Upkeep:
    states = [row.freshness(today=today) for row in rows]
    return Upkeep(
        group=group,
        total=len(rows),
        fresh=states.count(Freshness.FRESH),
        due=states.count(Freshness.DUE),
        stale=states.count(Freshness.STALE),
        unknown=states.count(Freshness.UNKNOWN),
        never_signed_in=len({row.provider.id for row in rows} & set(never)),
        confirmed_on=max((row.confirmed.on for row in rows if row.confirmed), default=None),
    )


def ordered(found: Iterable[Upkeep], order: Order) -> list[Upkeep]:
    """In the order that was asked for; names decide between equals."""
    by_name = sorted(found, key=lambda up: (up.group.name.casefold(), up.group.id))
    if order is Order.NEED:
        return sorted(by_name, key=lambda up: (up.fresh / up.total, -up.total))
    if order is Order.CONFIRMED:
        return sorted(by_name, key=lambda up: up.confirmed_on or date.min)
    return by_name
