"""What would come of a transition. Reads only."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from portal.availability.models import Offering
from portal.availability.queries import rows
from portal.availability.rules.row import Row
from portal.transitions.models import Transition
from portal.transitions.queries.parts import parts_of
from portal.transitions.queries.receiving import becoming, candidates, receivers
from portal.transitions.rules.parts import Part
from portal.transitions.rules.proposing import Proposal, Seeker, propose
from portal.transitions.rules.simulation import Facts, Mover, Runner, Simulation, simulate
from portal.transitions.rules.words import Trouble
from portal.waitlists.models import Client, Entry


@dataclass(frozen=True, slots=True, kw_only=True)
class Simulated:
    """A simulation with the names of what it is about."""

    simulation: Simulation
    lists: Mapping[int, Row]
    parts: Mapping[int, Part]
    references: Mapping[int, str]
    """Of every client on a receiving list, by client id."""


async def simulated(transition: Transition, *, on: date) -> Simulated:
    """The simulation of everything that was not carried out yet; asks no rights."""
    parts = [part for part in await parts_of(transition) if part.done is None and part.waits]
    proposals = await proposals_for(transition, parts, on=on)
    goals = {part.id: goal_of(part, proposals.get(part.id)) for part in parts}
    wanted = {one for goal in goals.values() if isinstance(goal, tuple) for one in goal}
    list_rows = await _list_rows(transition, wanted)
    facts = Facts(
        movers=tuple(_mover(part, goals[part.id]) for part in parts if _moves(part, goals)),
        runners=tuple(_runner(part, goals[part.id]) for part in parts if _runs(part, goals)),
        receivers=tuple(await receivers(transition, list_rows, on=on)),
        without={one: goal for one, goal in goals.items() if isinstance(goal, Trouble)},
        staying={part.id: part.client_id for part in parts if goals[part.id] is None},
        clients_without={
            part.id: part.client_id for part in parts if isinstance(goals[part.id], Trouble)
        },
        cut_over_on=transition.cut_over_on,
    )
    simulation = simulate(facts, on=on)
    return Simulated(
        simulation=simulation,
        lists={row.id: row for row in list_rows},
        parts={part.id: part for part in parts},
        references=await _references(simulation),
    )


Goal = tuple[int, ...] | Trouble | None
"""Lists to go to; the reason why there is none; None for who stays or is closed."""


def goal_of(part: Part, proposal: Proposal | None) -> Goal:
    """Where somebody goes: as decided, else as put before the access team, else as proposed."""
    if part.decided is not None:
        return part.decided.to_ids if part.decided.choice.moves else None
    if part.proposed_id is not None:
        return (part.proposed_id,)
    if proposal is None or proposal.list_id is None:
        return (proposal.trouble if proposal else None) or Trouble.NO_LIST
    return (proposal.list_id,)


async def proposals_for(
    transition: Transition, parts: Iterable[Part], *, on: date
) -> dict[int, Proposal]:
    """A proposal for each who is undecided and has none yet."""
    open_parts = [one for one in parts if one.undecided and one.proposed_id is None]
    becomes = await becoming(
        transition, ((part.product.id, part.municipality.id) for part in open_parts)
    )
    found = await candidates(transition, on=on)
    stands = await _stands_on([part.client_id for part in open_parts], [c.list_id for c in found])
    seekers = [
        Seeker(
            participant_id=part.id,
            product_id=part.product.id,
            municipality_id=part.municipality.id,
            linked=part.linked,
            runs=part.runs,
            deadline_on=part.deadline_on,
            since_on=part.since_on,
            stands_on=frozenset(stands.get(part.client_id, ())),
        )
        for part in open_parts
    ]
    return propose(seekers, found, becomes)


async def _stands_on(client_ids: Sequence[int], list_ids: Sequence[int]) -> dict[int, set[int]]:
    mine, found = set(client_ids), dict[int, set[int]]()
    entries = Entry.filter(offering_id__in=list(list_ids) or [0], ended_at=None)
    for raw in await entries.values("need__client_id", "offering_id"):
        if raw["need__client_id"] in mine:
            found.setdefault(raw["need__client_id"], set()).add(raw["offering_id"])
    return found


async def _list_rows(transition: Transition, wanted: Iterable[int]) -> list[Row]:
    receiving = await Offering.filter(receiving__transition_id=transition.id).only("id")
    ids = {one.id for one in receiving} | set(wanted)
    found = await rows(Offering.filter(id__in=sorted(ids) or [0]))
    return sorted(found, key=lambda row: (row.provider.name, row.product.name, row.id))


def _moves(part: Part, goals: Mapping[int, Goal]) -> bool:
    return not part.runs and isinstance(goals[part.id], tuple)


def _runs(part: Part, goals: Mapping[int, Goal]) -> bool:
    return part.runs and isinstance(goals[part.id], tuple)


def _mover(part: Part, goal: Goal) -> Mover:
    assert part.entry_id is not None
    assert part.key is not None
    assert isinstance(goal, tuple)
    return Mover(
        participant_id=part.id,
        entry_id=part.entry_id,
        from_list=part.from_list,
        client_id=part.client_id,
        key=part.key,
        to=goal,
        deadline_on=part.deadline_on,
    )


def _runner(part: Part, goal: Goal) -> Runner:
    assert isinstance(goal, tuple)
    return Runner(
        participant_id=part.id,
        client_id=part.client_id,
        since_on=part.since_on,
        to=goal[0],
        deadline_on=part.deadline_on,
        starts_on=part.decided.starts_on if part.decided else None,
    )


async def _references(simulation: Simulation) -> dict[int, str]:
    ids = {line.client_id for after in simulation.lists for line in after.lines}
    found: list[tuple[int, str | None]] = await Client.filter(
        id__in=sorted(ids) or [0]
    ).values_list("id", "reference")  # pyright: ignore[reportAssignmentType]
    return {client_id: reference or "" for client_id, reference in found}
