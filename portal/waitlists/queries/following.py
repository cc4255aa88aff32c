"""Clients as their consultant follows them, in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final

from tortoise.expressions import Q

from portal.availability.models import Offering
from portal.availability.queries import rows
from portal.availability.rules.row import Row
from portal.kernel.actor import Actor
from portal.kernel.errors import NotFound
from portal.waitlists.models import (
    BridgingCare,
    CaseReference,
    Client,
    Entry,
    IntakeInvitation,
    Link,
    Placement,
    Postponement,
    ProviderClientNumber,
    ReturnToConsultant,
)
from portal.waitlists.models import Need as ClientNeed
from portal.waitlists.queries.clients import clients_visible_to
from portal.waitlists.queries.entries import entries_visible_to
from portal.waitlists.queries.places import ORDER
from portal.waitlists.queries.stories import Stories, stories_of
from portal.waitlists.rules.following import Followed, Waiting
from portal.waitlists.rules.key import Key
from portal.waitlists.rules.moves import LinkKind, ReturnCause, Status
from portal.waitlists.rules.place import standing
from portal.waitlists.rules.waits import PLACED_WITHIN, expected_wait

ENDED_LATELY: Final = timedelta(days=90)
"""So long something may still follow on a place that was closed."""


async def followed_by(actor: Actor, *, mine: bool, on: date) -> list[Followed]:
    """The clients of the team, or the actor's own, with their places; who asks a step first.

    Who was transferred shows where the client went, and who left a while ago no longer shows.
    """
    recent = Q(ended_at=None) | Q(
        ended_on__gte=on - ENDED_LATELY, status__in=[Status.PLACED, Status.LEFT]
    )
    found = entries_visible_to(actor).filter(recent, need__client__joined_into_id=None)
    if mine:
        found = found.filter(need__consultant_id=actor.person_id)
    entries = await found.select_related(*_WITH).distinct().order_by("id")
    around = await _around(entries, on=on)
    by_client: dict[int, list[Entry]] = defaultdict(list)
    for entry in entries:
        by_client[entry.need.client_id].append(entry)
    clients = [_followed(own, around) for own in by_client.values()]
    return sorted((one for one in clients if one.waiting), key=lambda one: one.order)


_WITH: Final = (
    "need__client__municipality",
    "need__consultant",
    "offering__product",
    "offering__provider",
    "opened_by",
)


def _followed(entries: Sequence[Entry], around: "_Around") -> Followed:
    need = entries[0].need
    return Followed(
        id=need.client_id,
        reference=need.client.reference or "",
        municipality=need.client.municipality.name,
        consultant=need.consultant.name if need.consultant else "",
        waiting=sorted(
            (one for one in map(around.waiting, entries) if one.matters), key=_open_first
        ),
    )


def _open_first(one: Waiting) -> tuple[bool, date, int]:
    return (not one.is_open, one.registered_on, one.entry_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """All that the access team sees of one client."""

    client: Client
    cases: Sequence[str]
    numbers: Sequence[tuple[str, str]]
    """Provider and the number that it gave the client."""
    waiting: Sequence[Waiting]
    """The open places first; a place that another took over is told of in that one's story."""
    beside: Sequence[tuple[str, date]]
    """Days that are kept beside, by their Dutch names."""


_BESIDE: Final = (
    ("reported_on", "Melding bij de gemeente"),
    ("planned_on", "Perspectiefplan"),
    ("assessed_on", "Normenkader"),
    ("allocated_on", "Toewijzing"),
)


async def record_of(actor: Actor, client_id: int, *, on: date) -> Record:
    """One client of the own team. Raises NotFound."""
    client = await clients_visible_to(actor).filter(id=client_id).first()
    if client is None:
        raise NotFound
    await client.fetch_related("municipality")
    entries = await (
        entries_visible_to(actor)
        .filter(need__client_id=client_id)
        .select_related(*_WITH)
        .distinct()
        .order_by("id")
    )
    around = await _around(entries, on=on)
    current = [around.waiting(one) for one in entries if one.status is not Status.TRANSFERRED]
    numbers = ProviderClientNumber.filter(client_id=client_id).exclude(number=None)
    cases = CaseReference.filter(client_id=client_id).exclude(reference=None)
    return Record(
        client=client,
        cases=[case.reference or "" for case in await cases.order_by("id")],
        numbers=[
            (one.provider.name, one.number or "")
            for one in await numbers.order_by("id").prefetch_related("provider")
        ],
        waiting=sorted(current, key=_open_first),
        beside=await _kept_beside(client_id),
    )


async def _kept_beside(client_id: int) -> list[tuple[str, date]]:
    needs = await ClientNeed.filter(client_id=client_id).order_by("id")
    days = [(label, getattr(need, name)) for need in needs for name, label in _BESIDE]
    return [(label, day) for label, day in days if day]


@dataclass(slots=True)
class _Around:
    """What stands in other tables about a set of entries."""

    today: date
    rows: dict[int, Row] = field(default_factory=dict[int, Row])
    keys: dict[int, list[tuple[int, Key]]] = field(
        default_factory=lambda: defaultdict[int, list[tuple[int, Key]]](list)
    )
    """The open entries of a list, in order."""
    placed: dict[int, list[date]] = field(
        default_factory=lambda: defaultdict[int, list[date]](list)
    )
    stories: Stories = field(default_factory=Stories)
    postponed: dict[int, date] = field(default_factory=dict[int, date])
    bridged: set[int] = field(default_factory=set[int])
    returned: dict[int, str] = field(default_factory=dict[int, str])
    invited: dict[int, date] = field(default_factory=dict[int, date])
    failed: dict[int, date] = field(default_factory=dict[int, date])
    came_back: set[int] = field(default_factory=set[int])
    open_of_need: dict[int, set[int]] = field(
        default_factory=lambda: defaultdict[int, set[int]](set)
    )
    moved_here: set[int] = field(default_factory=set[int])

    def waiting(self, entry: Entry) -> Waiting:
        """One entry with all that belongs to it."""
        row = self.rows.get(entry.offering_id)
        place, total, why, expected = self._standing(entry, row)
        return Waiting(
            entry_id=entry.id,
            client_id=entry.need.client_id,
            provider=entry.offering.provider.name,
            product=entry.offering.product.name,
            category=entry.need.category,
            registered_on=entry.registered_on,
            status=entry.status,
            today=self.today,
            place=place,
            total=total,
            why=why,
            expected=expected,
            norm_days=entry.offering.product.norm_days,
            story=self.stories.of(entry.id),
            postponed_until=self.postponed.get(entry.id) if entry.is_open else None,
            bridged=entry.id in self.bridged,
            returned_because=self.returned.get(entry.id),
            asked_on=entry.still_waiting_on,
            linked=entry.need.client.linked_at is not None,
            failed_on=self.failed.get(entry.id),
            came_back=entry.id in self.came_back,
            others_open=len(self.open_of_need[entry.need_id] - {entry.id}),
            invited_until=self.invited.get(entry.id),
            weekly_volume=entry.weekly_volume,
            unit=entry.offering.product.unit,
            half_days=entry.half_days,
            wishes=entry.wishes,
            undoable=entry.id in self.moved_here and entry.status is Status.WAITING,
        )

    def _standing(self, entry: Entry, row: Row | None) -> tuple[Any, ...]:
        every = self.keys[entry.offering_id]
        index = next((n for n, (one, _) in enumerate(every) if one == entry.id), None)
        if index is None:
            return None, None, "", None
        stands = standing(entry.key, [key for _, key in every[:index]], len(every))
        expected = expected_wait(
            stands.place,
            self.placed[entry.offering_id],
            stated=row.expected(entry.need.client.municipality_id) if row else None,
            confirmed_on=row.confirmed.on if row and row.confirmed else None,
            on=self.today,
        )
        return stands.place, stands.total, stands.reason, expected


async def _around(entries: Sequence[Entry], *, on: date) -> _Around:
    around = _Around(today=on)
    ids = [entry.id for entry in entries]
    lists = sorted({entry.offering_id for entry in entries if entry.is_open})
    around.rows = {row.id: row for row in await rows(Offering.filter(id__in=lists))}
    around.stories = await stories_of([*entries, *await _ancestors(entries)])
    await _add_lists(around, lists, on=on)
    await _add_states(around, ids, on=on)
    needs = {entry.need_id for entry in entries}
    for one in await Entry.filter(need_id__in=needs, ended_at=None).only("id", "need_id"):
        around.open_of_need[one.need_id].add(one.id)
    return around


async def _ancestors(entries: Sequence[Entry]) -> Sequence[Entry]:
    """Who the entries came from: other entries of the same clients."""
    known = {entry.id for entry in entries}
    clients = {entry.need.client_id for entry in entries}
    found = Entry.filter(need__client_id__in=clients, status=Status.TRANSFERRED)
    with_names = found.select_related("offering__product", "offering__provider", "opened_by")
    return [one for one in await with_names if one.id not in known]


async def _add_lists(around: _Around, lists: Iterable[int], *, on: date) -> None:
    every = Entry.filter(offering_id__in=list(lists), ended_at=None).order_by(*ORDER)
    for one in await every.only("id", "offering_id", *ORDER[:-1]):
        around.keys[one.offering_id].append((one.id, one.key))
    placements = Placement.filter(
        entry__offering_id__in=list(lists), placed_on__gte=on - PLACED_WITHIN
    )
    for offering_id, day in await placements.values_list("entry__offering_id", "placed_on"):
        around.placed[offering_id].append(day)


async def _add_states(around: _Around, ids: list[int], *, on: date) -> None:
    current = {"entry_id__in": ids, "ended_at": None}
    for one in await Postponement.filter(**current, from_on__lte=on, until_on__gte=on):
        around.postponed[one.entry_id] = one.until_on
    around.bridged = {one.entry_id for one in await BridgingCare.filter(**current)}
    for one in await ReturnToConsultant.filter(entry_id__in=ids, answer=None):
        second = one.cause is ReturnCause.SECOND_NO
        around.returned[one.entry_id] = "De cliënt wilde twee keer niet" if second else one.reason
    for one in await IntakeInvitation.filter(entry_id__in=ids, outcome=None):
        around.invited[one.entry_id] = one.expires_on
    for one in await Placement.filter(entry_id__in=ids).exclude(failed_on=None):
        if one.failed_on:
            around.failed[one.entry_id] = one.failed_on
    back = Link.filter(from_entry_id__in=ids, kind__in=[LinkKind.RETURN, LinkKind.MERGE])
    around.came_back = {link.from_entry_id for link in await back}
    moved = Link.filter(to_entry_id__in=ids, kind__in=[LinkKind.TRANSFER, LinkKind.SPLIT])
    around.moved_here = {link.to_entry_id for link in await moved}
