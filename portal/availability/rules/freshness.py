"""How far figures may be trusted: by the day on which somebody last said that they are right."""

from collections.abc import Collection
from datetime import date, timedelta
from enum import StrEnum
from typing import Final


class Freshness(StrEnum):
    """How far the figures may be trusted [decided]."""

    FRESH = "fresh"
    DUE = "due"
    STALE = "stale"
    UNKNOWN = "unknown"

    @property
    def label(self) -> str:
        """The Dutch words."""
        return {
            "fresh": "Actueel",
            "due": "Bevestiging nodig",
            "stale": "Verouderd",
            "unknown": "Nog niet ingevuld",
        }[self.value]


STALE_AFTER_CADENCES: Final = 3


def freshness(
    confirmed_on: date | None,
    *,
    cadence_days: int,
    today: date,
    asks_again_on: Collection[date] = (),
) -> Freshness:
    """How far to trust figures confirmed on this date.

    Days on which an announced change begins, or the day after a stop ends, ask for
    confirmation too: nothing turns into "plaats" by itself.
    """
    if confirmed_on is None:
        return Freshness.UNKNOWN
    age = (today - confirmed_on).days
    if age > STALE_AFTER_CADENCES * cadence_days:
        return Freshness.STALE
    if due_on(confirmed_on, cadence_days=cadence_days, asks_again_on=asks_again_on) < today:
        return Freshness.DUE
    return Freshness.FRESH


def due_on(confirmed_on: date, *, cadence_days: int, asks_again_on: Collection[date] = ()) -> date:
    """The last day on which this confirmation still counts as fresh."""
    again = [day - timedelta(days=1) for day in asks_again_on if day > confirmed_on]
    return min([confirmed_on + timedelta(days=cadence_days), *again])
