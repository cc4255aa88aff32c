"""Forms for what a region buys."""

import re
from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from wtforms import (
    BooleanField,
    DateField,
    FloatField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional, Regexp

from portal.catalogue.rules import Delivered, Intake, Intensity, LotKind, ManagedPer
from portal.web.forms import Form, NoPersonalData, trimmed

DAY_FORMATS: Final = ["%Y-%m-%d", "%d-%m-%Y"]
Options = dict[str, Any]
"""What may be chosen: stored value and words."""


def backwards(first: date | None, last: date | None) -> bool:
    """Whether both days are there and the last lies before the first."""
    return first is not None and last is not None and last < first


def words_of(enum: Any) -> Options:
    """The members of an enum, with their Dutch words and a capital."""
    return {str(one.value): one.label.capitalize() for one in enum}


def by_id(rows: Iterable[tuple[int, str]]) -> Options:
    """Rows by their id and name."""
    return {str(row_id): name for row_id, name in rows}


class LotForm(Form):
    """A lot."""

    name = StringField(
        "Naam", [InputRequired("Vul de naam van het perceel in."), Length(max=120)], [trimmed]
    )
    kind = RadioField(
        "Soort", [InputRequired("Kies regionaal of lokaal.")], choices=words_of(LotKind)
    )
    max_providers = IntegerField(
        "Maximum aantal aanbieders",
        [Optional(), NumberRange(1, 9_999)],
        description="Leeg is geen maximum.",
    )
    starts_on = DateField(
        "Eerste dag", [InputRequired("Vul de eerste dag in.")], format=DAY_FORMATS
    )
    ends_on = DateField(
        "Laatste dag",
        [InputRequired("Vul de laatste dag in.")],
        format=DAY_FORMATS,
        description="Zonder verlengingen.",
    )
    extension_years = StringField(
        "Verlengingen in jaren",
        [
            Optional(),
            Regexp(
                r"^\s*[1-9]\d?\s*([,+;]\s*[1-9]\d?\s*){0,19}$",
                message="Vul jaren in met een komma ertussen, zoals 2, 2.",
            ),
        ],
        description="Met een komma ertussen, zoals 2, 2.",
    )
    interim_accession = BooleanField("Aanbieders mogen tussentijds toetreden")

    def check(self) -> bool:
        """Whether the values are right by themselves and together."""
        if not self.validate():
            return False
        if backwards(self.starts_on.data, self.ends_on.data):
            self.complain("ends_on", "De laatste dag ligt vóór de eerste dag.")
        return not self.errors

    def values(self) -> dict[str, Any]:
        """What to save."""
        years = re.findall(r"\d+", self.extension_years.data or "")
        return {**self.data, "kind": LotKind(self.kind.data), "extension_years": [*map(int, years)]}


class ProductForm(Form):
    """A product. The page fills in the lots and the products it may belong to."""

    lot_id = SelectField("Perceel", [InputRequired("Kies een perceel.")], coerce=int)
    category = StringField(
        "Categorie",
        [InputRequired("Vul de categorie in."), Length(max=2)],
        [trimmed],
        description="Twee tekens, zoals 02.",
    )
    code = StringField(
        "Code",
        [InputRequired("Vul de code in."), Length(max=5)],
        [trimmed],
        description="Zonder de categorie, ten hoogste vijf tekens, zoals BGB.",
    )
    code_is_invented = BooleanField("De echte code is nog niet bekend; deze is verzonnen")
    name = StringField("Naam", [InputRequired("Vul de naam in."), Length(max=120)], [trimmed])
    description = StringField(
        "Omschrijving",
        [Optional(), Length(max=300), NoPersonalData()],
        [trimmed],
        description="Voor wie of waarvoor het is, in één zin.",
    )
    unit = StringField(
        "Eenheid",
        [InputRequired("Vul de eenheid in."), Length(max=30)],
        [trimmed],
        description="Zoals minuut, dagdeel of etmaal.",
    )
    valid_from = DateField(
        "Geldig vanaf", [InputRequired("Vul de eerste dag in.")], format=DAY_FORMATS
    )
    valid_until = DateField(
        "Geldig tot en met", [Optional()], format=DAY_FORMATS, description="Leeg is onbepaald."
    )
    delivered = RadioField(
        "Waar", [InputRequired("Kies waar het is.")], choices=words_of(Delivered)
    )
    intake = RadioField(
        "Intake", [InputRequired("Kies of er een intake is.")], choices=words_of(Intake)
    )
    intensity = SelectField(
        "Intensiteit",
        choices={"": "Niet van toepassing", **words_of(Intensity)},
        description="Alleen als uw regio met intensiteiten werkt.",
    )
    target_group = StringField(
        "Doelgroep",
        [Optional(), Length(max=80)],
        [trimmed],
        description="Alleen als uw regio met doelgroepen werkt.",
    )
    companion_of_id = SelectField(
        "Hoort bij product",
        coerce=int,
        description="Zoals vervoer bij dagbesteding.",
    )
    norm_days = IntegerField(
        "Norm in dagen",
        [Optional(), NumberRange(0, 730)],
        description="Hoelang het wachten ten hoogste mag duren. Leeg is geen norm.",
    )

    def offer(self, lots: Options, products: Options) -> None:
        """What may be chosen."""
        self.lot_id.choices = lots
        self.companion_of_id.choices = {"0": "Geen ander product", **products}

    def check(self) -> bool:
        """Whether the values are right by themselves and together."""
        if not self.validate():
            return False
        if backwards(self.valid_from.data, self.valid_until.data):
            self.complain("valid_until", "De laatste dag ligt vóór de eerste dag.")
        return not self.errors

    def values(self) -> dict[str, Any]:
        """What to save."""
        intensity = self.intensity.data
        return {
            **self.data,
            "delivered": Delivered(self.delivered.data),
            "intake": Intake(self.intake.data),
            "intensity": Intensity(int(intensity)) if intensity else None,
            "companion_of_id": self.companion_of_id.data or None,
        }


class MunicipalityForm(Form):
    """A municipality."""

    code = StringField(
        "Gemeentecode",
        [
            InputRequired("Vul de gemeentecode in."),
            Regexp(r"^GM\d{4}$", message="Vul een gemeentecode in, zoals GM0405."),
        ],
        [trimmed],
        description="De code van het CBS, zoals GM0405.",
    )
    name = StringField("Naam", [InputRequired("Vul de naam in."), Length(max=80)], [trimmed])
    latitude = FloatField(
        "Breedtegraad",
        [InputRequired("Vul de breedtegraad in."), NumberRange(50, 54)],
        description="Het midden van de gemeente, zoals 52.64.",
    )
    longitude = FloatField(
        "Lengtegraad",
        [InputRequired("Vul de lengtegraad in."), NumberRange(3, 8)],
        description="Zoals 5.06.",
    )
    case_pattern = StringField(
        "Hoe ziet een zaaknummer eruit?",
        [
            Length(max=40),
            Regexp(
                r"^[A-Za-z0-9./_-]*$",
                message="Gebruik letters, cijfers en de tekens - . / _",
            ),
        ],
        [trimmed],
        description="Een 9 is een cijfer, een A een letter: Z-9999-9999. Leeg: alles mag.",
    )


class RegionForm(Form):
    """How a region works."""

    managed_per = RadioField(
        "Waarvoor is er één contractmanager?",
        [InputRequired("Kies per aanbieder of per perceel.")],
        choices=words_of(ManagedPer),
    )
    default_cadence_days = IntegerField(
        "Om de hoeveel dagen bevestigt een aanbieder de cijfers?",
        [InputRequired("Vul het aantal dagen in."), NumberRange(1, 366)],
        description="Voor nieuwe contracten; per contract kunt u ervan afwijken.",
    )
    invitation_days = IntegerField(
        "Hoeveel werkdagen heeft een cliënt om op een uitnodiging te antwoorden?",
        [InputRequired("Vul het aantal werkdagen in."), NumberRange(1, 60)],
        description="Daarna komt de plaats weer vrij. Geldt voor nieuwe uitnodigingen.",
    )
    uses_urgency = BooleanField(
        "Urgentie gaat voor op wachtlijsten",
        description="Crisis gaat dan voor spoed, en spoed voor gewoon; daarna telt de "
        "aanmelddatum. Wie al een urgentie heeft, houdt die.",
    )
    reference_prefix = StringField(
        "Twee letters voor de cliëntcodes",
        [Regexp(r"^([A-Z]{2})?$", message="Vul twee letters in, of niets.")],
        [trimmed, lambda value: (value or "").upper()],
        description="Zoals WF in WF-7K3M-29. Leeg: de eerste letters van de regio. "
        "Codes die er al zijn, blijven zo.",
    )

    def values(self) -> dict[str, Any]:
        """What to save."""
        return {**self.data, "managed_per": ManagedPer(self.managed_per.data)}
