"""Half a year of waits, against a naive reader of the same history."""

from datetime import date, timedelta
from random import Random
from statistics import median

import pytest

from portal.availability.rules.figures import Days
from portal.kernel.periods import Period
from portal.oversight.rules.trends import (
    TOO_FEW,
    Change,
    Said,
    Told,
    Week,
    changes,
    chart_of,
    moments,
    trend,
    week,
)
from tests.seeds import each_seed

TODAY = date(2026, 11, 20)
ALWAYS = Period(date(2020, 1, 1))


def told(number: int = 1, *said: Said, **known: object) -> Told:
    values: dict[str, object] = {
        "offering_id": number,
        "product_code": "02BGB",
        "provider_id": 1,
        "cadence_days": 14,
        "contract": ALWAYS,
        "said": said,
    }
    return Told(**{**values, **known})  # pyright: ignore[reportArgumentType]


def said(days_ago: int, days: int | None = 14, free: int | None = None) -> Said:
    wait = None if days is None else Days(days, days)
    return Said(on=TODAY - timedelta(days=days_ago), expected=wait, places_free=free)


def some_history(random: Random) -> list[Told]:
    return [_some_offering(random, number) for number in range(random.randint(0, 14))]


def _some_offering(random: Random, number: int) -> Told:
    ago = sorted((random.randint(0, 260) for _ in range(random.randint(0, 12))), reverse=True)
    return told(
        number,
        *(
            said(days, random.choice((None, 0, 7, 10, 28, 56)), random.choice((None, 0, 3)))
            for days in ago
        ),
        product_code=random.choice(("02BGB", "07DBA")),
        provider_id=random.randint(1, 3),
        cadence_days=random.choice((7, 14)),
        contract=Period(
            TODAY - timedelta(days=random.choice((60, 500))),
            random.choice((None, TODAY + timedelta(days=random.randint(-90, 90)))),
        )
        if random.random() < 0.3
        else ALWAYS,
    )


def naive(offerings: list[Told], day: date) -> tuple[int, float | None, int | None]:
    """What one finds by leafing through the whole history for each day."""
    waits: list[int] = []
    places: list[int] = []
    for one in offerings:
        newest = None
        for line in one.said:
            if line.on <= day:
                newest = line
        ends = one.contract.until_on or date.max
        if newest is None or not one.contract.from_on <= day <= ends:
            continue
        if (day - newest.on).days > 3 * one.cadence_days:
            continue
        waits += [newest.expected.high] if newest.expected else []
        places += [newest.places_free] if newest.places_free is not None else []
    middle = median(waits) if len(waits) >= 5 else None
    return len(waits), middle, sum(places) if len(places) >= 5 else None


@pytest.mark.parametrize("block", range(10))
def test_two_hundred_and_fifty_histories_say_week_by_week_what_one_finds_by_hand(
    block: int,
) -> None:
    for seed in range(block * 25, block * 25 + 25):
        history = some_history(Random(seed))
        weeks = trend(history, today=TODAY)
        assert [w.on for w in weeks] == [TODAY - timedelta(days=7 * n) for n in range(26, -1, -1)]
        for found in weeks:
            known, middle, places = naive(history, found.on)
            assert (found.known, found.places) == (known, places), f"seed {seed}"
            assert (found.median_days is None) is (middle is None)
            if middle is not None and found.median_days is not None:
                assert 0 <= found.median_days - middle < 1, "rounded up to whole days"


def test_the_histories_hold_both_enough_and_too_few() -> None:
    weeks = [w for seed in range(50) for w in trend(some_history(Random(seed)), today=TODAY)]
    assert {w.median_days is None for w in weeks} == {True, False}
    assert {w.places is None for w in weeks} == {True, False}


@pytest.mark.parametrize(("cases", "words"), [(4, TOO_FEW), (5, "2 weken")])
def test_fewer_than_five_cases_are_too_few_to_tell(cases: int, words: str) -> None:
    found = week([told(n, said(0, free=1)) for n in range(cases)], TODAY)
    assert found.wait == words
    assert found.free == (TOO_FEW if cases < 5 else "5")
    assert found.known == cases


@pytest.mark.parametrize(("days_ago", "counts"), [(42, 5), (43, 0)])
def test_what_was_outdated_then_does_not_count(days_ago: int, counts: int) -> None:
    assert week([told(n, said(days_ago)) for n in range(5)], TODAY).known == counts


def test_a_later_confirmation_says_nothing_of_an_earlier_day() -> None:
    assert week([told(1, said(3))], TODAY - timedelta(days=7)).known == 0


def test_unknown_is_never_zero() -> None:
    unknown = [told(n, said(0, None)) for n in range(6)]
    assert week(unknown, TODAY).median_days is None
    mixed = [*unknown, *(told(n, said(0, 70)) for n in range(10, 15))]
    assert week(mixed, TODAY).median_days == 70


def test_the_weeks_run_up_to_today() -> None:
    days = moments(TODAY)
    assert (len(days), days[-1]) == (27, TODAY)
    assert TODAY - days[0] == timedelta(weeks=26)


def test_a_change_is_told_with_a_shape_and_in_words() -> None:
    then, now = (Week(on=TODAY, known=9, median_days=days, places=None) for days in (28, 42))
    few = Week(on=TODAY, known=2, median_days=None, places=None)

    def words(before: Week, after: Week) -> str:
        return Change(code="", name="", before=before, now=after).told

    assert words(then, now) == "▲ 2 weken langer"
    assert words(now, then) == "▼ 2 weken korter"
    assert words(now, now) == "gelijk"
    assert words(few, now) == words(now, few) == "–"


@each_seed(40)
def test_the_change_of_each_product_is_its_first_and_last_week(seed: int) -> None:
    history = some_history(Random(seed))
    found = changes(history, [("02BGB", "Begeleiding"), ("07DBA", "Dagbesteding")], today=TODAY)
    for change in found:
        weeks = trend([t for t in history if t.product_code == change.code], today=TODAY)
        assert (change.before, change.now) == (weeks[0], weeks[-1])


def test_weeks_with_too_few_are_a_gap_in_the_picture() -> None:
    early = [told(n, said(180, 28)) for n in range(5)]
    late = [told(n, said(10, 56)) for n in range(5, 10)]
    chart = chart_of(trend([*early, *late], today=TODAY), today=TODAY)
    assert chart
    assert len(chart.bars) == 2
    assert chart.bars[0].x + chart.bars[0].width < chart.bars[1].x


def test_without_enough_there_is_no_picture() -> None:
    assert chart_of(trend([told(1, said(0))], today=TODAY), today=TODAY) is None
