"""The simulated year while it passes: its agenda, its people, and the model beside the portal."""

import heapq
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import count
from pathlib import Path
from random import Random
from typing import Any, TypeVar

from portal.accounts.models import Membership
from portal.accounts.queries import actor_with_membership
from portal.availability.models import Offering
from portal.availability.queries import rows
from portal.database.transactions import committed
from portal.demo.year.model import Model, Offer
from portal.demo.year.people import Habit, some_habit
from portal.kernel.actor import PROVIDER_ROLES, Actor, Role
from portal.kernel.clock import AMSTERDAM, now
from portal.kernel.errors import PortalError
from portal.providers.rules import SubcontractDecision

T = TypeVar("T")
FROM, UNTIL = time(8, 0), time(18, 0)


@dataclass(slots=True, kw_only=True)
class Year:
    """Everything that an event may need."""

    random: Random
    database_url: str
    mail: Path
    password_hash: str
    ends: datetime
    model: Model = field(default_factory=Model)
    habits: dict[int, Habit] = field(default_factory=dict[int, Habit])
    did: Counter[str] = field(default_factory=Counter[str])
    """How often each kind of thing happened."""
    differences: list[str] = field(default_factory=list[str])
    """What an action did otherwise than the model says."""
    _agenda: list[tuple[datetime, int, "Event"]] = field(
        default_factory=list[tuple[datetime, int, "Event"]]
    )
    _numbers: "count[int]" = field(default_factory=count)

    def plan(self, at: datetime, event: "Event") -> None:
        """Let something happen at a moment; after the end of the year nothing does."""
        if at < self.ends:
            heapq.heappush(self._agenda, (at, next(self._numbers), event))

    def due(self, until: datetime) -> "tuple[datetime, Event] | None":
        """The next thing to happen before this moment."""
        if not self._agenda or self._agenda[0][0] >= until:
            return None
        at, _, event = heapq.heappop(self._agenda)
        return at, event

    def number(self) -> int:
        """A number that was not given before."""
        return next(self._numbers)

    def chance(self, share: float) -> bool:
        """Whether something with this chance happens."""
        return self.random.random() < share

    def soon(self, hours: tuple[int, int]) -> datetime:
        """Some moment in office hours, so many hours from now."""
        wanted = now() + timedelta(hours=self.random.uniform(*hours))
        return self.office_hour(wanted.astimezone(AMSTERDAM).date(), not_before=now())

    def office_hour(self, day: date, *, not_before: datetime | None = None) -> datetime:
        """Some moment of this day at which people work."""
        minutes = self.random.randint(5, (UNTIL.hour - FROM.hour) * 60 - 5)
        seconds = self.random.randint(0, 59)
        start = datetime.combine(day, FROM, AMSTERDAM)
        at = start + timedelta(minutes=minutes, seconds=seconds)
        if not_before is not None and at <= not_before:
            at = not_before + timedelta(minutes=self.random.randint(3, 40))
        return at

    def habit_of(self, provider_id: int) -> Habit:
        """How this provider's people keep its figures."""
        if provider_id not in self.habits:
            self.habits[provider_id] = some_habit(self.random)
        return self.habits[provider_id]

    def differs(self, what: str, *, portal: object, model: object) -> None:
        """Note that the portal did otherwise than it should, when it did."""
        if portal != model:
            self.differences.append(f"{now():%Y-%m-%d} {what}: portal {portal}, model {model}")


Event = Callable[[Year], Awaitable[None]]


async def refused(year: Year, what: str, body: Callable[[], Awaitable[Any]]) -> None:
    """This must be refused, with a sentence for people."""
    try:
        await committed(body)
    except PortalError:
        year.did[f"{what} refused"] += 1
    else:
        year.differs(what, portal="done", model="refused")


async def somebody(year: Year, *roles: Role, **organisation: int) -> Actor | None:
    """A member with one of these roles, of this organisation when one is given."""
    ids: list[Any] = await (
        Membership.filter(role__in=roles, ended_at=None, **organisation)
        .order_by("id")
        .values_list("id", flat=True)
    )
    return await actor_with_membership(year.random.choice(ids)) if ids else None


async def keeper(year: Year, offer: Offer) -> Actor | None:
    """Somebody who keeps the figures of an offering."""
    provider = offer.provider if offer.edited_by(offer.provider) else offer.main
    return await somebody(year, *PROVIDER_ROLES, provider_id=provider or 0)


def some_offer(year: Year, *, told: bool = True) -> Offer | None:
    """An offering, of which figures are known when so asked."""
    found = [
        offer
        for offer in year.model.offers.values()
        if not offer.withdrawn and (not told or offer.id in year.model.told)
    ]
    return year.random.choice(found) if found else None


OFFER = (
    "id",
    "region_id",
    "provider_id",
    "provider__name",
    "contract_id",
    "product__intake",
    "contract__main_contract__provider_id",
    "contract__delegates_editing",
    "contract__approval__decision",
    "contract__starts_on",
    "contract__ends_on",
    "contract__cadence_days",
)


async def look_at_offers(year: Year, **which: Any) -> None:
    """Let the model know these offerings as they were just arranged."""
    municipalities = {
        row.id: {m.id for m in row.municipalities} for row in await rows(Offering.filter(**which))
    }
    for raw in await Offering.filter(**which).order_by("id").values(*OFFER):
        year.model.offers[raw["id"]] = Offer(
            id=raw["id"],
            region=raw["region_id"],
            provider=raw["provider_id"],
            provider_name=raw["provider__name"],
            contract=raw["contract_id"],
            has_intake=raw["product__intake"] == "yes",
            main=raw["contract__main_contract__provider_id"],
            delegates=bool(raw["contract__delegates_editing"]),
            approved=raw["contract__approval__decision"] == SubcontractDecision.AGREED,
            starts_on=raw["contract__starts_on"],
            ends_on=raw["contract__ends_on"],
            cadence=raw["contract__cadence_days"],
            municipalities=municipalities[raw["id"]],
        )
