"""Which receiving list is proposed for whom: the same for the same facts, whoever asks."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from portal.transitions.rules.terms import Becomes
from portal.transitions.rules.words import Trouble


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A list whose provider is ready to receive."""

    list_id: int
    product_id: int
    municipality_ids: frozenset[int]
    stopped_in: frozenset[int]
    offered: int
    """How many running clients the provider offered to take."""
    waiting: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Seeker:
    """A client in the transition, by what counts for a proposal."""

    participant_id: int
    product_id: int
    municipality_id: int
    linked: bool
    runs: bool
    """Whether it is running care; that needs one of the offered places."""
    deadline_on: date
    since_on: date
    stands_on: frozenset[int] = frozenset()
    """Lists on which the client waits already for the same."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A list, or the reason why there is none."""

    list_id: int | None = None
    trouble: Trouble | None = None


def propose(
    seekers: Iterable[Seeker],
    candidates: Iterable[Candidate],
    becoming: Mapping[tuple[int, int], Becomes | None],
) -> dict[int, Proposal]:
    """A proposal for each participant; `becoming` is by product and municipality.

    Who must go first is served first. A list where the client waits already goes before others;
    running care goes where most places are left, an entry to the shortest list.
    """
    every = sorted(candidates, key=lambda one: one.list_id)
    left = {one.list_id: one.offered for one in every}
    waiting = {one.list_id: one.waiting for one in every}
    made: dict[int, Proposal] = {}
    for seeker in sorted(seekers, key=_first):
        becomes = becoming.get((seeker.product_id, seeker.municipality_id))
        found = _fitting(seeker, becomes, every)
        made[seeker.participant_id] = (
            found if isinstance(found, Proposal) else _chosen(seeker, found, left, waiting)
        )
    return made


def _first(seeker: Seeker) -> tuple[date, date, int]:
    return seeker.deadline_on, seeker.since_on, seeker.participant_id


def _fitting(
    seeker: Seeker, becomes: Becomes | None, every: list[Candidate]
) -> list[Candidate] | Proposal:
    if becomes is None:
        return Proposal(trouble=Trouble.UNMAPPED)
    if not seeker.linked:
        return Proposal(trouble=Trouble.UNLINKED)
    if len(becomes.successor_ids) != 1:
        return Proposal(trouble=Trouble.CHOOSE if becomes.successor_ids else Trouble.ENDS)
    here = [
        one
        for one in every
        if one.product_id in becomes.successor_ids
        and seeker.municipality_id in one.municipality_ids
    ]
    return [one for one in here if seeker.municipality_id not in one.stopped_in] or Proposal(
        trouble=Trouble.STOPPED if here else Trouble.NO_LIST
    )


def _chosen(
    seeker: Seeker, found: list[Candidate], left: dict[int, int], waiting: dict[int, int]
) -> Proposal:
    if not seeker.runs:
        best = min(
            found,
            key=lambda one: (
                one.list_id not in seeker.stands_on,
                waiting[one.list_id],
                one.list_id,
            ),
        )
        waiting[best.list_id] += best.list_id not in seeker.stands_on
        return Proposal(best.list_id)
    best = min(found, key=lambda one: (-left[one.list_id], one.list_id))
    if left[best.list_id] < 1:
        return Proposal(trouble=Trouble.FULL)
    left[best.list_id] -= 1
    return Proposal(best.list_id)
