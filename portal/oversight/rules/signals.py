"""Signals that figures are ticked off rather than looked at (domain: rubber stamps)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from portal.availability.rules.figures import Days
from portal.availability.rules.row import Row

UNCHANGED_IN_A_ROW: Final = 6
DIFFERS_BY_DAYS: Final = 28


class SignalKind(StrEnum):
    """Why figures deserve a second look."""

    DIFFERS = "differs"
    UNCHANGED = "unchanged"

    @property
    def label(self) -> str:
        """The Dutch words."""
        return {
            "differs": "Opgegeven en gemeten wachttijd verschillen",
            "unchanged": "Steeds hetzelfde bevestigd",
        }[self.value]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One confirmation, and whether it left the figures as they were."""

    on: date
    unchanged: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    """An offering whose figures deserve a second look, why, and since when."""

    row: Row
    kind: SignalKind
    since_on: date
    why: str


def signals(
    rows: Iterable[Row],
    told: Mapping[int, Sequence[Told]],
) -> list[Signal]:
    """Every signal about these offerings, the oldest first.

    `told` holds the confirmations by offering, oldest first.
    """
    found: list[Signal] = []
    for row in rows:
        streak = _unchanged(row, told.get(row.id, ()))
        gap = _differs(row)
        found += [one for one in (streak, gap) if one]
    return sorted(found, key=lambda one: (one.since_on, one.row.provider.name, one.row.id))


def streak_of(told: Sequence[Told]) -> Sequence[Told]:
    """The newest confirmations that left the figures alone, oldest first."""
    changed = [number for number, one in enumerate(told, start=1) if not one.unchanged]
    return told[changed[-1] if changed else 0 :]


def _unchanged(row: Row, told: Sequence[Told]) -> Signal | None:
    streak = streak_of(told)
    if len(streak) < UNCHANGED_IN_A_ROW:
        return None
    return Signal(
        row=row,
        kind=SignalKind.UNCHANGED,
        since_on=streak[UNCHANGED_IN_A_ROW - 1].on,
        why=f"{len(streak)} keer achter elkaar bevestigd zonder iets te wijzigen.",
    )


def _differs(row: Row) -> Signal | None:
    stated, measured = row.expected(), row.measured
    started = measured.started if measured else None
    if stated is None or measured is None or started is None:
        return None
    if apart(stated, started.median) <= DIFFERS_BY_DAYS:
        return None
    return Signal(
        row=row,
        kind=SignalKind.DIFFERS,
        since_on=measured.on,
        why=f"Opgegeven tot de start: {stated}. Gemeten: {started.told('startte')}.",
    )


def apart(stated: Days, measured: int) -> int:
    """How many days a measured wait lies outside the stated range; 0 within it."""
    return max(0, stated.low - measured, measured - stated.high)
