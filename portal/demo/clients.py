"""Collects the clients of the demo and their places on lists, and writes them at once."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import count
from random import Random
from typing import Any, Final

from portal.availability.rules.row import Row
from portal.demo.figures import move_sequences
from portal.kernel.clock import AMSTERDAM, now
from portal.waitlists.models import (
    BackDating,
    BridgingCare,
    CaseReference,
    Client,
    Departure,
    Entry,
    IntakeInvitation,
    Link,
    Need,
    OutOfOrderCall,
    Placement,
    Postponement,
    ProviderClientNumber,
    ReturnToConsultant,
)
from portal.waitlists.rules.calendar import expires_on
from portal.waitlists.rules.key import Urgency
from portal.waitlists.rules.moves import (
    DepartureReason,
    Outcome,
    Status,
)
from portal.waitlists.rules.references import ALPHABET, DRAWN, client_reference

PREFIX: Final = "WF"
WISHES: Final = (
    "",
    "",
    "",
    "Liever een vrouw.",
    "Niet voor 10 uur 's ochtends.",
    "Spreekt alleen Turks.",
    "Kan niet goed tegen drukte.",
    "Heeft een hond in huis.",
    "Rolstoel gaat mee.",
)
_MADE: Final = (Client, CaseReference, ProviderClientNumber, Need, Entry, Link, BackDating,
                Postponement, BridgingCare, ReturnToConsultant, IntakeInvitation,
                OutOfOrderCall, Placement, Departure)  # fmt: skip


@dataclass(slots=True)
class Waiting:
    """Collects rows and writes them at once."""

    random: Random
    today: date
    people: Mapping[str, int]
    """Person ids: of consultants by town, and of whoever else acts by mail address."""
    leads: Mapping[int, int]
    """Person ids of who invites, by provider."""
    made: dict[Any, list[Any]] = field(default_factory=lambda: {model: [] for model in _MADE})
    ids: dict[Any, Any] = field(default_factory=lambda: {model: count(1) for model in _MADE})
    used: set[str] = field(default_factory=set[str])

    def day(self, days_ago: int) -> date:
        """So many days ago."""
        return self.today - timedelta(days=days_ago)

    def moment(self, days_ago: int) -> datetime:
        """A moment in office hours, so many days ago and never ahead."""
        at = time(self.random.randint(8, 16), self.random.randint(0, 59))
        return min(datetime.combine(self.day(days_ago), at, tzinfo=AMSTERDAM), now())

    def make(self, model: Any, **values: Any) -> Any:
        """One row, to be written later."""
        row = model(id=next(self.ids[model]), **values)
        self.made[model].append(row)
        return row

    def client(self, row: Row, town: Any, days_ago: int, *, linked: bool = True) -> Client:
        """Somebody new, who came so many days ago."""
        client = self.make(
            Client,
            region_id=row.region.id,
            municipality_id=town.id,
            reference=self._reference(),
            created_at=self.moment(days_ago),
            linked_at=self.moment(days_ago) if linked else None,
        )
        if linked and self.random.random() < 0.8:
            self.make(
                CaseReference,
                region_id=row.region.id,
                client_id=client.id,
                municipality_id=town.id,
                reference=f"Z-{self.day(days_ago).year}-{client.id:05}",
                added_at=client.created_at,
            )
        return client

    def _reference(self) -> str:
        while True:
            drawn = [self.random.randrange(len(ALPHABET)) for _ in range(DRAWN)]
            reference = client_reference(PREFIX, drawn)
            if reference not in self.used:
                self.used.add(reference)
                return reference

    def need(self, client: Client, row: Row, town: str) -> Need:
        """What the client needs, registered by the consultant of the town, where there is one."""
        for known in self.made[Need]:
            if known.client_id == client.id and known.category == row.product_code[:2]:
                return known
        return self.make(
            Need,
            region_id=row.region.id,
            client_id=client.id,
            category=row.product_code[:2],
            consultant_id=self.people.get(town),
        )

    def entry(
        self, need: Need, row: Row, days_ago: int, status: Status = Status.WAITING, **known: Any
    ) -> Entry:
        """A place on this list; by default who waits long was asked not so long ago."""
        asked = self.random.randint(5, 80) if days_ago > 90 and self.random.random() < 0.7 else None
        at = self.moment(days_ago)
        values: dict[str, Any] = {
            "region_id": row.region.id,
            "offering_id": row.id,
            "need_id": need.id,
            "urgency": Urgency.REGULAR,
            "registered_on": self.day(days_ago),
            "registered_at": at,
            "draw": self.random.randrange(2**62),
            "status": status,
            "opened_on": self.day(days_ago),
            "opened_at": at,
            "opened_by_id": need.consultant_id,
            "still_waiting_on": self.day(asked) if asked else None,
            **self._wants(row),
        }
        return self.make(Entry, **{**values, **known})

    def _wants(self, row: Row) -> dict[str, Any]:
        random = self.random
        volumes = {"minuut": (60, 90, 120, 180, 240), "uur": (1, 2, 3), "dagdeel": (2, 3, 4, 6)}
        days = ("ma", "di", "wo", "do", "vr")
        half = random.sample([f"{day}_{part}" for day in days for part in "om"], 2)
        return {
            "weekly_volume": float(random.choice(volumes.get(row.unit, (1, 2)))),
            "half_days": sorted(half) if row.unit == "dagdeel" or random.random() < 0.3 else [],
            "wishes": random.choice(WISHES),
        }

    def newcomer(
        self, row: Row, days_ago: int, status: Status = Status.WAITING, **known: Any
    ) -> Entry:
        """Somebody comes to stand on this list; `town` says where from."""
        named = known.pop("town", "")
        town = next((one for one in row.municipalities if one.name == named), self._town(row))
        client = self.client(row, town, days_ago)
        return self.entry(self.need(client, row, town.name), row, days_ago, status, **known)

    def _town(self, row: Row) -> Any:
        followed = [one for one in row.municipalities if one.name in self.people]
        some = followed if followed and self.random.random() < 0.85 else list(row.municipalities)
        return self.random.choice(some)

    def need_of(self, entry: Entry) -> Need:
        """The need of an entry."""
        return next(one for one in self.made[Need] if one.id == entry.need_id)

    def client_of(self, entry: Entry) -> Client:
        """The client of an entry."""
        need = self.need_of(entry)
        return next(one for one in self.made[Client] if one.id == need.client_id)

    def invited(self, entry: Entry, row: Row, days_ago: int, **known: Any) -> IntakeInvitation:
        """The provider calls somebody."""
        return self.make(
            IntakeInvitation,
            region_id=row.region.id,
            entry_id=entry.id,
            invited_on=self.day(days_ago),
            invited_at=self.moment(days_ago),
            invited_by_id=self.leads[row.provider.id],
            expires_on=expires_on(self.day(days_ago), working_days=5),
            **known,
        )

    def placed(self, row: Row, days_ago: int, waited: int, town: str = "", **known: Any) -> Entry:
        """Somebody who waited so many days began so many days ago."""
        ended = self._ended(days_ago)
        entry = self.newcomer(row, days_ago + waited, Status.PLACED, **ended, town=town)
        self.invited(entry, row, days_ago + 6, outcome=Outcome.PLACED, ended_on=self.day(days_ago))
        self.make(
            Placement,
            region_id=row.region.id,
            entry_id=entry.id,
            placed_on=self.day(days_ago),
            recorded_at=self.moment(days_ago),
            recorded_by_id=self.leads[row.provider.id],
            **known,
        )
        return entry

    def _ended(self, days_ago: int) -> dict[str, Any]:
        return {"ended_on": self.day(days_ago), "ended_at": self.moment(days_ago)}

    def left(self, row: Row, days_ago: int, waited: int, reason: DepartureReason) -> None:
        """Somebody stopped waiting."""
        ended = self._ended(days_ago)
        entry = self.newcomer(row, days_ago + waited, Status.LEFT, **ended)
        self.make(
            Departure,
            region_id=row.region.id,
            entry_id=entry.id,
            left_on=self.day(days_ago),
            reason=reason,
            recorded_at=ended["ended_at"],
            recorded_by_id=entry.opened_by_id or self.leads[row.provider.id],
        )

    async def write(self) -> None:
        """Store all rows."""
        for model in _MADE:
            await model.bulk_create(self.made[model], batch_size=500)
        await move_sequences(*(model.Meta.table for model in _MADE))
