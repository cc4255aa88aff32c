"""The share of fresh figures over time, against a count from day to day."""

from datetime import date, timedelta
from random import Random

from portal.availability.rules.freshness import Freshness
from portal.oversight.rules.trend import (
    BOTTOM,
    LEFT,
    RIGHT,
    TOP,
    Said,
    Week,
    mondays,
    trend,
    weekly,
)
from tests.oversight.made_up import LINDE, TODAY, a_row, kept, some_kept
from tests.oversight.reference import tally
from tests.seeds import each_seed


def test_the_weeks_begin_on_mondays_and_end_this_week() -> None:
    days = mondays(today=TODAY)
    assert len(days) == 26
    assert {day.weekday() for day in days} == {0}
    assert days[-1] == date(2026, 11, 16)
    assert mondays(today=date(2026, 11, 16))[-1] == date(2026, 11, 16), "a Monday counts itself"


@each_seed(250)
def test_each_week_is_what_a_naive_reader_counts(seed: int) -> None:
    every, said = some_kept(Random(seed))
    confirmed = [told.on for one in every for told in said[one.row.id]]
    first_on = min(confirmed, default=None)
    days = [*mondays(today=TODAY), TODAY]
    found = {week.on: week for week in weekly(every, said, days=days, first_on=first_on)}
    for day in days:
        expected = tally(every, said, day)
        if first_on is None or day < first_on or not sum(expected.values()):
            assert day not in found
        else:
            week = found[day]
            assert (week.fresh, week.total) == (expected["fresh"], sum(expected.values())), day


@each_seed(50)
def test_the_last_point_is_what_the_table_says_of_today(seed: int) -> None:
    every, said = some_kept(Random(seed))
    now = [one for one in every if one.counts_on(TODAY)]
    found = weekly(every, said, days=[TODAY], first_on=date(2026, 1, 1))
    fresh = [one for one in now if one.row.freshness(today=TODAY) is Freshness.FRESH]
    expected = [(len(fresh), len(now))] if now else []
    assert [(week.fresh, week.total) for week in found] == expected


def test_a_confirmation_counts_from_its_day_and_for_one_cadence() -> None:
    one, on = kept(a_row(LINDE, 0)), date(2026, 10, 7)
    days = [on + timedelta(days=number) for number in (-1, 0, 14, 15)]
    found = weekly([one], {1: [Said(on=on)]}, days=days, first_on=date(2026, 1, 1))
    assert [week.fresh for week in found] == [0, 1, 1, 0]


def test_the_line_goes_from_left_to_right_and_higher_is_better() -> None:
    monday = date(2026, 11, 9)
    weeks = [
        Week(on=monday, fresh=0, total=4),
        Week(on=monday + timedelta(days=7), fresh=2, total=4),
        Week(on=monday + timedelta(days=14), fresh=4, total=4),
    ]
    drawn = trend(weeks)
    assert drawn
    assert [(dot.x, dot.y) for dot in drawn.dots] == [
        (LEFT, BOTTOM),
        ((LEFT + RIGHT) / 2, (TOP + BOTTOM) / 2),
        (RIGHT, TOP),
    ]
    assert drawn.path.startswith(f"M{float(LEFT)} {float(BOTTOM)}L")
    assert "van 0% actueel naar 100%" in drawn.told
    assert trend(weeks[:1]) is None, "of one week nobody draws a line"
