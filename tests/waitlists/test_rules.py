"""The order, the sentence, the terms and the references: tables of cases."""

from datetime import UTC, date, datetime, timedelta
from itertools import product
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.availability.rules.figures import Days
from portal.waitlists.rules import calendar, references
from portal.waitlists.rules.key import Key, Urgency, ranks_from, smallest
from portal.waitlists.rules.moves import (
    MOVES,
    OPEN,
    BackDatingDecision,
    DepartureReason,
    HoldCause,
    LinkKind,
    MoveNotAllowed,
    Outcome,
    ReturnAnswer,
    ReturnCause,
    Status,
    moved,
)
from portal.waitlists.rules.place import standing
from portal.waitlists.rules.waits import expected_wait, waited

APRIL = date(2026, 4, 14)
NINE = datetime(2026, 4, 14, 7, tzinfo=UTC)
DAY = timedelta(days=1)


def a_key(
    on: date = APRIL, at: datetime = NINE, urgency: Urgency = Urgency.REGULAR, draw: int = 5
) -> Key:
    return Key(urgency=urgency, registered_on=on, registered_at=at, draw=draw)


keys = st.builds(
    a_key,
    on=st.dates(date(2026, 1, 1), date(2026, 1, 3)),
    at=st.sampled_from([NINE, NINE + timedelta(seconds=1)]),
    urgency=st.sampled_from(Urgency),
    draw=st.integers(0, 2),
)


def test_urgency_goes_before_the_day_and_the_day_before_the_moment() -> None:
    crisis = a_key(APRIL + DAY, urgency=Urgency.CRISIS)
    earlier, later = a_key(APRIL - DAY, NINE + DAY), a_key(at=NINE + timedelta(hours=1))
    drawn = a_key(draw=4)
    assert sorted([later, a_key(), drawn, earlier, crisis]) == [
        crisis,
        earlier,
        drawn,
        a_key(),
        later,
    ]


@given(st.lists(keys, min_size=1, max_size=4))
def test_a_merge_takes_one_of_the_keys_whole_and_moves_nobody_back(every: list[Key]) -> None:
    one = smallest(every)
    assert one in every
    assert all(one <= key for key in every)


@given(st.lists(keys, max_size=8), keys)
def test_the_sentence_counts_everybody_who_goes_first_once(others: list[Key], own: Key) -> None:
    ahead = [key for key in others if key < own]
    told = standing(own, ahead, len(others) + 1)
    assert told.place == len(ahead) + 1
    outside = told.reason.split("(")[0] + ".".join(told.reason.split(")")[1:])
    numbers = [int(word) for word in outside.replace("(", " ").split() if word.isdigit()]
    assert sum(numbers) == len(ahead)


def test_the_sentence_names_the_earlier_days() -> None:
    ahead = [a_key(date(2026, 3, 12)), a_key(date(2026, 4, 2))]
    assert str(standing(a_key(), ahead, 11)) == (
        "Plaats 3 van 11. 2 mensen hebben een eerdere aanmelddatum (12 maart 2026 en 2 april 2026)."
    )
    assert str(standing(a_key(), [], 1)) == "Plaats 1 van 1. Niemand gaat voor."
    every = [
        a_key(urgency=Urgency.URGENT),
        a_key(at=NINE - timedelta(hours=1)),
        a_key(draw=1),
        *(a_key(APRIL - days * DAY) for days in (1, 2, 3, 4)),
    ]
    assert standing(a_key(), every, 8).reason == (
        "1 persoon gaat voor door urgentie. "
        "4 mensen hebben een eerdere aanmelddatum (de eerste op 10 april 2026). "
        "1 persoon is dezelfde dag eerder aangemeld. 1 persoon gaat voor door loting."
    )


@pytest.mark.parametrize(("days", "expected"), [(0, 0), (14, 14), (15, 0)])
def test_who_is_dated_back_far_ranks_from_the_day_of_entry(days: int, expected: int) -> None:
    assert ranks_from(APRIL - days * DAY, on=APRIL) == APRIL - expected * DAY


def test_every_move_is_allowed_or_refused_as_the_table_says() -> None:
    for current, to in product(Status, Status):
        if to in MOVES[current]:
            assert moved(current, to) is to
        else:
            with pytest.raises(MoveNotAllowed, match=current.label):
                moved(current, to)
    assert not [status for status in Status if MOVES[status] and status not in OPEN]
    words = [LinkKind, Outcome, DepartureReason]
    assert all(one.label for kind in words for one in kind)
    assert all((*BackDatingDecision, *HoldCause, *ReturnAnswer, *ReturnCause))


def test_a_reference_betrays_each_mistake_and_each_swap() -> None:
    chance = Random(1)
    signs = references.ALPHABET
    for _ in range(200):
        made = references.client_reference("WF", [chance.randrange(29) for _ in range(5)])
        assert references.read_reference(made.lower().replace("-", " ")) == made
        body = made.replace("-", "")
        for place in range(2, len(body)):
            wrong = chance.choice([sign for sign in signs if sign != body[place]])
            assert references.read_reference(body[:place] + wrong + body[place + 1 :]) is None
            if place > 2 and body[place] != body[place - 1]:
                swapped = body[: place - 1] + body[place] + body[place - 1] + body[place + 1 :]
                assert references.read_reference(swapped) is None
    assert not [text for text in ("", "WF", "12-2222-22", "WF-0000-00") if _reads(text)]
    assert references.prefix_of("Midden-Holland") == "MH"
    assert references.prefix_of("Westfriesland") == "WE"


def _reads(text: str) -> bool:
    return references.read_reference(text) is not None


@pytest.mark.parametrize(
    ("reference", "pattern", "right"),
    [
        ("Z-2026-001", "", True),
        ("Z-2026-001", "A-9999-999", True),
        ("Z-2026-1", "A-9999-999", False),
        ("Z.2026", "A.9999", True),
        ("Zx2026", "A.9999", False),
        ("", "", False),
        ("Z<b>", "", False),
        ("Z" * 41, "", False),
    ],
)
def test_a_case_reference_follows_the_pattern(reference: str, pattern: str, *, right: bool) -> None:
    assert (references.case_reference_problem(reference, pattern) is None) == right


def test_nine_digits_may_be_a_bsn() -> None:
    assert references.may_be_bsn("111222333")
    assert references.may_be_bsn("111-222-333")
    assert not references.may_be_bsn("111222334")
    assert not references.may_be_bsn("11122233")
    assert references.text_problem("mail mij@voorbeeld.example")
    assert references.text_problem("liefst in de ochtend") is None


@pytest.mark.parametrize(
    ("invited_on", "last"),
    [
        (date(2026, 11, 23), date(2026, 11, 30)),  # Monday to Monday
        (date(2026, 11, 28), date(2026, 12, 4)),  # a Saturday
        (date(2026, 12, 21), date(2026, 12, 29)),  # over Christmas
        (date(2026, 4, 2), date(2026, 4, 10)),  # over Easter Monday
        (date(2026, 5, 13), date(2026, 5, 21)),  # over Ascension
        (date(2026, 4, 24), date(2026, 5, 4)),  # over the King's day
    ],
)
def test_an_invitation_lasts_five_working_days(invited_on: date, last: date) -> None:
    assert calendar.expires_on(invited_on, working_days=5) == last


def test_holidays_move_with_easter_and_the_kings_day_avoids_a_sunday() -> None:
    assert {date(2027, 3, 28), date(2027, 5, 6), date(2027, 5, 17)} <= calendar.holidays(2027)
    assert date(2025, 4, 26) in calendar.holidays(2025)
    assert date(2025, 4, 27) not in calendar.holidays(2025)


def test_a_client_is_forgotten_ninety_days_after_nothing_can_follow() -> None:
    def days(placed_on: date | None = None, failed_on: date | None = None) -> int:
        due = calendar.forgotten_from(APRIL, placed_on=placed_on, failed_on=failed_on)
        return (due - APRIL).days

    assert days() == 90
    assert days(APRIL + 2 * DAY) == 182
    assert days(APRIL, APRIL + 50 * DAY) == 230
    assert calendar.is_failed_start(APRIL, APRIL + 90 * DAY)
    assert not calendar.is_failed_start(APRIL, APRIL + 91 * DAY)
    assert not calendar.is_failed_start(APRIL, APRIL - DAY)


def test_an_expected_wait_says_what_it_rests_on() -> None:
    every_ten = [APRIL - days * DAY for days in range(0, 60, 10)]
    told = expected_wait(3, every_ten, stated=None, confirmed_on=None, on=APRIL)
    assert (told.days, "om de 10 dagen" in told.rests_on) == (Days(30, 30), True)
    too_few = every_ten[:5]
    stated = expected_wait(3, too_few, stated=Days(28, 42), confirmed_on=APRIL, on=APRIL)
    assert str(stated) == "4 tot 6 weken (opgave van de aanbieder op 14 april 2026)"
    unknown = expected_wait(3, too_few, stated=None, confirmed_on=None, on=APRIL)
    assert str(unknown).startswith("onbekend (te weinig plaatsingen")
    long_ago = [day - 181 * DAY for day in every_ten]
    assert expected_wait(1, long_ago, stated=None, confirmed_on=None, on=APRIL).days is None


def test_waits_are_told_from_five_cases_on() -> None:
    assert (waited([1, 2, 3, 4]).cases, waited([1, 2, 3, 4]).median) == (4, None)
    ten = waited(list(range(10, 110, 10)))
    assert (ten.median, ten.p90) == (55, 90)
    assert waited([9, 9, 9, 9, 80]).p90 == 80
