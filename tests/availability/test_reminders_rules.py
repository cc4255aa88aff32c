"""Dates, steps and words of reminders: no database."""

from datetime import UTC, date, datetime, timedelta

import pytest

from portal.availability.rules.digests import (
    Digest,
    ladder,
    late_told,
    listed,
    mailing_day,
    reader_of,
    thanks,
)
from portal.availability.rules.figures import Channel, Figures, Statement, Status
from portal.availability.rules.reminders import Step, digest_on, step
from portal.availability.rules.row import Confirmed, Contact, Named, Row
from portal.kernel.periods import Period

MONDAY = date(2026, 11, 23)


def a_row(number: int = 1, *, confirmed_on: date | None, cadence: int = 14) -> Row:
    confirmed = confirmed_on and Confirmed(
        at=datetime(confirmed_on.year, confirmed_on.month, confirmed_on.day, 12, tzinfo=UTC),
        by_name="Sanne de Wit",
        channel=Channel.SCREEN,
        unchanged=True,
    )
    return Row(
        id=number,
        region=Named(id=1, name="Westfriesland"),
        provider=Named(id=1, name="De Linde"),
        product=Named(id=1, name="Begeleiding basis"),
        product_code="02BGB",
        unit="minuut",
        has_intake=True,
        lot=Named(id=1, name="Begeleiding"),
        norm_days=None,
        contract=Period(date(2025, 7, 1), date(2099, 1, 1)),
        cadence_days=cadence,
        main_contractor=None,
        where=None,
        area_name="Hoorn",
        municipalities=(),
        contact=Contact(name="", phone="", email=""),
        report_id=number if confirmed else None,
        statement=Statement(figures=Figures(status=Status.WAITLIST)) if confirmed else None,
        confirmed=confirmed or None,
    )


def due_in(days: int, number: int = 1) -> Row:
    """A row of which the last fresh day lies this many days after Monday."""
    return a_row(number, confirmed_on=MONDAY + timedelta(days=days - 14))


def digest_of(*rows: Row, total: int = 18, today: date = MONDAY) -> Digest:
    return Digest(rows=ladder(rows, on=MONDAY, asked={}), total=total, today=today)


@pytest.mark.parametrize(
    ("late", "reached"),
    [
        (-30, Step.NONE),
        (-7, Step.NONE),
        (-6, Step.IN_TIME),
        (-1, Step.IN_TIME),
        (0, Step.DUE),
        (6, Step.DUE),
        (7, Step.WEEK_LATE),
        (13, Step.WEEK_LATE),
        (14, Step.TWO_WEEKS_LATE),
        (20, Step.TWO_WEEKS_LATE),
        (21, Step.MANAGER_TASK),
        (400, Step.MANAGER_TASK),
    ],
)
def test_the_ladder_has_five_steps(late: int, reached: Step) -> None:
    assert step(MONDAY - timedelta(days=late), today=MONDAY) is reached


@pytest.mark.parametrize("due", [MONDAY + timedelta(days=n) for n in range(-3, 12)])
def test_weekly_digests_take_each_step_exactly_once(due: date) -> None:
    digests = [MONDAY + timedelta(weeks=n) for n in range(-3, 8)]
    taken = [step(due, today=day) for day in digests]
    rungs = [rung for rung in taken if rung not in {Step.NONE, Step.MANAGER_TASK}]
    late = [Step.DUE, Step.WEEK_LATE, Step.TWO_WEEKS_LATE]
    assert rungs == (late if due in digests else [Step.IN_TIME, *late])


@pytest.mark.parametrize(
    ("weekday", "today", "day"),
    [
        (0, MONDAY, MONDAY),
        (0, MONDAY + timedelta(days=6), MONDAY),
        (6, MONDAY, date(2026, 11, 22)),
        (4, date(2027, 1, 2), date(2027, 1, 1)),
        (3, date(2027, 1, 2), date(2026, 12, 31)),
    ],
)
def test_after_a_halt_the_digest_is_that_of_the_last_week(
    weekday: int, today: date, day: date
) -> None:
    assert digest_on(weekday, today=today) == day


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 11, 23, 5, 59, tzinfo=UTC), date(2026, 11, 22)),
        (datetime(2026, 11, 23, 6, 0, tzinfo=UTC), date(2026, 11, 23)),
        (datetime(2026, 7, 6, 4, 59, tzinfo=UTC), date(2026, 7, 5)),
        (datetime(2026, 7, 6, 5, 0, tzinfo=UTC), date(2026, 7, 6)),
        # The clocks change: 29 March and 25 October 2026.
        (datetime(2026, 3, 29, 5, 0, tzinfo=UTC), date(2026, 3, 29)),
        (datetime(2026, 10, 25, 5, 30, tzinfo=UTC), date(2026, 10, 24)),
        (datetime(2026, 12, 31, 23, 30, tzinfo=UTC), date(2026, 12, 31)),
    ],
)
def test_nobody_is_reminded_before_seven_in_the_morning(moment: datetime, day: date) -> None:
    assert mailing_day(moment) == day


def test_a_row_never_filled_in_is_late_from_the_day_it_was_first_asked() -> None:
    row = a_row(confirmed_on=None)
    assert ladder([row], on=MONDAY, asked={})[0].step is Step.DUE
    first = MONDAY - timedelta(days=21)
    assert ladder([row], on=MONDAY, asked={row.id: first})[0].step is Step.MANAGER_TASK


def test_the_most_overdue_row_comes_first() -> None:
    rows = [due_in(3, 1), due_in(-9, 2), due_in(0, 3)]
    assert [due.row.id for due in ladder(rows, on=MONDAY, asked={})] == [2, 3, 1]


def test_a_row_at_the_end_of_the_ladder_stands_only_in_a_mail_that_leaves_anyway() -> None:
    given_up = a_row(1, confirmed_on=MONDAY - timedelta(days=60))
    due = a_row(2, confirmed_on=MONDAY - timedelta(days=14))
    fresh = a_row(3, confirmed_on=MONDAY)
    assert listed(ladder([given_up, fresh], on=MONDAY, asked={})) == []
    told = listed(ladder([given_up, due, fresh], on=MONDAY, asked={}))
    assert [one.row.id for one in told] == [1, 2]


@pytest.mark.parametrize(
    ("deputies", "members", "reader"),
    [
        ({}, {1, 2}, 1),
        ({1: 2}, {1, 2}, 2),
        ({1: 2, 2: 3}, {1, 2, 3}, 3),
        ({1: 2, 2: 1}, {1, 2}, 1),
        ({1: 2, 2: 3, 3: 2}, {1, 2, 3}, 1),
        ({1: 9}, {1, 2}, 1),
    ],
    ids=["here", "away", "deputy away too", "both away", "a circle", "deputy has left"],
)
def test_who_is_away_is_stood_in_for(
    deputies: dict[int, int], members: set[int], reader: int
) -> None:
    assert reader_of(1, deputies, members) == reader


@pytest.mark.parametrize(
    ("rows", "total", "subject"),
    [
        ([3, 3, 5, 6], 18, "Kloppen uw wachttijden nog? 4 van 18 vóór vrijdag"),
        ([3], 18, "Kloppen uw wachttijden nog? 1 van 18 vóór vrijdag"),
        ([0, 3], 18, "Kloppen uw wachttijden nog? 2 van 18 nog vandaag"),
        ([-2, 3], 18, "Kloppen uw wachttijden nog? 2 van 18, 1 daarvan te laat"),
        ([-2, -9], 18, "Kloppen uw wachttijden nog? 2 van 18 te laat"),
        ([3, 3], 2, "Kloppen uw wachttijden nog? Alle 2 vóór vrijdag"),
        ([3], 1, "Klopt uw wachttijd nog? Vóór vrijdag"),
        ([None, None], 18, "Wat zijn uw wachttijden? 2 van 18 nog niet ingevuld"),
        ([None, 3], 18, "Kloppen uw wachttijden nog? 2 van 18 vóór vrijdag"),
    ],
)
def test_the_subject_says_how_many_and_how_urgent(
    rows: list[int | None], total: int, subject: str
) -> None:
    made = [
        a_row(number, confirmed_on=None) if due is None else due_in(due, number)
        for number, due in enumerate(rows, start=1)
    ]
    assert digest_of(*made, total=total).subject == subject


def test_the_mail_says_in_sentences_what_asks_for_attention() -> None:
    digest = digest_of(due_in(-9, 1), due_in(3, 2), a_row(3, confirmed_on=None))
    assert (
        digest.opening("De Linde") == "3 van de 18 wachttijden van De Linde vragen om uw aandacht:"
    )
    assert digest.sentences == [
        "1 is te laat. Consulenten zien dat bij uw aanbod.",
        "1 is nog actueel. Bevestig vóór vrijdag 27 november.",
        "1 is nog niet ingevuld.",
    ]


@pytest.mark.parametrize(
    ("due", "told"),
    [
        (3, "Bevestigen vóór vrijdag 27 november"),
        (0, "Bevestigen vóór dinsdag 24 november"),
        (-1, "1 dag te laat"),
        (-6, "6 dagen te laat"),
        (-7, "1 week te laat"),
        (-15, "2 weken te laat"),
    ],
)
def test_each_row_says_how_urgent_it_is(due: int, told: str) -> None:
    assert late_told(ladder([due_in(due)], on=MONDAY, asked={})[0], today=MONDAY) == told


def test_thanks_names_the_first_day_that_asks_again() -> None:
    every = [a_row(n, confirmed_on=MONDAY - timedelta(days=n)) for n in range(1, 4)]
    assert thanks(every, every, today=MONDAY) == "Alle 3 zijn bevestigd tot 5 december."
    assert thanks(every[:1], every[:1], today=MONDAY) == (
        "De wachttijd is bevestigd tot 7 december."
    )


def test_thanks_promises_nothing_for_rows_outside_the_mail() -> None:
    late = due_in(-30, 9)
    done = [a_row(n, confirmed_on=MONDAY) for n in (1, 2)]
    assert thanks(done, [*done, late], today=MONDAY) == "2 zijn bevestigd tot 8 december."
    assert thanks([late], [late], today=MONDAY) == "Er is nog niets bevestigd."
