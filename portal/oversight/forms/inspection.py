"""What an inspector looks for in the journal, in the address bar and in the form.

People stand in the address by number: a name there would end up in the logs.
"""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, Final, Self
from urllib.parse import urlencode

from wtforms import DateField, HiddenField, SelectField
from wtforms.validators import DataRequired

from portal.availability.forms.choices import choice
from portal.availability.forms.stops import FORMATS
from portal.kernel.clock import AMSTERDAM
from portal.kernel.ids import as_id
from portal.oversight.rules.inspection import (
    KIND_WORDS,
    JournalSearch,
    every_action,
)
from portal.web.forms import Form, Posted

LOOK_BACK: Final = timedelta(days=30)
ALL: Final = choice("", "Alles")
_KINDS: Final = {word: kind for kind, word in KIND_WORDS.items()}


class JournalForm(Form):
    """Who, what, whom, when."""

    van = DateField("Van", [DataRequired("Vul een begindatum in.")], format=FORMATS)
    tot = DateField("Tot en met", [DataRequired("Vul een einddatum in.")], format=FORMATS)
    wie = SelectField("Wie deed het?")
    over = SelectField("Over welke medewerker?")
    wat = SelectField("Wat?")
    soort = SelectField(
        "Gewijzigd of bekeken?",
        choices=[ALL, *(choice(word, word) for word in KIND_WORDS.values())],
    )
    onderwerp = HiddenField()
    nummer = HiddenField()

    @classmethod
    def asked(cls, query: Posted, people: Sequence[tuple[int, str]], *, today: date) -> Self:
        """What the address asks; without days, the last thirty."""
        known = {"van": (today - LOOK_BACK).isoformat(), "tot": today.isoformat()}
        given = [(name, value) for name, value in query.multi_items() if value]
        form = cls.parse(Posted([*given, *((n, v) for n, v in known.items() if n not in query)]))
        persons = [choice("", "Iedereen"), *(choice(str(one), name) for one, name in people)]
        form.wie.choices = persons
        form.over.choices = persons
        form.wat.choices = [ALL, *(choice(*one) for one in every_action())]
        for field in (form.wie, form.over, form.wat, form.soort):
            field.data = field.data or ""
        return form

    def validate(self, extra_validators: Any = None) -> bool:
        """A period that ends after it begins."""
        if not super().validate(extra_validators):
            return False
        if self.van.data and self.tot.data and self.tot.data < self.van.data:
            self.complain("tot", "De einddatum ligt voor de begindatum.")
        return not self.errors

    @property
    def search(self) -> JournalSearch:
        """What was asked, after `validate()` said yes."""
        assert self.van.data is not None, "a required field"
        assert self.tot.data is not None, "a required field"
        return JournalSearch(
            first_at=datetime.combine(self.van.data, time(), AMSTERDAM),
            before_at=datetime.combine(self.tot.data + timedelta(days=1), time(), AMSTERDAM),
            person_id=as_id(self.wie.data or ""),
            about_id=as_id(self.over.data or ""),
            action=self.wat.data or "",
            kind=_KINDS.get(self.soort.data or "", ""),
            subject=self.onderwerp.data or "",
            subject_id=as_id(self.nummer.data or ""),
        )

    @property
    def query(self) -> str:
        """The same for the address bar."""
        named = [(str(field.short_name), field.data) for field in self if field.data]
        return urlencode(named)
