"""Rubber stamps: six unchanged confirmations in a row, or another wait than was measured."""

from dataclasses import replace
from datetime import date, timedelta
from random import Random

import pytest

from portal.availability.rules.figures import Days
from portal.availability.rules.measured import Measured, Span
from portal.oversight.rules.signals import (
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


def measured(days: int, cases: int) -> Measured:
    """As the database keeps it: a median of fewer than five cases does not exist."""
    span = Span(median=days, p90=days + 10, cases=cases) if cases >= 5 else None
    return Measured(waiting=3, invited=None, started=span, on=TODAY)


@each_seed(250)
def test_more_than_four_weeks_apart_is_a_signal(seed: int) -> None:
    random = Random(seed)
    low = random.randint(0, 80)
    stated = Days(low, low + random.randint(0, 30))
    days, cases = random.randint(0, 200), random.randint(0, 9)
    row = a_row(LINDE, 0, start=stated)
    found = signals([replace(row, measured=measured(days, cases))], {})
    nearest = min(abs(days - day) for day in range(stated.low, stated.high + 1))
    assert apart(stated, days) == nearest
    assert bool(found) == (nearest > 28 and cases >= 5)


@pytest.mark.parametrize(
    ("days", "signal"), [(14 + 28, False), (14 + 29, True), (35, False), (0, False)]
)
def test_exactly_four_weeks_is_not_more(days: int, signal: bool) -> None:  # noqa: FBT001
    row = replace(a_row(LINDE, 0, start=Days(7, 14)), measured=measured(days, 5))
    assert bool(signals([row], {})) == signal


def test_without_a_measured_or_a_stated_wait_nothing_is_compared() -> None:
    long = measured(200, 9)
    assert not signals([replace(a_row(LINDE, 0), measured=long)], {}), "the stated one is unknown"
    assert not signals([a_row(LINDE, 0, start=Days(7, 7))], {})
    (one,) = signals([replace(a_row(LINDE, 0, start=Days(7, 14)), measured=long)], {})
    assert one.since_on == TODAY
    assert one.why == (
        "Opgegeven tot de start: 1 tot 2 weken. Gemeten: de helft startte binnen 200 dagen,"
        " 9 van de 10 binnen 210 dagen (9 cliënten)."
    )


def test_the_oldest_signal_comes_first() -> None:
    rows = [a_row(LINDE, 0, id=1), a_row(ANKER, 0, id=2)]
    found = signals(rows, {1: told("ww======"), 2: told("w======")})
    assert [one.row.id for one in found] == [2, 1]
