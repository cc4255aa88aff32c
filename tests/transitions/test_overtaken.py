"""Whoever is passed in the batches is whom the simulation named, in whatever order they run."""

from random import Random
from typing import Any

import pytest

from portal.database.transactions import committed
from portal.kernel.actor import Role
from portal.kernel.clock import today
from portal.transitions.actions.collecting import collect
from portal.transitions.actions.deciding import Wish, decide
from portal.transitions.actions.executing import execute
from portal.transitions.actions.presenting import present
from portal.transitions.actions.setting_up import add_receiving, set_up
from portal.transitions.models import Overtaken, Transfer, Transition
from portal.transitions.queries.parts import parts_of
from portal.transitions.queries.reporting import check_of
from portal.transitions.queries.simulating import simulated
from portal.transitions.rules.words import Choice
from portal.waitlists.models import Entry
from portal.waitlists.queries import in_order
from tests.builders import a_member, an_access_team, an_offering
from tests.cast import Cast
from tests.transitions.stories import at, plan, reference_of


async def some_people(cast: Cast, random: Random, lists: list[int], joris: Any) -> None:
    """Each stands on one, two or all three of the lists, since other days."""
    days = random.sample(range(1, 60), 30)
    for _ in range(9):
        actor, town = random.choice([(cast.noor, cast.hoorn), (joris, cast.medemblik)])
        chosen = random.sample(lists, random.choice([1, 1, 2, 3]))
        first = await at(actor, chosen[0], town.id, days.pop())
        known = await reference_of(first)
        for other in chosen[1:]:
            await at(actor, other, town.id, days.pop(), client_reference=known)


async def carried_out(cast: Cast, transition: Transition, random: Random, joris: Any) -> None:
    """Both teams agree with everything; the batches of both run in turn, two clients at a time."""
    for actor, town in ((cast.noor, cast.hoorn), (joris, cast.medemblik)):
        own = [part.id for part in await parts_of(transition, municipality_ids=[town.id])]
        if own:
            await agreed(transition, actor, own)
    towns = [cast.hoorn.id, cast.medemblik.id]
    while towns:
        town_id = random.choice(towns)
        done = await committed(
            lambda t=town_id: execute(cast.rik, transition.id, t, on=today(), most=2)
        )
        if done.batch is None:
            towns.remove(town_id)


async def agreed(transition: Transition, actor: Any, ids: list[int]) -> None:
    wish = Wish(choice=Choice.PROPOSAL)
    await committed(lambda: decide(actor, transition.id, ids, wish, on=today()))


@pytest.mark.parametrize("seed", range(4))
async def test_the_batches_pass_whom_the_simulation_named(cast: Cast, seed: int) -> None:
    random = Random(seed)
    team = await an_access_team([cast.medemblik], "Wijkteam Medemblik")
    joris = await a_member(Role.CONSULTANT, of=team, name="Joris Kok", email="joris@team.example")
    second = await an_offering(await cast.linde_thuis.contract, cast.begeleiding)
    lists = [cast.linde_thuis.id, second.id, cast.anker_thuis.id]
    await some_people(cast, random, lists, joris)
    transition = await committed(lambda: set_up(cast.rik, plan(cast), on=today()))
    await committed(lambda: add_receiving(cast.rik, transition.id, cast.anker_thuis.id, 0))
    await committed(lambda: collect(cast.rik, transition.id))
    await committed(lambda: present(cast.rik, transition.id, on=today()))
    (after,) = (await simulated(transition, on=today())).simulation.lists
    expected = {(one.client_id, one.by_client_id) for one in after.passed}
    merged = {line.client_id for line in after.lines if line.merged}
    await carried_out(cast, transition, random, joris)
    noted = await noted_pairs(transition)
    assert expected <= noted
    # Who passes somebody for a while, until that one merges too, was noted all the same.
    assert all(passed in merged for passed, _ in noted - expected)
    assert [line.client_id for line in after.lines] == [
        entry.need.client_id for entry in await in_order(cast.anker_thuis.id).select_related("need")
    ]
    assert (await check_of(transition)).changed == 0
    assert not await Entry.filter(offering_id__in=lists[:2], ended_at=None).exists()


async def noted_pairs(transition: Transition) -> set[tuple[int, int]]:
    """Who was passed by whom, by client."""
    found: Any = await Overtaken.filter(
        transfer_id__in=[
            one.id for one in await Transfer.filter(participant__transition_id=transition.id)
        ]
    ).values_list("entry__need__client_id", "transfer__entry__need__client_id")
    return set(found)
