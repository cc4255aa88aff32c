"""Files with providers, and how other files name a provider."""

from collections.abc import Hashable
from dataclasses import asdict, dataclass, fields
from typing import Final

from portal.kernel.languages import CODES, LANGUAGES
from portal.providers import actions
from portal.providers.models import Contract, Provider
from portal.spreadsheets.columns import (
    Column,
    Faulty,
    mail_address,
    many,
    number_of,
    one_of,
    phone_number,
    text,
)
from portal.spreadsheets.kinds import Given, Kind, Known, Scope, Stored

SAME_NUMBER: Final = "KvK-nummer en AGB-code horen bij verschillende aanbieders"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderRow:
    name: str
    kvk: str
    agb: str
    phone: str
    email: str
    website: str
    languages: tuple[str, ...]
    """In Dutch words."""


class ByNumber:
    """Finds a provider, of the whole country, by KvK number or AGB code."""

    def __init__(self, providers: list[Provider]) -> None:
        self.names = {one.id: one.name for one in providers}
        self.numbers = {one.id: one.kvk or one.agb or "" for one in providers}
        self.kvk = {one.kvk: one.id for one in providers if one.kvk}
        self.agb = {one.agb: one.id for one in providers if one.agb}

    def id(self, number: str, column: str = "provider") -> int:
        """The provider with this number. Raises Faulty when none, or two, have it."""
        found = {ids[number] for ids in (self.kvk, self.agb) if number in ids}
        if len(found) != 1:
            why = "staat niet in het portaal" if not found else "is van twee aanbieders"
            raise Faulty(f"aanbieder met nummer ‘{number}’ {why}", column)
        return found.pop()

    def settled(self, number: str) -> str:
        """The number by which we call this provider: KvK, else AGB. Raises Faulty."""
        return self.numbers[self.id(number)]


async def all_providers() -> ByNumber:
    """Every provider in the portal, by number."""
    return ByNumber(await Provider.all())


PROVIDER_COLUMN: Final = Column(
    name="provider",
    title="Aanbieder",
    meaning="KvK-nummer of AGB-code van de aanbieder",
    example="90000001",
    read=number_of(8),
    required=True,
)


async def _load(scope: Scope) -> Known[ProviderRow]:
    providers = await Provider.all().order_by("name")
    regions = await Contract.all().distinct().values_list("provider_id", "region_id")
    here = {provider_id for provider_id, region_id in regions if region_id == scope.region_id}
    elsewhere = {provider_id for provider_id, region_id in regions if region_id != scope.region_id}
    numbers = ByNumber(providers)
    rows: dict[Hashable, Stored[ProviderRow]] = {
        one.id: Stored(
            one.id,
            _row(one),
            local=one.id in here,
            kept_because=actions.SHARED if one.id in elsewhere else "",
        )
        for one in providers
    }

    def key(given: Given) -> Hashable:
        kvk, agb = given.get("kvk", ""), given.get("agb", "")
        return numbers.kvk.get(kvk) or numbers.agb.get(agb) or f"new {kvk or agb}"

    def settle(given: Given) -> Given:
        kvk, agb = given.get("kvk", ""), given.get("agb", "")
        if not (kvk or agb):
            raise Faulty("vul een KvK-nummer of een AGB-code in", "kvk")
        found = {numbers.kvk.get(kvk), numbers.agb.get(agb)} - {None}
        if len(found) > 1:
            raise Faulty(SAME_NUMBER, "agb")
        stored = rows.get(next(iter(found), None))
        known = {"kvk": stored.row.kvk, "agb": stored.row.agb} if stored else {}
        return {**given, **known, **({"kvk": kvk} if kvk else {}), **({"agb": agb} if agb else {})}

    async def save(row: ProviderRow, provider_id: int | None) -> int:
        spoken = [CODES[name] for name in row.languages]
        numbers = {"kvk": row.kvk or None, "agb": row.agb or None}
        values = {**asdict(row), **numbers, "languages": spoken}
        return await actions.save_provider(scope.actor, scope.region_id, provider_id, values)

    return Known(rows=rows, key=key, settle=settle, save=save)


def _row(provider: Provider) -> ProviderRow:
    names = [one.name for one in fields(ProviderRow) if one.name != "languages"]
    return ProviderRow(
        **{name: getattr(provider, name) or "" for name in names},
        languages=tuple(LANGUAGES[code] for code in provider.languages),
    )


PROVIDERS: Final = Kind(
    name="providers",
    title="Aanbieders",
    subject="provider",
    explanation=(
        "Aanbieders herkennen we aan hun KvK-nummer of AGB-code; een van beide is nodig. Werkt ook "
        "een andere regio met de aanbieder, dan wijzigt dit bestand zijn gegevens niet."
    ),
    columns=(
        Column(
            name="name",
            title="Naam",
            meaning="De naam van de aanbieder",
            example="De Linde",
            read=text(120),
            required=True,
        ),
        Column(
            name="kvk",
            title="KvK-nummer",
            meaning="Acht cijfers",
            example="90000001",
            read=number_of(8),
        ),
        Column(
            name="agb",
            title="AGB-code",
            meaning="Acht cijfers",
            example="75000001",
            read=number_of(8),
        ),
        Column(
            name="phone",
            title="Telefoon",
            meaning="Het algemene telefoonnummer",
            example="0229 123 456",
            read=phone_number,
        ),
        Column(
            name="email",
            title="E-mail",
            meaning="Het algemene e-mailadres",
            example="info@delinde.example",
            read=mail_address,
        ),
        Column(
            name="website",
            title="Website",
            meaning="Het webadres",
            example="https://delinde.example",
            read=text(200),
        ),
        Column(
            name="languages",
            title="Talen",
            meaning="Talen naast Nederlands, met een komma ertussen",
            example="Engels, Turks",
            read=many(one_of({name: name for name in CODES})),
            default=(),
        ),
    ),
    row=ProviderRow,
    named_by=("name",),
    load=_load,
)
