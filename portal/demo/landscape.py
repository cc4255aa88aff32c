"""Two regions with their municipalities, lots and products."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Final

from portal.catalogue.models import Lot, Municipality, Place, Product, Region
from portal.catalogue.rules import Delivered, Intake, LotKind, ManagedPer
from portal.providers.models import AccessTeam, AccessTeamArea, AccessTeamContact
from portal.providers.rules import ContactPurpose

HOME, LOCATION = Delivered.HOME, Delivered.LOCATION
SIX_WEEKS: Final = 42


@dataclass(frozen=True, slots=True)
class ProductFacts:
    """One line of a region's product table."""

    category: str
    code: str
    name: str
    unit: str
    delivered: Delivered
    intake: Intake
    description: str = ""
    companion_of: str = ""


@dataclass(frozen=True, slots=True)
class LotFacts:
    """A lot with its products."""

    name: str
    starts_on: date
    ends_on: date
    extension_years: tuple[int, ...]
    max_providers: int | None
    products: tuple[ProductFacts, ...]


WESTFRIESLAND: Final = (
    LotFacts(
        "Huishoudelijke ondersteuning",
        date(2025, 7, 1),
        date(2029, 6, 30),
        (2, 2),
        14,
        (
            ProductFacts(
                "01",
                "HHO",
                "Huishoudelijke ondersteuning",
                "minuut",
                HOME,
                Intake.ACQUAINTANCE,
                "Hulp bij het schoonhouden van het huis.",
            ),
            ProductFacts(
                "01",
                "HHT",
                "Huishoudelijke hulp toelage",
                "uur",
                HOME,
                Intake.ACQUAINTANCE,
                "Even lucht voor mantelzorgers: hoogstens 36 uur per jaar hulp in huis.",
            ),
        ),
    ),
    LotFacts(
        "Begeleiding",
        date(2025, 7, 1),
        date(2029, 6, 30),
        (2, 2),
        18,
        (
            ProductFacts(
                "02",
                "BGP",
                "Begeleiding praktisch",
                "minuut",
                HOME,
                Intake.YES,
                "Lichte begeleiding naast huishoudelijke hulp: papieren, lijstjes, structuur.",
            ),
            ProductFacts(
                "02",
                "BGB",
                "Begeleiding basis",
                "minuut",
                HOME,
                Intake.YES,
                "Begeleiding bij het dagelijks leven thuis.",
            ),
            ProductFacts(
                "02",
                "BGS",
                "Begeleiding specialistisch",
                "minuut",
                HOME,
                Intake.YES,
                "Begeleiding bij gedragsproblemen, een instabiele ziekte of meerdere zorgen.",
            ),
        ),
    ),
    LotFacts(
        "Dagbesteding",
        date(2025, 7, 1),
        date(2029, 6, 30),
        (2, 2),
        16,
        (
            ProductFacts(
                "07",
                "DBA",
                "Dagbesteding A",
                "dagdeel",
                LOCATION,
                Intake.YES,
                "Overdag iets doen in een groep van 6 tot 8 mensen per begeleider.",
            ),
            ProductFacts(
                "07",
                "DBB",
                "Dagbesteding B",
                "dagdeel",
                LOCATION,
                Intake.YES,
                "Overdag iets doen in een groep van 4 tot 6 mensen per begeleider.",
            ),
            ProductFacts(
                "08",
                "VVZ",
                "Vervoer, niet rolstoelgebonden",
                "stuks (retour)",
                LOCATION,
                Intake.NONE,
                "Van huis naar de dagbesteding en terug.",
                "DBA",
            ),
            ProductFacts(
                "08",
                "VVM",
                "Vervoer, rolstoelgebonden",
                "stuks (retour)",
                LOCATION,
                Intake.NONE,
                "Met de rolstoel naar de dagbesteding en terug.",
                "DBA",
            ),
        ),
    ),
    LotFacts(
        "Kortdurend verblijf",
        date(2025, 7, 1),
        date(2029, 6, 30),
        (2, 2),
        6,
        (
            ProductFacts(
                "04",
                "KDV",
                "Kortdurend verblijf",
                "etmaal",
                LOCATION,
                Intake.YES,
                "Een paar dagen logeren, zodat de mantelzorger rust krijgt.",
            ),
        ),
    ),
)
# The sources of Midden-Holland give no product codes: these are made up and marked as such.
MIDDEN_HOLLAND: Final = (
    LotFacts(
        "Wmo Wonen",
        date(2025, 1, 1),
        date(2029, 12, 31),
        (3, 2),
        8,
        (
            ProductFacts(
                "15",
                "WON",
                "Beschermd thuis",
                "etmaal",
                LOCATION,
                Intake.YES,
                "Wonen met begeleiding dichtbij.",
            ),
        ),
    ),
    LotFacts(
        "Ambulant",
        date(2025, 1, 1),
        date(2027, 12, 31),
        (2, 2, 2, 1),
        20,
        (
            ProductFacts(
                "02",
                "AMB",
                "Ambulante begeleiding",
                "uur",
                HOME,
                Intake.YES,
                "Begeleiding bij het dagelijks leven thuis.",
            ),
            ProductFacts(
                "02",
                "AMS",
                "Ambulante begeleiding specialistisch",
                "uur",
                HOME,
                Intake.YES,
                "Begeleiding bij ingewikkelde problemen thuis.",
            ),
        ),
    ),
    LotFacts(
        "Dagbesteding en logeren",
        date(2025, 1, 1),
        date(2026, 12, 31),
        (1, 1, 1, 1, 1, 1, 1, 1),
        16,
        (
            ProductFacts(
                "07",
                "DAG",
                "Dagbesteding",
                "dagdeel",
                LOCATION,
                Intake.YES,
                "Overdag iets doen in een groep.",
            ),
            ProductFacts(
                "04",
                "LOG",
                "Logeren",
                "etmaal",
                LOCATION,
                Intake.YES,
                "Een paar dagen logeren, zodat de mantelzorger rust krijgt.",
            ),
        ),
    ),
    LotFacts(
        "Hulp bij het huishouden",
        date(2025, 1, 1),
        date(2026, 12, 31),
        (4, 2),
        10,
        (
            ProductFacts(
                "01",
                "HBH",
                "Hulp bij het huishouden",
                "minuut",
                HOME,
                Intake.ACQUAINTANCE,
                "Hulp bij het schoonhouden van het huis.",
            ),
        ),
    ),
)
PREFIXES: Final = {"Westfriesland": "WF", "Midden-Holland": "MH"}
"""With which letters the codes of clients begin."""
TEAM_NAMES: Final = {
    "Bodegraven-Reeuwijk": ("Team Wmo Bodegraven-Reeuwijk", ""),
    "Gouda": ("Sociaal team Gouda", ""),
    "Krimpenerwaard": ("Loket samenleving & zorg", ""),
    "Waddinxveen": ("Wadwijzer", "14 0182"),
    "Zuidplas": ("Stichting ZO!", ""),
}


@dataclass(slots=True)
class Landscape:
    """A region as it was made."""

    region: Region
    municipalities: dict[str, Municipality] = field(default_factory=dict[str, Municipality])
    teams: dict[str, AccessTeam] = field(default_factory=dict[str, AccessTeam])
    places: dict[str, list[Place]] = field(default_factory=dict[str, list[Place]])
    lots: dict[str, Lot] = field(default_factory=dict[str, Lot])
    products: dict[str, list[Product]] = field(default_factory=dict[str, list[Product]])


async def make_landscape(
    name: str, slug: str, lots: tuple[LotFacts, ...], managed_per: ManagedPer, *, invented: bool
) -> Landscape:
    """One region with its municipalities, access teams, lots and products."""
    region = await Region.create(
        name=name, slug=slug, managed_per=managed_per, reference_prefix=PREFIXES[name]
    )
    land = Landscape(region)
    for fact in _facts("municipalities"):
        if fact["region"] == name:
            await _add_municipality(land, fact)
    for fact in lots:
        await _add_lot(land, fact, invented=invented)
    return land


def _facts(name: str) -> Iterator[dict[str, Any]]:
    with (Path(__file__).parent / f"{name}.csv").open(encoding="utf-8") as file:
        yield from csv.DictReader(file)


async def _add_municipality(land: Landscape, fact: dict[str, Any]) -> None:
    municipality = await Municipality.create(
        region=land.region,
        code=fact["code"],
        name=fact["name"],
        latitude=float(fact["lat"]),
        longitude=float(fact["lon"]),
    )
    land.municipalities[municipality.name] = municipality
    land.places[municipality.name] = [
        await Place.create(
            pc4=place["pc4"],
            name=place["place"],
            municipality=municipality,
            latitude=float(place["lat"]),
            longitude=float(place["lon"]),
        )
        for place in _facts("places")
        if place["municipality_code"] == municipality.code
    ]
    await _add_team(land, municipality)


async def add_postcodes() -> None:
    """More postcodes of the same municipalities, roughly; after all that chance makes of places."""
    towns = {one.code: one for one in await Municipality.all()}
    await Place.bulk_create(
        Place(
            pc4=place["pc4"],
            name=place["place"],
            municipality=towns[place["municipality_code"]],
            latitude=float(place["lat"]),
            longitude=float(place["lon"]),
        )
        for place in _facts("postcodes")
    )


async def _add_team(land: Landscape, municipality: Municipality) -> None:
    name, phone = TEAM_NAMES.get(municipality.name, (f"Wijkteam {municipality.name}", ""))
    team = await AccessTeam.create(region=land.region, name=name)
    await AccessTeamArea.create(
        region_id=land.region.id, access_team=team, municipality=municipality
    )
    await AccessTeamContact.create(
        access_team=team,
        purpose=ContactPurpose.RESIDENTS,
        name=name,
        phone=phone or "0800 000 0000",
        email=f"contact@{municipality.code.lower()}.example",
    )
    land.teams[municipality.name] = team


async def _add_lot(land: Landscape, fact: LotFacts, *, invented: bool) -> None:
    lot = await Lot.create(
        region=land.region,
        name=fact.name,
        kind=LotKind.REGIONAL,
        max_providers=fact.max_providers,
        starts_on=fact.starts_on,
        ends_on=fact.ends_on,
        extension_years=list(fact.extension_years),
    )
    land.lots[lot.name] = lot
    made: dict[str, Product] = {}
    for product in fact.products:
        made[product.code] = await Product.create(
            region=land.region,
            lot=lot,
            category=product.category,
            code=product.code,
            code_is_invented=invented,
            name=product.name,
            description=product.description,
            unit=product.unit,
            valid_from=fact.starts_on,
            delivered=product.delivered,
            intake=product.intake,
            companion_of=made.get(product.companion_of),
            norm_days=SIX_WEEKS,
        )
    land.products[lot.name] = list(made.values())
