"""Management information: what happened to the figures of an offering in a period.

A day counts by how it ended: whoever confirms in the afternoon was in time that day.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from statistics import median
from typing import Any

from portal.availability.rules.figures import Channel, Days
from portal.availability.rules.freshness import due_on
from portal.availability.rules.row import Named, Row
from portal.availability.rules.stops import Stop
from portal.kernel.periods import Period
from portal.oversight.rules.periods import common_days, length

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One confirmation, and the figures that it stands for."""

    on: date
    channel: Channel
    unchanged: bool
    wait: Days | None = None
    places_free: int | None = None
    places_max: int | None = None
    waiting: int | None = None
    announced_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedStop:
    """A requested stop, when it was asked for and when the first municipality agreed."""

    stop: Stop
    requested_on: date
    agreed_on: date | None

    def days_in_force(self, days: Period) -> set[date]:
        """The days on which at least one municipality sent nobody."""
        if self.agreed_on is None:
            return set()
        withdrawn = self.stop.withdrawn_on
        spans = [days, self.stop.period, Period(self.agreed_on)]
        if withdrawn is not None:
            spans.append(Period(date.min, withdrawn - _DAY))
        shared = common_days(*spans)
        return {shared.from_on + n * _DAY for n in range(length(shared))} if shared else set()


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """All that is known of an offering until the end of a period; said is in order of time."""

    row: Row
    withdrawn_on: date | None
    said: Sequence[Said]
    stops: Sequence[AskedStop]
    reminders: int

    def days_in(self, period: Period, *, today: date) -> Period | None:
        """The days of the period on which the figures had to be kept; None when there are none."""
        ended = Period(date.min, self.withdrawn_on)
        return common_days(period, self.row.contract, ended, Period(date.min, today))


@dataclass(frozen=True, slots=True, kw_only=True)
class Measures:
    """What is counted; of one offering, or of several together. None is unknown, never zero."""

    offerings: int = 0
    days: int = 0
    fresh_days: int = 0
    unknown_days: int = 0
    confirmations: int = 0
    changes: int = 0
    channels: Mapping[Channel, int] = field(default_factory=dict[Channel, int])
    reminders: int = 0
    waits: tuple[Days, ...] = ()
    """Stated at the end of the period, of each offering where it is known."""
    wait_days: int = 0
    """Days on which a wait was stated, and below the sum of those waits."""
    wait_sum: int = 0
    places_free: int | None = None
    places_max: int | None = None
    waiting: int | None = None
    stops_requested: int = 0
    stops_agreed: int = 0
    stop_days: int = 0

    @property
    def fresh_share(self) -> float | None:
        """Which part of the days had fresh figures."""
        return self.fresh_days / self.days if self.days else None

    @property
    def lowest_wait(self) -> int | None:
        """The shortest that anybody stated."""
        return min((wait.low for wait in self.waits), default=None)

    @property
    def median_wait(self) -> float | None:
        """The upper bound that half of the offerings stay within."""
        return median(wait.high for wait in self.waits) if self.waits else None

    @property
    def highest_wait(self) -> int | None:
        """The longest that anybody stated."""
        return max((wait.high for wait in self.waits), default=None)

    @property
    def average_wait(self) -> float | None:
        """The upper bound over all days on which one was stated."""
        return self.wait_sum / self.wait_days if self.wait_days else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One offering and what was counted of it."""

    row: Row
    measures: Measures


@dataclass(frozen=True, slots=True, kw_only=True)
class Total:
    """Several offerings under one name."""

    name: str
    providers: int
    measures: Measures


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """The management information of a region over a period."""

    region: str
    period: Period
    made_on: date
    lines: Sequence[Line]
    per_lot: Sequence[Total]
    per_provider: Sequence[Total]
    total: Total

    @property
    def until_on(self) -> date:
        """The last day that is counted: the period may not be over."""
        return min(self.made_on, self.period.until_on or self.made_on)

    @property
    def is_running(self) -> bool:
        """Whether days of the period are still to come."""
        return self.until_on != self.period.until_on


def account(region: str, pasts: Iterable[Past], period: Period, *, today: date) -> Account:
    """What a contract manager asks twice a year, of every offering that was there."""
    found = [_line(past, days) for past in pasts if (days := past.days_in(period, today=today))]
    lines = sorted(found, key=lambda line: _order(line.row))
    return Account(
        region=region,
        period=period,
        made_on=today,
        lines=lines,
        per_lot=_totals(lines, lambda row: row.lot),
        per_provider=_totals(lines, lambda row: row.provider),
        total=total_of("Totaal", lines),
    )


def total_of(name: str, lines: Sequence[Line]) -> Total:
    """These offerings together."""
    providers = {line.row.provider.id for line in lines}
    measures = together([line.measures for line in lines])
    return Total(name=name, providers=len(providers), measures=measures)


def _order(row: Row) -> tuple[str, str, str, str, int]:
    return (row.lot.name, row.product.name, row.provider.name, row.place_name, row.id)


def _totals(lines: Iterable[Line], part_of: Callable[[Row], Named]) -> list[Total]:
    parts: dict[Named, list[Line]] = {}
    for line in lines:
        parts.setdefault(part_of(line.row), []).append(line)
    named = sorted(parts.items(), key=lambda part: (part[0].name, part[0].id))
    return [total_of(part.name, own) for part, own in named]


def _line(past: Past, days: Period) -> Line:
    return Line(row=past.row, measures=measured(past, days))


def measured(past: Past, days: Period) -> Measures:
    """One offering over these days."""
    pieces = list(stretches(past.said, days))
    given = [said for said in past.said if said.on in days]
    last = pieces[-1][0]
    return Measures(
        offerings=1,
        days=length(days),
        fresh_days=sum(_fresh_days(past, said, piece) for said, piece in pieces if said),
        unknown_days=sum(length(piece) for said, piece in pieces if said is None),
        confirmations=len(given),
        changes=sum(not said.unchanged for said in given),
        channels=Counter(said.channel for said in given),
        reminders=past.reminders,
        waits=(last.wait,) if last and last.wait else (),
        wait_days=sum(length(piece) for said, piece in pieces if said and said.wait),
        wait_sum=sum(said.wait.high * length(p) for said, p in pieces if said and said.wait),
        places_free=last.places_free if last else None,
        places_max=last.places_max if last else None,
        waiting=last.waiting if last else None,
        stops_requested=sum(one.requested_on in days for one in past.stops),
        stops_agreed=sum(one.agreed_on is not None and one.agreed_on in days for one in past.stops),
        stop_days=len(set[date]().union(*(one.days_in_force(days) for one in past.stops))),
    )


def stretches(said: Sequence[Said], days: Period) -> Iterator[tuple[Said | None, Period]]:
    """These days cut in pieces, each with the confirmation that was the newest then."""
    newest_of_day = {one.on: one for one in said}
    starts = sorted(newest_of_day)
    ends = [start - _DAY for start in starts]
    newest = [None, *(newest_of_day[start] for start in starts)]
    for one, first, last in zip(newest, [date.min, *starts], [*ends, date.max], strict=True):
        piece = common_days(days, Period(first, last))
        if piece:
            yield one, piece


def _fresh_days(past: Past, said: Said, piece: Period) -> int:
    ends = [again for one in past.stops if (again := one.stop.asks_again_on())]
    asks_again = [*ends, *([said.announced_on] if said.announced_on else [])]
    due = due_on(said.on, cadence_days=past.row.cadence_days, asks_again_on=asks_again)
    return length(common_days(piece, Period(date.min, due)))


def together(parts: Sequence[Measures]) -> Measures:
    """The sum of what was counted."""
    channels: Counter[Channel] = Counter()
    for part in parts:
        channels.update(part.channels)
    sums: dict[str, Any] = {name: sum(getattr(part, name) for part in parts) for name in _ADDED}
    maybe: dict[str, Any] = {name: _known(getattr(part, name) for part in parts) for name in _MAYBE}
    waits = tuple(wait for part in parts for wait in part.waits)
    return Measures(channels=channels, waits=waits, **sums, **maybe)


_ADDED = (
    "offerings",
    "days",
    "fresh_days",
    "unknown_days",
    "confirmations",
    "changes",
    "reminders",
    "wait_days",
    "wait_sum",
    "stops_requested",
    "stops_agreed",
    "stop_days",
)
_MAYBE = ("places_free", "places_max", "waiting")


def _known(amounts: Iterable[int | None]) -> int | None:
    known = [amount for amount in amounts if amount is not None]
    return sum(known) if known else None
