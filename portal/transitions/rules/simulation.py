"""What a transition would do to each receiving list. Nothing here writes; same facts, same answer.

Everybody who comes keeps the key. Who stands on the list already for the same need becomes one
with the smaller key whole: the only way in which somebody who was there can be passed by another
who was there, and each of those is named.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from portal.availability.rules.figures import Days
from portal.transitions.rules.order import Source, passed
from portal.transitions.rules.words import Trouble
from portal.waitlists.rules.key import Key, smallest
from portal.waitlists.rules.waits import Expected, expected_wait


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """Somebody who stands on a receiving list now."""

    entry_id: int
    client_id: int
    key: Key


@dataclass(frozen=True, slots=True, kw_only=True)
class Mover:
    """An open entry that would go to other lists: one, or several when the product is split."""

    participant_id: int
    entry_id: int
    from_list: int
    client_id: int
    key: Key
    to: tuple[int, ...]
    deadline_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Runner:
    """Running care that a receiver would take over."""

    participant_id: int
    client_id: int
    since_on: date
    to: int
    deadline_on: date
    starts_on: date | None = None
    """The agreed first day; without one the cut-over is meant."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Receiver:
    """A receiving list as it is now, with what decides how fast it moves."""

    list_id: int
    waiting: tuple[Waiting, ...]
    offered: int
    placed: tuple[date, ...] = ()
    stated: Days | None = None
    confirmed_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One client on a receiving list afterwards."""

    client_id: int
    key: Key
    sources: tuple[Source, ...]
    """The entries that it comes from, of this list and of others."""
    participant_ids: tuple[int, ...]
    """Empty for who was there and is not touched."""
    before: int | None
    """The place on this list now; None for who is new on it."""
    after: int
    expected: Expected

    @property
    def comes(self) -> bool:
        """Whether the client is new on this list."""
        return self.before is None

    @property
    def merged(self) -> bool:
        """Whether two or more places become one."""
        return len(self.sources) > 1

    @property
    def drops(self) -> int:
        """How many places somebody goes down; below zero up."""
        return 0 if self.before is None else self.after - self.before


@dataclass(frozen=True, slots=True)
class Passed:
    """A merged client goes before somebody who was ahead, here or on the list they came from."""

    list_id: int
    client_id: int
    by_client_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class After:
    """One receiving list: as it is, as it would be, and who is passed because of a merge."""

    list_id: int
    before: tuple[Waiting, ...]
    lines: tuple[Line, ...]
    passed: tuple[Passed, ...]
    offered: int
    taken_over: int
    short: int
    """How many running clients more than were offered a place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Simulation:
    """All receiving lists, who has no place, two products, and whose deadline will be missed."""

    lists: tuple[After, ...]
    clients: int
    participants: int
    without: Mapping[int, Trouble]
    """By participant: why there is no place."""
    late: tuple[int, ...]
    """Participants whose deadline passes before they are likely to start."""
    two_products: tuple[int, ...]
    """Clients who move for more than one product."""

    @property
    def fitting(self) -> int:
        """For how many participants there is a list or a place."""
        return self.participants - len(self.without)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """All that a simulation rests on."""

    movers: tuple[Mover, ...]
    runners: tuple[Runner, ...]
    receivers: tuple[Receiver, ...]
    without: Mapping[int, Trouble]
    """Participants for whom nothing is proposed or decided."""
    staying: Mapping[int, int]
    """Participants who keep what they have or are closed, with their clients."""
    clients_without: Mapping[int, int]
    """The clients of those without."""
    cut_over_on: date


def simulate(facts: Facts, *, on: date) -> Simulation:
    """What would come of it if everything were carried out on this day."""
    coming: dict[int, list[Mover]] = defaultdict(list)
    for mover in sorted(facts.movers, key=lambda one: one.participant_id):
        for list_id in mover.to:
            coming[list_id].append(mover)
    running: dict[int, list[Runner]] = defaultdict(list)
    for runner in sorted(facts.runners, key=_most_urgent):
        running[runner.to].append(runner)
    short = _short(facts.receivers, running)
    lists = tuple(
        _after(one, coming[one.list_id], running[one.list_id], on=on)
        for one in sorted(facts.receivers, key=lambda one: one.list_id)
    )
    return Simulation(
        lists=lists,
        clients=len(_clients(facts)),
        participants=len(facts.movers)
        + len(facts.runners)
        + len(facts.without)
        + len(facts.staying),
        without={**facts.without, **dict.fromkeys(short, Trouble.FULL)},
        late=_late(facts, lists, short, on=on),
        two_products=_two_products(facts),
    )


def _most_urgent(runner: Runner) -> tuple[date, date, int]:
    return runner.deadline_on, runner.since_on, runner.participant_id


def _short(receivers: Iterable[Receiver], running: Mapping[int, Sequence[Runner]]) -> list[int]:
    """Who finds no place among those that were offered: the least urgent."""
    return [
        runner.participant_id
        for one in receivers
        for runner in running.get(one.list_id, ())[one.offered :]
    ]


def _after(
    receiver: Receiver, movers: Sequence[Mover], runners: Sequence[Runner], *, on: date
) -> After:
    before = tuple(sorted(receiver.waiting, key=lambda one: (one.key, one.entry_id)))
    places = {one.client_id: place for place, one in enumerate(before, 1)}
    lines = tuple(
        Line(
            client_id=group.client_id,
            key=group.key,
            sources=tuple(sorted(group.sources)),
            participant_ids=tuple(group.participant_ids),
            before=places.get(group.client_id),
            after=place,
            expected=_expected(receiver, place, on=on),
        )
        for place, group in enumerate(_ordered(receiver.list_id, before, movers), 1)
    )
    return After(
        list_id=receiver.list_id,
        before=before,
        lines=lines,
        passed=_passed(receiver.list_id, lines),
        offered=receiver.offered,
        taken_over=min(len(runners), receiver.offered),
        short=max(0, len(runners) - receiver.offered),
    )


@dataclass(slots=True)
class _Group:
    """All places that become one for a client."""

    client_id: int
    sources: list[Source] = field(default_factory=list[Source])
    participant_ids: list[int] = field(default_factory=list[int])

    @property
    def key(self) -> Key:
        return smallest(source.key for source in self.sources)


def _ordered(list_id: int, before: Sequence[Waiting], movers: Sequence[Mover]) -> Sequence[_Group]:
    """Everybody on the list afterwards, in order; of equal keys who was there goes first."""
    groups: dict[int, _Group] = {}
    for one in before:
        group = groups.setdefault(one.client_id, _Group(one.client_id))
        group.sources.append(Source(one.entry_id, list_id, one.key))
    for mover in movers:
        group = groups.setdefault(mover.client_id, _Group(mover.client_id))
        group.sources.append(Source(mover.entry_id, mover.from_list, mover.key))
        group.participant_ids.append(mover.participant_id)
    return sorted(groups.values(), key=lambda one: (one.key, bool(one.participant_ids)))


def _expected(receiver: Receiver, place: int, *, on: date) -> Expected:
    return expected_wait(
        place, receiver.placed, stated=receiver.stated, confirmed_on=receiver.confirmed_on, on=on
    )


def _passed(list_id: int, lines: Sequence[Line]) -> tuple[Passed, ...]:
    found = passed([line.sources for line in lines])
    return tuple(Passed(list_id, lines[one].client_id, lines[by].client_id) for one, by in found)


def _late(
    facts: Facts, lists: Sequence[After], short: Iterable[int], *, on: date
) -> tuple[int, ...]:
    late = set(short)
    for runner in facts.runners:
        if (runner.starts_on or facts.cut_over_on) > runner.deadline_on + timedelta(days=1):
            late.add(runner.participant_id)
    deadlines = {mover.participant_id: mover.deadline_on for mover in facts.movers}
    for after in lists:
        for line in after.lines:
            days = line.expected.days
            start_on = on + timedelta(days=days.high) if days else None
            late |= {who for who in line.participant_ids if start_on and start_on > deadlines[who]}
    return tuple(sorted(late))


def _clients(facts: Facts) -> set[int]:
    moving = {one.client_id for one in (*facts.movers, *facts.runners)}
    return moving | set(facts.staying.values()) | set(facts.clients_without.values())


def _two_products(facts: Facts) -> tuple[int, ...]:
    seen: dict[int, int] = defaultdict(int)
    for one in (*facts.movers, *facts.runners):
        seen[one.client_id] += 1
    for client_id in (*facts.staying.values(), *facts.clients_without.values()):
        seen[client_id] += 1
    return tuple(sorted(client_id for client_id, count in seen.items() if count > 1))
