"""Setting up a transition."""

from collections.abc import Sequence
from typing import Any, Final, cast

from wtforms import BooleanField, DateField, FloatField, IntegerField, SelectField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from portal.availability.rules.row import Named
from portal.transitions.actions.setting_up import Plan
from portal.web.forms import Form, Posted, choice, trimmed

FORMATS: Final = ["%Y-%m-%d", "%d-%m-%Y"]
WEEK: Final = 7
_WEEKS: Final = NumberRange(0, 522, "Vul 0 tot 522 weken in.")


class PlanForm(Form):
    """What a transition begins with."""

    name = StringField(
        "Naam van het overgangstraject",
        [DataRequired("Geef het traject een naam."), Length(max=120)],
        filters=[trimmed],
        description="Bijvoorbeeld: Kompas Noord stopt.",
    )
    releasing = SelectField("Latende aanbieder", [DataRequired("Kies de aanbieder die stopt.")])
    cut_over_on = DateField(
        "Overgangsdatum",
        [InputRequired("Vul de overgangsdatum in.")],
        format=FORMATS,
        description="De eerste dag op de nieuwe contracten.",
    )
    final_on = DateField(
        "Einddatum",
        [InputRequired("Vul de einddatum in.")],
        format=FORMATS,
        description="Uiterlijk dan is iedereen over.",
    )
    weeks = IntegerField(
        "Overbruggingstermijn in weken",
        [InputRequired("Vul een aantal weken in."), _WEEKS],
        description="Voor alle producten; daarna kunt u de termijn per product aanpassen.",
    )

    def plan(self) -> Plan:
        """What was meant, after `validate()` said yes."""
        assert self.cut_over_on.data
        assert self.final_on.data
        return Plan(
            name=self.name.data or "",
            releasing_id=int(self.releasing.data),
            cut_over_on=self.cut_over_on.data,
            final_on=self.final_on.data,
            bridging_days=WEEK * (self.weeks.data or 0),
        )


def plan_form(providers: Sequence[Named], posted: Posted | None = None) -> PlanForm:
    """The form with the providers of the region."""
    form = PlanForm.parse(posted)
    form.releasing.choices = _named(providers, "Kies een aanbieder")
    return form


def _named(things: Sequence[Named], nothing: str) -> list[Any]:
    return [choice("", nothing), *(choice(str(one.id), one.name) for one in things)]


class TermsForm(Form):
    """The days of a transition; the term of each product is added by `terms_form`."""

    cut_over_on = DateField(
        "Overgangsdatum", [InputRequired("Vul de overgangsdatum in.")], format=FORMATS
    )
    final_on = DateField("Einddatum", [InputRequired("Vul de einddatum in.")], format=FORMATS)

    def days(self) -> dict[int, int]:
        """The term of each product in days."""
        return {
            int(field.name.removeprefix("weeks-")): WEEK * (field.data or 0)
            for field in self
            if field.name.startswith("weeks-")
        }


def terms_form(products: Sequence[Named], posted: Posted | None = None, **known: Any) -> TermsForm:
    """The form with a term for each of these products; `known` has its weeks by field name."""
    fields = {
        f"weeks-{one.id}": IntegerField(
            f"{one.name}: weken overbrugging",
            [InputRequired("Vul een aantal weken in."), _WEEKS],
        )
        for one in products
    }
    kind = cast("type[TermsForm]", type("TermsForm", (TermsForm,), fields))
    return kind.parse(posted, **known)


class ReceivingForm(Form):
    """An offering that receives."""

    offering = SelectField("Aanbod dat ontvangt", [DataRequired("Kies een aanbod.")])
    places = IntegerField(
        "Aangeboden plaatsen voor lopende zorg",
        [InputRequired("Vul een aantal in; nul mag."), NumberRange(0, 10_000, "Nul of meer.")],
        description="Hoeveel cliënten de aanbieder zonder wachten wil overnemen.",
    )


def receiving_form(offerings: Sequence[Named], posted: Posted | None = None) -> ReceivingForm:
    """The form with what may receive."""
    form = ReceivingForm.parse(posted)
    form.offering.choices = _named(offerings, "Kies een aanbod")
    return form


class ReleasingForm(Form):
    """One provider more that stops."""

    provider = SelectField("Latende aanbieder", [DataRequired("Kies de aanbieder die stopt.")])
    weeks = IntegerField(
        "Overbruggingstermijn in weken",
        [InputRequired("Vul een aantal weken in."), _WEEKS],
        description="Voor de producten die er nog niet bij staan.",
    )


def releasing_form(providers: Sequence[Named], posted: Posted | None = None) -> ReleasingForm:
    """The form with the providers of the region."""
    form = ReleasingForm.parse(posted)
    form.provider.choices = _named(providers, "Kies een aanbieder")
    return form


class TalkForm(Form):
    """What was agreed in an overnamegesprek."""

    releasing = SelectField("Latende aanbieder", [DataRequired("Kies de latende aanbieder.")])
    receiving = SelectField("Ontvangend aanbod", [DataRequired("Kies het ontvangende aanbod.")])
    held_on = DateField(
        "Datum van het gesprek", [InputRequired("Vul de datum in.")], format=FORMATS
    )
    clients = IntegerField(
        "Afgesproken aantal cliënten",
        [InputRequired("Vul een aantal in."), NumberRange(0, 10_000, "Nul of meer.")],
    )
    staff_fte = FloatField(
        "Personeel dat meegaat, in fte", [Optional(), NumberRange(0, 1_000, "Nul of meer.")]
    )


def talk_form(
    releasing: Sequence[Named], receiving: Sequence[Named], posted: Posted | None = None
) -> TalkForm:
    """The form with who leaves and who receives in this transition."""
    form = TalkForm.parse(posted)
    form.releasing.choices = _named(releasing, "Kies een aanbieder")
    form.receiving.choices = _named(receiving, "Kies een aanbod")
    return form


class SuccessionForm(Form):
    """One line of the was-wordt list."""

    product = SelectField("Was", [DataRequired("Kies het oude product.")])
    successor = SelectField(
        "Wordt", default="", description="Zonder keuze komt er geen nieuw product."
    )
    municipality = SelectField("Gemeente", default="")
    from_on = DateField("Vanaf", [InputRequired("Vul de eerste dag in.")], format=FORMATS)
    equivalent = BooleanField("Het nieuwe product is gelijkwaardig")


def succession_form(
    products: Sequence[Named], towns: Sequence[Named], posted: Posted | None = None
) -> SuccessionForm:
    """The form with the products and municipalities of the region."""
    form = SuccessionForm.parse(posted)
    form.product.choices = _named(products, "Kies een product")
    form.successor.choices = _named(products, "Geen nieuw product")
    form.municipality.choices = _named(towns, "De hele regio")
    return form
