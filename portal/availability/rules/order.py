"""The default order of results, and the sentence that explains it."""

import hashlib
import math
from datetime import date
from enum import IntEnum
from typing import Final

from portal.availability.rules.figures import Days
from portal.availability.rules.freshness import Freshness


class Rank(IntEnum):
    """The four groups of the default order [decided]; "bevestiging nodig" sorts as fresh."""

    KNOWN = 0
    OUTDATED = 1
    UNKNOWN = 2
    STOPPED = 3


ORDER_IN_WORDS: Final = (
    "Wie het snelst kan starten staat bovenaan. Verouderde cijfers staan daaronder, dan onbekende "
    "wachttijden en als laatste aanbieders met een aanmeldstop. Bij een gelijke wachttijd gaat de "
    "kortste afstand voor, en daarna wisselt de volgorde elke dag."
)


def rank(expected: Days | None, fresh: Freshness, *, stopped: bool) -> Rank:
    """The group in which an offering is listed."""
    if stopped:
        return Rank.STOPPED
    if expected is None or fresh is Freshness.UNKNOWN:
        return Rank.UNKNOWN
    return Rank.OUTDATED if fresh is Freshness.STALE else Rank.KNOWN


def order_key(
    offering_id: int,
    expected: Days | None,
    *,
    group: Rank,
    distance_km: float | None,
    today: date,
) -> tuple[int, float, float, float, int]:
    """Sorts by group, upper expected days, lower, distance, then the daily shuffle [decided].

    At home there is no distance: it counts as 0, so a radius or distance never holds it back.
    """
    high, low = (expected.high, expected.low) if expected else (math.inf, math.inf)
    return (group, high, low, distance_km or 0.0, daily_shuffle(offering_id, today))


def daily_shuffle(offering_id: int, today: date) -> int:
    """A tie-break that favours nobody twice: seeded by the date and the offering."""
    seed = f"{today.isoformat()}/{offering_id}".encode()
    return int.from_bytes(hashlib.blake2b(seed, digest_size=8).digest())
