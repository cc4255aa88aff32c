"""Which gaps in the care landscape ask for something first, and what the region can do."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from portal.gaps.rules import Tally
from portal.oversight.rules.cells import CellText, cell_text
from portal.oversight.rules.landscape import Cell, CellState, Landscape

NEXT_STEPS: Final = {
    CellState.NONE_OFFERED: "Zoek een aanbieder die hier wil werken.",
    CellState.ONLY_STOPPED: "Bespreek met de aanbieders wanneer de stop kan eindigen.",
    CellState.ABOVE_NORM: "Bespreek de wachttijd met de aanbieders.",
    CellState.ONLY_UNKNOWN: "Vraag de aanbieders om hun cijfers te bevestigen.",
    CellState.AVAILABLE: "Lees de meldingen: wat past er niet?",
}
NOBODY: Final = "Niemand biedt dit hier aan"
ORDER_IN_WORDS: Final = (
    "Bovenaan staat waar niets is, daaronder alleen aanmeldstops, dan wachttijden boven de norm en "
    "onbekende wachttijden. Daarbinnen gaat voor wat vaker is gemeld, en dan wat verder boven de "
    "norm ligt."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pressing:
    """A gap: what the figures say, what was reported, and the next step."""

    product: str
    code: str
    text: CellText
    label: str
    figures: str
    told: str
    """Why people reported it, in words; empty when nobody did."""
    next_step: str


def pressing(land: Landscape, tallies: Iterable[Tally]) -> list[Pressing]:
    """Every gap that the figures show or that somebody reported, the most pressing first."""
    told = {(t.product.code, t.municipality.id): t.told for t in tallies if t.product}
    return [_told(cell, told) for cell in sorted(gap_cells(land), key=pressure)]


def gap_cells(land: Landscape) -> list[Cell]:
    """The cells with a gap or a report; transport is none where nothing is to be reached."""
    at = {(cell.product.code, cell.municipality.id): cell for cell in land.cells()}
    return [
        cell
        for cell in land.cells()
        if cell.reported or (cell.state.is_gap and not _follows_from_another(cell, at))
    ]


def _follows_from_another(cell: Cell, at: Mapping[tuple[str, int], Cell]) -> bool:
    main = at.get((cell.product.companion_of, cell.municipality.id))
    return main is not None and main.state is CellState.NONE_OFFERED


def pressure(cell: Cell) -> tuple[int, int, int, str, str]:
    """Sorts by kind of gap, by how often it was reported, by how far it is above the norm."""
    beyond = 0
    if cell.state is CellState.ABOVE_NORM and cell.shortest and cell.product.norm_days is not None:
        beyond = cell.shortest.high - cell.product.norm_days
    kind = list(CellState).index(cell.state)
    return (kind, -cell.reported, -beyond, cell.product.code, cell.municipality.name)


def _told(cell: Cell, told: Mapping[tuple[str, int], str]) -> Pressing:
    text = cell_text(cell)
    return Pressing(
        product=cell.product.name,
        code=cell.product.code,
        text=text,
        figures=", ".join([text.headline, *text.notes]) if text.notes else NOBODY,
        label=cell.state.label if cell.state.is_gap else "Gemeld",
        told=told.get((cell.product.code, cell.municipality.id), ""),
        next_step=NEXT_STEPS[cell.state],
    )
