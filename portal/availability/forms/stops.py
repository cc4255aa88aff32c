"""Asking for an intake stop, and answering one."""

from datetime import date
from typing import Any, Final

from wtforms import DateField, SelectMultipleField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from portal.availability.actions.stops import StopWish
from portal.availability.forms.choices import choice
from portal.availability.rules.row import Row
from portal.availability.rules.stops import StopDecision
from portal.web.forms import Form, NoPersonalData, Posted, trimmed

REASON_LIMIT: Final = 300
FORMATS: Final = ["%Y-%m-%d", "%d-%m-%Y"]


class StopForm(Form):
    """Why, from when, until when and for whom an offering should take no new clients."""

    reason = TextAreaField(
        "Waarom wilt u een aanmeldstop?",
        [
            DataRequired("Schrijf op waarom u een aanmeldstop wilt."),
            Length(max=REASON_LIMIT),
            NoPersonalData(),
        ],
        filters=[trimmed],
    )
    from_on = DateField("Vanaf", [InputRequired("Vul een begindatum in.")], format=FORMATS)
    until_on = DateField("Tot en met", [Optional()], format=FORMATS)
    municipalities = SelectMultipleField(
        "Voor welke gemeenten?",
        [InputRequired("Kies een of meer gemeenten.")],
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
    )

    today: date

    def validate(self, extra_validators: Any = None) -> bool:
        """A stop lies ahead and ends after it begins."""
        if not super().validate(extra_validators):
            return False
        start, end = self.from_on.data, self.until_on.data
        if start is not None and start < self.today:
            self.complain("from_on", "Een aanmeldstop begint vandaag of later.")
        if start is not None and end is not None and end < start:
            self.complain("until_on", "De einddatum ligt voor de begindatum.")
        return not self.errors

    def wish(self) -> StopWish:
        """What is asked, after `validate()` said yes."""
        assert self.from_on.data is not None, "a required field"
        return StopWish(
            reason=self.reason.data or "",
            from_on=self.from_on.data,
            until_on=self.until_on.data,
            municipality_ids=[int(chosen) for chosen in self.municipalities.data or []],
        )


def stop_form(row: Row, posted: Posted | None = None, *, today: date) -> StopForm:
    """The form for this offering; one municipality alone is chosen already."""
    every = [str(m.id) for m in row.municipalities]
    known = {"from_on": today, "municipalities": every if len(every) == 1 else []}
    form = StopForm.parse(posted) if posted is not None else StopForm.parse(**known)
    form.municipalities.choices = [choice(str(m.id), m.name) for m in row.municipalities]
    form.today = today
    return form


class DecisionForm(Form):
    """Agreeing or refusing, with a note; who refuses says why."""

    note = TextAreaField(
        "Toelichting voor de aanbieder",
        [Length(max=REASON_LIMIT), NoPersonalData()],
        filters=[trimmed],
    )

    chosen: StopDecision | None = None

    @property
    def decision(self) -> StopDecision:
        """What was decided, after `validate()` said yes."""
        assert self.chosen is not None, "nothing counts as consent but saying so"
        return self.chosen

    def validate(self, extra_validators: Any = None) -> bool:
        """A refusal without a reason helps nobody."""
        if not super().validate(extra_validators):
            return False
        if self.chosen is None:
            self.complain("note", "Kies of u akkoord gaat of weigert.")
        elif self.chosen is StopDecision.REFUSED and not self.note.data:
            self.complain("note", "Schrijf op waarom u weigert. De aanbieder leest dit.")
        return not self.errors


def decision_form(posted: Posted | None = None, *, about: str = "") -> DecisionForm:
    """The form about one stop and municipality; `about` keeps its ids apart from others."""
    form = DecisionForm.parse(posted)
    chosen = str(posted.get("decision")) if posted is not None else ""
    form.chosen = StopDecision(chosen) if chosen in set(StopDecision) else None
    form.note.id = f"note-{about}"
    return form
