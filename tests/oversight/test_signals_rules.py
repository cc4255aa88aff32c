"""Rubber stamps: six unchanged confirmations in a row, or another wait than was measured."""

from datetime import date, timedelta
from random import Random

import pytest

from portal.availability.rules.figures import Days
from portal.oversight.rules.signals import (
    Measured,
    SignalKind,
    Told,
    apart,
    signals,
    streak_of,
)
from tests.oversight.made_up import ANKER, LINDE, TODAY, a_row
from tests.seeds import each_seed

FIRST = date(2026, 6, 1)


def told(changes: str) -> list[Told]:
    """A week apart: "w" changed (wijziging), "=" left it alone."""
    return [
        Told(on=FIRST + timedelta(weeks=number), unchanged=sign == "=")
        for number, sign in enumerate(changes)
    ]


@pytest.mark.parametrize(
    ("changes", "since_week"),
    [
        ("", None),
        ("w=====", None),
        ("w======", 6),
        ("w=========", 6),
        ("w======w", None),
        ("w======w======", 13),
        ("======", 5),
    ],
)
def test_six_unchanged_in_a_row_are_a_signal(changes: str, since_week: int | None) -> None:
    found = signals([a_row(LINDE, 0)], {1: told(changes)})
    expected = [] if since_week is None else [FIRST + timedelta(weeks=since_week)]
    assert [one.since_on for one in found] == expected
    assert {one.kind for one in found} <= {SignalKind.UNCHANGED}


@each_seed(250)
def test_the_signal_is_what_a_naive_reader_sees(seed: int) -> None:
    random = Random(seed)
    changes = "".join(random.choice("w====") for _ in range(random.randint(0, 20)))
    tail = len(changes) - len(changes.rstrip("="))
    found = signals([a_row(LINDE, 0)], {1: told(changes)})
    assert len(streak_of(told(changes))) == tail
    assert bool(found) == (tail >= 6), changes
    if found:
        assert found[0].since_on == FIRST + timedelta(weeks=len(changes) - tail + 5)
        assert found[0].why.startswith(f"{tail} keer achter elkaar")


@each_seed(250)
def test_more_than_four_weeks_apart_is_a_signal(seed: int) -> None:
    random = Random(seed)
    low = random.randint(0, 80)
    stated = Days(low, low + random.randint(0, 30))
    days, cases = random.randint(0, 200), random.randint(0, 9)
    row = a_row(LINDE, 0, start=stated)
    found = signals([row], {}, {1: Measured(days=days, cases=cases, since_on=TODAY)})
    nearest = min(abs(days - day) for day in range(stated.low, stated.high + 1))
    assert apart(stated, days) == nearest
    assert bool(found) == (nearest > 28 and cases >= 5)


@pytest.mark.parametrize(
    ("days", "signal"), [(14 + 28, False), (14 + 29, True), (35, False), (0, False)]
)
def test_exactly_four_weeks_is_not_more(days: int, signal: bool) -> None:  # noqa: FBT001
    measured = {1: Measured(days=days, cases=5, since_on=TODAY)}
    assert bool(signals([a_row(LINDE, 0, start=Days(7, 14))], {}, measured)) == signal


def test_without_a_measured_or_a_stated_wait_nothing_is_compared() -> None:
    measured = {1: Measured(days=200, cases=9, since_on=TODAY)}
    assert not signals([a_row(LINDE, 0)], {}, measured), "the stated wait is unknown"
    assert not signals([a_row(LINDE, 0, start=Days(7, 7))], {})
    (one,) = signals([a_row(LINDE, 0, start=Days(7, 14))], {}, measured)
    assert one.why == "Opgegeven: 1 tot 2 weken. Gemeten: 200 dagen."


def test_the_oldest_signal_comes_first() -> None:
    rows = [a_row(LINDE, 0, id=1), a_row(ANKER, 0, id=2)]
    found = signals(rows, {1: told("ww======"), 2: told("w======")})
    assert [one.row.id for one in found] == [2, 1]
