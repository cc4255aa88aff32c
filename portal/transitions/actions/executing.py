"""Carrying out what was decided: one municipality's confirmed decisions at a time, all or none."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from portal.availability.models import Offering
from portal.availability.queries import rows
from portal.availability.rules.row import Row
from portal.catalogue.models import Municipality
from portal.kernel.actor import Actor
from portal.kernel.clock import now
from portal.kernel.errors import NotFound, PortalError
from portal.transitions.actions.locking import managed_transition, note
from portal.transitions.actions.moving import close_entry, move_entry, move_plainly
from portal.transitions.actions.overtaking import note_overtaken
from portal.transitions.actions.presenting import refuse_unmapped
from portal.transitions.actions.reporting import tell_batch
from portal.transitions.models import Batch, Takeover, Transfer, Transition
from portal.transitions.queries.parts import parts_of
from portal.transitions.queries.ready import may_be_unmapped, ready_in
from portal.transitions.queries.receiving import left_of
from portal.transitions.rules.parts import Part
from portal.transitions.rules.words import Choice, Outcome
from portal.waitlists.actions.chain import Deed
from portal.waitlists.actions.locking import lock_lists
from portal.waitlists.actions.moving_many import Made
from portal.waitlists.actions.registering import refuse_stopped, refuse_uncontracted
from portal.waitlists.models import Entry

MOST: Final = 500
"""So many clients in one batch."""
REASON: Final = "Overgangsbeleid"


@dataclass(slots=True, kw_only=True)
class Done:
    """What one batch did. Nothing done, no batch."""

    batch: Batch | None = None
    outcomes: dict[Outcome, int] = field(default_factory=dict[Outcome, int])
    blocked: dict[int, str] = field(default_factory=dict[int, str])
    """Participants that could not be carried out now, and why; they stay for a later batch."""
    remaining: int = 0
    """How many more are ready, for a next batch to look at."""

    def count(self, outcome: Outcome) -> None:
        """One more of these."""
        self.outcomes[outcome] = self.outcomes.get(outcome, 0) + 1

    @property
    def total(self) -> int:
        """For how many something came of it."""
        return sum(self.outcomes.values())


@dataclass(slots=True, kw_only=True)
class Work:
    """All that a batch needs, read after the lists were locked."""

    actor: Actor
    transition: Transition
    on: date
    left: dict[int, int]
    open_ids: set[int] = field(default_factory=set[int])
    """Entries of which somebody still waits."""
    rows: dict[int, Row] = field(default_factory=dict[int, Row])
    offerings: dict[int, Offering] = field(default_factory=dict[int, Offering])
    troubles: dict[tuple[int, int], str | None] = field(
        default_factory=dict[tuple[int, int], str | None]
    )
    """Why a municipality's clients cannot go to an offering now, if there is a reason."""
    done: Done = field(default_factory=Done)

    @property
    def deed(self) -> Deed:
        """Who does it, when and why, for the chain."""
        return Deed(by=self.actor, on=self.on, reason=f"{REASON}: {self.transition.name}"[:300])

    async def look_at(self, parts: Sequence[Part]) -> None:
        """Read what belongs to these, and note what cannot be carried out."""
        ids = [part.entry_id for part in parts if part.entry_id is not None]
        found: Any = Entry.filter(id__in=ids or [0], ended_at=None)
        self.open_ids.update(await found.values_list("id", flat=True))
        goals = {(part.municipality.id, to_id) for part in parts for to_id in _goals(part)}
        await self._look_at_lists({to_id for _, to_id in goals} - set(self.rows))
        for municipality_id, to_id in sorted(goals - set(self.troubles)):
            self.troubles[municipality_id, to_id] = await self._trouble(municipality_id, to_id)
        for part in parts:
            problem = self._problem(part)
            if problem is not None:
                self.done.blocked[part.id] = problem

    async def _look_at_lists(self, ids: set[int]) -> None:
        found = Offering.filter(id__in=sorted(ids) or [0])
        self.rows.update({row.id: row for row in await rows(found)})
        self.offerings.update({one.id: one for one in await found.select_related("product")})

    async def _trouble(self, municipality_id: int, to_id: int) -> str | None:
        """A transfer into a stopped list needs the same consent as a new entry."""
        start_on = max(self.transition.cut_over_on, self.on)
        try:
            refuse_stopped(self.rows[to_id], municipality_id, on=self.on)
            await refuse_uncontracted(self.rows[to_id], municipality_id, start_on, on=self.on)
        except PortalError as problem:
            return problem.message
        return None

    def waits(self, part: Part) -> bool:
        """Whether there is still something to carry out."""
        return part.runs or part.entry_id in self.open_ids

    def _problem(self, part: Part) -> str | None:
        """Why this cannot be carried out now, in Dutch."""
        assert part.decided is not None
        if not self.waits(part):
            return None
        if not part.linked:
            return "De cliënt is nog niet gekoppeld door de lokale toegang."
        for to_id in part.decided.to_ids:
            if trouble := self.troubles[part.municipality.id, to_id]:
                return trouble
        if part.runs and part.decided.choice.moves:
            return self._no_place(part.decided.to_ids[0])
        return None

    def _no_place(self, to_id: int) -> str | None:
        # A subcontractor keeps its own client: no place among those that were offered.
        if to_id not in self.left:
            return None
        self.left[to_id] -= 1
        return "Er zijn geen aangeboden plaatsen meer over." if self.left[to_id] < 0 else None


def _goals(part: Part) -> tuple[int, ...]:
    return part.decided.to_ids if part.decided else ()


async def execute(
    actor: Actor, transition_id: int, municipality_id: int, *, on: date, most: int = MOST
) -> Done:
    """Carry out the next batch of this municipality's confirmed decisions.

    Entries that ended meanwhile lapse; what cannot be done now stays, with the reason. Running
    it when nothing is ready changes nothing. Raises NotFound for another region's municipality,
    NotAllowed while a product is not mapped.
    """
    transition = await managed_transition(actor, transition_id)
    await _require_here(transition, municipality_id)
    await refuse_unmapped(transition, await may_be_unmapped(transition, municipality_id))
    ready = await ready_in(transition, municipality_id)
    await lock_lists(ready.lists)
    work = Work(actor=actor, transition=transition, on=on, left=await left_of(transition))
    chosen = await _choose(work, ready.ids, most)
    if chosen:
        await _carry_out(work, municipality_id, chosen)
    return work.done


async def _choose(work: Work, ready: Sequence[int], most: int) -> Sequence[Part]:
    """The first of these with whom nothing is wrong; no more is read than they need."""
    chosen: list[Part] = []
    later = len(ready)
    for start in range(0, len(ready), MOST):
        if len(chosen) >= most:
            break
        ids = ready[start : start + MOST]
        found = {part.id: part for part in await parts_of(work.transition, ids=ids)}
        parts = [found[one] for one in ids]
        await work.look_at(parts)
        chosen += [part for part in parts if part.id not in work.done.blocked]
        later -= len(ids)
    work.done.remaining = later + len(chosen[most:])
    return chosen[:most]


async def _require_here(transition: Transition, municipality_id: int) -> None:
    here = Municipality.filter(id=municipality_id, region_id=transition.region_id)
    if not await here.exists():
        raise NotFound


async def blocked_now(
    actor: Actor, transition: Transition, parts: Sequence[Part], *, on: date
) -> dict[int, str]:
    """Which of these confirmed decisions cannot be carried out now, and why. Changes nothing."""
    work = Work(actor=actor, transition=transition, on=on, left=await left_of(transition))
    await work.look_at([part for part in parts if part.ready])
    return work.done.blocked


async def _carry_out(work: Work, municipality_id: int, chosen: Sequence[Part]) -> None:
    number = await Batch.filter(transition_id=work.transition.id).count() + 1
    batch = await Batch.create(
        region_id=work.transition.region_id,
        transition_id=work.transition.id,
        municipality_id=municipality_id,
        number=number,
        executed_on=work.on,
        executed_at=now(),
        executed_by_id=work.actor.person_id,
    )
    work.done.batch = batch
    moves = [part for part in chosen if _moves_alone(work, part)]
    plain = await move_plainly(
        work.deed, [(part.entry_id or 0, _only_target(part)) for part in moves]
    )
    await _note_moved(work, batch, [part for part in moves if part.entry_id in plain], plain)
    for part in chosen:
        if part.entry_id not in plain:
            outcome, entry = await _one(work, part)
            await _note_transfer(work, batch, part, outcome, entry)
    await note_overtaken(work.transition, batch)
    await tell_batch(work.transition, batch)
    await note(
        work.actor,
        "transition.executed",
        work.transition,
        batch=number,
        municipality=municipality_id,
        clients=work.done.total,
    )


def _moves_alone(work: Work, part: Part) -> bool:
    """Whether it is one open entry that goes to one list."""
    decided = part.decided
    assert decided is not None
    return not part.runs and work.waits(part) and len(decided.to_ids) == 1


def _only_target(part: Part) -> int:
    assert part.decided is not None
    return part.decided.to_ids[0]


async def _one(work: Work, part: Part) -> tuple[Outcome, Entry | None]:
    """Everything but a plain move: what came of it, and the entry that opened."""
    decided = part.decided
    assert decided is not None
    if not work.waits(part):
        return Outcome.LAPSED, None
    if part.runs:
        taken = decided.choice is not Choice.CLOSE
        return (Outcome.TAKEN_OVER if taken else Outcome.CLOSED), None
    entry = await Entry.get(id=part.entry_id).select_related("need__client")
    # A merge earlier in this batch may have ended the entry already.
    if not entry.is_open:
        return Outcome.LAPSED, None
    if decided.choice is Choice.CLOSE:
        await close_entry(work.deed, entry, decided)
        return Outcome.CLOSED, None
    return await move_entry(work.deed, entry, [work.offerings[one] for one in decided.to_ids])


async def _note_moved(
    work: Work, batch: Batch, parts: Sequence[Part], made: Mapping[int, Made]
) -> None:
    outcome = {one: Outcome.MERGED if it.merged else Outcome.MOVED for one, it in made.items()}
    for part in parts:
        work.done.count(outcome[part.entry_id or 0])
    await Transfer.bulk_create(
        [
            Transfer(
                region_id=batch.region_id,
                batch_id=batch.id,
                participant_id=part.id,
                decision_id=part.decided.id,
                outcome=outcome[part.entry_id],
                entry_id=made[part.entry_id].id,
            )
            for part in parts
            if part.decided is not None and part.entry_id is not None
        ],
        batch_size=MOST,
    )


async def _note_transfer(
    work: Work, batch: Batch, part: Part, outcome: Outcome, entry: Entry | None
) -> None:
    assert part.decided is not None
    work.done.count(outcome)
    transfer = await Transfer.create(
        region_id=batch.region_id,
        batch_id=batch.id,
        participant_id=part.id,
        decision_id=part.decided.id,
        outcome=outcome,
        entry_id=entry.id if entry else None,
    )
    if outcome is Outcome.TAKEN_OVER:
        assert part.decided.starts_on is not None
        await Takeover.create(
            region_id=batch.region_id,
            transfer_id=transfer.id,
            offering_id=part.decided.to_ids[0],
            starts_on=part.decided.starts_on,
        )
