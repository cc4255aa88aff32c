"""Deciding for clients, and undoing."""

from collections.abc import Sequence
from typing import Any, Final

from wtforms import DateField, RadioField, SelectField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional

from portal.availability.rules.row import Named
from portal.kernel.ids import as_id
from portal.transitions.actions.deciding import Wish
from portal.transitions.forms.plans import FORMATS
from portal.transitions.rules.words import Choice
from portal.waitlists.rules.moves import DepartureReason
from portal.web.forms import Form, NoPersonalData, Posted, choice, trimmed

REASON_LIMIT: Final = 300
ANOTHER: Final = (Choice.ELSEWHERE, Choice.SUBCONTRACT, Choice.UNTIL_END, Choice.CLOSE)


class DecideForm(Form):
    """Another decision than the proposal."""

    keuze = RadioField(
        "Wat besluit u?",
        [DataRequired("Kies wat u besluit.")],
        choices=[choice(one.value, one.label) for one in ANOTHER],
    )
    aanbod = SelectField("Naar welk aanbod?", default="")
    ook = SelectField(
        "En ook naar", default="", description="Alleen als het product wordt gesplitst."
    )
    start = DateField(
        "Eerste dag bij de nieuwe aanbieder",
        [Optional()],
        format=FORMATS,
        description="Bij lopende zorg: zoals u met de aanbieder hebt afgesproken.",
    )
    afsluiten = SelectField("Waarom sluit u af?", default="")
    toelichting = TextAreaField(
        "Toelichting", [Length(max=REASON_LIMIT), NoPersonalData()], filters=[trimmed]
    )

    def wish(self) -> Wish:
        """What was decided, after `validate()` said yes."""
        chosen = [as_id(str(field.data or "")) for field in (self.aanbod, self.ook)]
        why = str(self.afsluiten.data or "")
        return Wish(
            choice=Choice(str(self.keuze.data)),
            to_ids=tuple(dict.fromkeys(one for one in chosen if one is not None)),
            starts_on=self.start.data,
            departure=DepartureReason(why) if why else None,
            reason=self.toelichting.data or "",
        )


def decide_form(offerings: Sequence[Named], posted: Posted | None = None) -> DecideForm:
    """The form with the offerings that may be chosen."""
    form = DecideForm.parse(posted)
    named: list[Any] = [choice(str(one.id), one.name) for one in offerings]
    form.aanbod.choices = [choice("", "Kies een aanbod"), *named]
    form.ook.choices = [choice("", "Niet van toepassing"), *named]
    form.afsluiten.choices = [
        choice("", "Niet van toepassing"),
        *(choice(one.value, one.label.capitalize()) for one in DepartureReason),
    ]
    return form


class UndoForm(Form):
    """Why a client is put back."""

    reason = TextAreaField(
        "Waarom draait u dit terug?",
        [
            DataRequired("Schrijf op waarom u de overgang terugdraait."),
            Length(max=REASON_LIMIT),
            NoPersonalData(),
        ],
        filters=[trimmed],
        description="Schrijf niets op over de cliënt.",
    )
