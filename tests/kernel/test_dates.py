from datetime import UTC, date, datetime

from portal.kernel.dates import dutch_date, dutch_moment, dutch_weekday


def test_a_day_is_written_as_people_write_it() -> None:
    assert dutch_date(date(2026, 11, 17)) == "17 november 2026"
    assert dutch_weekday(date(2026, 11, 17)) == "dinsdag 17 november"


def test_a_moment_is_told_in_the_time_of_amsterdam() -> None:
    just_before_midnight = datetime(2026, 6, 30, 22, 30, tzinfo=UTC)
    assert dutch_date(just_before_midnight) == "1 juli 2026"
    assert dutch_moment(just_before_midnight) == "1 juli 2026 om 00.30 uur"
