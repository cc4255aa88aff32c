"""What a search finds, and in which order."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

import pytest

from portal.availability.rules.figures import Days, Figures, Statement, Status
from portal.availability.rules.order import Rank
from portal.availability.rules.row import Row, Where
from portal.kernel.periods import Period
from portal.kernel.spelling import fold
from portal.search.rules import Criterion, Found, Search, seen
from tests.search.made_up import HOORN as HOORN_ON_THE_MAP
from tests.search.made_up import (
    TODAY,
    TOWNS,
    a_known_row,
    a_row,
    a_stop,
    searched,
    stated,
)

HOORN, MEDEMBLIK = TOWNS[0].id, TOWNS[1].id


def ids(rows: list[Row], **asked: object) -> list[int]:
    return [match.row.id for match in search(rows, **asked).matches]


def search(rows: list[Row], **asked: object) -> Found:
    return searched(rows, Search(**asked))  # pyright: ignore[reportArgumentType]


def a_location(place: str = "Hoorn", latitude: float = 52.64) -> Where:
    return Where(
        name="De Lindehof",
        street="Kerkstraat 1",
        postcode="1621 AA",
        place=place,
        latitude=latitude,
        longitude=5.06,
        wheelchair_accessible=True,
    )


# The order


def test_known_then_outdated_then_unknown_then_stopped() -> None:
    rows = [
        a_known_row(1, figures=stated(low=0), stops=(a_stop(),)),
        a_row(2),
        a_known_row(3, figures=stated(low=0), days_ago=43),
        a_known_row(4, figures=stated(low=56)),
    ]
    assert ids(rows) == [4, 3, 2, 1]


def test_figures_without_a_wait_are_unknown_and_never_zero() -> None:
    rows = [a_known_row(1, figures=stated(Status.CAPACITY, None)), a_known_row(2)]
    assert ids(rows) == [2, 1]
    assert seen(rows[0], None, today=TODAY).group is Rank.UNKNOWN


def test_outdated_figures_without_a_wait_are_unknown_too() -> None:
    assert seen(a_known_row(figures=stated(low=None), days_ago=99), None, today=TODAY).group is (
        Rank.UNKNOWN
    )


def test_figures_that_wait_for_confirmation_sort_as_fresh() -> None:
    rows = [
        a_known_row(1, figures=stated(low=14)),
        a_known_row(2, figures=stated(low=7), days_ago=42),
    ]
    assert ids(rows) == [2, 1]


def test_the_longest_expected_wait_decides_before_the_shortest() -> None:
    rows = [
        a_known_row(1, figures=stated(low=0, high=42)),
        a_known_row(2, figures=stated(low=28, high=35)),
        a_known_row(3, figures=stated(low=7, high=35)),
    ]
    assert ids(rows) == [3, 2, 1]


def test_an_intake_counts_along() -> None:
    slow = Figures(status=Status.WAITLIST, intake=Days(14, 21), start=Days(7, 7))
    rows = [
        a_known_row(1, figures=slow, has_intake=True),
        a_known_row(2, figures=slow, has_intake=False),
    ]
    assert ids(rows) == [2, 1]


def test_with_equal_waits_the_nearest_comes_first_and_home_is_no_distance() -> None:
    rows = [
        a_known_row(1, where=a_location("Enkhuizen", 52.8)),
        a_known_row(2, where=a_location("Hoorn")),
        a_known_row(3),
    ]
    found = searched(rows, Search(near=HOORN_ON_THE_MAP))
    assert [match.row.id for match in found.matches] == [3, 2, 1]


def test_equals_change_places_every_day_and_nobody_is_favoured() -> None:
    rows = [a_known_row(number) for number in range(1, 5)]
    firsts: Counter[int] = Counter()
    for day in range(400):
        on = TODAY + timedelta(days=day)
        fresh = [replace(row, contract=Period(TODAY)) for row in rows]
        firsts[searched(fresh, Search(within_weeks=2), today=on).matches[0].row.id] += 1
    assert all(70 < firsts[row.id] < 130 for row in rows)


# What is asked


@pytest.mark.parametrize(
    "words",
    ["linde", "LINDE", "begeleiding linde", "02bgb", "lindé", "omgeving", "hoorn", "ouderen avond"],
)
def test_all_words_must_be_mentioned_whatever_their_capitals_and_accents(words: str) -> None:
    row = a_known_row()
    said = replace(row, statement=Statement(figures=stated(), remark="Voor oudéren, ook 's avonds"))
    assert ids([said], words=words) == [1]


@pytest.mark.parametrize("words", ["anker", "medemblik", "xyzzy"])
def test_who_does_not_mention_the_word_is_left_out(words: str) -> None:
    assert ids([a_known_row()], words=words) == []


def test_a_location_is_found_by_its_place_and_only_at_last_by_whom_it_serves() -> None:
    wognum = a_known_row(1, where=a_location("Wognum"), area_name="", municipalities=TOWNS)
    medemblik = a_known_row(2, where=a_location("Medemblik"), area_name="", municipalities=TOWNS)
    assert ids([wognum, medemblik], words="wognum") == [1]
    assert ids([wognum, medemblik], words="medemblik") == [2]
    assert ids([wognum], words="medemblik") == [1], "nobody is nearer"


def test_a_word_that_nobody_knows_is_left_out_and_nonsense_finds_nothing() -> None:
    found = search([a_known_row()], words="begeleiding qwxqwx")
    assert [match.row.id for match in found.matches] == [1]
    assert found.understood is not None
    assert found.understood.missed == ("qwxqwx",)
    assert ids([a_known_row()], words="qwxqwx") == []


def test_a_product_is_asked_by_its_code() -> None:
    rows = [a_known_row(1), a_known_row(2, product_code="07DBA")]
    assert ids(rows, products=("07DBA",)) == [2]


def test_only_who_serves_the_municipality_is_found() -> None:
    rows = [a_known_row(1, municipalities=TOWNS[:1]), a_known_row(2, municipalities=TOWNS[1:])]
    assert ids(rows, municipality_id=MEDEMBLIK) == [2]
    assert ids([a_known_row(municipalities=())], municipality_id=HOORN) == []


def test_the_figures_of_the_municipality_count_where_they_differ() -> None:
    statement = Statement(figures=stated(low=56), local={HOORN: stated(Status.CAPACITY, 7)})
    row = a_known_row(municipalities=TOWNS, statement=statement)
    assert ids([row], municipality_id=HOORN, within_weeks=2, only_capacity=True) == [1]
    assert ids([row], municipality_id=MEDEMBLIK, within_weeks=2) == []
    assert ids([row], within_weeks=2) == []


@pytest.mark.parametrize(("high", "found"), [(14, [1]), (15, [])])
def test_the_latest_start_is_compared_with_the_longest_wait(high: int, found: list[int]) -> None:
    assert ids([a_known_row(figures=stated(low=0, high=high))], within_weeks=2) == found


def test_who_is_unknown_or_stopped_does_not_start_within_weeks_but_is_counted() -> None:
    rows = [
        a_known_row(1, figures=stated(low=7)),
        a_known_row(2, figures=stated(low=70)),
        a_row(3),
        a_known_row(4, figures=stated(low=7), stops=(a_stop(),)),
    ]
    found = search(rows, within_weeks=2)
    assert [match.row.id for match in found.matches] == [1]
    assert found.without[Criterion.WITHIN] - len(found.matches) == 3


@pytest.mark.parametrize(("days_ago", "found"), [(0, [1]), (14, [1]), (15, []), (43, [])])
def test_only_current_figures_are_those_within_their_cadence(
    days_ago: int, found: list[int]
) -> None:
    assert ids([a_known_row(days_ago=days_ago)], only_fresh=True) == found


@pytest.mark.parametrize("status", list(Status))
def test_a_place_now_is_what_the_provider_calls_a_place(status: Status) -> None:
    row = a_known_row(figures=stated(status))
    assert bool(ids([row], only_capacity=True)) is (status is Status.CAPACITY)


def test_a_stop_takes_away_the_place_in_its_own_municipality_only() -> None:
    row = a_known_row(
        figures=stated(Status.CAPACITY, 0), municipalities=TOWNS[:2], stops=(a_stop(agreed=(1,)),)
    )
    assert ids([row], municipality_id=HOORN, only_capacity=True) == []
    assert ids([row], municipality_id=MEDEMBLIK, only_capacity=True) == [1]
    assert ids([row], only_capacity=True) == [1]


def test_nothing_is_left_out_when_nothing_is_asked() -> None:
    rows = [a_row(1), a_known_row(2, days_ago=400), a_known_row(3, stops=(a_stop(),))]
    assert len(ids(rows)) == 3


# The contract


@pytest.mark.parametrize(
    ("contract", "wait", "found"),
    [
        (Period(TODAY, TODAY + timedelta(days=14)), 14, [1]),
        (Period(TODAY, TODAY + timedelta(days=13)), 14, []),
        (Period(TODAY + timedelta(days=14)), 14, [1]),
        (Period(TODAY + timedelta(days=15)), 14, []),
        (Period(date(2020, 1, 1), TODAY - timedelta(days=1)), 0, []),
        (Period(TODAY, TODAY), None, [1]),
        (Period(TODAY + timedelta(days=1)), None, []),
    ],
)
def test_the_contract_must_run_on_the_expected_start(
    contract: Period, wait: int | None, found: list[int]
) -> None:
    assert ids([a_known_row(figures=stated(low=wait), contract=contract)]) == found


def test_who_has_no_contract_on_that_day_is_counted_while_the_contract_is_not_over() -> None:
    ends_soon = a_known_row(1, figures=stated(low=56), contract=Period(TODAY, TODAY))
    begins_later = a_known_row(2, contract=Period(TODAY + timedelta(days=90)))
    over = a_known_row(3, contract=Period(date(2020, 1, 1), date(2024, 1, 1)))
    found = search([ends_soon, begins_later, over])
    assert (found.matches, found.out_of_contract) == ((), 2)


# Letting go of a wish


def test_every_wish_tells_how_many_there_are_without_it() -> None:
    rows = [
        a_known_row(1, figures=stated(Status.WAITLIST, 7)),
        a_known_row(2, figures=stated(Status.CAPACITY, 70)),
        a_known_row(3, figures=stated(Status.NO_CAPACITY, 70)),
    ]
    found = search(rows, within_weeks=2, only_capacity=True)
    assert found.without == {Criterion.WITHIN: 1, Criterion.CAPACITY: 1}
    assert found.without_wishes == 3


def test_the_municipality_of_a_client_is_no_wish() -> None:
    asked = Search(municipality_id=HOORN, words="linde", within_weeks=4)
    assert asked.wishes() == [Criterion.WORDS, Criterion.WITHIN]
    assert asked.without(*asked.wishes()) == Search(municipality_id=HOORN)


def test_plain_text_has_no_capitals_or_accents() -> None:
    assert fold("Súdwest-Fryslân ÉLAN") == "sudwest-fryslan elan"
