"""The ladder of reminders: in time, due, a week late, two weeks late, then somebody calls."""

from datetime import date, timedelta
from enum import IntEnum
from typing import Final


class Step(IntEnum):
    """How far the ladder of reminders has come for one offering."""

    NONE = 0
    IN_TIME = 1
    DUE = 2
    WEEK_LATE = 3
    TWO_WEEKS_LATE = 4
    """With a copy to the contract manager."""
    MANAGER_TASK = 5


DIGEST_DAYS: Final = 7
LATE_BY_DAYS: Final = (
    (Step.DUE, 0),
    (Step.WEEK_LATE, 7),
    (Step.TWO_WEEKS_LATE, 14),
    (Step.MANAGER_TASK, 21),
)
LINK_DAYS: Final = 21


def step(due: date, *, today: date) -> Step:
    """The step of the ladder at today's digest for a row that is due on this date."""
    late = (today - due).days
    reached = [rung for rung, days in LATE_BY_DAYS if late >= days]
    if reached:
        return reached[-1]
    return Step.IN_TIME if -late < DIGEST_DAYS else Step.NONE


def digest_on(weekday: int, *, today: date) -> date:
    """The latest day of the weekly digest, today included; weekday 0 is Monday."""
    return today - timedelta(days=(today.weekday() - weekday) % 7)
