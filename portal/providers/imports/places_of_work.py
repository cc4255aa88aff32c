"""Files with the locations of providers and the areas where they come to people's homes."""

from collections.abc import Hashable
from dataclasses import asdict, dataclass
from typing import Any, Final

from portal.catalogue.imports.naming import municipalities_of, plain, settle_municipality
from portal.catalogue.models import Municipality, Place
from portal.kernel.postcode import pc4
from portal.providers import actions
from portal.providers.imports.providers import PROVIDER_COLUMN, all_providers
from portal.providers.models import Location, ServiceArea
from portal.spreadsheets.columns import Column, Faulty, degrees, many, text, text_in, yes_or_no
from portal.spreadsheets.kinds import Given, Kind, Known, Scope, Stored
from portal.spreadsheets.tables import Cell


@dataclass(frozen=True, slots=True, kw_only=True)
class LocationRow:
    provider: str
    name: str
    street: str
    postcode: str
    place: str
    municipality: str
    latitude: float
    longitude: float
    wheelchair_accessible: bool | None


def _postcode(cell: Cell) -> str:
    found = text_in(cell).upper().replace(" ", "")
    if pc4(found) is None:
        raise Faulty(f"‘{text_in(cell)}’ is geen postcode, zoals 1621 AB")
    return f"{found[:4]} {found[4:]}".strip()


class _Positions:
    """Where a postcode lies: its place, else the middle of its municipality."""

    def __init__(self, places: list[Place], municipalities: list[Municipality]) -> None:
        self.of_pc4 = {place.pc4: (place.latitude, place.longitude) for place in places}
        self.of_name = {one.name: (one.latitude, one.longitude) for one in municipalities}

    def settled(self, given: Given, stored: LocationRow | None) -> Given:
        """The line with a position: as given, else as it was at this postcode, else looked up."""
        if given.get("latitude") is not None and given.get("longitude") is not None:
            return given
        if stored and stored.postcode == given["postcode"]:
            position = stored.latitude, stored.longitude
        else:
            position = self.of_pc4.get(given["postcode"][:4], self.of_name[given["municipality"]])
        return {**given, "latitude": position[0], "longitude": position[1]}


async def _load_locations(scope: Scope) -> Known[LocationRow]:
    providers = await all_providers()
    municipalities = await municipalities_of(scope.region_id)
    within = await Municipality.filter(region_id=scope.region_id)
    positions = _Positions(await Place.filter(municipality__region_id=scope.region_id), within)
    everywhere = await Location.all().select_related("municipality").order_by("name")
    rows: dict[Hashable, Stored[LocationRow]] = {
        (providers.numbers[one.provider_id], plain(one.name)): Stored(
            one.id, _location_row(one, providers.numbers[one.provider_id])
        )
        for one in everywhere
        if one.municipality.region_id == scope.region_id
    }
    foreign = {
        (providers.numbers[one.provider_id], plain(one.name))
        for one in everywhere
        if one.municipality.region_id != scope.region_id
    }

    def settle(given: Given) -> Given:
        settled = settle_municipality(municipalities, given)
        settled["provider"] = providers.settled(given["provider"])
        if _key(settled) in foreign:
            raise Faulty("deze locatie ligt in een andere regio", "name")
        stored = rows.get(_key(settled))
        return positions.settled(settled, stored.row if stored else None)

    async def save(row: LocationRow, location_id: int | None) -> int:
        values = asdict(row)
        values["provider_id"] = providers.id(values.pop("provider"))
        values["municipality_id"] = municipalities.id(values.pop("municipality"))
        return await actions.save_location(scope.actor, scope.region_id, location_id, values)

    return Known(rows=rows, key=_key, settle=settle, save=save)


def _key(given: Given) -> Hashable:
    return given["provider"], plain(given["name"])


def _location_row(location: Location, number: str) -> LocationRow:
    return LocationRow(
        provider=number,
        name=location.name,
        street=location.street,
        postcode=location.postcode,
        place=location.place,
        municipality=location.municipality.name,
        latitude=location.latitude,
        longitude=location.longitude,
        wheelchair_accessible=location.wheelchair_accessible,
    )


_POSITION: Final[dict[str, Any]] = {
    "meaning": "Waar de locatie ligt, in graden; leeg zoeken we op bij de postcode",
    "default": None,
}

LOCATIONS: Final = Kind(
    name="locations",
    title="Locaties",
    subject="location",
    explanation="Adressen waar aanbieders ondersteuning geven, in de gemeenten van de regio.",
    columns=(
        PROVIDER_COLUMN,
        Column(
            name="name",
            title="Locatie",
            meaning="De naam van de locatie, per aanbieder één keer",
            example="De Lindehof",
            read=text(120),
            required=True,
        ),
        Column(
            name="street",
            title="Straat en huisnummer",
            meaning="Het bezoekadres",
            example="Dorpsstraat 1",
            read=text(120),
        ),
        Column(
            name="postcode",
            title="Postcode",
            meaning="De postcode",
            example="1621 AB",
            read=_postcode,
            required=True,
        ),
        Column(
            name="place",
            title="Plaats",
            meaning="De plaats",
            example="Hoorn",
            read=text(80),
            required=True,
        ),
        Column(
            name="municipality",
            title="Gemeente",
            meaning="Naam of code van de gemeente",
            example="Hoorn",
            read=text(80),
            required=True,
        ),
        Column(
            name="latitude",
            title="Breedtegraad",
            example="52,64",
            read=degrees(50, 54),
            **_POSITION,
        ),
        Column(
            name="longitude", title="Lengtegraad", example="5,06", read=degrees(3, 8), **_POSITION
        ),
        Column(
            name="wheelchair_accessible",
            title="Rolstoeltoegankelijk",
            meaning="ja of nee; leeg is onbekend",
            example="ja",
            read=yes_or_no,
            default=None,
        ),
    ),
    row=LocationRow,
    named_by=("name", "place"),
    load=_load_locations,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceAreaRow:
    provider: str
    name: str
    municipalities: tuple[str, ...]


async def _load_areas(scope: Scope) -> Known[ServiceAreaRow]:
    providers = await all_providers()
    municipalities = await municipalities_of(scope.region_id)
    areas = (
        await ServiceArea.filter(region_id=scope.region_id)
        .prefetch_related("parts__municipality")
        .order_by("name")
    )
    rows: dict[Hashable, Stored[ServiceAreaRow]] = {
        (providers.numbers[area.provider_id], plain(area.name)): Stored(
            area.id, _area_row(area, providers.numbers[area.provider_id])
        )
        for area in areas
    }

    def settle(given: Given) -> Given:
        found = {municipalities.settled(name, "municipalities") for name in given["municipalities"]}
        return {
            **given,
            "provider": providers.settled(given["provider"]),
            "municipalities": tuple(sorted(found)),
        }

    async def save(row: ServiceAreaRow, area_id: int | None) -> int:
        values = {"provider_id": providers.id(row.provider), "name": row.name}
        covered = [municipalities.id(name) for name in row.municipalities]
        return await actions.save_service_area(
            scope.actor, scope.region_id, area_id, values, covered
        )

    return Known(rows=rows, key=_key, settle=settle, save=save)


def _area_row(area: ServiceArea, number: str) -> ServiceAreaRow:
    return ServiceAreaRow(
        provider=number,
        name=area.name,
        municipalities=tuple(sorted(part.municipality.name for part in area.parts)),
    )


SERVICE_AREAS: Final = Kind(
    name="service-areas",
    title="Werkgebieden",
    subject="service_area",
    explanation="De gemeenten waar een aanbieder bij mensen thuis komt.",
    columns=(
        PROVIDER_COLUMN,
        Column(
            name="name",
            title="Werkgebied",
            meaning="De naam van het werkgebied, per aanbieder één keer",
            example="Hoorn en omgeving",
            read=text(120),
            required=True,
        ),
        Column(
            name="municipalities",
            title="Gemeenten",
            meaning="Namen of codes van gemeenten, met een komma ertussen",
            example="Hoorn, Koggenland",
            read=many(text_in),
            required=True,
        ),
    ),
    row=ServiceAreaRow,
    named_by=("provider", "name"),
    load=_load_areas,
)
