"""What is asked of somebody who does something with a place on a list, or with a client."""

from typing import Any, Final

from wtforms import (
    BooleanField,
    DateField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
)
from wtforms.validators import DataRequired, Length

from portal.availability.forms.numbers import Volume
from portal.waitlists.forms.fields import HalfDays, Remark
from portal.waitlists.rules.key import Urgency
from portal.waitlists.rules.moves import DepartureReason
from portal.waitlists.rules.references import MOST_SIGNS, may_be_bsn, read_reference
from portal.web.forms import Form, choice, trimmed

WHY: Final = DataRequired("Schrijf op waarom.")
DAY: Final = DataRequired("Vul een datum in.")
CODE: Final = "Bijvoorbeeld WF-7K3M-29."


class Nothing(Form):
    """Pressing the button says enough."""


class LeaveForm(Form):
    """Why somebody no longer waits."""

    reason = RadioField(
        "Waarom wacht de cliënt niet meer?",
        [DataRequired("Kies waarom de cliënt niet meer wacht.")],
        choices=[choice(one.value, one.label.capitalize()) for one in DepartureReason],
    )
    note = Remark("Toelichting", description="Schrijf niets op waaraan iemand de cliënt herkent.")


class CorrectForm(Form):
    """The right day of aanmelding."""

    registered_on = DateField("Juiste dag van aanmelding", [DAY])
    reason = Remark("Waarom klopte de datum niet?", [WHY])


class UrgencyForm(Form):
    """How urgent it is."""

    urgency = RadioField(
        "Urgentie", choices=[choice(str(one.value), one.label.capitalize()) for one in Urgency]
    )
    reason = Remark("Waarom?", [WHY])


class WishesForm(Form):
    """What the client needs and wishes."""

    weekly_volume = Volume("Omvang per week")
    half_days = HalfDays("Gewenste dagdelen")
    wishes = Remark("Wensen", description="Alleen wat de aanbieder nodig heeft om te plannen.")


class PostponeForm(Form):
    """Until when the client wishes to wait."""

    until_on = DateField("Wacht in elk geval tot en met", [DAY])


class CaseForm(Form):
    """A case of the municipality."""

    case_reference = StringField(
        "Zaaknummer",
        [Length(max=MOST_SIGNS)],
        filters=[trimmed],
        description="Van de gemeente. Geen BSN en geen naam.",
    )
    case_is_no_bsn = BooleanField(
        "Dit zaaknummer is geen BSN", description="Alleen nodig als het nummer op een BSN lijkt."
    )

    def validate(self, extra_validators: Any = None) -> bool:
        """A case is there, and somebody looked at what might be a BSN."""
        super().validate(extra_validators)
        self._check_case(needed=True)
        return not self.errors

    def _check_case(self, *, needed: bool) -> None:
        case = self.case_reference.data or ""
        if needed and not case:
            self.complain("case_reference", "Vul het zaaknummer in.")
        if may_be_bsn(case) and not self.case_is_no_bsn.data:
            self.complain("case_is_no_bsn", "Dit zaaknummer lijkt op een BSN. Klopt het zeker?")


class LinkForm(CaseForm):
    """Who somebody on a provider's list is."""

    reference = StringField(
        "Of: de code, als het portaal de cliënt al kent",
        filters=[trimmed],
        description=f"{CODE} Beide dossiers worden dan een.",
    )

    def validate(self, extra_validators: Any = None) -> bool:
        """Either the one or the other."""
        Form.validate(self, extra_validators)
        code = self.reference.data or ""
        if code and read_reference(code) is None:
            self.complain("reference", "Deze code klopt niet.")
        self._check_case(needed=not code)
        return not self.errors


class TransferForm(Form):
    """To which other list, and why."""

    offering = SelectField("Naar welke lijst?", [DataRequired("Kies een lijst.")])
    reason = Remark("Waarom?", [WHY])


class SplitForm(Form):
    """To which other lists, and why."""

    offerings = SelectMultipleField(
        "Naar welke lijsten?",
        description="Kies er twee of meer. De cliënt krijgt op elke lijst dezelfde aanmelddatum.",
    )
    reason = Remark("Waarom?", [WHY])

    def validate(self, extra_validators: Any = None) -> bool:
        """One list is no split."""
        super().validate(extra_validators)
        if len(self.offerings.data or []) < 2:  # noqa: PLR2004  two is what splitting means
            self.complain("offerings", "Kies twee of meer lijsten.")
        return not self.errors


class ReasonForm(Form):
    """Why."""

    reason = Remark(
        "Waarom?", [WHY], description="Schrijf niets op waaraan iemand de cliënt herkent."
    )


class InviteForm(Form):
    """Why others are passed, when they are."""

    reason = Remark("Waarom?", description="De regio ziet uw reden. Noem geen namen.")


class PlacedForm(Form):
    """When support begins."""

    placed_on = DateField("De hulp begint op", [DAY])


class FailForm(Form):
    """When support ended."""

    failed_on = DateField("De hulp stopte op", [DAY])


class NumberForm(Form):
    """The provider's own number."""

    number = StringField(
        "Uw cliëntnummer",
        [Length(max=MOST_SIGNS), DataRequired("Vul uw cliëntnummer in.")],
        filters=[trimmed],
        description="Alleen u en de lokale toegang zien dit nummer. Geen BSN en geen naam.",
    )


class JoinForm(Form):
    """The other reference of the same person."""

    reference = StringField(
        "Code van het andere dossier",
        [DataRequired("Vul de andere code in.")],
        filters=[trimmed],
        description=CODE,
    )


class MoveForm(Form):
    """Where the client lives now."""

    municipality = SelectField("Nieuwe gemeente", [DataRequired("Kies de nieuwe gemeente.")])
