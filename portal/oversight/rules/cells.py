"""What a cell of the care landscape says, in words and a shape."""

from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlencode

from portal.availability.rules.figures import Days
from portal.kernel.spelling import slug
from portal.oversight.rules.landscape import Cell, CellState, Landscape, Places, ProductLine


class First(StrEnum):
    """What a cell shows first; the words are those of the address bar."""

    WAIT = "wachttijd"
    PLACES = "plaatsen"
    PROVIDERS = "aanbieders"

    @property
    def label(self) -> str:
        """The Dutch words."""
        return {
            "wachttijd": "Kortste wachttijd",
            "plaatsen": "Vrije plaatsen",
            "aanbieders": "Aantal aanbieders",
        }[self.value]


SHAPES = {
    CellState.NONE_OFFERED: "none",
    CellState.ONLY_STOPPED: "stopped",
    CellState.ABOVE_NORM: "long",
    CellState.ONLY_UNKNOWN: "unknown",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class CellText:
    """One cell in words."""

    municipality: str
    shape: str
    headline: str
    notes: tuple[str, ...]
    is_gap: bool
    state: str
    """The state in words, where the headline does not say it."""
    href: str
    reported: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LineText:
    """One product in words; None is a cell that is not asked for."""

    name: str
    code: str
    note: str
    cells: tuple[tuple[str, CellText | None], ...]
    """With the name of the municipality."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which part of the landscape is asked for, and what its cells show first."""

    lot_id: int | None = None
    states: frozenset[CellState] = frozenset(CellState)
    first: First = First.WAIT


def lines_of(land: Landscape, asked: Asked) -> list[LineText]:
    """The lines that hold something that is asked for."""
    lines: list[LineText] = []
    for line in land.lines:
        wanted = [cell for cell in line.cells if cell.state in asked.states]
        if wanted and asked.lot_id in {None, line.product.lot.id}:
            cells = tuple(
                (cell.municipality.name, cell_text(cell, asked.first) if cell in wanted else None)
                for cell in line.cells
            )
            name, code = line.product.name, line.product.code
            lines.append(
                LineText(name=name, code=code, note=_note(land, line.product), cells=cells)
            )
    return lines


def _note(land: Landscape, product: ProductLine) -> str:
    """The lot and the norm; of what goes with another product, with which."""
    names = {line.product.code: line.product.name for line in land.lines}
    parts = [product.lot.name]
    if product.companion_of in names:
        parts.append(f"hoort bij {names[product.companion_of]}")
    if product.norm_days is not None:
        parts.append(f"norm {Days(product.norm_days, product.norm_days)}")
    else:
        parts.append("geen norm")
    return ", ".join(parts)


def cell_text(cell: Cell, first: First = First.WAIT) -> CellText:
    """This cell in words."""
    told = {
        First.WAIT: wait_in_words(cell),
        First.PLACES: places_in_words(cell.places),
        First.PROVIDERS: providers_in_words(cell),
    }
    nothing = cell.state is CellState.NONE_OFFERED
    headline = cell.state.label if nothing else told.pop(first)
    notes = [] if nothing else [*told.values(), *_fresh_in_words(cell)]
    return CellText(
        municipality=cell.municipality.name,
        shape=shape(cell),
        headline=headline,
        notes=tuple(notes),
        is_gap=cell.state.is_gap,
        state=_state_in_words(cell, first),
        href=search_href(cell),
        reported=cell.reported,
    )


def shape(cell: Cell) -> str:
    """The sign of the cell, that tells states apart without colour."""
    return SHAPES.get(cell.state) or ("capacity" if cell.has_place else "waitlist")


def wait_in_words(cell: Cell) -> str:
    """The shortest wait that still counts, or why there is none to tell."""
    if cell.shortest is not None:
        return str(cell.shortest).capitalize()
    if cell.state is CellState.ONLY_UNKNOWN and cell.stale == cell.offerings - cell.stopped:
        return "Niet recent bevestigd"
    return cell.state.label


def places_in_words(places: Places) -> str:
    """The free places, with what is not known: an unknown number is not zero."""
    if not places.known:
        return "vrije plaatsen onbekend" if places.unknown else "geen vrije plaatsen"
    if not places.unknown:
        return f"{places.free} vrij"
    return f"{places.free} vrij, {places.unknown} onbekend"


def providers_in_words(cell: Cell) -> str:
    """How many providers there are to choose from."""
    return "1 aanbieder" if cell.providers == 1 else f"{cell.providers} aanbieders"


def _fresh_in_words(cell: Cell) -> list[str]:
    due = ["bevestiging nodig"] if cell.shortest_due else []
    return [f"{cell.fresh} van {cell.offerings} actueel", *due]


def _state_in_words(cell: Cell, first: First) -> str:
    """What makes it a gap, unless the headline is that already."""
    if cell.state is CellState.ABOVE_NORM:
        return cell.state.label
    said = first is First.WAIT or cell.state is CellState.NONE_OFFERED
    return "" if said or not cell.state.is_gap else wait_in_words(cell)


def search_href(cell: Cell) -> str:
    """The search results behind the cell."""
    asked = {"product": cell.product.code, "gemeente": slug(cell.municipality.name)}
    return f"/beschikbaarheid/?{urlencode(asked)}"
