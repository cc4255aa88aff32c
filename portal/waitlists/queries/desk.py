"""The lists of a provider, in a fixed number of queries."""

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from portal.availability.queries import offerings_visible_to, rows
from portal.availability.queries.desk import editable_ids
from portal.availability.rules.desk import name_of
from portal.availability.rules.row import Row
from portal.kernel.actor import Actor
from portal.kernel.errors import NotFound
from portal.waitlists.models import (
    BridgingCare,
    Entry,
    IntakeInvitation,
    Placement,
    Postponement,
    ProviderClientNumber,
    ReturnToConsultant,
)
from portal.waitlists.queries.calling import Holding, holding, invitable_beside
from portal.waitlists.queries.entries import entries_visible_to
from portal.waitlists.queries.places import ORDER
from portal.waitlists.rules.calendar import RETURNS_WITHIN
from portal.waitlists.rules.desk import OnList, Placed, WaitList
from portal.waitlists.rules.following import wants_told
from portal.waitlists.rules.moves import Status


async def lists_of(actor: Actor, *, on: date) -> list[WaitList]:
    """All lists of a provider, also the empty ones: by name."""
    found = await rows(offerings_visible_to(actor))
    lists = await _lists(actor, found, on=on)
    return sorted(lists, key=lambda one: (one.provider, one.name, one.offering_id))


async def waitlist_of(actor: Actor, offering_id: int, *, on: date) -> WaitList:
    """One list of a provider. Raises NotFound."""
    found = await rows(offerings_visible_to(actor).filter(id=offering_id))
    if not found or not actor.is_provider:
        raise NotFound
    return (await _lists(actor, found, on=on))[0]


async def placed_lately(actor: Actor, offering_id: int, *, on: date) -> list[Placed]:
    """Who was placed from this list in the last ninety days, the newest first."""
    found = await (
        Placement.filter(
            entry__offering_id=offering_id,
            entry_id__in=await _ids_seen(actor, offering_id),
            placed_on__gte=on - RETURNS_WITHIN,
        )
        .order_by("-placed_on", "-id")
        .select_related("entry__need__client")
    )
    numbers = await _numbers(actor, [one.entry.need.client_id for one in found])
    return [
        Placed(
            entry_id=one.entry_id,
            client_id=one.entry.need.client_id,
            reference=one.entry.need.client.reference or "",
            number=numbers.get(one.entry.need.client_id, ""),
            placed_on=one.placed_on,
            failed_on=one.failed_on,
        )
        for one in found
    ]


async def _ids_seen(actor: Actor, offering_id: int) -> list[int]:
    seen = entries_visible_to(actor).filter(offering_id=offering_id, status=Status.PLACED)
    found: list[Any] = await seen.values_list("id", flat=True)
    return found


async def _numbers(actor: Actor, client_ids: Sequence[int]) -> dict[int, str]:
    own = ProviderClientNumber.filter(
        client_id__in=sorted(set(client_ids)), provider_id=actor.provider_id
    )
    return {one.client_id: one.number for one in await own if one.number}


class _States:
    """What else is known of open entries, by entry id."""

    def __init__(self) -> None:
        self.invited: dict[int, date] = {}
        self.postponed: dict[int, date] = {}
        self.returned: set[int] = set()
        self.bridged: set[int] = set()
        self.numbers: dict[int, str] = {}
        self.held: dict[int, Sequence[Holding]] = {}
        self.placed_since: Counter[int] = Counter()


async def _lists(actor: Actor, found: Sequence[Row], *, on: date) -> list[WaitList]:
    ids = [row.id for row in found]
    every: dict[int, list[Entry]] = defaultdict(list)
    opened = Entry.filter(offering_id__in=ids, ended_at=None).order_by(*ORDER)
    for entry in await opened.select_related("need__client__municipality"):
        every[entry.offering_id].append(entry)
    states = await _states(actor, [one for own in every.values() for one in own], on=on)
    states.held = dict(await holding(ids))
    await _add_placed(states, found)
    editable = await editable_ids(actor)
    return [_list(actor, row, every[row.id], states, editable) for row in found]


async def _states(actor: Actor, entries: Sequence[Entry], *, on: date) -> _States:
    states, ids = _States(), [entry.id for entry in entries]
    for one in await IntakeInvitation.filter(entry_id__in=ids, outcome=None):
        states.invited[one.entry_id] = one.expires_on
    current = {"entry_id__in": ids, "ended_at": None}
    for one in await Postponement.filter(**current, from_on__lte=on, until_on__gte=on):
        states.postponed[one.entry_id] = one.until_on
    states.bridged = {one.entry_id for one in await BridgingCare.filter(**current)}
    returned = ReturnToConsultant.filter(entry_id__in=ids, answer=None)
    states.returned = {one.entry_id for one in await returned}
    states.numbers = await _numbers(actor, [entry.need.client_id for entry in entries])
    return states


async def _add_placed(states: _States, found: Sequence[Row]) -> None:
    confirmed = {row.id: row.confirmed.at for row in found if row.confirmed}
    placements = Placement.filter(entry__offering_id__in=list(confirmed), failed_on=None)
    for offering_id, at in await placements.values_list("entry__offering_id", "recorded_at"):
        states.placed_since[offering_id] += at >= confirmed[offering_id]


def _list(
    actor: Actor, row: Row, entries: Sequence[Entry], states: _States, editable: Collection[int]
) -> WaitList:
    figures = row.figures()
    return WaitList(
        offering_id=row.id,
        name=name_of(row),
        people=_people(row, entries, states),
        stated_free=figures.places_free if figures else None,
        confirmed_on=row.confirmed.on if row.confirmed else None,
        editable=row.id in editable,
        placed_since=states.placed_since[row.id],
        provider="" if row.provider.id == actor.provider_id else row.provider.name,
    )


def _people(row: Row, entries: Sequence[Entry], states: _States) -> list[OnList]:
    people: list[OnList] = []
    passes = 0
    for place, entry in enumerate(entries, 1):
        one = _listed(row, entry, states, place, passes)
        people.append(one)
        passes += one.callable
    return people


def _listed(row: Row, entry: Entry, states: _States, place: int, passes: int) -> OnList:
    client = entry.need.client
    held = states.held.get(row.id, [])
    return OnList(
        entry_id=entry.id,
        client_id=client.id,
        reference=client.reference or "",
        number=states.numbers.get(client.id, ""),
        registered_on=entry.registered_on,
        wants=wants_told(entry.weekly_volume, row.unit, entry.half_days, entry.wishes),
        municipality=client.municipality.name,
        status=entry.status,
        place=place,
        passes=passes,
        left=invitable_beside(row, client.municipality_id, held),
        invited_until=states.invited.get(entry.id),
        postponed_until=states.postponed.get(entry.id),
        returned=entry.id in states.returned,
        bridged=entry.id in states.bridged,
    )
