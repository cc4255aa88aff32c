"""How long a transition of many clients takes to simulate and to carry out.

Run: portal bench transitions [CLIENTS]. Half of the clients stand on each of two releasing lists,
a few on a receiving list too; they go to four receiving lists with people on them. Everything is
decided; then it is carried out in batches of 500, each with its mails and its journal. Without a
PostgreSQL server (TEST_POSTGRES_URL) only SQLite is used.
"""

import asyncio
import sys
import time
from datetime import datetime, timedelta
from itertools import count
from typing import Final

from bench.filling.databases import forget_kind, fresh, kinds
from portal.availability.models import Offering
from portal.database.connecting import connect, disconnect
from portal.database.transactions import committed, read
from portal.kernel.clock import AMSTERDAM, now, today
from portal.transitions.actions.collecting import collect
from portal.transitions.actions.executing import execute
from portal.transitions.actions.presenting import present
from portal.transitions.actions.setting_up import add_receiving, set_up
from portal.transitions.models import Decision, DecisionTarget, Participant, Transition
from portal.transitions.queries.simulating import simulated
from portal.transitions.rules.words import Choice
from portal.waitlists.models import Client, Entry, Need
from portal.waitlists.rules.key import Urgency
from portal.waitlists.rules.moves import Status
from tests.builders import an_offering
from tests.cast import Cast, enter
from tests.transitions.stories import plan

BOTH_EVERY: Final = 50
THERE: Final = 500
SIMULATE_SECONDS: Final = 5.0
EXECUTE_SECONDS: Final = 20.0


class Crowd:
    """Clients with a need, in as few statements as possible."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.numbers = count(1)
        self.draws = count(1)

    async def stand(self, offering: Offering, people: int, *also: Offering) -> None:
        """So many people more on this list; every fiftieth on another one too."""
        ids = [next(self.numbers) for _ in range(people)]
        region, town = self.cast.westfriesland.id, self.cast.hoorn.id
        moment = now()
        await Client.bulk_create(
            [
                Client(
                    id=one,
                    region_id=region,
                    municipality_id=town,
                    reference=f"WF-{one:08}",
                    created_at=moment,
                    linked_at=moment,
                )
                for one in ids
            ],
            batch_size=1_000,
        )
        await Need.bulk_create(
            [Need(id=one, region_id=region, client_id=one, category="02") for one in ids],
            batch_size=1_000,
        )
        entries = [self._entry(offering, one) for one in ids]
        entries += [self._entry(other, one) for one in ids[::BOTH_EVERY] for other in also]
        await Entry.bulk_create(entries, batch_size=1_000)

    def _entry(self, offering: Offering, need_id: int) -> Entry:
        draw = next(self.draws)
        day = today() - timedelta(days=draw * 7919 % 400)
        return Entry(
            region_id=offering.region_id,
            offering_id=offering.id,
            need_id=need_id,
            urgency=Urgency.REGULAR,
            registered_on=day,
            registered_at=datetime(day.year, day.month, day.day, 9, tzinfo=AMSTERDAM),
            draw=draw,
            status=Status.WAITING,
            opened_on=day,
            opened_at=now(),
        )


async def prepared(cast: Cast, people: int) -> Transition:
    """Everybody collected, proposed and decided."""
    crowd = Crowd(cast)
    second = await an_offering(await cast.linde_thuis.contract, cast.begeleiding)
    receiving = [cast.anker_thuis]
    contract = await cast.anker_thuis.contract
    for _ in range(3):
        receiving.append(await an_offering(contract, cast.begeleiding))  # noqa: PERF401
    for one in receiving:
        await crowd.stand(one, THERE)
    for one in (cast.linde_thuis, second):
        await crowd.stand(one, people // 2, receiving[0])
    transition = await set_up(cast.rik, plan(cast), on=today())
    for one in receiving:
        await add_receiving(cast.rik, transition.id, one.id, 0)
    await collect(cast.rik, transition.id)
    return transition


async def decided(cast: Cast, transition: Transition) -> None:
    """Everybody agrees, in a few statements: deciding is measured elsewhere."""
    found = await Participant.filter(transition_id=transition.id)
    await Decision.bulk_create(
        [
            Decision(
                id=one.id,
                region_id=one.region_id,
                participant_id=one.id,
                choice=Choice.PROPOSAL,
                decided_on=today(),
                decided_at=now(),
                decided_by_id=cast.noor.person_id,
            )
            for one in found
        ],
        batch_size=1_000,
    )
    await DecisionTarget.bulk_create(
        [
            DecisionTarget(region_id=one.region_id, decision_id=one.id, offering_id=one.proposed_id)
            for one in found
        ],
        batch_size=1_000,
    )


async def executed(cast: Cast, transition: Transition) -> tuple[int, int]:
    """Batch after batch until nothing is ready; how many batches and clients."""
    batches = clients = 0
    while True:
        done = await committed(lambda: execute(cast.rik, transition.id, cast.hoorn.id, on=today()))
        if done.batch is None:
            return batches, clients
        batches, clients = batches + 1, clients + done.total


async def measure(people: int) -> bool:
    """Whether both targets were met, on each kind of database that is here."""
    met = True
    for kind in await kinds():
        async with fresh(kind) as url:
            await connect(url)
            try:
                cast = await committed(enter)
                transition = await committed(lambda cast=cast: prepared(cast, people))
                start = time.perf_counter()
                found = await read(lambda t=transition: simulated(t, on=today()))
                simulating = time.perf_counter() - start
                await committed(lambda c=cast, t=transition: present(c.rik, t.id, on=today()))
                await committed(lambda c=cast, t=transition: decided(c, t))
                start = time.perf_counter()
                batches, clients = await executed(cast, transition)
                executing = time.perf_counter() - start
            finally:
                await disconnect()
                forget_kind()
        passed = sum(len(one.passed) for one in found.simulation.lists)
        print(
            f"{kind}: {found.simulation.participants} simulated in {simulating:.2f} s"
            f" ({passed} passed by a merge); {clients} carried out in {batches} batches in"
            f" {executing:.2f} s",
            flush=True,
        )
        met = met and simulating < SIMULATE_SECONDS and executing < EXECUTE_SECONDS
    return met


if __name__ == "__main__":
    asked = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    sys.exit(0 if asyncio.run(measure(asked)) else 1)
