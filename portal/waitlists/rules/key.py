"""The key that decides somebody's place on a list: it travels whole and is never mixed."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import IntEnum
from typing import Final

BACK_DATED_AT_MOST: Final = timedelta(days=14)
"""So far back a consultant may date an aanmelding with a reason; the region confirms more."""


class Urgency(IntEnum):
    """How urgent it is, where the region uses that; a lower class goes before a higher."""

    CRISIS = 1
    URGENT = 2
    REGULAR = 3

    @property
    def label(self) -> str:
        """The Dutch word."""
        return {1: "crisis", 2: "spoed", 3: "gewoon"}[self.value]


@dataclass(frozen=True, slots=True, order=True, kw_only=True)
class Key:
    """What the place is computed from; the smaller key goes first.

    Everybody on every list has one. A transfer copies it whole, a split gives each part a copy,
    a merge takes the smaller whole: parts of two keys never make a third.
    """

    urgency: Urgency
    registered_on: date
    """The day of aanmelding on this list or the one that it descends from."""
    registered_at: datetime
    """The moment of the first registration."""
    draw: int
    """Decides between people of the very same moment."""

    def corrected(self, registered_on: date) -> "Key":
        """The key that holds after the day of aanmelding was corrected."""
        return replace(self, registered_on=registered_on)

    def with_urgency(self, urgency: Urgency) -> "Key":
        """The key that holds after the urgency was changed."""
        return replace(self, urgency=urgency)


def smallest(keys: Iterable[Key]) -> Key:
    """The key of a merged entry: the smaller one whole, so that a merge moves nobody back."""
    return min(keys)


def ranks_from(claimed_on: date, *, on: date) -> date:
    """The day from which somebody ranks who is said to have been registered on `claimed_on`.

    Up to fourteen days back that day itself; more than that the day of entry, until the region
    confirms it.
    """
    return claimed_on if on - claimed_on <= BACK_DATED_AT_MOST else on
