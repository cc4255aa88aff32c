"""Periods to choose from."""

from datetime import date

import pytest

from portal.kernel.periods import Period
from portal.oversight.rules.periods import (
    common_days,
    last_quarter,
    length,
    newest_full_half,
    presets,
)


@pytest.mark.parametrize(
    ("today", "label"),
    [
        (date(2026, 11, 24), "Eerste helft van 2026"),
        (date(2026, 6, 30), "Tweede helft van 2025"),
        (date(2026, 7, 1), "Eerste helft van 2026"),
        (date(2026, 1, 1), "Tweede helft van 2025"),
    ],
)
def test_the_account_is_asked_over_the_half_that_is_over(today: date, label: str) -> None:
    assert newest_full_half(today=today).label == label


@pytest.mark.parametrize(
    ("today", "label", "first", "last"),
    [
        (date(2026, 1, 5), "4e kwartaal van 2025", date(2025, 10, 1), date(2025, 12, 31)),
        (date(2026, 3, 31), "4e kwartaal van 2025", date(2025, 10, 1), date(2025, 12, 31)),
        (date(2026, 4, 1), "1e kwartaal van 2026", date(2026, 1, 1), date(2026, 3, 31)),
        (date(2026, 11, 24), "3e kwartaal van 2026", date(2026, 7, 1), date(2026, 9, 30)),
    ],
)
def test_the_last_quarter_is_over(today: date, label: str, first: date, last: date) -> None:
    found = last_quarter(today=today)
    assert (found.label, found.first, found.last) == (label, first, last)


def test_a_half_that_has_not_begun_is_not_offered() -> None:
    assert [one.label for one in presets(today=date(2026, 3, 1))] == [
        "Eerste helft van 2026",
        "Tweede helft van 2025",
        "Eerste helft van 2025",
        "4e kwartaal van 2025",
    ]


def test_common_days() -> None:
    year = Period(date(2026, 1, 1), date(2026, 12, 31))
    assert length(common_days(year, Period(date(2026, 12, 30)))) == 2
    assert common_days(year, Period(date(2027, 1, 1))) is None
    assert length(common_days(year, Period(date(2026, 5, 5), date(2026, 5, 5)))) == 1
    assert length(Period(date(2026, 1, 1))) == 0, "an open span has no length"
