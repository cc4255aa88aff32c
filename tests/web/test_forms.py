"""Forms: each mistake is told, and told once."""

from starlette.datastructures import ImmutableMultiDict
from wtforms import FormField, IntegerField
from wtforms.validators import NumberRange, Optional

from portal.web.forms import Form
from portal.web.page import templates


class Waiting(Form):
    number = IntegerField("Wachtenden", [Optional(), NumberRange(0, 99)])


def told(typed: str) -> list[str]:
    form = Waiting.parse(ImmutableMultiDict({"number": typed}))
    form.validate()
    return list(form.number.errors)


def test_what_is_no_number_is_wrong_once() -> None:
    assert told("veel") == ["Vul een heel getal in."]


def test_a_number_out_of_range_is_told_its_range() -> None:
    assert told("100") == ["Vul een getal in van 0 tot 99."]


def test_nothing_and_a_good_number_are_fine() -> None:
    assert told("") == told("12") == []


class Range(Form):
    low = IntegerField("Van", [Optional()])


class Figures(Form):
    waiting = IntegerField("Wachtenden", [Optional(), NumberRange(0, 99)])
    start = FormField(Range, "Wachttijd tot de start")


def test_the_summary_says_which_field_a_common_sentence_is_about() -> None:
    form = Figures.parse(ImmutableMultiDict({"waiting": "veel", "start-low": "lang"}))
    form.validate()
    shown = templates.env.from_string(
        '{% from "components/forms.html" import error_summary %}{{ error_summary(form) }}'
    )
    summary = shown.render(form=form)
    assert "Wachtenden: Vul een heel getal in." in summary
    assert "Wachttijd tot de start, van: Vul een heel getal in." in summary
