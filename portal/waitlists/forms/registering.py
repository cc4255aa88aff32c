"""Aanmelden: who, where and what, and from which day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final, Self

from wtforms import BooleanField, DateField, RadioField, SelectField, StringField
from wtforms.validators import Length, Optional

from portal.availability.forms.numbers import Volume
from portal.availability.rules.row import Named
from portal.kernel.postcode import pc4
from portal.waitlists.actions.registering import Dates, Registration
from portal.waitlists.forms.fields import HalfDays, Remark
from portal.waitlists.rules.following import counted_in
from portal.waitlists.rules.key import BACK_DATED_AT_MOST, Urgency
from portal.waitlists.rules.references import MOST_SIGNS, may_be_bsn, read_reference
from portal.web.forms import Form, Posted, choice, trimmed

BESIDE: Final = Dates.__slots__


class Arrival(StrEnum):
    """How somebody comes to stand on a list."""

    NEW = "nieuw"
    RETURN = "terug"


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistrationChoices:
    """What a consultant can choose from."""

    municipalities: Sequence[Named]
    """Those of the access team that every chosen list serves."""
    uses_urgency: bool
    unit: str
    """In which the volume per week is counted; empty when the lists differ in that."""
    today: date

    @property
    def counted_in(self) -> str:
        """In what the volume is counted, in words."""
        return counted_in(self.unit)


class RegistrationForm(Form):
    """One aanmelding, for one list or several."""

    reference = StringField("Code van de cliënt", [Length(max=20)], filters=[trimmed])
    municipality = SelectField("Gemeente van de cliënt", [Optional()])
    case_reference = StringField("Zaaknummer", [Length(max=MOST_SIGNS)], filters=[trimmed])
    case_is_no_bsn = BooleanField("Dit zaaknummer is geen BSN")
    postcode = StringField("Vier cijfers van de postcode", filters=[trimmed])
    arrival = RadioField(
        "Welke datum telt?",
        choices=[
            choice(Arrival.NEW, "De dag van deze aanmelding"),
            choice(Arrival.RETURN, "De oude aanmelddatum"),
        ],
        default=Arrival.NEW,
    )
    urgency = RadioField(
        "Urgentie",
        choices=[choice(str(one.value), one.label.capitalize()) for one in Urgency],
        default=str(Urgency.REGULAR.value),
    )
    weekly_volume = Volume("Omvang per week")
    half_days = HalfDays("Gewenste dagdelen")
    wishes = Remark("Wensen")
    wished_start_on = DateField("Gewenste start", [Optional()])
    registered_on = DateField("Dag van aanmelding", [Optional()])
    reason = Remark("Waarom was de aanmelding eerder?")
    reported_on = DateField("Melding bij de gemeente", [Optional()])
    planned_on = DateField("Perspectiefplan", [Optional()])
    assessed_on = DateField("Normenkader", [Optional()])
    allocated_on = DateField("Toewijzing", [Optional()])

    choices: RegistrationChoices

    @classmethod
    def over(cls, choices: RegistrationChoices, posted: Posted | None = None) -> Self:
        """The form with these choices; what is no question here is no field."""
        form = cls.parse(posted)
        towns = [choice(str(one.id), one.name) for one in choices.municipalities]
        form.municipality.choices = towns if len(towns) == 1 else [choice("", "Kies"), *towns]
        if not choices.uses_urgency:
            del form.urgency
        form.choices = choices
        return form

    def validate(self, extra_validators: Any = None) -> bool:
        """What goes together, besides each field by itself."""
        super().validate(extra_validators)
        self._check_who()
        self._check_day()
        return not self.errors

    def _check_who(self) -> None:
        known, case = self.reference.data or "", self.case_reference.data or ""
        if known and read_reference(known) is None:
            self.complain("reference", "Deze code klopt niet. Zo ziet een code eruit: WF-7K3M-29.")
        if not known and self.arrival.data == Arrival.RETURN:
            self.complain("reference", "Vul de code in van de cliënt die terugkomt.")
        if not known and not self.municipality.data:
            self.complain("municipality", "Kies de gemeente van de cliënt.")
        if self.postcode.data and pc4(self.postcode.data) != self.postcode.data:
            self.complain("postcode", "Vul alleen de vier cijfers van de postcode in.")
        if may_be_bsn(case) and not self.case_is_no_bsn.data:
            self.complain(
                "case_is_no_bsn",
                "Dit zaaknummer lijkt op een BSN. Is het dat zeker niet? Zet dan hier een vinkje.",
            )

    def _check_day(self) -> None:
        day, today = self.registered_on.data, self.choices.today
        if day is not None and day > today:
            self.complain("registered_on", "De dag van aanmelding ligt in de toekomst.")
        if day is not None and day < today and not self.reason.data:
            self.complain("reason", "Schrijf op waarom de aanmelding eerder was dan vandaag.")

    @property
    def returns(self) -> bool:
        """Whether the client comes back after a failed start."""
        return self.arrival.data == Arrival.RETURN

    @property
    def asks_about_bsn(self) -> bool:
        """Whether the case reference might be a BSN."""
        return may_be_bsn(self.case_reference.data or "")

    @property
    def is_far_back(self) -> bool:
        """Whether the region has to confirm the day of aanmelding."""
        day = self.registered_on.data
        return day is not None and self.choices.today - day > BACK_DATED_AT_MOST

    def registration(self, offering_id: int, municipality_id: int) -> Registration:
        """What was typed, after `validate()` said yes."""
        case = self.case_reference.data
        return Registration(
            offering_id=offering_id,
            municipality_id=municipality_id,
            client_reference=self.reference.data or "",
            case_references=(case,) if case else (),
            case_is_no_bsn=bool(self.case_is_no_bsn.data),
            postcode=self.postcode.data or "",
            urgency=Urgency(int(self.urgency.data)) if self.urgency else Urgency.REGULAR,
            registered_on=self.registered_on.data,
            reason=self.reason.data or "",
            wished_start_on=self.wished_start_on.data,
            weekly_volume=self.weekly_volume.data,
            half_days=tuple(self.half_days.data or ()),
            wishes=self.wishes.data or "",
            dates=Dates(**{name: self[name].data for name in BESIDE}),
        )
