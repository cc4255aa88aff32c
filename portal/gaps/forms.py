"""Reporting a gap, and telling what came of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Self
from urllib.parse import urlencode

from wtforms import RadioField, SelectField, TextAreaField
from wtforms.validators import DataRequired, Length

from portal.availability.forms.choices import choice
from portal.availability.rules.row import Named
from portal.gaps.actions import Missing
from portal.gaps.rules import GapReason, ProductChoice
from portal.kernel.spelling import slug
from portal.web.forms import Form, NoPersonalData, Posted, trimmed

SEARCH: Final = "/beschikbaarheid/"
REMARK_LIMIT: Final = 300
REASONS: Final = {reason.slug: reason for reason in GapReason}


@dataclass(frozen=True, slots=True, kw_only=True)
class GapChoices:
    """What a reporter can choose from."""

    products: Sequence[ProductChoice]
    municipalities: Sequence[Named]
    home_id: int | None
    """The municipality that the form starts with."""

    def product_id(self, code: str) -> int | None:
        """The product with this code; None is no particular one."""
        return {product.code: product.id for product in self.products}.get(code)

    def municipality_id(self, name: str) -> int:
        """The municipality whose name stands in the address bar so."""
        return {slug(one.name): one.id for one in self.municipalities}[name]


class GapForm(Form):
    """What is missing where, and why; its names are those of the search."""

    product = SelectField("Welk product zocht u?")
    gemeente = SelectField(
        "Voor welke gemeente?", [DataRequired("Kies de gemeente van uw cliënt.")]
    )
    reden = RadioField(
        "Waarom past er niets?",
        [DataRequired("Kies waarom er niets past.")],
        choices=[choice(reason.slug, reason.label) for reason in GapReason],
    )
    toelichting = TextAreaField(
        "Toelichting", [Length(max=REMARK_LIMIT), NoPersonalData()], filters=[trimmed]
    )

    choices: GapChoices

    @classmethod
    def over(cls, choices: GapChoices, posted: Posted | None = None, /, **known: Any) -> Self:
        """The form with these choices."""
        form = cls.parse(posted, **known)
        form.product.choices = [
            choice("", "Geen bepaald product"),
            *map(_product, choices.products),
        ]
        places = [choice(slug(one.name), one.name) for one in choices.municipalities]
        form.gemeente.choices = [choice("", "Kies een gemeente"), *places]
        form.choices = choices
        return form

    def validate(self, extra_validators: Any = None) -> bool:
        """Who finds another reason says which."""
        super().validate(extra_validators)
        if (
            not self.errors
            and self.reden.data == GapReason.OTHER.slug
            and not self.toelichting.data
        ):
            self.complain("toelichting", "Schrijf op waarom er niets past.")
        return not self.errors

    def search_href(self) -> str:
        """The search for what the form is about: only what can be chosen, not what was typed."""
        chosen = [field for field in (self.product, self.gemeente) if field.data in self._known()]
        said = {field.name: field.data for field in chosen}
        return f"{SEARCH}?{urlencode(said)}" if said else SEARCH

    def _known(self) -> set[str]:
        towns = {slug(one.name) for one in self.choices.municipalities}
        return towns | {product.code for product in self.choices.products}

    def missing(self) -> Missing:
        """What was reported, after `validate()` said yes."""
        return Missing(
            municipality_id=self.choices.municipality_id(str(self.gemeente.data)),
            product_id=self.choices.product_id(str(self.product.data)),
            reason=REASONS[str(self.reden.data)],
            remark=self.toelichting.data or "",
        )


def _product(product: ProductChoice) -> Any:
    return choice(product.code, f"{product.name} ({product.code})")


def gap_form(choices: GapChoices, query: Mapping[str, str]) -> GapForm:
    """The form as a link from the search fills it in; what is not known is left open."""
    codes = {product.code for product in choices.products}
    towns = {slug(one.name): one.id for one in choices.municipalities}
    home = next((name for name, number in towns.items() if number == choices.home_id), "")
    code, town = query.get("product", "").upper(), query.get("gemeente", "").lower()
    reason = query.get("reden", "")
    return GapForm.over(
        choices,
        product=code if code in codes else "",
        gemeente=town if town in towns else home,
        reden=reason if reason in REASONS else "",
    )


class ClosingForm(Form):
    """What came of a reported gap."""

    note = TextAreaField(
        "Wat is ermee gedaan?",
        [
            DataRequired("Schrijf op wat er met deze melding is gedaan."),
            Length(max=REMARK_LIMIT),
            NoPersonalData(),
        ],
        filters=[trimmed],
    )


def closing_form(posted: Posted | None = None, *, gap_id: int) -> ClosingForm:
    """The form about one report; its ids are apart from those of others."""
    form = ClosingForm.parse(posted)
    form.note.id = f"note-{gap_id}"
    return form
