"""Numbers and waits as people type them."""

from collections.abc import Sequence
from typing import Any, Final

from wtforms import FloatField, IntegerField, RadioField
from wtforms.validators import NumberRange, Optional
from wtforms.widgets import TextInput

from portal.availability.forms.choices import choice
from portal.availability.rules import words
from portal.availability.rules.figures import Days
from portal.web.forms import Form

MOST: Final = 9_999
MOST_DAYS: Final = 3 * 365
DAYS_IN: Final = {"weeks": 7, "days": 1}
UNITS: Final = [choice("weeks", "weken"), choice("days", "dagen")]


class WholeNumber(IntegerField):
    """A whole number of at least 0, or nothing; in a plain text box, which phones know too."""

    widget = TextInput()

    def __init__(self, label: str = "", **known: Any) -> None:
        super().__init__(label, [Optional(), NumberRange(0, MOST)], **known)


class Volume(FloatField):
    """A number with a decimal comma or point, or nothing."""

    widget = TextInput()

    def __init__(self, label: str = "", **known: Any) -> None:
        super().__init__(label, [Optional(), NumberRange(0, MOST)], **known)

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else words.number(self.data)

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        """Read 12,5 as people write it here."""
        super().process_formdata([str(text).strip().replace(",", ".") for text in valuelist])


class WaitForm(Form):
    """A wait as one or two numbers and a unit."""

    low = WholeNumber("Van")
    high = WholeNumber("Tot")
    unit = RadioField("In", choices=UNITS, default="weeks")

    def validate(self, extra_validators: Any = None) -> bool:
        """The shortest comes first, and nobody waits longer than three years."""
        if not super().validate(extra_validators):
            return False
        low, high = self._ends()
        if low is not None and high is not None and low > high:
            self.complain("high", "Vul bij ‘tot’ een getal in dat niet lager is dan bij ‘van’.")
        elif high is not None and high * DAYS_IN[self.unit.data] > MOST_DAYS:
            self.complain("high", "Vul een wachttijd in van ten hoogste 3 jaar.")
        return not self.high.errors

    def days(self) -> Days | None:
        """The wait in days; one number alone stands for both ends."""
        low, high = self._ends()
        if low is None or high is None:
            return None
        factor = DAYS_IN[self.unit.data]
        return Days(low * factor, high * factor)

    def _ends(self) -> tuple[int | None, int | None]:
        low, high = self.low.data, self.high.data
        return (high if low is None else low, low if high is None else high)


def wait_known(days: Days | None) -> dict[str, Any]:
    """The values of a WaitForm for this wait: in weeks where that is exact."""
    if days is None:
        return {}
    unit = "weeks" if days.low % 7 == 0 and days.high % 7 == 0 else "days"
    factor = DAYS_IN[unit]
    return {"low": days.low // factor, "high": days.high // factor, "unit": unit}
