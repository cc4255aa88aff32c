"""Providers with their places, contracts and offerings."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from random import Random
from typing import Final

from bench.filling.figures import Figures
from bench.filling.people import People
from bench.filling.regions import Place, Product, Region
from bench.filling.rows import Rows
from portal.demo.figures import last_confirmed_days_ago
from portal.demo.landscape import WESTFRIESLAND
from portal.kernel.actor import Role

NAMES_BEFORE: Final = ("De", "Het", "Zorggroep", "Thuis", "Samen", "Stichting", "Nieuw", "Team")
NAMES_AFTER: Final = (
    *("Linde", "Anker", "Brug", "Haven", "Kompas", "Morgenster", "Vuurtoren", "Eik", "Wilg"),
    *("Molen", "Dijken", "Polder", "Duin", "Hoeve", "Bron", "Vlinder", "Horizon", "Regenboog"),
)
HOUSES: Final = ("Huis", "Werkplaats", "Boerderij", "Atelier", "Buurthuis", "Hof", "Erf")


@dataclass(frozen=True, slots=True)
class Offered:
    """One offering, as far as the measuring needs it."""

    region: Region
    provider_id: int
    offering_id: int


class Providers:
    """Makes providers, region by region; some work in two."""

    def __init__(self, rows: Rows, people: People, figures: Figures, random: Random) -> None:
        self.rows = rows
        self.people = people
        self.figures = figures
        self.random = random
        self.places = 0
        self.leads: dict[int, int] = {}
        """Who fills in the figures of each provider."""
        self.desks: dict[int, list[Offered]] = defaultdict(list)
        """The offerings of each provider."""

    def make(self, region: Region, offerings: int) -> None:
        """As many providers as it takes for so many offerings in this region."""
        made = 0
        while made < offerings:
            provider = self._provider()
            for one in islice(self._offered(region, provider), offerings - made):
                desk = self.desks[provider]
                desk.append(Offered(region, provider, self._offering(region, provider, *one)))
                made += 1

    def _provider(self) -> int:
        random = self.random
        known = max(self.leads, default=0)
        if known and random.random() < 0.06:
            return random.randint(1, known)  # works in two regions, or comes back for more
        number = known + 1
        name = f"{random.choice(NAMES_BEFORE)} {random.choice(NAMES_AFTER)} {number:05}"
        provider = self.rows.add(
            "provider",
            name=name,
            agb=f"{10_000_000 + number}",
            kvk=f"{20_000_000 + number}",
            phone=f"088 {number:07}",
            email=f"aanmelden@p{number}.example",
            website=f"https://p{number}.example",
            reminder_weekday=number % 5,
            reminded_on=None,
        )
        self.leads[provider], _ = self.people.member(
            f"hoofd-{number}", Role.PROVIDER_LEAD, provider_id=provider
        )
        return provider

    def _offered(self, region: Region, provider: int) -> Iterator[tuple[int, Product, Place]]:
        """What a provider offers in a region: contract, product and where."""
        random = self.random
        areas = [self._area(region, provider) for _ in range(random.choice([1, 1, 2, 3]))]
        houses = [self._location(region, provider) for _ in range(random.choice([1, 1, 2, 3]))]
        for lot in random.sample(region.lots, random.choice([1, 1, 2, 3])):
            contract = self._contract(region, provider, lot)
            for product in region.products[lot]:
                if random.random() < 0.85:
                    for where in areas if product.at_home else houses:
                        yield contract, product, where

    def _area(self, region: Region, provider: int) -> Place:
        size = self.random.randint(1, len(region.municipalities))
        part = tuple(self.random.sample(region.municipalities, size))
        self.places += 1
        area = self.rows.add(
            "service_area",
            region_id=region.id,
            provider_id=provider,
            name=f"Werkgebied {self.places}",
        )
        for one in part:
            self.rows.add(
                "service_area_part",
                region_id=region.id,
                service_area_id=area,
                municipality_id=one.id,
            )
        return Place(area, part)

    def _location(self, region: Region, provider: int) -> Place:
        random = self.random
        there = random.choice(region.municipalities)
        self.places += 1
        location = self.rows.add(
            "location",
            provider_id=provider,
            name=f"{random.choice(HOUSES)} {there.name} {self.places}",
            street=f"Dorpsstraat {random.randint(1, 120)}",
            postcode=f"{1000 + there.id} AB",
            place=there.name,
            municipality_id=there.id,
            latitude=there.latitude + random.uniform(-0.03, 0.03),
            longitude=there.longitude + random.uniform(-0.05, 0.05),
            wheelchair_accessible=random.choice([True, True, False, None]),
        )
        return Place(location, tuple(region.municipalities))

    def _contract(self, region: Region, provider: int, lot: int) -> int:
        random = self.random
        mains = region.contracts[lot]
        main = random.choice(mains) if mains and random.random() < 0.03 else None
        facts = WESTFRIESLAND[region.lots.index(lot)]
        contract = self.rows.add(
            "contract",
            region_id=region.id,
            provider_id=provider,
            lot_id=lot,
            number=f"{region.id}-{provider}-{self.rows.next_id('contract')}",
            starts_on=facts.starts_on,
            ends_on=facts.ends_on,
            main_contract_id=main,
            delegates_editing=True,
            manager_id=region.manager_id,
            cadence_days=random.choice([7, 14, 14, 14, 28]),
            budget_ceiling=None,
            max_trajectories=None,
        )
        if main is None:
            mains.append(contract)
        else:
            self.rows.add(
                "subcontract_approval",
                contract_id=contract,
                requested_by_id=region.manager_id,
                requested_at=self.people.now,
                decision="agreed",
                decided_by_id=region.manager_id,
                decided_at=self.people.now,
            )
        return contract

    def _offering(
        self, region: Region, provider: int, contract: int, product: Product, where: Place
    ) -> int:
        offering = self.rows.add(
            "offering",
            region_id=region.id,
            provider_id=provider,
            product_id=product.id,
            contract_id=contract,
            location_id=None if product.at_home else where.id,
            service_area_id=where.id if product.at_home else None,
            contact_name=self.random.choice(["", "", "Bureau aanmeldingen"]),
            contact_phone="",
            contact_email="",
            withdrawn_at=None,
        )
        days_ago = last_confirmed_days_ago(self.random)
        if days_ago is not None:
            self.figures.report(region, offering, product, where, self.leads[provider], days_ago)
        if self.random.random() < 0.03:
            self.figures.stop(region, offering, where, self.leads[provider])
        return offering
