"""The picture of a list before and after: two columns of places, joined by lines."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from portal.transitions.rules.simulation import After, Line

WIDTH: Final = 360
STEP: Final = 22
TOP: Final = 34
LEFT: Final = 118
RIGHT: Final = 242
MOST_DRAWN: Final = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Stroke:
    """One client: from which height to which; without the first the client is new."""

    kind: str
    """"same", "down", "up", "comes" or "merged"."""
    label: str
    place: int
    from_y: int | None
    to_y: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Slope:
    """Measures in the picture's own units, and what it shows in words."""

    height: int
    strokes: tuple[Stroke, ...]
    names: tuple[tuple[int, str], ...]
    """What stands in the first column: height and words."""
    left_out: int
    told: str
    width: int = WIDTH
    left: int = LEFT
    right: int = RIGHT


def slope(after: After, references: Mapping[int, str]) -> Slope:
    """The first forty places; the table beside it holds all."""
    drawn = after.lines[:MOST_DRAWN]
    deepest = max([line.before or 0 for line in drawn] + [len(drawn)], default=0)
    deepest = min(deepest, MOST_DRAWN)
    comes = sum(line.comes for line in after.lines)
    return Slope(
        height=TOP + deepest * STEP + 8,
        strokes=tuple(_stroke(line, references.get(line.client_id, "")) for line in drawn),
        names=tuple(
            (_y(place), f"{place}. {references.get(one.client_id, '')}")
            for place, one in enumerate(after.before[:MOST_DRAWN], 1)
        ),
        left_out=max(0, len(after.lines) - MOST_DRAWN),
        told=f"Van {len(after.before)} naar {len(after.lines)} wachtenden; {comes} komen erbij.",
    )


def _stroke(line: Line, reference: str) -> Stroke:
    seen = line.before is not None and line.before <= MOST_DRAWN
    return Stroke(
        kind=_kind(line),
        label=f"{line.after}. {reference}",
        place=line.after,
        from_y=_y(line.before) if seen and line.before else None,
        to_y=_y(line.after),
    )


def _kind(line: Line) -> str:
    if line.comes:
        return "comes"
    if line.merged:
        return "merged"
    return "down" if line.drops > 0 else "up" if line.drops < 0 else "same"


def _y(place: int) -> int:
    return TOP + (place - 1) * STEP
