"""Fields that several forms about clients share."""

from typing import Any, Final

from wtforms import SelectMultipleField, TextAreaField
from wtforms.validators import Length
from wtforms.widgets import CheckboxInput

from portal.availability.rules.figures import HALF_DAYS
from portal.availability.rules.words import half_day
from portal.web.forms import NoPersonalData, choice, trimmed

MOST_SIGNS: Final = 300


class Remark(TextAreaField):
    """A few words that hold no personal data."""

    limit = MOST_SIGNS

    def __init__(self, label: str = "", validators: Any = (), **known: Any) -> None:
        checks = [*validators, Length(max=MOST_SIGNS), NoPersonalData()]
        super().__init__(label, checks, filters=[trimmed], **known)


class HalfDays(SelectMultipleField):
    """Parts of the week to tick."""

    option_widget = CheckboxInput()

    def __init__(self, label: str = "", **known: Any) -> None:
        parts = [choice(code, half_day(code).capitalize()) for code in HALF_DAYS]
        super().__init__(label, choices=parts, **known)
