"""Of which product and provider somebody asks the trend."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from wtforms import SelectField

from portal.availability.forms.choices import choice
from portal.availability.rules.row import Named, Row
from portal.web.forms import Form


@dataclass(frozen=True, slots=True, kw_only=True)
class TrendChoices:
    """What is offered in the region, and by whom."""

    products: Sequence[tuple[str, str]]
    """Code and name."""
    providers: Sequence[Named]

    def title(self, code: str, provider_id: str) -> str:
        """What the trend is of: begeleiding basis bij De Linde, or all together."""
        names = {str(provider.id): provider.name for provider in self.providers}
        by = f"bij {names[provider_id]}" if provider_id else "bij alle aanbieders"
        return f"{dict(self.products)[code] if code else 'Alle producten'} {by}"


class TrendForm(Form):
    """The filters; it writes the address bar and is filled from it."""

    product = SelectField("Product")
    aanbieder = SelectField("Aanbieder")

    def query(self) -> str:
        """What is asked for the address bar; what goes without saying is left out."""
        told = {name: value for name, value in self.data.items() if value}
        return f"?{urlencode(told)}" if told else ""


def trend_choices(rows: Iterable[Row]) -> TrendChoices:
    """Products and providers by name."""
    every = list(rows)
    products = {row.product_code: row.product.name for row in every}
    return TrendChoices(
        products=sorted(products.items(), key=lambda product: product[::-1]),
        providers=sorted({row.provider for row in every}, key=lambda one: (one.name, one.id)),
    )


def trend_form(query: Mapping[str, str], choices: TrendChoices) -> TrendForm:
    """The form as the address bar asks; what nobody knows asks for all."""
    codes = {code for code, _ in choices.products}
    ids = {str(provider.id) for provider in choices.providers}
    product, provider = query.get("product", "").upper(), query.get("aanbieder", "")
    form = TrendForm.parse(
        product=product if product in codes else "",
        aanbieder=provider if provider in ids else "",
    )
    form.product.choices = [
        choice("", "Alle producten samen"),
        *(choice(code, f"{name} ({code})") for code, name in choices.products),
    ]
    form.aanbieder.choices = [
        choice("", "Alle aanbieders samen"),
        *(choice(str(one.id), one.name) for one in choices.providers),
    ]
    return form
