"""Which period somebody asks about, in the address bar and in the form."""

from datetime import date
from typing import Any, Final, Self

from wtforms import DateField
from wtforms.validators import DataRequired

from portal.availability.forms.stops import FORMATS
from portal.kernel.periods import Period
from portal.oversight.rules.periods import newest_full_half
from portal.web.forms import Form, Posted

MOST_DAYS: Final = 3 * 366


class PeriodForm(Form):
    """From a day until and including another, of which at least the first has come."""

    van = DateField("Van", [DataRequired("Vul een begindatum in.")], format=FORMATS)
    tot = DateField("Tot en met", [DataRequired("Vul een einddatum in.")], format=FORMATS)

    today: date

    @classmethod
    def asked(cls, query: Posted, *, today: date) -> Self:
        """What the address asks; without anything, the newest half year that is over."""
        usual = newest_full_half(today=today)
        asks = bool({"van", "tot"} & query.keys())
        form = cls.parse(query) if asks else cls.parse(van=usual.first, tot=usual.last)
        form.today = today
        return form

    def validate(self, extra_validators: Any = None) -> bool:
        """A period that has begun, ends after it begins and can be counted in one go."""
        if not super().validate(extra_validators):
            return False
        first, last = self.van.data, self.tot.data
        assert first is not None, "a required field"
        assert last is not None, "a required field"
        if last < first:
            self.complain("tot", "De einddatum ligt voor de begindatum.")
        elif first > self.today:
            self.complain("van", "Deze periode moet nog beginnen. Kies een dag die al is geweest.")
        elif (last - first).days >= MOST_DAYS:
            self.complain("tot", "Kies een periode van ten hoogste drie jaar.")
        return not self.errors

    @property
    def period(self) -> Period:
        """What was asked, after `validate()` said yes."""
        assert self.van.data is not None, "a required field"
        return Period(self.van.data, self.tot.data)
