"""Reads of intake stops: what a provider asked, and what an actor may decide."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from tortoise.queryset import QuerySet

from portal.accounts.models import Membership
from portal.availability.models import StopConsent
from portal.availability.queries.offerings import offerings_visible_to, rows
from portal.availability.rules.row import Named, Row
from portal.availability.rules.stops import StopDecision
from portal.kernel.actor import Actor, Role
from portal.kernel.periods import Period


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What one municipality said to a requested stop; no decision means: nothing yet."""

    municipality: Named
    decision: StopDecision | None
    by_name: str
    at: datetime | None
    on_behalf: bool
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StopRequest:
    """A requested stop, with those answers that the reader is concerned with."""

    id: int
    row: Row
    reason: str
    period: Period
    requested_by: str
    requested_at: datetime
    withdrawn_at: datetime | None
    answers: Sequence[Answer]

    def over(self, *, today: date) -> bool:
        """Whether its last day has passed."""
        return self.period.until_on is not None and self.period.until_on < today

    def waiting(self, *, today: date) -> list[Answer]:
        """The answers still to be given."""
        if self.withdrawn_at is not None or self.over(today=today):
            return []
        return [answer for answer in self.answers if answer.decision is None]

    @property
    def decided(self) -> list[Answer]:
        """The answers that were given."""
        return [answer for answer in self.answers if answer.decision is not None]


def consents_decided_by(actor: Actor) -> QuerySet[StopConsent]:
    """Those for which the actor may answer: its own municipality, or any of its region."""
    if actor.role is Role.MUNICIPALITY_MEMBER:
        return StopConsent.filter(municipality_id=actor.municipality_id)
    if actor.role is Role.REGION_MANAGER:
        return StopConsent.filter(municipality__region_id=actor.region_id)
    return StopConsent.filter(id__in=[])


async def stops_to_decide(actor: Actor, *, limit: int = 200) -> list[StopRequest]:
    """All requests that wait for the actor, and the newest `limit` that were decided."""
    mine = consents_decided_by(actor)
    waiting = await _told(mine.filter(decision=None))
    return await _requests(
        actor, [*waiting, *await _told(mine.exclude(decision=None).limit(limit))]
    )


async def stops_of(actor: Actor, offering_id: int) -> list[StopRequest]:
    """What was asked of an offering; nothing when it does not exist for this actor."""
    return await _requests(actor, await _told(StopConsent.filter(stop__offering_id=offering_id)))


async def _told(consents: QuerySet[StopConsent]) -> list[dict[str, Any]]:
    return await consents.order_by("-stop_id", "municipality__name").values(*_COLUMNS)


async def _requests(actor: Actor, raw: list[dict[str, Any]]) -> list[StopRequest]:
    offerings = {one["stop__offering_id"] for one in raw}
    seen = await rows(offerings_visible_to(actor).filter(id__in=offerings))
    by_id = {row.id: row for row in seen}
    by_stop: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for one in raw:
        if one["stop__offering_id"] in by_id:
            by_stop[one["stop_id"]].append(one)
    return [_request(by_id[found[0]["stop__offering_id"]], found) for found in by_stop.values()]


_COLUMNS = (
    "stop_id",
    "stop__offering_id",
    "stop__reason",
    "stop__from_on",
    "stop__until_on",
    "stop__requested_by__name",
    "stop__requested_at",
    "stop__withdrawn_at",
    "municipality_id",
    "municipality__name",
    "decision",
    "decided_by__name",
    "decided_at",
    "on_behalf",
    "note",
)


def _request(row: Row, raw: Sequence[dict[str, Any]]) -> StopRequest:
    first = raw[0]
    return StopRequest(
        id=first["stop_id"],
        row=row,
        reason=first["stop__reason"],
        period=Period(first["stop__from_on"], first["stop__until_on"]),
        requested_by=first["stop__requested_by__name"],
        requested_at=first["stop__requested_at"],
        withdrawn_at=first["stop__withdrawn_at"],
        answers=[_answer(one) for one in raw],
    )


def _answer(raw: dict[str, Any]) -> Answer:
    return Answer(
        municipality=Named(id=raw["municipality_id"], name=raw["municipality__name"]),
        decision=raw["decision"],
        by_name=raw["decided_by__name"] or "",
        at=raw["decided_at"],
        on_behalf=raw["on_behalf"],
        note=raw["note"],
    )


async def deciders_of(region_id: int, municipality_ids: Iterable[int]) -> dict[str, frozenset[int]]:
    """Whom to ask, as mail address with the municipalities that the question is about.

    The members of each municipality; of one without members, the region's managers.
    """
    asked = set(municipality_ids)
    members = Membership.filter(ended_at=None)
    own = await members.filter(
        role=Role.MUNICIPALITY_MEMBER, municipality_id__in=asked
    ).values_list("person__email", "municipality_id")
    orphans = asked - {municipality_id for _, municipality_id in own}
    managers: list[Any] = []
    if orphans:
        managers = await members.filter(role=Role.REGION_MANAGER, region_id=region_id).values_list(
            "person__email", flat=True
        )
    found: dict[str, set[int]] = defaultdict(set)
    for email, municipality_id in own:
        found[email].add(municipality_id)
    for email in managers:
        found[email] |= orphans
    return {email: frozenset(ids) for email, ids in found.items()}
