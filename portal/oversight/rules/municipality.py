"""What a municipality sees of its own area: per product who can help, how soon, and what lacks."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from portal.availability.rules.figures import Days
from portal.availability.rules.freshness import Freshness
from portal.availability.rules.row import Named, Row


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A product of the region that clients may be assigned today."""

    id: int
    code: str
    name: str
    lot: str
    norm_days: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class InArea:
    """One product in one municipality. None is unknown."""

    product: Kind
    providers: int
    offerings: int
    fresh: int
    stopped: int
    shortest: Days | None
    """Of those that are not outdated and take clients."""
    places_free: int | None

    @property
    def gap(self) -> str:
        """What lacks, in Dutch; empty when nothing does."""
        if not self.offerings:
            return "Geen aanbieder"
        if self.stopped == self.offerings:
            return "Overal een aanmeldstop"
        if self.shortest is None:
            return "Wachttijd onbekend"
        if self.product.norm_days is not None and self.shortest.high > self.product.norm_days:
            return f"Langer dan de norm ({Days(self.product.norm_days, self.product.norm_days)})"
        return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StopToDecide:
    """Who asks the municipality for a stop, and when it would begin."""

    stop_id: int
    provider: str
    product: str
    place: str
    from_on: date
    until_on: date | None


def in_area(
    kinds: Iterable[Kind], rows: Sequence[Row], municipality: Named, *, today: date
) -> list[InArea]:
    """Each product in the area, also those that nobody gives there."""
    here = [row for row in rows if municipality in row.municipalities and today in row.contract]
    return [
        _one(kind, [row for row in here if row.product.id == kind.id], municipality.id, today=today)
        for kind in kinds
    ]


def _one(kind: Kind, rows: Sequence[Row], municipality_id: int, *, today: date) -> InArea:
    taking = [row for row in rows if not row.is_stopped(municipality_id, today=today)]
    trusted = [row for row in taking if row.freshness(today=today) in _TRUSTED]
    waits = [wait for row in trusted if (wait := row.expected(municipality_id))]
    figures = [row.figures(municipality_id) for row in trusted]
    free = [one.places_free for one in figures if one and one.places_free is not None]
    return InArea(
        product=kind,
        providers=len({row.provider.id for row in rows}),
        offerings=len(rows),
        fresh=sum(row.freshness(today=today) is Freshness.FRESH for row in rows),
        stopped=len(rows) - len(taking),
        shortest=min(waits, key=lambda wait: (wait.high, wait.low), default=None),
        places_free=sum(free) if free else None,
    )


_TRUSTED = frozenset({Freshness.FRESH, Freshness.DUE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """The municipality's first screen."""

    municipality: Named
    to_decide: Sequence[StopToDecide]
    products: Sequence[InArea]

    @property
    def gaps(self) -> int:
        """How many products lack something."""
        return sum(bool(one.gap) for one in self.products)

    @property
    def fresh(self) -> int:
        """How much of the offer is current."""
        return sum(one.fresh for one in self.products)

    @property
    def offerings(self) -> int:
        """How much there is."""
        return sum(one.offerings for one in self.products)


def waiting_first(stops: Iterable[StopToDecide], *, today: date) -> list[StopToDecide]:
    """The one that begins soonest first; one that should have begun already leads."""
    far = today + timedelta(days=36_500)
    return sorted(stops, key=lambda one: (one.from_on, one.until_on or far, one.provider))
