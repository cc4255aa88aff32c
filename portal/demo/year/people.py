"""How invented providers keep their figures, as data, and the figures that they would state."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import Enum
from random import Random
from typing import Final

from portal.availability.rules.figures import (
    Announcement,
    Basis,
    Days,
    Figures,
    Statement,
    Status,
)
from portal.availability.rules.row import Row


class Way(Enum):
    """Where somebody answers a reminder."""

    MAIL = "mail"
    SCREEN = "screen"
    SHEET = "sheet"


@dataclass(frozen=True, slots=True, kw_only=True)
class Habit:
    """How the people of a provider deal with their figures; chances from 0 to 1."""

    name: str
    share: int
    answers: float
    """Whether a reminder is answered."""
    after_hours: tuple[int, int]
    changes: float
    """Whether a row of an answer gets other figures."""
    ways: Sequence[tuple[Way, int]]
    wrong: float = 0.02
    """Whether a mistake is made and taken back."""
    twice: float = 0.02
    """Whether the button is pressed twice."""


BY_MAIL: Final = ((Way.MAIL, 7), (Way.SCREEN, 3))
HABITS: Final = (
    Habit(name="prompt", share=34, answers=0.97, after_hours=(1, 48), changes=0.15, ways=BY_MAIL),
    Habit(name="late", share=18, answers=0.55, after_hours=(48, 400), changes=0.2, ways=BY_MAIL),
    Habit(
        name="stamps",
        share=14,
        answers=0.98,
        after_hours=(1, 12),
        changes=0.0,
        ways=((Way.MAIL, 1),),
    ),
    Habit(
        name="uploads",
        share=12,
        answers=0.85,
        after_hours=(8, 90),
        changes=0.2,
        ways=((Way.SHEET, 8), (Way.SCREEN, 2)),
    ),
    Habit(
        name="careless",
        share=10,
        answers=0.8,
        after_hours=(4, 120),
        changes=0.25,
        ways=BY_MAIL,
        wrong=0.3,
        twice=0.3,
    ),
    Habit(name="absent", share=8, answers=0.12, after_hours=(24, 200), changes=0.5, ways=BY_MAIL),
    Habit(name="silent", share=4, answers=0.0, after_hours=(1, 2), changes=0.0, ways=BY_MAIL),
)
REMARKS: Final = (
    "",
    "",
    "",
    "Bel even voor overleg over spoed.",
    "Op dinsdag en donderdag is er nog plek.",
    "We zoeken nieuwe collega's; de wachttijd wordt korter.",
    "In de zomer nemen we minder mensen aan.",
)
ABSURD_DAYS: Final = 99 * 7


def some_habit(random: Random) -> Habit:
    """The habit of a provider."""
    return random.choices(HABITS, [habit.share for habit in HABITS])[0]


def some_way(habit: Habit, random: Random) -> Way:
    """Where somebody with this habit answers."""
    ways = [way for way, _ in habit.ways]
    return random.choices(ways, [share for _, share in habit.ways])[0]


def next_statement(row: Row, random: Random, *, today: date) -> Statement:
    """What somebody states who looks again: a little longer or shorter than before."""
    before = row.statement
    if before is None:
        low = random.choice([0, 1, 2, 3, 4, 6, 8, 12])
        return Statement(figures=_figures(row, low, random), remark=random.choice(REMARKS))
    change = before.announcement
    has_come = change is not None and change.from_on <= today
    start = (change.start if has_come and change else None) or before.figures.start
    step = 0 if has_come else random.choice([-2, -1, 0, 1, 2])
    low = max(0, (start.low // 7 if start else 3) + step)
    return replace(
        before,
        figures=replace(_figures(row, low, random), half_days=before.figures.half_days),
        local=_local(row, before, low, random),
        remark=random.choice(REMARKS),
        announcement=_announcement(change, random, today),
    )


def absurd(statement: Statement) -> Statement:
    """The same with a slip of the keyboard."""
    figures = replace(
        statement.figures,
        status=Status.WAITLIST,
        start=Days(ABSURD_DAYS, ABSURD_DAYS),
        places_free=None,
    )
    return replace(statement, figures=figures)


def other_wait(statement: Statement, random: Random) -> Statement:
    """The same with another number of people waiting."""
    waiting = (statement.figures.waiting or 0) + random.randint(1, 9)
    return replace(statement, figures=replace(statement.figures, waiting=waiting))


def _figures(row: Row, low: int, random: Random) -> Figures:
    free = random.choice([0, 1, 2, 3]) if low < 3 else 0
    maximum = random.choice([None, 8, 12, 16])
    intake = random.randint(1, 4)
    return Figures(
        status=_status(low, free, random),
        intake=Days((intake - 1) * 7, intake * 7) if row.has_intake else None,
        start=Days(low * 7, (low + random.choice([0, 1, 2])) * 7),
        basis=random.choice([Basis.ESTIMATE, Basis.MEASURED]),
        places_max=maximum,
        places_taken=None if maximum is None else maximum - free,
        places_free=free if free or random.random() < 0.7 else None,
        waiting=0 if free else low * 2 + random.randint(0, 4),
    )


def _status(low: int, free: int, random: Random) -> Status:
    if free:
        return Status.CAPACITY
    return (
        random.choice([Status.WAITLIST, Status.WAITLIST, Status.ASSESSMENT_REQUIRED])
        if (low < 9)
        else random.choice([Status.WAITLIST, Status.NO_CAPACITY])
    )


def _local(row: Row, before: Statement, low: int, random: Random) -> dict[int, Figures]:
    """Now and then one municipality is fuller than the others, or no longer so."""
    if before.local or not row.at_home or len(row.municipalities) < 2 or random.random() > 0.1:
        return dict(before.local) if random.random() > 0.1 else {}
    fuller = Figures(
        status=Status.WAITLIST,
        intake=Days(7, 14) if row.has_intake else None,
        start=Days((low + 4) * 7, (low + 8) * 7),
        waiting=random.randint(4, 12),
    )
    return {random.choice(row.municipalities).id: fuller}


def _announcement(change: Announcement | None, random: Random, today: date) -> Announcement | None:
    if change is not None and change.from_on > today:
        return change
    if random.random() > 0.06:
        return None
    low = random.randint(1, 8) * 7
    return Announcement(
        from_on=today + timedelta(days=random.randint(10, 60)),
        status=Status.WAITLIST,
        start=Days(low, low + 7),
    )
