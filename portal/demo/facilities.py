"""Invented facilities in both regions, as untidy as the real ones: some without hours, some old."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random
from typing import Any, Final

from portal.availability.rules.figures import Channel
from portal.catalogue.models import Municipality, Place
from portal.demo.landscape import Landscape
from portal.kernel.clock import AMSTERDAM
from portal.socialmap.models import (
    Correction,
    Facility,
    FacilityArea,
    FacilityCheck,
    FacilityKeeper,
    FacilityOwner,
    HoursException,
    LocalGuide,
    OpeningHours,
    TextChange,
)
from portal.socialmap.rules.asking import DAYS

SEED: Final = 20_260_901
HOUSES: Final = (
    "De Werf", "Het Trefpunt", "De Kolk", "Het Anker", "De Spil", "De Wilg", "De Vuurtoren",
    "Het Lokaal", "De Schakel", "De Haven", "Het Zonnetje", "De Hoeksteen", "De Brink",
    "Het Kompas", "De Kameleon", "De Polder", "Het Bruggetje", "De Molen", "De Linde",
    "Het Nest", "De Kroon", "De Dijk", "Het Baken", "De Boomgaard",
)  # fmt: skip
STREETS: Final = (
    "Kerkweg",
    "Dorpsstraat",
    "Raadhuisplein",
    "Wilgenlaan",
    "Zuiderkade",
    "Noordeinde",
)
GUIDES: Final = {
    "Medemblik": ("Medekernen", "https://medekernen.nl"),
    "Opmeer": ("Opmeer Leeft", "https://opmeerleeft.nl"),
    "Koggenland": ("Koggenbuurtjes", "https://koggenbuurtjes.nl"),
}
"""Guides that exist: the map leads to them and takes nothing over."""
LANGUAGES: Final = (("en",), ("ar", "en"), ("tr",), ("pl",), ("uk", "en"), ("ti", "ar"))
NEVER_CHECKED: Final = 9
"""Every how many facilities nobody ever looked at one."""
LONG_AGO: Final = 11
HOLDS_ALL: Final = frozenset({"Hoorn", "Gouda"})
"""The towns where there is one of everything."""
EVIS_OWNER: Final = "Stichting Welzijn Hoorn"


@dataclass(frozen=True, slots=True)
class Kind:
    """One line of the table: a kind of facility, and in every how many places there is one."""

    facts: dict[str, str]

    @property
    def every(self) -> int:
        """In every how many places."""
        return int(self.facts["every"])


class Maker:
    """Makes the facilities of one region."""

    def __init__(self, land: Landscape, today: date) -> None:
        self.land = land
        self.today = today
        self.random = Random(f"{SEED} {land.region.slug}")
        self.owners: dict[str, FacilityOwner] = {}
        self.made: set[str] = set()
        self.number = 0

    async def make(self) -> None:
        """All kinds, over all places of the region."""
        for number, (town, place) in enumerate(_places(self.land)):
            for nth, kind in enumerate(_kinds()):
                if town.name in HOLDS_ALL or (number + nth) % kind.every == 0:
                    await self._facility(kind.facts, town, place)
        for name, (guide, url) in GUIDES.items():
            if name in self.land.municipalities:
                town = self.land.municipalities[name]
                await LocalGuide.create(municipality=town, name=guide, url=url)

    async def _facility(self, facts: dict[str, str], town: Municipality, place: Place) -> None:
        house = HOUSES[self.random.randrange(len(HOUSES))]
        name = facts["name"].format(house=house, town=town.name, place=place.name)
        if name in self.made:  # one of these serves the whole municipality
            return
        self.made.add(name)
        self.number += 1
        visits = not any(word in name for word in ("aan huis", "dienst", "lijn", "maatje"))
        facility = await Facility.create(
            region=self.land.region,
            owner=await self._owner(facts["owner"].format(town=town.name)),
            municipality=town,
            name=name,
            summary=facts["summary"],
            description=facts["description"],
            how_to=facts["how_to"],
            cost=facts["cost"],
            cost_note=facts["cost_note"],
            themes=facts["themes"].split(),
            audiences=facts["audiences"].split(),
            languages=list(LANGUAGES[self.number % 6]) if self.number % 5 == 0 else [],
            wheelchair_accessible=(True, True, None, False)[self.number % 4],
            phone="" if self.number % 7 == 0 else f"0{place.pc4[:2]}9 555 {self.number:03}",
            email="" if self.number % 3 else f"info@voorziening{self.number}.example",
            website="" if self.number % 4 else f"https://voorziening{self.number}.example",
            made_at=self._moment(400),
            **(self._address(place) if visits else {}),
        )
        await self._hours(facility, facts["hours"])
        await self._checked(facility)
        await self._neighbours(facility, town)

    def _address(self, place: Place) -> dict[str, Any]:
        number = self.random.randint(1, 140)
        return {
            "street": f"{self.random.choice(STREETS)} {number}",
            "postcode": f"{place.pc4} {self.random.choice('ABCDEHK')}{self.random.choice('ABKLR')}",
            "place": place.name,
            "latitude": round(place.latitude + self.random.uniform(-0.012, 0.012), 5),
            "longitude": round(place.longitude + self.random.uniform(-0.018, 0.018), 5),
        }

    async def _owner(self, name: str) -> FacilityOwner:
        if name not in self.owners:
            owner = await FacilityOwner.create(region=self.land.region, name=name)
            number = len(self.owners) + 1
            await FacilityKeeper.create(
                owner=owner,
                name="Evi Mol" if name == EVIS_OWNER else f"Beheer {name}",
                email="eigenaar@demo.test"
                if name == EVIS_OWNER
                else f"beheer{number}@{self.land.region.slug}.example",
                since_at=self._moment(300),
            )
            self.owners[name] = owner
        return self.owners[name]

    async def _hours(self, facility: Facility, text: str) -> None:
        for day, opens, closes in _hours(text):
            await OpeningHours.create(facility=facility, weekday=day, opens=opens, closes=closes)
        if text and self.number % 6 == 0:
            from_on = self.today + timedelta(days=self.number % 20)
            await HoursException.create(
                facility=facility,
                from_on=from_on,
                until_on=from_on + timedelta(days=self.number % 9),
                note="vakantie",
            )

    async def _checked(self, facility: Facility) -> None:
        if self.number % NEVER_CHECKED == 0:
            return
        days = 300 if self.number % LONG_AGO == 0 else self.random.randint(0, 100)
        await FacilityCheck.create(facility=facility, at=self._moment(days), channel=Channel.MAIL)

    async def _neighbours(self, facility: Facility, town: Municipality) -> None:
        """Some are for the next municipality too."""
        others = [one for one in self.land.municipalities.values() if one.id != town.id]
        for other in others[: 2 if self.number % 4 == 0 else 0]:
            await FacilityArea.create(
                region_id=self.land.region.id, facility=facility, municipality=other
            )

    def _moment(self, days_ago: int) -> datetime:
        day = self.today - timedelta(days=days_ago)
        return datetime.combine(day, time(10, 15), tzinfo=AMSTERDAM)


def _places(land: Landscape) -> Iterator[tuple[Municipality, Place]]:
    for name, town in land.municipalities.items():
        for place in land.places[name]:
            yield town, place


def _kinds() -> Iterator[Kind]:
    path = Path(__file__).parent / "facilities.csv"
    with path.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            yield Kind(row)


def _hours(text: str) -> Iterator[tuple[int, str, str]]:
    """Read hours such as "ma-vr 9:00-12:00 13:00-17:00" or "wo 13:00-16:00,za 10:00-13:00"."""
    waiting: list[str] = []
    for part in filter(None, text.split(",")):
        days, *spans = part.split()
        waiting.append(days)
        if spans:
            for day in (day for named in waiting for day in _days(named)):
                for span in spans:
                    opens, closes = (moment.zfill(5) for moment in span.split("-"))
                    yield day, opens, closes
            waiting = []


def _days(text: str) -> Iterator[int]:
    first, _, last = text.partition("-")
    yield from range(DAYS.index(first), DAYS.index(last or first) + 1)


async def make_facilities(west: Landscape, midden: Landscape, today: date) -> None:
    """Both regions, with a text that waits and something that a resident said to be wrong."""
    for land in (west, midden):
        await Maker(land, today).make()
    hoorn = west.municipalities["Hoorn"]
    of_evi = Facility.filter(owner__name=EVIS_OWNER, region_id=west.region.id).order_by("id")
    first, second = await of_evi.limit(2)
    keeper = await FacilityKeeper.get(email="eigenaar@demo.test")
    moment = datetime.combine(today - timedelta(days=2), time(16, 40), tzinfo=AMSTERDAM)
    await TextChange.create(
        facility=first,
        texts={"summary": "Een open huis voor de hele buurt. Nu ook met een leestafel."},
        asked_at=moment,
        keeper=keeper,
    )
    await Correction.create(
        region_id=west.region.id,
        municipality=hoorn,
        facility=second,
        message="Ik stond voor een dichte deur. Op woensdag is er niemand.",
        email="inwoner@voorbeeld.example",
        reported_at=moment,
    )
