"""A saved search: what is new in it, and when its owner is told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from portal.availability.rules.digests import mailing_day

MOST_SAVED: Final = 20
MOST_FITS: Final = 300
"""A search that finds more than this is no question about one client."""
LOOK_AFTER: Final = timedelta(minutes=4)
NAME_LIMIT: Final = 80


class Rhythm(StrEnum):
    """When the owner hears of what is new."""

    AT_ONCE = "at_once"
    WEEKLY = "weekly"

    @property
    def label(self) -> str:
        """The Dutch words."""
        return {"at_once": "meteen", "weekly": "elke maandag"}[self.value]


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What a look finds, against what was known before."""

    new: tuple[int, ...]
    gone: frozenset[int]
    untold: tuple[int, ...]
    """What fits and was never told, in the order of the results."""


def difference(known: Mapping[int, bool], fits: Sequence[int]) -> Difference:
    """What changed; `known` says of each offering that did fit whether that was told."""
    return Difference(
        new=tuple(one for one in fits if one not in known),
        gone=frozenset(known) - frozenset(fits),
        untold=tuple(one for one in fits if not known.get(one, False)),
    )


def monday_of(now: datetime) -> date:
    """The Monday whose weekly mails are the latest that may have left by now."""
    day = mailing_day(now)
    return day - timedelta(days=day.weekday())


def is_time(rhythm: Rhythm, round_on: date, now: datetime) -> bool:
    """Whether the owner may be told now; `round_on` is the Monday that was dealt with last."""
    return rhythm is Rhythm.AT_ONCE or round_on < monday_of(now)
