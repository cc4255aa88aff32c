"""A provider stops: put before two access teams, decided, carried out, and one client undone."""

from collections import defaultdict
from datetime import date, timedelta
from typing import Final

from portal.database.transactions import committed, read
from portal.demo.landscape import Landscape
from portal.demo.transition import CONSULTANTS, MANAGER, STOPS, make_transition, member
from portal.demo.year.world import Event, Year, look_at_offers
from portal.kernel.actor import Actor
from portal.kernel.clock import today
from portal.kernel.errors import PortalError
from portal.providers.models import Provider
from portal.transitions.actions.deciding import Wish, decide
from portal.transitions.actions.executing import execute
from portal.transitions.actions.presenting import present
from portal.transitions.actions.undoing import undo_transfer
from portal.transitions.models import Overtaken, Participant, Transfer, Transition
from portal.transitions.queries.parts import parts_of
from portal.transitions.queries.plans import municipalities_of
from portal.transitions.queries.reporting import check_of
from portal.transitions.queries.simulating import simulated
from portal.transitions.rules.parts import Part
from portal.transitions.rules.words import ON_A_LIST, Choice, Outcome
from portal.waitlists.models import Entry

INSTEAD: Final = "De Linde"
"""Stops in a year of a few providers, where the other one is not."""


async def begin(year: Year, west: Landscape, first: date) -> None:
    """Set up at the very start; the rest follows in the first fortnight."""
    there = await Provider.exists(name=STOPS)
    transition = await committed(
        lambda: make_transition(west, first, stops=STOPS if there else INSTEAD)
    )
    await look_at_offers(year, withdrawn_at=None)
    year.model.first_days = await _first_days(transition)
    for days, event in ((1, _presented(transition)), *_rest(transition)):
        year.plan(year.office_hour(first + timedelta(days=days)), event)


def _rest(transition: Transition) -> list[tuple[int, Event]]:
    teams = [
        (3 + number, _decided(transition, email))
        for number, email in enumerate(CONSULTANTS.values())
    ]
    return [*teams, (6, _executed(transition)), (7, _undone(transition))]


async def _first_days(transition: Transition) -> dict[int, set[date]]:
    """The naive model: the days on which each client was registered anywhere, by client."""
    clients = {part.client_id for part in await parts_of(transition) if not part.runs}
    found: dict[int, set[date]] = defaultdict(set)
    for client_id, day in await Entry.filter(
        need__client_id__in=sorted(clients), ended_at=None
    ).values_list("need__client_id", "registered_on"):
        found[int(str(client_id))].add(date.fromisoformat(str(day)))
    return found


def _presented(transition: Transition) -> Event:
    async def event(year: Year) -> None:
        manager = await member(MANAGER)
        seen = await read(lambda: simulated(transition, on=today()))
        year.did["clients simulated"] += seen.simulation.clients
        await committed(lambda: present(manager, transition.id, on=today()))

    return event


def _decided(transition: Transition, email: str) -> Event:
    async def event(year: Year) -> None:
        actor = await member(email)
        own = {one.id for one in await municipalities_of(actor, transition.region_id)}
        parts = [part for part in await parts_of(transition) if part.municipality.id in own]
        for part in parts:
            wish = Wish(choice=Choice.PROPOSAL if part.proposed_id else Choice.UNTIL_END)
            try:
                await committed(
                    lambda p=part, w=wish: decide(actor, transition.id, [p.id], w, on=today())
                )
                year.did["transition decided"] += 1
            except PortalError:  # the list was stopped meanwhile
                year.did["transition decision refused"] += 1

    return event


def _executed(transition: Transition) -> Event:
    async def event(year: Year) -> None:
        manager = await member(MANAGER)
        towns = {part.municipality.id for part in await parts_of(transition)}
        for town in sorted(towns):
            for _ in range(2):  # the second time nothing is ready, and nothing changes
                done = await committed(
                    lambda t=town: execute(manager, transition.id, t, on=today())
                )
                year.did["transition carried out"] += done.total

    return event


def _undone(transition: Transition) -> Event:
    async def event(year: Year) -> None:
        email = next(iter(CONSULTANTS.values()))
        actor = await member(email)
        own = {one.id for one in await municipalities_of(actor, transition.region_id)}
        moved = [part for part in await parts_of(transition) if _may_go_back(part, own)]
        for part in moved[:1]:
            assert part.done is not None
            await committed(lambda one=part.done.id: _undo(actor, transition, one))
            year.did["transition undone"] += 1

    return event


async def _undo(actor: Actor, transition: Transition, transfer_id: int) -> None:
    reason = "De cliënt bleef liever"
    await undo_transfer(actor, transition.id, transfer_id, reason=reason, on=today())


def _may_go_back(part: Part, towns: set[int]) -> bool:
    done = part.done
    return part.municipality.id in towns and done is not None and done.outcome in ON_A_LIST


async def every_place_was_kept(year: Year) -> list[str]:
    """Whoever waits does so since a day on which that client was registered, nobody is lost."""
    told: list[str] = []
    for transition in await Transition.all():
        check = await check_of(transition)
        if check.changed:
            told.append(f"transition {transition.id}: {check}")
        if check.by_merge and not await Overtaken.exists():
            told.append("somebody was passed and nobody wrote it down")
        told += await _places(year)
        told += await _once(transition)
    return told


async def _places(year: Year) -> list[str]:
    told: list[str] = []
    for client_id, days in year.model.first_days.items():
        entries = await Entry.filter(need__client_id=client_id, ended_at=None)
        now = {entry.registered_on for entry in entries}
        if not now or min(now) != min(days) or not now <= days:
            told.append(f"client {client_id} waits since {sorted(now)}, not {sorted(days)}")
        lists = [(entry.need_id, entry.offering_id) for entry in entries]
        if len(lists) != len(set(lists)):
            told.append(f"client {client_id} stands twice on a list")
    return told


async def _once(transition: Transition) -> list[str]:
    """Everybody who takes part still waits where it was, or came to exactly one end."""
    ends = {
        one.participant_id: one
        for one in await Transfer.filter(participant__transition_id=transition.id)
    }
    return [
        f"participant {one.id} ended in nothing"
        for one in await Participant.filter(transition_id=transition.id).prefetch_related("entry")
        if one.entry is not None
        and not one.entry.is_open
        and (one.id not in ends or ends[one.id].outcome is Outcome.LAPSED)
    ]
