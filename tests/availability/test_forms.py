"""The forms of the desk: what is typed becomes a statement, or a sentence about what is wrong."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, cast

import pytest
from lxml import html
from starlette.datastructures import ImmutableMultiDict

from portal.availability.forms.figures import RowForm, announced_is_now, every_field, row_form
from portal.availability.forms.stops import stop_form
from portal.availability.forms.versions import versions_in
from portal.availability.rules.figures import Announcement, Days, Figures, Statement, Status
from portal.availability.rules.row import Named, Row
from portal.kernel.errors import NotValid
from portal.web.forms import errors_of
from tests.availability.test_reminders_rules import MONDAY, a_row

HOORN, MEDEMBLIK = Named(id=3, name="Hoorn"), Named(id=4, name="Medemblik")
TOMORROW = MONDAY + timedelta(days=1)


def offering(**known: Any) -> Row:
    row = a_row(1, confirmed_on=MONDAY)
    return replace(row, **{"municipalities": (HOORN, MEDEMBLIK), **known})


def typed(row: Row | None = None, /, **values: str) -> RowForm:
    """The form after somebody filled in these fields; status is a waitlist unless told."""
    posted = {"status": "waitlist"} | {name.replace("__", "-"): v for name, v in values.items()}
    return row_form(row or offering(), ImmutableMultiDict(posted), today=MONDAY)


def stated(row: Row | None = None, /, **values: str) -> Statement:
    form = typed(row, **values)
    assert form.validate(), form.errors
    return form.statement()


def messages(form: RowForm) -> str:
    assert not form.validate()
    return str([list(field.errors) for field in every_field(form) if field.errors])


def test_weeks_become_days() -> None:
    figures = stated(start__low="4", start__high="6", start__unit="weeks").figures
    assert figures.start == Days(28, 42)
    figures = stated(intake__low="3", intake__high="10", intake__unit="days").figures
    assert figures.intake == Days(3, 10)


@pytest.mark.parametrize("end", ["start__low", "start__high"])
def test_one_number_stands_for_both_ends(end: str) -> None:
    assert stated(**{end: "4"}).figures.start == Days(28, 28)


def test_empty_is_unknown_and_zero_is_zero() -> None:
    figures = stated(places_free="", waiting="0").figures
    assert (figures.places_free, figures.waiting, figures.start) == (None, 0, None)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"status": ""}, "Kies wat nu geldt."),
        ({"status": "stopped"}, "Kies een van de mogelijkheden."),
        ({"start__low": "6", "start__high": "4"}, "niet lager is dan bij ‘van’"),
        ({"start__low": "200"}, "ten hoogste 3 jaar"),
        ({"start__low": "-1"}, "van 0 tot 9999"),
        ({"waiting": "veel"}, "Vul een heel getal in."),
        ({"waiting": "1,5"}, "Vul een heel getal in."),
        ({"weekly_free": "twaalf"}, "Vul een getal in, zoals 12,5."),
        ({"status": "capacity", "places_free": "0"}, "maar u vult 0 vrije plaatsen in"),
        ({"places_max": "4", "places_taken": "5"}, "meer plaatsen bezet dan het maximum"),
        ({"remark": "Bel 0229 123456"}, "Hier staat een telefoonnummer in"),
        ({"remark": "x" * 301}, "niet meer dan 300 tekens"),
        ({"announcement__from_on": "2026-11-23", "announcement__status": "capacity"}, "na vandaag"),
        ({"announcement__from_on": "2027-01-01"}, "Kies wat er dan verandert"),
        ({"announcement__start-low": "4"}, "Vul in vanaf welke dag dit geldt."),
    ],
)
def test_what_is_wrong_is_said(values: dict[str, str], message: str) -> None:
    assert message in messages(typed(**values))


@pytest.mark.parametrize("number", ["12,5", "12.5", " 12,5 "])
def test_a_volume_has_a_decimal_comma(number: str) -> None:
    assert stated(weekly_free=number).figures.weekly_free == 12.5


def test_an_announced_change_lies_ahead() -> None:
    statement = stated(
        announcement__from_on=TOMORROW.isoformat(), announcement__status="no_capacity"
    )
    assert statement.announcement == Announcement(from_on=TOMORROW, status=Status.NO_CAPACITY)


def test_when_the_announced_day_has_come_the_form_begins_with_the_announced_figures() -> None:
    change = Announcement(from_on=MONDAY, status=Status.NO_CAPACITY, start=Days(42, 42))
    row = offering(
        statement=Statement(figures=Figures(status=Status.CAPACITY), announcement=change)
    )
    form = row_form(row, today=MONDAY)
    assert announced_is_now(row, today=MONDAY)
    assert (form.status.data, form.start.form.low.data) == ("no_capacity", 6)
    assert form.announcement.form.from_on.data is None
    assert not announced_is_now(row, today=MONDAY - timedelta(days=1))


def test_without_intake_there_is_one_wait() -> None:
    row = offering(has_intake=False)
    assert not typed(row).intake
    assert stated(row, intake__low="4").figures.intake is None


def test_only_day_activities_have_half_days() -> None:
    assert not typed().half_days
    figures = stated(offering(unit="dagdeel"), half_days__ma_o="2", half_days__vr_m="0").figures
    assert figures.half_days == {"ma_o": 2, "vr_m": 0}


def test_what_the_form_does_not_ask_stays() -> None:
    before = Statement(figures=Figures(status=Status.WAITLIST, half_days={"ma_o": 2}))
    assert stated(offering(statement=before)).figures.half_days == {"ma_o": 2}


def sent_by(form: RowForm) -> Iterator[tuple[str, str]]:
    """What the browser would send of a form as it is shown."""
    for field in every_field(form):
        if field.type in {"RadioField", "SelectField"}:
            yield field.name, field.data or ""
        elif field.type not in {"FormField", "FieldList"}:
            (element,) = cast(Any, html).fragments_fromstring(str(field()))
            yield field.name, element.get("value") or (element.text or "").strip()


def test_unchanged_figures_come_back_unchanged() -> None:
    statement = Statement(
        figures=Figures(
            status=Status.ASSESSMENT_REQUIRED,
            intake=Days(3, 7),
            start=Days(14, 28),
            waiting=0,
            weekly_free=1234.5,
        ),
        local={HOORN.id: Figures(status=Status.NO_CAPACITY, waiting=4)},
        remark="Alleen op dinsdag",
        announcement=Announcement(from_on=TOMORROW, start=Days(7, 7)),
    )
    row = offering(statement=statement)
    shown = row_form(row, today=MONDAY)
    values = dict(sent_by(shown))
    again = row_form(row, ImmutableMultiDict(values), today=MONDAY)
    assert again.validate(), again.errors
    assert again.statement() == statement


def local(number: int, municipality: Named, **values: str) -> dict[str, str]:
    start = f"local-{number}-"
    known = {"municipality": str(municipality.id), "status": "no_capacity"} | values
    return {start + name.replace("__", "-"): value for name, value in known.items()}


def test_a_municipality_may_differ() -> None:
    statement = stated(**local(0, MEDEMBLIK, start__low="8"))
    assert statement.of(MEDEMBLIK.id).start == Days(56, 56)
    assert statement.of(HOORN.id).status is Status.WAITLIST


def test_a_municipality_that_is_not_served_is_refused() -> None:
    form = typed(**local(0, Named(id=99, name="Gouda")))
    assert "geldt niet in deze gemeente" in messages(form)
    assert errors_of(form)["local"]


def test_a_block_begins_with_the_general_figures_and_goes_again() -> None:
    form = typed(start__low="4", waiting="7")
    form.with_municipality(str(HOORN.id))
    (block,) = form.local
    assert (block.form.waiting.data, block.form.start.form.low.data) == (7, 4)
    assert [m.name for m in form.addable] == ["Medemblik"]
    form.without_municipality(str(HOORN.id))
    assert not list(form.local)


def test_two_rows_share_no_element_ids() -> None:
    one = {field.id for field in every_field(row_form(offering(), today=MONDAY))}
    other = {field.id for field in every_field(row_form(offering(id=2), today=MONDAY))}
    assert not one & other


@pytest.mark.parametrize("text", ["", "1", "1:", ":1", "1:2:3", "1:2;3:4", "-1:2", "1:x"])
def test_versions_are_pairs_of_numbers(text: str) -> None:
    with pytest.raises(NotValid):
        versions_in(text)


def test_versions_name_the_report_seen_of_each_offering() -> None:
    assert versions_in("12:55,13:60") == {12: 55, 13: 60}


def asked(**values: Any) -> Any:
    known: dict[str, Any] = {
        "reason": "Verhuizing",
        "from_on": MONDAY.isoformat(),
        "municipalities": "3",
    }
    return stop_form(offering(), ImmutableMultiDict(known | values), today=MONDAY)


def test_a_stop_says_why_when_and_where() -> None:
    form = asked(until_on="1-12-2026")
    assert form.validate()
    wish = form.wish()
    assert (wish.reason, wish.until_on) == ("Verhuizing", date(2026, 12, 1))
    assert wish.municipality_ids == [HOORN.id]


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"reason": " "}, "Schrijf op waarom"),
        ({"from_on": "2026-11-22"}, "begint vandaag of later"),
        ({"from_on": "morgen"}, "Vul een datum in"),
        ({"until_on": "2026-11-01"}, "De einddatum ligt voor de begindatum."),
        ({"municipalities": "99"}, "Kies"),
    ],
)
def test_what_is_wrong_with_a_stop_is_said(values: dict[str, str], message: str) -> None:
    form = asked(**values)
    assert not form.validate()
    assert message in str(errors_of(form))
