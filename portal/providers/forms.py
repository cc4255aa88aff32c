"""Forms for providers, where they work, access teams and contracts."""

from typing import Any, Final

from wtforms import (
    BooleanField,
    DateField,
    DecimalField,
    EmailField,
    FormField,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
    TelField,
    URLField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional, Regexp

from portal.catalogue.forms import DAY_FORMATS, Options, backwards
from portal.kernel.languages import LANGUAGES
from portal.kernel.postcode import pc4
from portal.providers.rules import ContactPurpose
from portal.web.forms import Form, choice, lowered, trimmed

_NUMBER: Final = r"^\d{8}$"
_PHONE: Final = Regexp(r"^[+0-9][0-9 ()\-]{2,19}$", message="Vul een telefoonnummer in.")
_MAIL: Final = Regexp(
    r"^[^\s@]+@[^\s@]+\.[^\s@]{2,}$", message="Vul een e-mailadres in, zoals naam@voorbeeld.nl."
)
WHEELCHAIR: Final[Options] = {"": "Onbekend", "ja": "Ja", "nee": "Nee"}
_WHEELCHAIR_VALUES: Final = {"ja": True, "nee": False}


class ProviderForm(Form):
    """A provider."""

    name = StringField("Naam", [InputRequired("Vul de naam in."), Length(max=120)], [trimmed])
    kvk = StringField(
        "KvK-nummer",
        [Optional(), Regexp(_NUMBER, message="Een KvK-nummer heeft acht cijfers.")],
        [trimmed],
        description="Acht cijfers. Een KvK-nummer of AGB-code is nodig.",
    )
    agb = StringField(
        "AGB-code",
        [Optional(), Regexp(_NUMBER, message="Een AGB-code heeft acht cijfers.")],
        [trimmed],
        description="Acht cijfers.",
    )
    phone = TelField("Telefoon", [Optional(), _PHONE], [trimmed])
    email = EmailField("E-mailadres", [Optional(), _MAIL, Length(max=254)], [lowered])
    website = URLField(
        "Website",
        [
            Optional(),
            Length(max=200),
            Regexp(r"^https?://\S+$", message="Vul een webadres in, zoals https://voorbeeld.nl."),
        ],
        [trimmed],
    )

    languages = SelectMultipleField(
        "Talen naast Nederlands", choices=[choice(code, name) for code, name in LANGUAGES.items()]
    )

    def check(self) -> bool:
        """Whether the values are right by themselves and together."""
        if self.validate() and not (self.kvk.data or self.agb.data):
            self.complain("kvk", "Vul een KvK-nummer of een AGB-code in.")
        return not self.errors

    def values(self) -> dict[str, Any]:
        """What to save: empty numbers are none."""
        return {**self.data, "kvk": self.kvk.data or None, "agb": self.agb.data or None}


class FirstContractForm(ProviderForm):
    """A provider that is new to the region, with its first contract."""

    number = StringField(
        "Contractnummer",
        [InputRequired("Vul het contractnummer in."), Length(max=40)],
        [trimmed],
        description="Van het eerste contract, zoals in uw contractsysteem.",
    )
    lot_id = SelectField("Perceel", [InputRequired("Kies een perceel.")], coerce=int)
    starts_on = DateField(
        "Eerste dag", [InputRequired("Vul de eerste dag in.")], format=DAY_FORMATS
    )
    ends_on = DateField(
        "Laatste dag", [InputRequired("Vul de laatste dag in.")], format=DAY_FORMATS
    )

    def check(self) -> bool:
        """Whether the values are right by themselves and together."""
        if super().check() and backwards(self.starts_on.data, self.ends_on.data):
            self.complain("ends_on", "De laatste dag ligt vóór de eerste dag.")
        return not self.errors

    def provider_values(self) -> dict[str, Any]:
        """What to save of the provider."""
        return {name: value for name, value in self.values().items() if name in PROVIDER_FIELDS}

    def contract_values(self) -> dict[str, Any]:
        """What to save of the contract."""
        return {name: value for name, value in self.values().items() if name not in PROVIDER_FIELDS}


PROVIDER_FIELDS: Final = frozenset({"name", "kvk", "agb", "phone", "email", "website", "languages"})


class LocationForm(Form):
    """A location. The page fills in the municipalities."""

    name = StringField(
        "Naam van de locatie", [InputRequired("Vul de naam in."), Length(max=120)], [trimmed]
    )
    street = StringField("Straat en huisnummer", [Optional(), Length(max=120)], [trimmed])
    postcode = StringField(
        "Postcode", [InputRequired("Vul de postcode in."), Length(max=7)], [trimmed]
    )
    place = StringField("Plaats", [InputRequired("Vul de plaats in."), Length(max=80)], [trimmed])
    municipality_id = SelectField("Gemeente", [InputRequired("Kies een gemeente.")], coerce=int)
    wheelchair = SelectField("Rolstoeltoegankelijk", choices=WHEELCHAIR)

    def check(self) -> bool:
        """Whether the values are right."""
        if self.validate() and pc4(self.postcode.data or "") is None:
            self.complain("postcode", "Vul een postcode in, zoals 1621 AB.")
        return not self.errors

    def values(self) -> dict[str, Any]:
        """What to save, the position excepted."""
        rest = {name: value for name, value in self.data.items() if name != "wheelchair"}
        accessible = _WHEELCHAIR_VALUES.get(self.wheelchair.data or "")
        letters = (self.postcode.data or "").upper().replace(" ", "")
        postcode = f"{letters[:4]} {letters[4:]}".strip()
        return {**rest, "postcode": postcode, "wheelchair_accessible": accessible}


class ServiceAreaForm(Form):
    """A service area. The page fills in the municipalities."""

    name = StringField(
        "Naam van het werkgebied", [InputRequired("Vul de naam in."), Length(max=120)], [trimmed]
    )
    municipalities = SelectMultipleField(
        "Gemeenten", [InputRequired("Kies een of meer gemeenten.")], coerce=int
    )


class ContactForm(Form):
    """Whom to reach for one purpose."""

    name = StringField("Naam", [Optional(), Length(max=120)], [trimmed])
    phone = TelField("Telefoon", [Optional(), _PHONE], [trimmed])
    email = EmailField("E-mailadres", [Optional(), _MAIL, Length(max=254)], [lowered])


def _contact(purpose: ContactPurpose) -> Any:
    return FormField(ContactForm, f"Contact voor {purpose.label}")


class AccessTeamForm(Form):
    """An access team, its municipalities, and whom to reach for what."""

    name = StringField("Naam", [InputRequired("Vul de naam in."), Length(max=120)], [trimmed])
    municipalities = SelectMultipleField(
        "Gemeenten", [InputRequired("Kies een of meer gemeenten.")], coerce=int
    )
    residents = _contact(ContactPurpose.RESIDENTS)
    clients = _contact(ContactPurpose.CLIENTS)
    messages = _contact(ContactPurpose.MESSAGES)
    invoices = _contact(ContactPurpose.INVOICES)

    def contacts(self) -> dict[ContactPurpose, dict[str, str]]:
        """Whom to reach, by purpose."""
        return {
            purpose: {name: value or "" for name, value in self.data[purpose.value].items()}
            for purpose in ContactPurpose
        }


class ContractForm(Form):
    """A contract. The page fills in what may be chosen."""

    number = StringField(
        "Contractnummer", [InputRequired("Vul het contractnummer in."), Length(max=40)], [trimmed]
    )
    lot_id = SelectField("Perceel", [InputRequired("Kies een perceel.")], coerce=int)
    starts_on = DateField(
        "Eerste dag", [InputRequired("Vul de eerste dag in.")], format=DAY_FORMATS
    )
    ends_on = DateField(
        "Laatste dag", [InputRequired("Vul de laatste dag in.")], format=DAY_FORMATS
    )
    products = SelectMultipleField(
        "Producten", coerce=int, description="Niets aangevinkt: alle producten van het perceel."
    )
    municipalities = SelectMultipleField(
        "Gemeenten", coerce=int, description="Niets aangevinkt: alle gemeenten van de regio."
    )
    main_contract_id = SelectField("Onderaannemer van", coerce=int)
    delegates_editing = BooleanField("De onderaannemer werkt de cijfers zelf bij")
    manager_id = SelectField("Contractmanager", coerce=int)
    cadence_days = IntegerField(
        "Om de hoeveel dagen bevestigt de aanbieder de cijfers?",
        [InputRequired("Vul het aantal dagen in."), NumberRange(1, 366)],
    )
    budget_ceiling = DecimalField(
        "Budgetplafond in euro",
        [Optional(), NumberRange(0, 9_999_999_999)],
        places=2,
        description="Leeg is geen plafond.",
    )
    max_trajectories = IntegerField(
        "Maximum aantal trajecten",
        [Optional(), NumberRange(1, 100_000)],
        description="Leeg is geen maximum.",
    )

    def offer(
        self, lots: Options, products: Options, municipalities: Options, managers: Options
    ) -> None:
        """What may be chosen."""
        self.lot_id.choices = lots
        self.products.choices = products
        self.municipalities.choices = municipalities
        self.manager_id.choices = {"0": "Nog niemand", **managers}

    def offer_main(self, contracts: Options) -> None:
        """Under which contracts this one may fall."""
        self.main_contract_id.choices = {"0": "Niemand, dit is een hoofdcontract", **contracts}

    def check(self, lot_of_product: dict[int, int]) -> bool:
        """Whether the values are right by themselves and together."""
        if not self.validate():
            return False
        if backwards(self.starts_on.data, self.ends_on.data):
            self.complain("ends_on", "De laatste dag ligt vóór de eerste dag.")
        if any(lot_of_product.get(one) != self.lot_id.data for one in self.products.data or []):
            self.complain("products", "Kies alleen producten van dit perceel.")
        return not self.errors

    def values(self) -> dict[str, Any]:
        """What to save, products and municipalities excepted."""
        apart = {"products", "municipalities"}
        rest = {name: value for name, value in self.data.items() if name not in apart}
        return {
            **rest,
            "main_contract_id": self.main_contract_id.data or None,
            "manager_id": self.manager_id.data or None,
        }
