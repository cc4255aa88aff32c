"""The same counts by a naive reader, who goes from day to day and knows no rule of the portal."""

from collections.abc import Sequence
from datetime import date, timedelta

from portal.availability.rules.row import Row
from portal.availability.rules.stops import StopDecision
from portal.oversight.rules.trend import Said
from portal.oversight.rules.upkeep import Kept


def state_on(row: Row, told: Sequence[Said], day: date) -> str:
    """Fresh until a cadence has passed, or until a day that asks again has come."""
    before = [one for one in told if one.on <= day]
    if not before:
        return "unknown"
    last = before[-1]
    asks = {_after(row, number) for number in range(len(row.stops))} | {last.announced_on}
    state, walked = "fresh", last.on
    while walked < day:
        walked += timedelta(days=1)
        age = (walked - last.on).days
        if walked in asks or age > row.cadence_days:
            state = "due"
        if age > 3 * row.cadence_days:
            return "stale"
    return state


def _after(row: Row, number: int) -> date | None:
    """The first day after an agreed stop; these stops are never withdrawn."""
    stop = row.stops[number].stop
    if StopDecision.AGREED not in stop.decisions.values() or stop.period.until_on is None:
        return None
    return stop.period.until_on + timedelta(days=1)


def counts_on(one: Kept, day: date) -> bool:
    if one.counts is None or one.counts.until_on is None:
        return False
    return one.counts.from_on <= day <= one.counts.until_on


def tally(kept: Sequence[Kept], said: dict[int, list[Said]], day: date) -> dict[str, int]:
    """How many offerings of each state there are on this day."""
    states = {"fresh": 0, "due": 0, "stale": 0, "unknown": 0}
    for one in kept:
        if counts_on(one, day):
            states[state_on(one.row, said[one.row.id], day)] += 1
    return states
