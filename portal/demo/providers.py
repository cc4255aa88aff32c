"""Invented providers with their locations, contracts and offerings."""

from dataclasses import dataclass, field
from random import Random
from typing import Final

from portal.accounts.models import Person
from portal.availability.models import Offering
from portal.catalogue.models import Lot, Municipality, Product
from portal.catalogue.rules import Delivered
from portal.demo.landscape import Landscape
from portal.demo.people import make_member
from portal.kernel.actor import Role
from portal.kernel.clock import now
from portal.providers.models import (
    Contract,
    Location,
    Provider,
    ServiceArea,
    ServiceAreaPart,
    SubcontractApproval,
)
from portal.providers.rules import SubcontractDecision

HH, BG, DB, KV = (
    "Huishoudelijke ondersteuning",
    "Begeleiding",
    "Dagbesteding",
    "Kortdurend verblijf",
)
WW, AM, DL, HB = "Wmo Wonen", "Ambulant", "Dagbesteding en logeren", "Hulp bij het huishouden"
STREETS: Final = ("Kerkstraat", "Dorpsstraat", "Molenweg", "Stationsplein", "Havenkade", "Parklaan")
SPOKEN: Final = {"en": 3, "tr": 7, "ar": 5, "pl": 11, "dse": 13}
"""Every how many providers somebody speaks this language."""
HOUSES: Final = ("Hof", "Werkplaats", "Tuin", "Huiskamer", "Boerderij", "Atelier", "Schuur")


@dataclass(frozen=True, slots=True)
class ProviderFacts:
    """A provider: its lots, how many areas it works in and how many locations it has."""

    name: str
    lots: tuple[str, ...]
    areas: int = 1
    locations: int = 0
    only: tuple[str, ...] = ()
    """Product codes, where it gives fewer than the lot holds."""


WESTFRIESLAND: Final = (
    ProviderFacts("De Linde", (BG, DB, HH), 3, 2, ("BGP", "BGB", "BGS", "HHO", "DBA", "VVZ")),
    ProviderFacts("Het Anker", (BG, DB), 2, 2),
    ProviderFacts("Zorggroep De Dijken", (HH, BG, DB), 4, 5),
    ProviderFacts("Thuishulp Zonneschijn", (HH,), 2),
    ProviderFacts("Helder Thuis", (HH,), 3),
    ProviderFacts("Buurzaam", (HH, BG), 2, 0, ("HHO", "BGP", "BGB")),
    ProviderFacts("Stap voor Stap begeleiding", (BG,), 2),
    ProviderFacts("De Wending", (BG,), 1, 0, ("BGS",)),
    ProviderFacts("Praktijk Morgenrood", (BG,), 1, 0, ("BGB", "BGS")),
    ProviderFacts("Kompas Noord", (BG,), 2),
    ProviderFacts("Zorgboerderij De Vlinder", (DB,), 1, 1),
    ProviderFacts("Zorgboerderij Het Lange Land", (DB,), 1, 1, ("DBA", "VVZ")),
    ProviderFacts("Atelier Kleurrijk", (DB,), 1, 1, ("DBA",)),
    ProviderFacts("De Ontmoeting", (DB,), 1, 3),
    ProviderFacts("Logeerhuis De Kuil", (KV,), 1, 1),
    ProviderFacts("Logeerhuis Zeezicht", (KV, DB), 1, 1, ("KDV", "DBB")),
    ProviderFacts("Even Buiten", (KV,), 1, 2),
    ProviderFacts("Samen Wonen en Zorgen", (HH, BG, DB, KV), 2, 2),
    ProviderFacts("Het Schippershuis", (DB, KV), 1, 1),
    ProviderFacts("Poets en Praat", (HH,), 1),
    ProviderFacts("Glansrijk", (HH,), 2, 0, ("HHO",)),
    ProviderFacts("Hulp om de Hoek", (HH,), 1),
    ProviderFacts("De Brug begeleiding", (BG,), 3),
    ProviderFacts("Perspectief Wonen", (BG,), 1, 0, ("BGS",)),
    ProviderFacts("Nieuw Begin", (BG,), 1, 0, ("BGB",)),
    ProviderFacts("Autisme Begeleiding West", (BG,), 2, 0, ("BGS",)),
    ProviderFacts("De Rietkraag", (DB,), 1, 2),
    ProviderFacts("Tuinderij Tussenbeide", (DB,), 1, 1, ("DBA", "VVZ", "VVM")),
    ProviderFacts("Het Ambacht", (DB,), 1, 2, ("DBA", "DBB")),
    ProviderFacts("Stichting Rondom", (BG, DB), 2, 1),
    ProviderFacts("Thuis in Zorg", (HH, BG), 3),
    ProviderFacts("Veilige Haven", (BG,), 1, 0, ("BGS",)),
    ProviderFacts("Levenslust", (DB,), 1, 1, ("DBB", "VVM")),
    ProviderFacts("Mantelzorg Verlicht", (HH,), 1, 0, ("HHT",)),
)
MIDDEN_HOLLAND: Final = (
    ProviderFacts("De Kade", (AM, DL), 2, 2),
    ProviderFacts("Reeuwijkse Plassenzorg", (DL,), 1, 2),
    ProviderFacts("Thuis aan de Gouwe", (HB,), 2),
    ProviderFacts("Sterk aan Huis", (HB,), 1),
    ProviderFacts("Waardvol Wonen", (WW,), 1, 2),
    ProviderFacts("Het Kaaspakhuis", (DL,), 1, 1),
    ProviderFacts("Boerderij Polderlust", (DL,), 1, 1, ("DAG",)),
    ProviderFacts("Ambulant Midden", (AM,), 2),
    ProviderFacts("Eigen Regie", (AM,), 1),
    ProviderFacts("Zorgplein Zuid", (AM, WW), 1, 1),
    ProviderFacts("De IJssel begeleiding", (AM,), 2),
    ProviderFacts("Schoon en Sociaal", (HB,), 2),
    ProviderFacts("Logeren bij Lot", (DL,), 1, 1, ("LOG",)),
    ProviderFacts("Stap Vooruit", (AM,), 1),
    ProviderFacts("De Stolwijkse Hoeve", (DL,), 1, 1),
    ProviderFacts("Woonkracht", (WW,), 1, 2),
    ProviderFacts("Huis en Hulp", (HB,), 1),
    ProviderFacts("Krimpenerzorg", (AM, HB), 2),
    ProviderFacts("Het Baken", (AM,), 1),
    ProviderFacts("Werkplaats Waddinxveen", (DL,), 1, 1, ("DAG",)),
)
IN_BOTH: Final = ProviderFacts("Thuis in Zorg", (HB, AM), 1)
SUBCONTRACTORS: Final = (
    ("Nieuw Begin", "Samen Wonen en Zorgen", SubcontractDecision.AGREED),
    ("Praktijk Morgenrood", "De Brug begeleiding", None),
)


@dataclass(slots=True)
class Maker:
    """Makes the providers of one region."""

    land: Landscape
    managers: list[Person]
    random: Random
    made: dict[str, Provider] = field(default_factory=dict[str, Provider])
    contracts: dict[tuple[str, str], Contract] = field(
        default_factory=dict[tuple[str, str], Contract]
    )

    async def make(self, facts: ProviderFacts, number: int) -> Provider:
        """A provider with contracts, locations and all its offerings."""
        provider = self.made.get(facts.name) or await self._provider(facts.name, number)
        self.made[facts.name] = provider
        areas = [await self._area(provider, index) for index in range(facts.areas)]
        places = [await self._location(provider, index) for index in range(facts.locations)]
        for lot_name in facts.lots:
            lot = self.land.lots[lot_name]
            contract = await self._contract(provider, lot, number)
            await self._offerings(facts, contract, areas, places)
        return provider

    async def _provider(self, name: str, number: int) -> Provider:
        host = name.lower().replace(" ", "-")
        provider = await Provider.create(
            name=name,
            kvk=f"99{number:06}",
            agb=f"98{number:06}",
            phone=f"0229 000 {number:03}",
            email=f"aanmelden@{host}.example",
            website=f"https://www.{host}.example",
            reminder_weekday=number % 5,
            languages=[code for code, every in SPOKEN.items() if number % every == 0],
        )
        if name not in {"De Linde", "Het Anker"}:
            await make_member(
                f"beheer@{host}.example", f"Team {name}", Role.PROVIDER_LEAD, provider
            )
        return provider

    async def _area(self, provider: Provider, index: int) -> ServiceArea:
        every = list(self.land.municipalities.values())
        size = 2 + (index + len(provider.name)) % 4
        start = (index * 3 + len(provider.name)) % len(every)
        part = [every[(start + offset) % len(every)] for offset in range(size)]
        area = await ServiceArea.create(
            region=self.land.region, provider=provider, name=_area_name(part)
        )
        await ServiceAreaPart.bulk_create(
            ServiceAreaPart(region_id=self.land.region.id, service_area=area, municipality=m)
            for m in part
        )
        return area

    async def _location(self, provider: Provider, index: int) -> Location:
        municipality = self.random.choice(list(self.land.municipalities.values()))
        place = self.random.choice(self.land.places[municipality.name])
        return await Location.create(
            provider=provider,
            name=f"{self.random.choice(HOUSES)} {place.name}{f' {index + 1}' if index else ''}",
            street=f"{self.random.choice(STREETS)} {self.random.randint(1, 120)}",
            postcode=f"{place.pc4} {self.random.choice('ABCDEFGH')}{self.random.choice('ABCDEF')}",
            place=place.name,
            municipality=municipality,
            latitude=place.latitude + self.random.uniform(-0.008, 0.008),
            longitude=place.longitude + self.random.uniform(-0.012, 0.012),
            wheelchair_accessible=self.random.choice([True, True, False, None]),
        )

    async def _contract(self, provider: Provider, lot: Lot, number: int) -> Contract:
        per_lot = list(self.land.lots).index(lot.name)
        by = number if self.land.region.managed_per == "provider" else per_lot
        contract = await Contract.create(
            region=self.land.region,
            provider=provider,
            lot=lot,
            number=f"{self.land.region.slug[:2].upper()}-{number:03}-{per_lot + 1}",
            starts_on=lot.starts_on,
            ends_on=lot.ends_on,
            manager=self.managers[by % len(self.managers)],
            cadence_days=7 if provider.name == "Het Anker" else 14,
        )
        self.contracts[provider.name, lot.name] = contract
        return contract

    async def _offerings(
        self,
        facts: ProviderFacts,
        contract: Contract,
        areas: list[ServiceArea],
        places: list[Location],
    ) -> None:
        lot = next(name for name, lot in self.land.lots.items() if lot.id == contract.lot_id)
        for product in self.land.products[lot]:
            if facts.only and product.code not in facts.only:
                continue
            wheres = areas if product.delivered is Delivered.HOME else places
            for where in wheres:
                await self._offering(contract, product, where)

    async def _offering(
        self, contract: Contract, product: Product, where: ServiceArea | Location
    ) -> None:
        await Offering.create(
            region=self.land.region,
            provider_id=contract.provider_id,
            product=product,
            contract=contract,
            service_area=where if isinstance(where, ServiceArea) else None,
            location=where if isinstance(where, Location) else None,
            contact_name=self.random.choice(["", "", "Bureau aanmeldingen", "Team instroom"]),
        )

    async def subcontract(
        self, sub: str, main: str, lot: str, decision: SubcontractDecision | None
    ) -> None:
        """Let one provider work under another, or ask the region whether it may."""
        contract = self.contracts[sub, lot]
        contract.main_contract_id = self.contracts[main, lot].id
        contract.delegates_editing = True
        await contract.save()
        decider = self.managers[0] if decision else None
        await SubcontractApproval.create(
            contract=contract,
            requested_by=self.managers[-1],
            requested_at=now(),
            decision=decision,
            decided_by=decider,
            decided_at=now() if decision else None,
        )


def _area_name(part: list[Municipality]) -> str:
    names = sorted(m.name for m in part)
    return f"{', '.join(names[:-1])} en {names[-1]}"
