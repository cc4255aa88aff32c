"""When a stop holds, and when the figures behind it have to be confirmed again."""

from datetime import date

from portal.availability.rules.freshness import Freshness, freshness
from portal.availability.rules.stops import Stop, StopDecision
from portal.kernel.periods import Period

HOORN = 1
AUGUST = Period(date(2026, 8, 1), date(2026, 8, 31))


def stop(
    period: Period = AUGUST,
    answer: StopDecision | None = StopDecision.AGREED,
    withdrawn_on: date | None = None,
) -> Stop:
    return Stop(period, {HOORN: answer}, withdrawn_on)


def test_the_day_after_its_end_a_stop_asks_whether_the_figures_are_right() -> None:
    assert stop().asks_again_on() == date(2026, 9, 1)


def test_a_stop_that_the_provider_ends_early_asks_that_same_day() -> None:
    ended = stop(withdrawn_on=date(2026, 8, 10))
    assert ended.asks_again_on() == date(2026, 8, 10)
    fresh = freshness(
        date(2026, 8, 5),
        cadence_days=14,
        today=date(2026, 8, 10),
        asks_again_on=[date(2026, 8, 10)],
    )
    assert fresh is Freshness.DUE


def test_an_open_ended_stop_asks_when_it_is_withdrawn() -> None:
    assert stop(Period(date(2026, 8, 1))).asks_again_on() is None
    ended = stop(Period(date(2026, 8, 1)), withdrawn_on=date(2026, 8, 1))
    assert ended.asks_again_on() == date(2026, 8, 1)


def test_a_stop_that_never_was_in_force_asks_nothing() -> None:
    assert stop(withdrawn_on=date(2026, 7, 31)).asks_again_on() is None
    assert stop(answer=None).asks_again_on() is None
    assert stop(answer=StopDecision.REFUSED, withdrawn_on=date(2026, 8, 10)).asks_again_on() is None


def test_withdrawing_a_stop_that_was_over_changes_nothing() -> None:
    assert stop(withdrawn_on=date(2026, 9, 3)).asks_again_on() == date(2026, 9, 1)


def test_a_stop_until_the_last_day_that_a_calendar_knows_never_asks() -> None:
    assert stop(Period(date(2026, 8, 1), date.max)).asks_again_on() is None
