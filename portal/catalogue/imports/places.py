"""Files with municipalities and places."""

from collections.abc import Hashable
from dataclasses import asdict, dataclass
from typing import Final

from portal.catalogue import actions
from portal.catalogue.imports.naming import municipalities_of, plain, settle_municipality
from portal.catalogue.models import Municipality, Place
from portal.spreadsheets.columns import Column, Faulty, degrees, text, text_in
from portal.spreadsheets.kinds import Given, Kind, Known, Scope, Stored
from portal.spreadsheets.tables import Cell


@dataclass(frozen=True, slots=True, kw_only=True)
class MunicipalityRow:
    code: str
    name: str
    latitude: float
    longitude: float


def _municipality_code(cell: Cell) -> str:
    found = text_in(cell).upper()
    digits = found.removeprefix("GM").zfill(4)
    if not (digits.isascii() and digits.isdigit()) or len(digits) != 4:  # noqa: PLR2004
        raise Faulty(f"‘{found}’ is geen gemeentecode, zoals GM0405")
    return f"GM{digits}"


async def _load_municipalities(scope: Scope) -> Known[MunicipalityRow]:
    everywhere = await Municipality.all().order_by("name")
    regions = {one.code: one.region_id for one in everywhere}
    rows: dict[Hashable, Stored[MunicipalityRow]] = {
        one.code: Stored(
            one.id,
            MunicipalityRow(
                code=one.code, name=one.name, latitude=one.latitude, longitude=one.longitude
            ),
        )
        for one in everywhere
        if one.region_id == scope.region_id
    }

    def settle(given: Given) -> Given:
        if regions.get(given["code"], scope.region_id) != scope.region_id:
            raise Faulty("deze gemeente hoort bij een andere regio", "code")
        return given

    async def save(row: MunicipalityRow, row_id: int | None) -> int:
        return await actions.save_municipality(scope.actor, scope.region_id, row_id, asdict(row))

    return Known(rows=rows, key=lambda given: given["code"], settle=settle, save=save)


def _position(of: str) -> tuple[Column, Column]:
    return (
        Column(
            name="latitude",
            title="Breedtegraad",
            meaning=f"Waar {of} ligt, in graden",
            example="52,64",
            read=degrees(50, 54),
            required=True,
        ),
        Column(
            name="longitude",
            title="Lengtegraad",
            meaning=f"Waar {of} ligt, in graden",
            example="5,06",
            read=degrees(3, 8),
            required=True,
        ),
    )


MUNICIPALITIES: Final = Kind(
    name="municipalities",
    title="Gemeenten",
    subject="municipality",
    explanation="De gemeenten van de regio. Een gemeente herkennen we aan de code van het CBS.",
    columns=(
        Column(
            name="code",
            title="Gemeentecode",
            meaning="De code van het CBS: GM en vier cijfers",
            example="GM0405",
            read=_municipality_code,
            required=True,
        ),
        Column(
            name="name",
            title="Naam",
            meaning="De naam van de gemeente",
            example="Hoorn",
            read=text(80),
            required=True,
        ),
        *_position("de gemeente"),
    ),
    row=MunicipalityRow,
    named_by=("code", "name"),
    load=_load_municipalities,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceRow:
    pc4: str
    name: str
    municipality: str
    latitude: float
    longitude: float


def _pc4(cell: Cell) -> str:
    found = text_in(cell)
    if not (found.isascii() and found.isdigit() and len(found) == 4) or found[0] == "0":  # noqa: PLR2004
        raise Faulty(f"‘{found}’ zijn niet de vier cijfers van een postcode")
    return found


def _place_row(place: Place) -> PlaceRow:
    return PlaceRow(
        pc4=place.pc4,
        name=place.name,
        municipality=place.municipality.name,
        latitude=place.latitude,
        longitude=place.longitude,
    )


async def _load_places(scope: Scope) -> Known[PlaceRow]:
    municipalities = await municipalities_of(scope.region_id)
    everywhere = await Place.all().select_related("municipality").order_by("pc4", "name")
    foreign = {
        (one.pc4, plain(one.name))
        for one in everywhere
        if one.municipality.region_id != scope.region_id
    }
    rows: dict[Hashable, Stored[PlaceRow]] = {
        (one.pc4, plain(one.name)): Stored(one.id, _place_row(one))
        for one in everywhere
        if one.municipality.region_id == scope.region_id
    }

    def key(given: Given) -> Hashable:
        return given["pc4"], plain(given["name"])

    def settle(given: Given) -> Given:
        if key(given) in foreign:
            raise Faulty("deze plaats hoort bij een andere regio", "pc4")
        return settle_municipality(municipalities, given)

    async def save(row: PlaceRow, row_id: int | None) -> int:
        values = {
            "pc4": row.pc4,
            "name": row.name,
            "municipality_id": municipalities.id(row.municipality),
            "latitude": row.latitude,
            "longitude": row.longitude,
        }
        return await actions.save_place(scope.actor, scope.region_id, row_id, values)

    return Known(rows=rows, key=key, settle=settle, save=save)


PLACES: Final = Kind(
    name="places",
    title="Plaatsen",
    subject="place",
    explanation="Plaatsen met de vier cijfers van hun postcode, om afstanden mee te berekenen.",
    columns=(
        Column(
            name="pc4",
            title="Postcode",
            meaning="De vier cijfers van de postcode",
            example="1621",
            read=_pc4,
            required=True,
        ),
        Column(
            name="name",
            title="Plaats",
            meaning="De naam van de plaats",
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
        *_position("de plaats"),
    ),
    row=PlaceRow,
    named_by=("pc4", "name"),
    load=_load_places,
)
