"""The form of one row on the confirm page: waits, places, number waiting; no stops or remarks."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from wtforms import FormField, HiddenField, RadioField, StringField
from wtforms.validators import Optional

from portal.availability.forms.choices import STATUSES
from portal.availability.forms.figures import every_field
from portal.availability.forms.numbers import WaitForm, WholeNumber, wait_known
from portal.availability.rules.figures import Figures, Statement, Status, contradictions
from portal.availability.rules.row import Row
from portal.kernel.ids import as_id
from portal.web.forms import Form, Posted

MINE: Final = "mine"
THEIRS: Final = "theirs"


class AnswerForm(Form):
    """What a reader of a reminder may say of one row; built for a row by `answer_form`."""

    status = RadioField("Wat geldt nu?", [Optional()], choices=STATUSES)
    intake = FormField(WaitForm, "Wachttijd tot de intake")
    start = FormField(WaitForm, "Wachttijd tot de start")
    places_free = WholeNumber("Vrije plaatsen")
    waiting = WholeNumber("Wachtenden")
    choice = StringField("Welke versie klopt?")
    in_doubt = HiddenField()
    """Filled when two versions were shown, of which the reader has to choose one."""
    seen = HiddenField()

    row: Row

    @property
    def seen_report(self) -> int | None:
        """The report that the reader had in view; None when nothing was known."""
        return as_id(str(self.seen.data or ""))

    @property
    def takes_theirs(self) -> bool:
        """Whether the reader chose what a colleague filled in meanwhile."""
        return bool(self.in_doubt.data) and self.choice.data == THEIRS

    @property
    def is_blank(self) -> bool:
        """Whether nothing at all was filled in."""
        numbers = [self.places_free, self.waiting, self.start.form.low, self.start.form.high]
        if self.intake:
            numbers += [self.intake.form.low, self.intake.form.high]
        return not self.status.data and all(number.data is None for number in numbers)

    def validate(self, extra_validators: Any = None) -> bool:
        """Each field by itself, and then what cannot be true together."""
        if self.takes_theirs:
            return True
        if not super().validate(extra_validators):
            return False
        if self.in_doubt.data and self.choice.data != MINE:
            self.complain("choice", "Kies welke versie klopt.")
        elif not self.is_blank and not self.status.data:
            self.complain("status", "Kies wat nu geldt.")
        elif self.status.data and self.statement(self.row.statement) != self.row.statement:
            for field, message in contradictions(self._figures(None)):
                self.complain(field, message)
        return not self.errors

    def statement(self, before: Statement | None) -> Statement:
        """What the form states; all that it does not ask stays as it was `before`."""
        if before is None:
            return Statement(figures=self._figures(None))
        return replace(before, figures=self._figures(before.figures))

    def _figures(self, before: Figures | None) -> Figures:
        status = Status(self.status.data)
        known = before or Figures(status=status)
        return replace(
            known,
            status=status,
            intake=self.intake.form.days() if self.intake else known.intake,
            start=self.start.form.days(),
            places_free=self.places_free.data,
            waiting=self.waiting.data,
        )


def answer_form(row: Row, posted: Posted | None = None) -> AnswerForm:
    """The form of this row: with what was posted, or else with what stands there now."""
    prefix = f"r{row.id}-"
    known = _known(row) if posted is None else None
    form = AnswerForm(posted, data=known, prefix=prefix)
    form.row = row
    if row.has_intake:
        form.start.label.text = "Van intake tot de start"
    else:
        del form.intake
    for field in every_field(form):
        field.id = field.name
    return form


def answers(rows: Sequence[Row], posted: Posted) -> list[AnswerForm]:
    """The forms of those of these rows that were posted; anything else posted does not count."""
    return [answer_form(row, posted) for row in rows if f"r{row.id}-seen" in posted]


def _known(row: Row) -> dict[str, Any]:
    figures = row.figures()
    if figures is None:
        return {"seen": ""}
    return {
        "status": figures.status.value,
        "intake": wait_known(figures.intake),
        "start": wait_known(figures.start),
        "places_free": figures.places_free,
        "waiting": figures.waiting,
        "seen": row.report_id,
    }
