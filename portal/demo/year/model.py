"""The naive model: what should stand in the portal, kept in plain lists and counted anew each time.

It shares value objects with the portal (what a statement is), and none of its rules.
"""

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from portal.availability.rules.figures import Channel, Statement
from portal.kernel.clock import local_date


@dataclass(frozen=True, slots=True)
class Told:
    """Somebody said what the figures are, or that they are still right."""

    statement: Statement
    at: datetime
    by: int
    channel: Channel
    unchanged: bool


@dataclass(slots=True, kw_only=True)
class Offer:
    """One offering as the region arranged it."""

    id: int
    region: int
    provider: int
    provider_name: str
    contract: int
    has_intake: bool
    main: int | None
    """The provider under whose contract it works."""
    delegates: bool
    approved: bool
    starts_on: date
    ends_on: date
    cadence: int
    municipalities: set[int]
    withdrawn: bool = False

    def edited_by(self, provider: int) -> bool:
        """Whether the people of this provider keep its figures."""
        if self.withdrawn:
            return False
        own = self.provider == provider and (self.main is None or self.delegates)
        return own or self.main == provider


@dataclass(slots=True, kw_only=True)
class Asked:
    """A stop that was asked for; per municipality True, False, or None while it is open."""

    id: int
    offering: int
    from_on: date
    until_on: date | None
    answers: dict[int, bool | None]
    withdrawn_on: date | None = None

    def stands_for(self, municipality: int) -> bool:
        """Whether it is agreed or open, and not withdrawn."""
        answer = self.answers.get(municipality, False)
        return self.withdrawn_on is None and answer is not False

    def shares_a_day_with(self, from_on: date, until_on: date | None) -> bool:
        """Whether both hold on some day."""
        ends_before = self.until_on is not None and self.until_on < from_on
        begins_after = until_on is not None and self.from_on > until_on
        return not ends_before and not begins_after

    def asks_again_on(self) -> date | None:
        """The day on which figures should be looked at because it ended."""
        if True not in self.answers.values():
            return None
        end = self.until_on + timedelta(days=1) if self.until_on else None
        if self.withdrawn_on is None or (end is not None and end <= self.withdrawn_on):
            return end
        return self.withdrawn_on if self.withdrawn_on >= self.from_on else None

    def waits(self, municipality: int, today: date) -> bool:
        """Whether this municipality still has to answer."""
        over = self.until_on is not None and self.until_on < today
        open_still = municipality in self.answers and self.answers[municipality] is None
        return open_still and self.withdrawn_on is None and not over


@dataclass(slots=True, kw_only=True)
class Model:
    """All that the people of this year said and decided."""

    offers: dict[int, Offer] = field(default_factory=dict[int, Offer])
    told: dict[int, list[Told]] = field(default_factory=dict[int, list[Told]])
    reports: Counter[int] = field(default_factory=Counter[int])
    stops: list[Asked] = field(default_factory=list[Asked])
    subcontracts_open: dict[int, int] = field(default_factory=dict[int, int])
    """Contracts on which the region has not decided, with their region."""
    members: Counter[int] = field(default_factory=Counter[int])
    """How many people work for a provider, by its id."""
    resets: dict[int, str] = field(default_factory=dict[int, str])
    """The newest link for a new password, by person."""
    letters: Counter[str] = field(default_factory=Counter[str])
    """How often each mail arrived, by its Message-ID."""
    kills: int = 0
    first_days: dict[int, set[date]] = field(default_factory=dict[int, set[date]])
    """On which days each client of the transition was registered, by client."""

    def reported(self, offering: int, told: Told) -> None:
        """Other figures were stated."""
        self.told.setdefault(offering, []).append(told)
        self.reports[offering] += 1

    def confirmed(self, offering: int, at: datetime, by: int, channel: Channel) -> None:
        """What stood there was said to be right."""
        newest = self.told[offering][-1]
        again = Told(newest.statement, at, by, channel, unchanged=True)
        self.told[offering].append(again)

    def newest(self, offering: int) -> Told | None:
        """What should be shown."""
        told = self.told.get(offering)
        return told[-1] if told else None

    def shown(self, offering: int) -> Statement | None:
        """The newest figures, without municipalities that it serves no longer."""
        newest = self.newest(offering)
        if newest is None:
            return None
        served = self.offers[offering].municipalities
        local = {m: f for m, f in newest.statement.local.items() if m in served}
        return replace(newest.statement, local=local)

    def state(self, offering: int, today: date) -> str:
        """How far the figures may be trusted, by counting days."""
        newest = self.newest(offering)
        if newest is None:
            return "unknown"
        confirmed_on, cadence = local_date(newest.at), self.offers[offering].cadence
        age = (today - confirmed_on).days
        if age > cadence * 3:
            return "stale"
        asks = any(confirmed_on < day <= today for day in self._asking_days(offering, newest))
        return "due" if age > cadence or asks else "fresh"

    def _asking_days(self, offering: int, newest: Told) -> list[date]:
        days = [stop.asks_again_on() for stop in self.stops if stop.offering == offering]
        if newest.statement.announcement:
            days.append(newest.statement.announcement.from_on)
        return [day for day in days if day is not None]

    def standing(self, offering: int, municipality: int) -> list[Asked]:
        """The stops of an offering that are agreed or asked for a municipality."""
        own = [stop for stop in self.stops if stop.offering == offering]
        return [stop for stop in own if stop.stands_for(municipality)]

    def of_region(self, region: int) -> list[Offer]:
        """What is given in a region."""
        return [o for o in self.offers.values() if o.region == region and not o.withdrawn]

    def to_decide(self, region: int, today: date) -> int:
        """How many answers to stops the region still waits for."""
        own = {offer.id for offer in self.of_region(region)}
        return sum(
            stop.waits(municipality, today)
            for stop in self.stops
            if stop.offering in own
            for municipality in stop.answers
        )
