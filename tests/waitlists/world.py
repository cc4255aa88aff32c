"""A naive model of waitlists beside the real ones: every deed is done in both, and compared.

The model knows nothing of entries and links, only of people: who stands on which list, with
which key, and from which first registrations. Hypothesis drives it in the tests, chance in the
long run of `portal bench waitlists`.
"""

from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final, TypeVar

from portal.availability.models import Offering
from portal.availability.queries import row_for
from portal.catalogue.models import Region
from portal.database.transactions import committed
from portal.kernel.actor import Actor, Role
from portal.kernel.clock import today
from portal.kernel.errors import PortalError
from portal.waitlists import jobs
from portal.waitlists.actions import (
    calling,
    clients,
    correcting,
    leaving,
    registering,
    transferring,
    waiting,
)
from portal.waitlists.models import BackDating, Entry, IntakeInvitation, Link, OutOfOrderCall
from portal.waitlists.queries import (
    Place,
    chain_of,
    invitable,
    measured_days,
    place_of,
    places_of,
    standing_of,
)
from portal.waitlists.rules.key import Key, Urgency
from portal.waitlists.rules.moves import DepartureReason, LinkKind, Status
from tests import builders as make
from tests.cast import Cast
from tests.waitlists.stories import free

T = TypeVar("T")
Pick = Callable[[Sequence[Any]], Any]
"""Chooses one of several."""
Deed = Callable[["World", Pick], Awaitable[None]]
Where = tuple[int, str, int]
"""Person, product group, list."""
DAY: Final = timedelta(days=1)
PLACES: Final = 2
"""So many are free whenever a provider states its figures."""


@dataclass(frozen=True)
class Move:
    """How somebody came to a list, so far as it can be undone."""

    parents: tuple["Stand", ...]
    children: frozenset[int]
    """Entries."""


@dataclass(frozen=True)
class Stand:
    """Somebody stands on a list."""

    where: Where
    entry: int
    key: Key
    origins: frozenset[int]
    """The entries of the first registrations."""
    touched: bool = False
    """By merge, correction, urgency or return: then the order may change."""
    invited: bool = False
    postponed_until: date | None = None
    asked: bool = False
    """The consultant has to decide."""
    move: Move | None = None


@dataclass
class Person:
    """A client, and the consultant of the municipality."""

    client: int
    reference: str
    team: int
    declined: set[tuple[str, int]] = field(default_factory=set[tuple[str, int]])
    postponed: set[str] = field(default_factory=set[str])
    """The product groups for which the person once postponed."""


@dataclass(frozen=True)
class Waited:
    """Somebody was placed: when, and since when that person had waited."""

    person: int
    group: str
    offering: int
    registered_on: date
    on: date
    entry: int


class World:
    """Three people act on four lists for clients of two municipalities."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.day = today()
        self.teams: list[tuple[int, Actor]] = []
        self.lists: dict[int, tuple[str, Actor]] = {}
        """Product group and who calls, by offering."""
        self.people: dict[int, Person] = {}
        self.standing: dict[Where, Stand] = {}
        self.ended: dict[int, Status] = {}
        """What became of entries that did not go on as another."""
        self.failed: list[Stand] = []
        self.placed: list[Stand] = []
        self.started: list[Waited] = []
        self.left: dict[int, int] = {}
        """How many may still be invited."""
        self.since: dict[int, set[int]] = {}
        """Entries invited since the provider stated its figures."""
        self.keys: dict[int, tuple[int, Key]] = {}
        """List and key of every entry that was ever seen."""
        self.deeds = 0

    async def begin(self) -> None:
        """Make the stage: a second team, a fourth list, urgency in use."""
        cast = self.cast
        await Region.filter(id=cast.westfriesland.id).update(uses_urgency=True)
        team = await make.an_access_team([cast.medemblik], "Wijkteam Medemblik")
        els = await make.a_member(Role.CONSULTANT, of=team, name="Els Kok")
        self.teams = [(cast.hoorn.id, cast.noor), (cast.medemblik.id, els)]
        anker = await Offering.get(id=cast.anker_thuis.id).select_related("contract")
        second = await make.an_offering(anker.contract, cast.begeleiding)
        self.lists = {
            cast.linde_thuis.id: ("02", cast.sanne),
            cast.anker_thuis.id: ("02", cast.aisha),
            second.id: ("02", cast.aisha),
            cast.linde_dag.id: ("07", cast.sanne),
        }
        for offering in self.lists:
            await self.state(offering)

    async def state(self, offering: int) -> None:
        """The provider says how many places are free."""
        await free(self.lists[offering][1], offering, PLACES)
        self.left[offering] = PLACES
        self.since[offering] = set()

    def consultant(self, person: int) -> Actor:
        return self.teams[self.people[person].team][1]

    def open(self, *, invited: bool | None = None) -> list[Stand]:
        return [
            one
            for _, one in sorted(self.standing.items())
            if invited is None or one.invited == invited
        ]

    def on_list(self, offering: int) -> list[Stand]:
        found = [one for one in self.standing.values() if one.where[2] == offering]
        return sorted(found, key=lambda one: one.key)

    def skipped(self, one: Stand) -> bool:
        until = one.postponed_until
        return one.asked or (until is not None and until >= self.day)

    async def run(self, work: Callable[[], Awaitable[T]]) -> T:
        """One deed in a transaction of its own, as each request has."""
        self.deeds += 1
        return await committed(work)

    async def refused(self, work: Callable[[], Awaitable[object]]) -> None:
        """This deed must be refused, in words."""
        try:
            await self.run(work)
        except PortalError:
            return
        raise AssertionError("this should have been refused")

    def stand(self, one: Stand) -> None:
        self.standing[one.where] = one

    def fall(self, one: Stand) -> None:
        del self.standing[one.where]
        self.since[one.where[2]].discard(one.entry) if one.invited else None


# Deeds --------------------------------------------------------------------------------------


async def pass_days(world: World, pick: Pick) -> None:
    """Time passes, and the worker ends the invitations whose term is over."""
    world.day += DAY * pick([1, 3, 8, 30])
    due = [
        (one.entry_id, one.entry.offering_id)
        for one in await IntakeInvitation.filter(outcome=None).prefetch_related("entry")
        if one.expires_on < world.day
    ]
    await jobs.expire_invitations(datetime.combine(world.day, time(12), tzinfo=UTC))
    for entry, offering in due:
        one = next(one for one in world.open() if one.entry == entry)
        _give_back(world, offering, entry)
        world.stand(replace(one, invited=False))
    assert {one.entry for one in world.open(invited=True)} == {
        one.entry_id for one in await IntakeInvitation.filter(outcome=None)
    }


def _give_back(world: World, offering: int, entry: int) -> None:
    if entry in world.since[offering]:
        world.since[offering].discard(entry)
        world.left[offering] += 1


async def register(world: World, pick: Pick) -> None:
    offering = pick(sorted(world.lists))
    person = pick([0, *sorted(world.people)])
    team = world.people[person].team if person else pick([0, 1])
    municipality, consultant = world.teams[team]
    days = pick([0, 0, 2, 14, 20])
    urgency = pick([Urgency.REGULAR, Urgency.REGULAR, Urgency.URGENT])
    wish = registering.Registration(
        offering_id=offering,
        municipality_id=municipality,
        client_reference=world.people[person].reference if person else "",
        urgency=urgency,
        registered_on=world.day - days * DAY,
        reason="Formulier bleef liggen",
    )
    group = world.lists[offering][0]

    async def work() -> Entry:
        return await registering.register(consultant, wish, on=world.day)

    if (person, group, offering) in world.standing:
        await world.refused(work)
        return
    entry = await world.run(work)
    if not person:
        client = await entry.need.client
        person = len(world.people) + 1
        world.people[person] = Person(client.id, client.reference or "", team)
    expected = world.day - days * DAY if days <= 14 else world.day
    assert (entry.key.registered_on, entry.key.urgency) == (expected, urgency)
    where = (person, group, offering)
    world.stand(Stand(where, entry.id, entry.key, frozenset([entry.id])))
    if days > 14:
        await _confirm(world, pick, where, world.day - days * DAY)


async def _confirm(world: World, pick: Pick, where: Where, claimed_on: date) -> None:
    """The region looks at once, or refuses."""
    one = world.standing[where]
    claim = await BackDating.get(entry_id=one.entry)
    confirmed = pick([True, False])

    async def work() -> list[Entry]:
        return await correcting.decide_back_dating(
            world.cast.rik, claim.id, confirmed=confirmed, on=world.day
        )

    made = await world.run(work)
    assert len(made) == confirmed
    if confirmed:
        _successor(world, one, made[0], one.key.corrected(claimed_on))


def _successor(world: World, one: Stand, entry: Entry, key: Key) -> None:
    world.ended[one.entry] = Status.TRANSFERRED
    world.stand(replace(one, entry=entry.id, key=key, touched=True, move=None))


async def invite(world: World, pick: Pick) -> None:
    open_ones = world.open(invited=False)
    if not open_ones:
        return
    one: Stand = pick(open_ones)
    offering = one.where[2]
    actor = world.lists[offering][1]
    passed = [
        ahead.entry
        for ahead in world.on_list(offering)
        if ahead.key < one.key and not ahead.invited and not world.skipped(ahead)
    ]

    def work(reason: str) -> Callable[[], Awaitable[IntakeInvitation]]:
        return lambda: calling.invite(actor, one.entry, on=world.day, reason=reason)

    if world.skipped(one):
        await world.refused(work("Toch"))
        return
    if not world.left[offering]:
        await world.refused(work("Toch"))
        await world.state(offering)
    if passed:
        await world.refused(work(""))
    invitation = await world.run(work("Past beter"))
    calls = await OutOfOrderCall.filter(invitation_id=invitation.id)
    assert [call.passed for call in calls] == ([passed] if passed else [])
    world.left[offering] -= 1
    world.since[offering].add(one.entry)
    world.stand(replace(one, invited=True))


def _waited(world: World, one: Stand) -> Waited:
    person, group, offering = one.where
    return Waited(person, group, offering, one.key.registered_on, world.day, one.entry)


async def place(world: World, pick: Pick) -> None:
    if not (invited := world.open(invited=True)):
        return
    one: Stand = pick(invited)
    actor = world.lists[one.where[2]][1]

    async def work() -> object:
        return await calling.place(actor, one.entry, placed_on=world.day, on=world.day)

    await world.run(work)
    del world.standing[one.where]
    world.started.append(_waited(world, one))
    world.ended[one.entry] = Status.PLACED
    world.placed.append(one)
    await world.refused(work)


async def decline(world: World, pick: Pick) -> None:
    if not (invited := world.open(invited=True)):
        return
    one: Stand = pick(invited)
    person, group, offering = one.where
    again = (group, offering) in world.people[person].declined
    own = pick([True, False])
    act = calling.decline_invitation if own else calling.withdraw_invitation
    actor = world.lists[offering][1]
    await world.run(lambda: act(actor, one.entry, on=world.day))
    if own:
        world.people[person].declined.add((group, offering))
    _give_back(world, offering, one.entry)
    world.stand(replace(one, invited=False, asked=one.asked or (own and again)))


async def keep(world: World, pick: Pick) -> None:
    if not (asked := [one for one in world.open() if one.asked]):
        return
    one: Stand = pick(asked)
    consultant = world.consultant(one.where[0])
    await world.run(lambda: leaving.keep_waiting(consultant, one.entry, on=world.day))
    world.stand(replace(one, asked=False))


async def leave(world: World, pick: Pick) -> None:
    if not world.standing:
        return
    one: Stand = pick(world.open())
    consultant = world.consultant(one.where[0])
    await world.run(
        lambda: leaving.leave(consultant, one.entry, reason=DepartureReason.OWN_WISH, on=world.day)
    )
    del world.standing[one.where]
    _give_back(world, one.where[2], one.entry)
    world.ended[one.entry] = Status.LEFT


async def fail_and_return(world: World, pick: Pick) -> None:
    """A start fails; the client comes back, and may have registered anew meanwhile."""
    if not world.placed:
        return
    one: Stand = pick(world.placed)
    world.placed.remove(one)
    consultant = world.consultant(one.where[0])

    async def fail() -> object:
        return await calling.fail_start(consultant, one.entry, failed_on=world.day, on=world.day)

    async def come_back() -> Entry:
        return await calling.return_with_old_key(consultant, one.entry, on=world.day)

    placed_on = next(w.on for w in world.started if w.entry == one.entry)
    if world.day - placed_on > 90 * DAY:
        await world.refused(fail)
        return
    await world.run(fail)
    entry = await world.run(come_back)
    _arrive(world, replace(one, touched=True, invited=False, asked=False, move=None), entry)
    world.ended[one.entry] = Status.PLACED
    await world.refused(come_back)


def _arrive(world: World, one: Stand, entry: Entry, *, move: Move | None = None) -> None:
    """Somebody comes to a list; where that person stands already, the two become one."""
    there = world.standing.get(one.where)
    if there is not None:
        world.ended[there.entry] = Status.TRANSFERRED
        _give_back(world, one.where[2], there.entry)
        one = replace(
            one,
            key=min(one.key, there.key),
            origins=one.origins | there.origins,
            touched=True,
            postponed_until=_latest(one.postponed_until, there.postponed_until),
        )
    world.stand(replace(one, entry=entry.id, move=move, invited=False, asked=False))
    if one.postponed_until is not None:
        world.people[one.where[0]].postponed.add(one.where[1])


def _latest(*days: date | None) -> date | None:
    return max((day for day in days if day is not None), default=None)


def _depart(world: World, one: Stand) -> Stand:
    """Somebody goes to another list; what is open here ends."""
    del world.standing[one.where]
    _give_back(world, one.where[2], one.entry)
    world.ended[one.entry] = Status.TRANSFERRED
    return one


async def transfer(world: World, pick: Pick) -> None:
    if not world.standing:
        return
    one: Stand = pick(world.open())
    person, _, offering = one.where
    to = pick([other for other in sorted(world.lists) if other != offering])
    consultant = world.consultant(person)
    entry = await world.run(
        lambda: transferring.transfer_entry(
            consultant, one.entry, to_offering_id=to, reason="Contract eindigt", on=world.day
        )
    )
    _depart(world, one)
    where = (person, world.lists[to][0], to)
    parents = [one, world.standing[where]] if where in world.standing else [one]
    move = Move(tuple(parents), frozenset([entry.id]))
    _arrive(world, replace(one, where=where), entry, move=move)


async def split(world: World, pick: Pick) -> None:
    if not world.standing:
        return
    one: Stand = pick(world.open())
    person, _, offering = one.where
    others = [other for other in sorted(world.lists) if other != offering]
    left_out = pick(others)
    to = [other for other in others if other != left_out]
    consultant = world.consultant(person)
    entries = await world.run(
        lambda: transferring.split_entry(
            consultant, one.entry, to_offering_ids=to, reason="Was-wordt", on=world.day
        )
    )
    _depart(world, one)
    wheres = [(person, world.lists[offering][0], offering) for offering in to]
    parents = [one, *(world.standing[where] for where in wheres if where in world.standing)]
    children = frozenset(entry.id for entry in entries)
    for where, entry in zip(wheres, entries, strict=True):
        move = Move(tuple(parents), children)
        _arrive(world, replace(one, where=where), entry, move=move)


async def undo(world: World, pick: Pick) -> None:
    if not world.standing:
        return
    one: Stand = pick(world.open())
    consultant = world.consultant(one.where[0])

    async def work() -> list[Entry]:
        return await transferring.undo_move(
            consultant, one.entry, reason="Bij nader inzien", on=world.day
        )

    move = one.move
    standing = {other.entry: other for other in world.open() if not other.invited}
    possible = move is not None and all(child in standing for child in move.children)
    if move is None or not possible or (len(move.parents) > 1 and len(move.children) > 1):
        await world.refused(work)
        return
    entries = await world.run(work)
    children = [_depart(world, standing[child]) for child in sorted(move.children)]
    until = _latest(*(child.postponed_until for child in children))
    by_id = sorted(move.parents, key=lambda parent: parent.entry)
    for parent, entry in zip(by_id, entries, strict=True):
        origins = frozenset[int]().union(*(child.origins for child in children))
        touched = parent.touched or len(move.parents) > 1
        back = replace(parent, postponed_until=until, asked=False, origins=origins, touched=touched)
        _arrive(world, back, entry)


async def correct(world: World, pick: Pick) -> None:
    if not world.standing:
        return
    one: Stand = pick(world.open())
    days = pick([-40, -1, 1, 5])
    day = one.key.registered_on + days * DAY
    actor = world.cast.rik if days < 0 else world.consultant(one.where[0])

    async def work() -> Entry:
        return await correcting.correct_date(
            actor, one.entry, registered_on=day, reason="Verkeerd overgenomen", on=world.day
        )

    if one.invited or day > world.day:
        await world.refused(work)
        return
    _successor(world, one, await world.run(work), one.key.corrected(day))


async def hurry(world: World, pick: Pick) -> None:
    if not world.standing:
        return
    one: Stand = pick(world.open())
    urgency = pick([other for other in Urgency if other is not one.key.urgency])
    consultant = world.consultant(one.where[0])

    async def work() -> Entry:
        return await correcting.change_urgency(
            consultant, one.entry, urgency=urgency, reason="Mantelzorger valt weg", on=world.day
        )

    if one.invited:
        await world.refused(work)
        return
    _successor(world, one, await world.run(work), one.key.with_urgency(urgency))


async def postpone(world: World, pick: Pick) -> None:
    if not (open_ones := world.open(invited=False)):
        return
    one: Stand = pick(open_ones)
    until = world.day + DAY * pick([0, 10, 60])
    person, group, _ = one.where
    consultant = world.consultant(person)
    await world.run(lambda: waiting.postpone(consultant, one.entry, until_on=until, on=world.day))
    world.people[person].postponed.add(group)
    world.stand(replace(one, postponed_until=until))


async def move_away(world: World, pick: Pick) -> None:
    """The client moves to the other municipality: another team, the same places."""
    if not world.people:
        return
    person = pick(sorted(world.people))
    known, consultant = world.people[person], world.consultant(person)
    there = world.teams[1 - known.team][0]
    await world.run(lambda: clients.move_client(consultant, known.client, there, on=world.day))
    known.team = 1 - known.team


DEEDS: Final[tuple[Deed, ...]] = (
    pass_days,
    register,
    register,
    register,
    invite,
    invite,
    place,
    decline,
    keep,
    leave,
    fail_and_return,
    transfer,
    transfer,
    split,
    undo,
    correct,
    hurry,
    postpone,
    move_away,
)


# Comparing ----------------------------------------------------------------------------------


async def check(world: World) -> None:
    """The real lists are what the model says, and the rules of the field hold.

    What takes a query for each list or entry is asked of one list, another after each deed.
    """
    entries = {entry.id: entry for entry in await Entry.all().select_related("need")}
    links = await Link.all()
    _nobody_lost_or_doubled(world, entries)
    _keys_stay(world, entries)
    _order_stays(world, entries)
    _links_fit(world, entries, links)
    _lines_lead_back(world, links)
    offering = sorted(world.lists)[world.deeds % len(world.lists)]
    await _places(world, offering)
    await _figures(world, offering)


def _nobody_lost_or_doubled(world: World, entries: dict[int, Entry]) -> None:
    of_client = {person.client: number for number, person in world.people.items()}
    really = sorted(
        ((of_client[e.need.client_id], e.need.category, e.offering_id), e.id, e.key, e.status)
        for e in entries.values()
        if e.ended_at is None
    )
    expected = sorted(
        (one.where, one.entry, one.key, Status.INVITED if one.invited else Status.WAITING)
        for one in world.standing.values()
    )
    assert really == expected
    closed = {entry.id: entry.status for entry in entries.values() if entry.ended_at}
    assert closed == world.ended


def _keys_stay(world: World, entries: dict[int, Entry]) -> None:
    for number, (offering, key) in world.keys.items():
        assert (entries[number].offering_id, entries[number].key) == (offering, key)
    world.keys = {entry.id: (entry.offering_id, entry.key) for entry in entries.values()}


def _order_stays(world: World, entries: dict[int, Entry]) -> None:
    """Two who were never merged, corrected, hurried or returned keep their order, everywhere."""
    for one in world.standing.values():
        if not one.touched:
            assert {entries[origin].key for origin in one.origins} == {one.key}


def _links_fit(world: World, entries: dict[int, Entry], links: Sequence[Link]) -> None:
    """A merge moves nobody back, and whoever was transferred went somewhere."""
    for link in links:
        if link.kind is LinkKind.MERGE:
            assert entries[link.to_entry_id].key <= entries[link.from_entry_id].key
        if link.kind in {LinkKind.TRANSFER, LinkKind.SPLIT, LinkKind.RETURN}:
            assert entries[link.to_entry_id].key == entries[link.from_entry_id].key
    went_on = {link.from_entry_id for link in links}
    transferred = {number for number, end in world.ended.items() if end is Status.TRANSFERRED}
    assert transferred <= went_on
    returned = {number for number, end in world.ended.items() if end is Status.PLACED}
    assert went_on <= transferred | returned


def _lines_lead_back(world: World, links: Sequence[Link]) -> None:
    """From each entry all lines lead to its first registrations."""
    before: dict[int, set[int]] = defaultdict(set)
    for link in links:
        before[link.to_entry_id].add(link.from_entry_id)
    for one in world.standing.values():
        line, reached = set[int](), {one.entry}
        while reached - line:
            line |= reached
            reached = {earlier for later in line for earlier in before[later]}
        assert {entry for entry in line if not before[entry]} == one.origins


async def _places(world: World, offering: int) -> None:
    places = await places_of(list(world.lists))
    assert len(places) == len(world.standing)
    for there in world.lists:
        expected = world.on_list(there)
        for number, one in enumerate(expected, 1):
            assert places[one.entry] == Place(number, len(expected))
    if expected := world.on_list(offering):
        last = expected[-1]
        assert await place_of(last.entry) == places[last.entry]
        standing = await standing_of(await Entry.get(id=last.entry))
        assert standing
        assert standing.ahead == tuple(one.key for one in expected[:-1])
        chain = await chain_of(last.entry)
        assert {entry.id for entry in chain.first_registrations} == last.origins


async def _figures(world: World, offering: int) -> None:
    row = await row_for(world.lists[offering][1], offering)
    assert await invitable(row, world.teams[0][0]) == world.left[offering]
    measured = await measured_days(offering, on=world.day)
    assert sorted(measured.started) == _counted(world, offering)
    postponed = [
        one
        for one in world.on_list(offering)
        if one.postponed_until is not None and one.postponed_until >= world.day
    ]
    assert measured.waiting == len(world.on_list(offering)) - len(postponed)


def _counted(world: World, offering: int) -> list[int]:
    """How long those waited who started here lately and never postponed."""
    return sorted(
        (one.on - one.registered_on).days
        for one in world.started
        if one.offering == offering
        and one.group not in world.people[one.person].postponed
        and one.on >= world.day - 90 * DAY
    )
