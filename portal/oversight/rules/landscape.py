"""The care landscape: what each product offers in each municipality, and where it leaves a gap."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from portal.availability.rules.figures import Days, Status
from portal.availability.rules.freshness import Freshness
from portal.availability.rules.order import Rank
from portal.availability.rules.row import Named, Row
from portal.kernel.spelling import slug
from portal.search.rules import Match, seen


class CellState(StrEnum):
    """What a new client of this municipality can count on; the most pressing gap comes first."""

    NONE_OFFERED = "none_offered"
    ONLY_STOPPED = "only_stopped"
    ABOVE_NORM = "above_norm"
    ONLY_UNKNOWN = "only_unknown"
    AVAILABLE = "available"

    @property
    def label(self) -> str:
        """The Dutch words."""
        return {
            "none_offered": "Geen aanbod",
            "only_stopped": "Alleen aanmeldstops",
            "above_norm": "Boven de norm",
            "only_unknown": "Wachttijd onbekend",
            "available": "Wachttijd binnen de norm",
        }[self.value]

    @property
    def slug(self) -> str:
        """The words as they stand in the address bar: boven-de-norm."""
        return slug(self.label)

    @property
    def is_gap(self) -> bool:
        """Whether the region has something to do here."""
        return self is not CellState.AVAILABLE


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductLine:
    """A product that is valid today."""

    id: int
    code: str
    name: str
    lot: Named
    norm_days: int | None
    companion_of: str = ""
    """The code of the product that it goes with, such as transport with day activities."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """Free places of the offerings that said so recently; what is unknown is not zero."""

    known: int
    """How many offerings told."""
    free: int
    unknown: int
    """How many offerings did not tell, or not recently; those with a stop count nowhere."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One product in one municipality, as it stands today for a new client."""

    product: ProductLine
    municipality: Named
    state: CellState
    shortest: Days | None
    """Of the figures that are not outdated; an outdated or unknown wait is none."""
    shortest_due: bool
    """Whether the shortest wait waits to be confirmed."""
    has_place: bool
    """Whether who is soonest calls it a place."""
    places: Places
    providers: int
    offerings: int
    fresh: int
    stale: int
    stopped: int
    reported: int
    """Open reports that nothing fits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One product, municipality by municipality."""

    product: ProductLine
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Landscape:
    """Every product in every municipality."""

    municipalities: tuple[Named, ...]
    lines: tuple[Line, ...]

    def cells(self) -> list[Cell]:
        """Every cell, line by line."""
        return [cell for line in self.lines for cell in line.cells]

    def counts(self) -> Mapping[CellState, int]:
        """How many cells are in each state."""
        counted = Counter(cell.state for cell in self.cells())
        return {state: counted[state] for state in CellState}


Reported = Mapping[tuple[str, int], int]
"""Open reports by product code and municipality id."""


def landscape(
    rows: Iterable[Row],
    products: Sequence[ProductLine],
    municipalities: Sequence[Named],
    *,
    reported: Reported,
    today: date,
) -> Landscape:
    """What these offerings mean for these products; offerings of other products stand apart."""
    code_of = {product.id: product.code for product in products}
    offered: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if row.product.id in code_of:
            offered[code_of[row.product.id]].append(row)
    lines = (
        Line(
            product=product,
            cells=tuple(
                cell(
                    product,
                    municipality,
                    matches_in(municipality, offered[product.code], today=today),
                    reported=reported.get((product.code, municipality.id), 0),
                )
                for municipality in municipalities
            ),
        )
        for product in in_order({product.code: product for product in products}.values())
    )
    return Landscape(municipalities=tuple(municipalities), lines=tuple(lines))


def in_order(products: Iterable[ProductLine]) -> list[ProductLine]:
    """By lot and code; what goes with another product stands right below it."""
    by_code = {product.code: product for product in products}

    def key(product: ProductLine) -> tuple[str, str, bool, str]:
        main = by_code.get(product.companion_of, product)
        return (main.lot.name, main.code, main is not product, product.code)

    return sorted(by_code.values(), key=key)


def matches_in(municipality: Named, rows: Iterable[Row], *, today: date) -> list[Match]:
    """What a client of this municipality may choose.

    As in the search, the contract counts on the day on which the client can start.
    """
    served = (row for row in rows if municipality.id in {one.id for one in row.municipalities})
    found = (seen(row, municipality.id, today=today) for row in served)
    return [match for match in found if match.in_contract]


def cell(
    product: ProductLine, municipality: Named, matches: Sequence[Match], *, reported: int
) -> Cell:
    """What these offerings together mean for a client of this municipality."""
    soonest = min(_waits(matches), key=_soonness, default=None)
    return Cell(
        product=product,
        municipality=municipality,
        state=_state(product, matches, soonest.expected if soonest else None),
        shortest=soonest.expected if soonest else None,
        shortest_due=soonest is not None and soonest.freshness is Freshness.DUE,
        has_place=soonest is not None and soonest.status == Status.CAPACITY,
        places=places(matches),
        providers=len({match.row.provider.id for match in matches}),
        offerings=len(matches),
        fresh=sum(match.freshness is Freshness.FRESH for match in matches),
        stale=sum(match.freshness is Freshness.STALE for match in matches),
        stopped=sum(match.is_stopped for match in matches),
        reported=reported,
    )


def _waits(matches: Sequence[Match]) -> list[Match]:
    return [match for match in matches if match.group is Rank.KNOWN]


def _soonness(match: Match) -> tuple[int, int, bool, bool]:
    """Of two equal waits the confirmed one counts, and of these the one with a place."""
    assert match.expected is not None, "only of who tells"
    high, low = match.expected.high, match.expected.low
    return (high, low, match.freshness is Freshness.DUE, match.status != Status.CAPACITY)


def _state(product: ProductLine, matches: Sequence[Match], shortest: Days | None) -> CellState:
    if not matches:
        return CellState.NONE_OFFERED
    if all(match.is_stopped for match in matches):
        return CellState.ONLY_STOPPED
    if shortest is None:
        return CellState.ONLY_UNKNOWN
    beyond = product.norm_days is not None and shortest.high > product.norm_days
    return CellState.ABOVE_NORM if beyond else CellState.AVAILABLE


def places(matches: Iterable[Match]) -> Places:
    """The free places of those that take clients and told recently."""
    told = [_free(match) for match in matches if not match.is_stopped]
    known = [free for free in told if free is not None]
    return Places(known=len(known), free=sum(known), unknown=len(told) - len(known))


def _free(match: Match) -> int | None:
    figures = match.row.figures(match.municipality_id)
    recent = match.freshness in {Freshness.FRESH, Freshness.DUE}
    return figures.places_free if figures and recent else None
