"""The naive model: what should stand there, counted by hand; and figures that people state."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from random import Random

import pytest

from portal.availability.rules.figures import (
    Announcement,
    Channel,
    Days,
    Figures,
    Statement,
    Status,
    contradictions,
)
from portal.availability.rules.row import Contact, Named, Row
from portal.demo.year.model import Asked, Model, Offer, Told
from portal.demo.year.people import HABITS, absurd, next_statement, other_wait, some_habit, some_way
from portal.demo.year.screens import choices_of, decisions_of, desk_figure
from portal.kernel.clock import AMSTERDAM
from portal.kernel.periods import Period

MONDAY = date(2026, 3, 2)
SAID = Statement(figures=Figures(status=Status.WAITLIST, intake=Days(7, 7), start=Days(14, 28)))
OFFER = Offer(
    id=1,
    region=1,
    provider=7,
    provider_name="De Linde",
    contract=3,
    has_intake=True,
    main=None,
    delegates=False,
    approved=False,
    starts_on=MONDAY - timedelta(days=400),
    ends_on=MONDAY + timedelta(days=400),
    cadence=14,
    municipalities={11, 12},
)


def days(number: int) -> date:
    return MONDAY + timedelta(days=number)


def told(on: date, statement: Statement = SAID) -> Told:
    at = datetime.combine(on, time(10), AMSTERDAM)
    return Told(statement, at, 5, Channel.SCREEN, unchanged=False)


def a_model(*said: Told, **offer: object) -> Model:
    model = Model(offers={1: replace(OFFER, **offer)})  # type: ignore[arg-type]
    for one in said:
        model.reported(1, one)
    return model


@pytest.mark.parametrize(
    ("age", "state"), [(0, "fresh"), (14, "fresh"), (15, "due"), (42, "due"), (43, "stale")]
)
def test_figures_age_by_the_cadence(age: int, state: str) -> None:
    assert a_model(told(MONDAY)).state(1, days(age)) == state


def test_silence_is_unknown() -> None:
    assert a_model().state(1, MONDAY) == "unknown"
    assert a_model().shown(1) is None


def test_an_announced_change_asks_on_its_day() -> None:
    announced = replace(SAID, announcement=Announcement(from_on=days(5)))
    model = a_model(told(MONDAY, announced))
    assert [model.state(1, days(day)) for day in (4, 5)] == ["fresh", "due"]


@pytest.mark.parametrize(
    ("until", "withdrawn", "asks"),
    [(9, None, 10), (None, 4, 4), (9, 4, 4), (9, 30, 10), (None, None, None), (None, -3, None)],
)
def test_a_stop_that_ended_asks_again(
    until: int | None, withdrawn: int | None, asks: int | None
) -> None:
    stop = Asked(
        id=1,
        offering=1,
        from_on=MONDAY,
        until_on=None if until is None else days(until),
        answers={11: True},
        withdrawn_on=None if withdrawn is None else days(withdrawn),
    )
    assert stop.asks_again_on() == (None if asks is None else days(asks))
    assert replace(stop, answers={11: False}).asks_again_on() is None


def test_the_same_again_is_a_confirmation_and_counts_no_report() -> None:
    model = a_model(told(MONDAY))
    model.confirmed(1, told(days(3)).at, 5, Channel.MAIL)
    assert (model.reports[1], len(model.told[1])) == (1, 2)
    assert [one.unchanged for one in model.told[1]] == [False, True]


def test_a_municipality_that_the_contract_left_is_not_shown() -> None:
    local = replace(SAID, local={11: SAID.figures, 99: SAID.figures})
    shown = a_model(told(MONDAY, local)).shown(1)
    assert shown
    assert set(shown.local) == {11}


def test_stops_that_wait_are_counted_until_they_are_over() -> None:
    model = a_model()
    stop = Asked(id=1, offering=1, from_on=MONDAY, until_on=days(9), answers={11: None, 12: True})
    model.stops.append(stop)
    assert [decisions_of(model, one, MONDAY) for one in (11, 12, 13)] == [1, 0, 0]
    assert (model.to_decide(1, days(9)), model.to_decide(1, days(10))) == (1, 0)
    assert stop.stands_for(12)
    assert not stop.stands_for(13)


def test_a_desk_counts_what_one_edits() -> None:
    model = a_model(told(MONDAY))
    model.offers[2] = replace(OFFER, id=2, provider=8, main=7)
    model.offers[3] = replace(OFFER, id=3, provider=8, main=7, delegates=True)
    assert desk_figure(model, 7, MONDAY) == "1 van 3 actueel"
    assert desk_figure(model, 8, MONDAY) == "0 van 1 actueel"
    assert desk_figure(model, 9, MONDAY) == ""


def test_a_client_chooses_among_contracts_of_the_day_it_would_begin() -> None:
    long, over = {"ends_on": days(35)}, {"ends_on": days(34)}
    assert choices_of(a_model(told(MONDAY), **long), 1, MONDAY)
    assert not choices_of(a_model(told(MONDAY), **over), 1, MONDAY)
    assert not choices_of(a_model(told(MONDAY), main=4), 1, MONDAY), "the region did not agree"
    assert choices_of(a_model(told(MONDAY), main=4, approved=True), 1, MONDAY)


def a_row(statement: Statement | None) -> Row:
    named = Named(id=1, name="Iets")
    return Row(
        id=1,
        region=named,
        provider=named,
        product=named,
        product_code="02BGB",
        unit="minuut",
        has_intake=True,
        lot=named,
        norm_days=42,
        contract=Period(MONDAY, None),
        cadence_days=14,
        main_contractor=None,
        where=None,
        area_name="Hoorn en omgeving",
        municipalities=(Named(id=11, name="Hoorn"), Named(id=12, name="Medemblik")),
        contact=Contact(name="", phone="", email=""),
        report_id=None,
        statement=statement,
        confirmed=None,
    )


def test_what_people_state_never_contradicts_itself() -> None:
    random, statement = Random(3), None
    for number in range(500):
        statement = next_statement(a_row(statement), random, today=days(number))
        assert contradictions(statement.figures) == []
        assert contradictions(absurd(statement).figures) == []
        assert set(statement.local) <= {11, 12}
        assert other_wait(statement, random) != statement


def test_an_announced_change_comes_true() -> None:
    change = Announcement(from_on=days(3), status=Status.WAITLIST, start=Days(49, 56))
    before = replace(SAID, announcement=change)
    early = next_statement(a_row(before), Random(1), today=days(2))
    late = next_statement(a_row(before), Random(1), today=days(3))
    assert early.announcement == change
    assert late.announcement != change
    assert late.figures.start
    assert late.figures.start.low == 49


def test_the_same_seed_gives_the_same_habits() -> None:
    one, other = Random(5), Random(5)
    assert [some_habit(one) for _ in range(30)] == [some_habit(other) for _ in range(30)]
    assert {some_habit(one) for _ in range(400)} == set(HABITS)
    assert all(some_way(habit, one) for habit in HABITS)
