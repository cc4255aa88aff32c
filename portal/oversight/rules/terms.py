"""How long contracts still run, what may be extended, and how full lots are."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import accumulate
from typing import Final

from portal.availability.rules.row import Named
from portal.kernel.dates import dutch_date
from portal.kernel.periods import Period

AHEAD_DAYS: Final = 365
SOON_DAYS: Final = 90


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreed:
    """A contract as far as its term goes."""

    id: int
    number: str
    provider: Named
    lot_id: int
    period: Period
    is_main: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Bought:
    """A lot as far as its term and its maximum go."""

    id: int
    name: str
    period: Period
    extension_years: Sequence[int]
    max_providers: int | None


@dataclass(frozen=True, slots=True)
class Extension:
    """A step by which a contract may be extended, and until when it then runs."""

    years: int
    until_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """A contract that ends within a year."""

    contract: Agreed
    lot: str
    days_left: int
    left: Sequence[Extension]

    @property
    def is_soon(self) -> bool:
        """Whether there is little time to decide."""
        return self.days_left <= SOON_DAYS

    @property
    def when(self) -> str:
        """How much time is left, in words."""
        if self.days_left < SOON_DAYS:
            return "vandaag" if not self.days_left else f"over {_counted(self.days_left)}"
        return f"over {self.days_left // 30} maanden"

    @property
    def options(self) -> str:
        """What may be extended, in words."""
        if not self.left:
            return "geen verlenging meer"
        first, *rest = self.left
        later = "".join(f", daarna nog {one.years} jaar" for one in rest)
        return f"{first.years} jaar, tot en met {dutch_date(first.until_on)}{later}"

    @property
    def next_step(self) -> str:
        """What the region can do."""
        return "Beslis over verlengen." if self.left else "Bereid een nieuwe inkoop voor."


def _counted(days: int) -> str:
    return "1 dag" if days == 1 else f"{days} dagen"


class Fullness(StrEnum):
    """How the number of main contractors stands to the maximum of the lot."""

    OVER = "over"
    FULL = "full"
    ROOM = "room"
    NO_MAXIMUM = "no_maximum"


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """A lot and how many main contractors it has today."""

    lot: Bought
    providers: int

    @property
    def state(self) -> Fullness:
        """How that stands to the maximum."""
        if self.lot.max_providers is None:
            return Fullness.NO_MAXIMUM
        if self.providers == self.lot.max_providers:
            return Fullness.FULL
        return Fullness.OVER if self.providers > self.lot.max_providers else Fullness.ROOM

    @property
    def told(self) -> str:
        """The same in words."""
        most = self.lot.max_providers or 0
        return {
            Fullness.OVER: f"{self.providers - most} boven het maximum",
            Fullness.FULL: "vol",
            Fullness.ROOM: f"ruimte voor {most - self.providers}",
            Fullness.NO_MAXIMUM: "geen maximum",
        }[self.state]

    @property
    def next_step(self) -> str:
        """What the region can do."""
        return {
            Fullness.OVER: "Controleer de contracten van dit perceel.",
            Fullness.FULL: "Een nieuwe aanbieder kan alleen als onderaannemer.",
            Fullness.ROOM: "U kunt nog aanbieders contracteren.",
            Fullness.NO_MAXIMUM: "Er is geen grens aan het aantal aanbieders.",
        }[self.state]


def endings(contracts: Iterable[Agreed], lots: Iterable[Bought], *, today: date) -> list[Ending]:
    """The contracts in force that end within a year, who ends first on top."""
    by_id = {lot.id: lot for lot in lots}
    last = today + timedelta(days=AHEAD_DAYS)
    found = [
        Ending(
            contract=one,
            lot=by_id[one.lot_id].name,
            days_left=(one.period.until_on - today).days,
            left=extensions_left(by_id[one.lot_id], one.period.until_on),
        )
        for one in contracts
        if today in one.period and one.period.until_on and one.period.until_on <= last
    ]
    return sorted(found, key=lambda end: (end.days_left, end.contract.provider.name, end.lot))


def extensions_left(lot: Bought, ends_on: date) -> list[Extension]:
    """The steps that a contract which ends on this day has not used yet.

    The years of a lot are counted from its own last day; a contract that runs on longer has used
    the steps that end before or on its own last day.
    """
    assert lot.period.until_on is not None, "a lot has a last day"
    ends = [years_later(lot.period.until_on, years) for years in accumulate(lot.extension_years)]
    steps = zip(lot.extension_years, ends, strict=True)
    return [Extension(years, until_on) for years, until_on in steps if until_on > ends_on]


def years_later(day: date, years: int) -> date:
    """The same day so many years later; 29 February becomes the 28th where there is none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def filled(lots: Iterable[Bought], contracts: Iterable[Agreed], *, today: date) -> list[Filled]:
    """Every lot that is not over with its main contractors of today, the fullest first."""
    force = [one for one in contracts if one.is_main and today in one.period]
    counted = [
        Filled(lot=lot, providers=len({one.provider.id for one in force if one.lot_id == lot.id}))
        for lot in lots
        if lot.period.until_on is None or today <= lot.period.until_on
    ]
    return sorted(counted, key=lambda one: (list(Fullness).index(one.state), one.lot.name))
