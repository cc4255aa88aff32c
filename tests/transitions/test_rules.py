"""Terms, proposals and simulation, compared with a naive reference on made-up lists."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import combinations
from random import Random
from typing import Any

import pytest

from portal.availability.rules.figures import Days
from portal.transitions.rules.proposing import Candidate, Proposal, Seeker, propose
from portal.transitions.rules.simulation import (
    After,
    Facts,
    Mover,
    Passed,
    Receiver,
    Runner,
    Waiting,
    simulate,
)
from portal.transitions.rules.slope import slope
from portal.transitions.rules.terms import Becomes, Rule, becomes, deadline
from portal.transitions.rules.words import Trouble
from portal.waitlists.rules.key import Key, Urgency

TODAY = date(2026, 11, 17)
CUT_OVER = date(2027, 7, 1)
FINAL = date(2027, 12, 31)
DAY = timedelta(days=1)


def a_key(random: Random) -> Key:
    day = TODAY - timedelta(days=random.randrange(40))
    return Key(
        urgency=random.choice([Urgency.REGULAR] * 5 + [Urgency.URGENT]),
        registered_on=day,
        registered_at=datetime(day.year, day.month, day.day, random.randrange(3), tzinfo=UTC),
        draw=random.randrange(2**40),
    )


def some_facts(random: Random) -> Facts:
    """Two releasing lists, three receiving ones; some clients stand on both kinds."""
    numbers = iter(range(1, 10_000))
    receivers = tuple(
        Receiver(
            list_id=list_id,
            waiting=tuple(
                Waiting(entry_id=next(numbers), client_id=client, key=a_key(random))
                for client in random.sample(range(30), random.randrange(12))
            ),
            offered=random.randrange(3),
            stated=random.choice([None, Days(7, 14), Days(200, 300)]),
        )
        for list_id in (11, 12, 13)
    )
    movers = tuple(
        Mover(
            participant_id=next(numbers),
            entry_id=next(numbers),
            from_list=from_list,
            client_id=client,
            key=a_key(random),
            to=tuple(random.sample((11, 12, 13), random.choice([1, 1, 1, 2]))),
            deadline_on=TODAY + timedelta(days=random.randrange(300)),
        )
        for from_list in (1, 2)
        for client in random.sample(range(30), random.randrange(1, 14))
    )
    runners = tuple(
        Runner(
            participant_id=next(numbers),
            client_id=100 + number,
            since_on=TODAY - timedelta(days=random.randrange(900)),
            to=random.choice((11, 12, 13)),
            deadline_on=TODAY + timedelta(days=random.randrange(5)),
        )
        for number in range(random.randrange(8))
    )
    return Facts(
        movers=movers,
        runners=runners,
        receivers=receivers,
        without={next(numbers): Trouble.NO_LIST},
        staying={next(numbers): 200},
        clients_without={0: 201},
        cut_over_on=CUT_OVER,
    )


def naive(facts: Facts, receiver: Receiver) -> list[tuple[int, int | None, int]]:
    """Client, place before and after: by comparing everybody with everybody."""
    smallest: dict[int, Key] = {}
    for client, key in [(w.client_id, w.key) for w in receiver.waiting] + [
        (m.client_id, m.key) for m in facts.movers if receiver.list_id in m.to
    ]:
        if client not in smallest or key < smallest[client]:
            smallest[client] = key
    before = {
        one.client_id: 1 + sum(other.key < one.key for other in receiver.waiting)
        for one in receiver.waiting
    }
    return sorted(
        (client, before.get(client), 1 + sum(other < key for other in smallest.values()))
        for client, key in smallest.items()
    )


def naively_passed(facts: Facts, after: After) -> set[Passed]:
    """Every pair on the list: who went first on a list that both stood on, and who goes now."""
    stood: dict[tuple[int, int], Key] = {}
    for one in after.before:
        stood[after.list_id, one.client_id] = one.key
    for mover in facts.movers:
        if after.list_id in mover.to:
            stood[mover.from_list, mover.client_id] = mover.key
    now = {line.client_id: line.key for line in after.lines}
    found: set[Passed] = set()
    for list_id in {1, 2, after.list_id}:
        here = [client for client in now if (list_id, client) in stood]
        for pair in combinations(here, 2):
            for one, other in (pair, pair[::-1]):
                if stood[list_id, one] < stood[list_id, other] and now[other] < now[one]:
                    found.add(Passed(after.list_id, one, other))
    return found


def test_the_simulation_agrees_with_a_naive_reference() -> None:
    passed = short = 0
    for seed in range(150):
        random = Random(seed)
        facts = some_facts(random)
        found = simulate(facts, on=TODAY)
        for receiver, after in zip(facts.receivers, found.lists, strict=True):
            told = sorted((line.client_id, line.before, line.after) for line in after.lines)
            assert told == naive(facts, receiver)
            assert set(after.passed) == naively_passed(facts, after)
            passed += len(after.passed)
            run = [one for one in facts.runners if one.to == receiver.list_id]
            assert after.short == max(0, len(run) - receiver.offered)
            assert after.taken_over + after.short == len(run)
            short += after.short
        assert found.fitting + len(found.without) == found.participants
        _keeps_the_invariants(facts, found.lists)
    assert passed > 20
    assert short > 20


def _keeps_the_invariants(facts: Facts, lists: tuple[After, ...]) -> None:
    """Untouched pairs keep their order, a merge moves nobody back, nobody is lost or doubled."""
    for after in lists:
        untouched = [line for line in after.lines if not line.merged]
        for one, other in combinations(untouched, 2):
            assert one.key <= other.key
        for line in after.lines:
            assert all(line.key <= source.key for source in line.sources)
            assert line.key in {source.key for source in line.sources}
        came = {m.entry_id for m in facts.movers if after.list_id in m.to}
        there = {one.entry_id for one in after.before}
        held = [source.entry_id for line in after.lines for source in line.sources]
        assert sorted(held) == sorted(came | there)


def test_the_same_facts_give_the_same_answer_in_whatever_order() -> None:
    for seed in range(30):
        random = Random(seed)
        facts = some_facts(random)
        mixed = replace(
            facts,
            movers=tuple(random.sample(facts.movers, len(facts.movers))),
            runners=tuple(random.sample(facts.runners, len(facts.runners))),
            receivers=tuple(random.sample(facts.receivers, len(facts.receivers))),
        )
        assert simulate(facts, on=TODAY) == simulate(mixed, on=TODAY)


def test_whose_deadline_passes_and_who_moves_twice_are_named() -> None:
    key = a_key(Random(1))
    mover = Mover(
        participant_id=1, entry_id=1, from_list=1, client_id=7, key=key, to=(11,), deadline_on=TODAY
    )
    runner = Runner(
        participant_id=2,
        client_id=7,
        since_on=TODAY,
        to=11,
        deadline_on=FINAL,
        starts_on=FINAL + 2 * DAY,
    )
    receiver = Receiver(list_id=11, waiting=(), offered=1, stated=Days(3, 5))
    facts = Facts(
        movers=(mover,),
        runners=(runner,),
        receivers=(receiver,),
        without={},
        staying={},
        clients_without={},
        cut_over_on=CUT_OVER,
    )
    found = simulate(facts, on=TODAY)
    assert (found.late, found.two_products, found.clients) == ((1, 2), (7,), 1)
    in_time = replace(facts, runners=(replace(runner, starts_on=FINAL + DAY),))
    assert simulate(in_time, on=TODAY).late == (1,)
    none_left = replace(in_time, receivers=(replace(receiver, offered=0, stated=None),))
    assert simulate(none_left, on=TODAY).late == (2,)
    assert simulate(none_left, on=TODAY).without == {2: Trouble.FULL}


def test_the_deadline_is_the_earliest_of_three() -> None:
    kept: dict[str, Any] = {"cut_over_on": CUT_OVER, "bridging_days": 90, "final_on": FINAL}
    assert deadline(allocation_ends_on=None, **kept) == CUT_OVER + 90 * DAY
    assert deadline(allocation_ends_on=CUT_OVER, **kept) == CUT_OVER
    longer: dict[str, Any] = {**kept, "bridging_days": 365}
    assert deadline(allocation_ends_on=None, **longer) == FINAL


def test_what_a_product_becomes_here() -> None:
    def line(successor: int | None, municipality: int | None = None) -> Rule:
        return Rule(
            product_id=1, successor_id=successor, municipality_id=municipality, from_on=CUT_OVER
        )

    at: dict[str, Any] = {"on": CUT_OVER, "goes_on": False}
    assert becomes([], 1, 5, **at) is None
    assert becomes([], 1, 5, on=CUT_OVER, goes_on=True) == Becomes((1,))
    assert becomes([line(2)], 1, 5, **at) == Becomes((2,))
    assert becomes([line(2), line(3)], 1, 5, **at) == Becomes((2, 3))
    assert becomes([line(2), line(3, 5)], 1, 5, **at) == Becomes((3,))
    assert becomes([line(2), line(3, 5)], 1, 6, **at) == Becomes((2,))
    assert becomes([line(None)], 1, 5, **at) == Becomes(())
    assert becomes([line(2)], 1, 5, on=CUT_OVER - DAY, goes_on=False) is None


HERE = Candidate(
    list_id=11,
    product_id=2,
    municipality_ids=frozenset({5}),
    stopped_in=frozenset(),
    offered=1,
    waiting=3,
)
SEEKER = Seeker(
    participant_id=1,
    product_id=1,
    municipality_id=5,
    linked=True,
    runs=False,
    deadline_on=FINAL,
    since_on=TODAY,
)


def proposed(seeker: Seeker, *candidates: Candidate, to: Becomes | None) -> Proposal:
    return propose([seeker], candidates, {(1, 5): to})[1]


@pytest.mark.parametrize(
    ("seeker", "candidate", "to", "trouble"),
    [
        (SEEKER, HERE, None, Trouble.UNMAPPED),
        (SEEKER, HERE, Becomes(()), Trouble.ENDS),
        (SEEKER, HERE, Becomes((2, 3)), Trouble.CHOOSE),
        (SEEKER, HERE, Becomes((3,)), Trouble.NO_LIST),
        (SEEKER, replace(HERE, municipality_ids=frozenset({6})), Becomes((2,)), Trouble.NO_LIST),
        (SEEKER, replace(HERE, stopped_in=frozenset({5})), Becomes((2,)), Trouble.STOPPED),
        (replace(SEEKER, linked=False), HERE, Becomes((2,)), Trouble.UNLINKED),
        (replace(SEEKER, runs=True), replace(HERE, offered=0), Becomes((2,)), Trouble.FULL),
    ],
)
def test_why_there_is_no_proposal(
    seeker: Seeker, candidate: Candidate, to: Becomes | None, trouble: Trouble
) -> None:
    assert proposed(seeker, candidate, to=to) == Proposal(trouble=trouble)


def test_a_proposal_goes_to_the_shortest_list_or_where_the_client_stands() -> None:
    longer = replace(HERE, list_id=12, waiting=9)
    assert proposed(SEEKER, longer, HERE, to=Becomes((2,))) == Proposal(11)
    there = replace(SEEKER, stands_on=frozenset({12}))
    assert proposed(there, longer, HERE, to=Becomes((2,))) == Proposal(12)


def test_offered_places_go_to_who_must_go_first() -> None:
    late = replace(SEEKER, participant_id=1, runs=True)
    soon = replace(late, participant_id=2, deadline_on=CUT_OVER)
    found = propose([late, soon], [HERE], {(1, 5): Becomes((2,))})
    assert found == {1: Proposal(trouble=Trouble.FULL), 2: Proposal(11)}


def test_the_picture_draws_each_line_once_and_says_what_it_leaves_out() -> None:
    facts = some_facts(Random(3))
    for after in simulate(facts, on=TODAY).lists:
        drawn = slope(after, {})
        assert len(drawn.strokes) + drawn.left_out == len(after.lines)
        assert sum(stroke.from_y is None for stroke in drawn.strokes) == sum(
            line.comes for line in after.lines
        )
        assert all(stroke.to_y < drawn.height for stroke in drawn.strokes)
