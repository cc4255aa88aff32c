"""Regions with their lots and products, an access team and a manager."""

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from bench.filling.landscape import Fact
from bench.filling.people import People
from bench.filling.rows import Rows
from portal.catalogue.rules import Delivered, Intake, LotKind
from portal.demo.landscape import SIX_WEEKS, WESTFRIESLAND, LotFacts
from portal.kernel.actor import Role


@dataclass(frozen=True, slots=True)
class Municipality:
    """One row, as far as others build on it."""

    id: int
    name: str
    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class Product:
    """One row, as far as others build on it."""

    id: int
    lot_id: int
    code: str
    unit: str
    at_home: bool
    has_intake: bool


@dataclass(frozen=True, slots=True)
class Place:
    """A service area or location: its id, and the municipalities whose clients it serves."""

    id: int
    serves: tuple[Municipality, ...]


@dataclass(slots=True)
class Region:
    """A region while its rows are made."""

    id: int
    name: str
    slug: str
    municipalities: list[Municipality] = field(default_factory=list[Municipality])
    lots: list[int] = field(default_factory=list[int])
    products: dict[int, list[Product]] = field(default_factory=dict[int, list[Product]])
    """By lot."""
    manager_id: int = 0
    consultant: tuple[int, int] = (0, 0)
    """Person and membership."""
    contracts: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    """Main contracts by lot."""


class Regions:
    """Makes regions."""

    def __init__(self, rows: Rows, people: People) -> None:
        self.rows = rows
        self.people = people

    def make(self, name: str, facts: Sequence[Fact]) -> Region:
        slug = name.lower().replace(" ", "-")
        region = Region(
            self.rows.add(
                "region", slug=slug, name=name, managed_per="provider", default_cadence_days=14
            ),
            name,
            slug,
        )
        for code, called, latitude, longitude in facts:
            number = self.rows.add(
                "municipality",
                region_id=region.id,
                code=code,
                name=called,
                latitude=latitude,
                longitude=longitude,
            )
            region.municipalities.append(Municipality(number, called, latitude, longitude))
            self.rows.add(
                "place",
                pc4=str(1000 + number),
                name=called,
                municipality_id=number,
                latitude=latitude,
                longitude=longitude,
            )
        for lot in WESTFRIESLAND:
            self._lot(region, lot)
        self._people(region)
        return region

    def _lot(self, region: Region, facts: LotFacts) -> None:
        lot = self.rows.add(
            "lot",
            region_id=region.id,
            name=facts.name,
            kind=LotKind.REGIONAL.value,
            max_providers=None,
            starts_on=facts.starts_on,
            ends_on=facts.ends_on,
            extension_years=json.dumps(facts.extension_years),
            interim_accession=False,
        )
        region.lots.append(lot)
        made: dict[str, Product] = {}
        for one in facts.products:
            companion = made.get(one.companion_of)
            product = self.rows.add(
                "product",
                region_id=region.id,
                lot_id=lot,
                category=one.category,
                code=one.code,
                code_is_invented=region.id > 1,
                name=one.name,
                description=one.description,
                unit=one.unit,
                valid_from=facts.starts_on,
                valid_until=None,
                intensity=None,
                target_group_id=None,
                delivered=one.delivered.value,
                intake=one.intake.value,
                companion_of_id=companion.id if companion else None,
                norm_days=SIX_WEEKS,
            )
            made[one.code] = Product(
                product,
                lot,
                one.category + one.code,
                one.unit,
                one.delivered is Delivered.HOME,
                one.intake is Intake.YES,
            )
        region.products[lot] = list(made.values())

    def _people(self, region: Region) -> None:
        team = self.rows.add("access_team", region_id=region.id, name=f"Toegang {region.name}")
        for municipality in region.municipalities:
            self.rows.add(
                "access_team_area",
                region_id=region.id,
                access_team_id=team,
                municipality_id=municipality.id,
            )
        region.manager_id, _ = self.people.member(
            f"regio-{region.id}", Role.REGION_MANAGER, region_id=region.id
        )
        region.consultant = self.people.member(
            f"consulent-{region.id}", Role.CONSULTANT, access_team_id=team
        )
