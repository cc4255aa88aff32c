"""How long a transition of many clients takes to simulate and to carry out.

Run: portal bench transitions [CLIENTS] [searching]. Half of the clients stand on each of two
releasing lists, a few on a receiving list too; they go to four receiving lists with people on them.
Everything is decided; then it is carried out in batches of 500, each with its mails and its
journal. Without a
PostgreSQL server (TEST_POSTGRES_URL) only SQLite is used. With `searching` another process
searches before and meanwhile, and its times stand beside each other.
"""

import asyncio
import sys
import time
from asyncio.subprocess import PIPE, Process
from typing import Final

from bench.filling.crowd import Crowd
from bench.filling.databases import forget_kind, fresh, kinds
from portal.accounts.actions.sessions import start_session
from portal.database.connecting import connect, disconnect
from portal.database.transactions import committed, read
from portal.kernel.clock import now, today
from portal.transitions.actions.collecting import collect
from portal.transitions.actions.executing import execute
from portal.transitions.actions.presenting import present
from portal.transitions.actions.setting_up import add_receiving, set_up
from portal.transitions.models import Decision, DecisionTarget, Participant, Transition
from portal.transitions.queries.simulating import simulated
from portal.transitions.rules.words import Choice
from tests.builders import an_offering
from tests.cast import Cast, enter
from tests.transitions.stories import plan

THERE: Final = 500
SIMULATE_SECONDS: Final = 5.0
EXECUTE_SECONDS: Final = 20.0
ALONE_SECONDS: Final = 10.0


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


class Searcher:
    """Somebody in another process who searches all the time."""

    def __init__(self, process: Process) -> None:
        self.process = process

    @classmethod
    async def begun(cls, url: str, cast: Cast) -> "Searcher":
        """One who has just begun, after the first searches."""
        token = await start_session(cast.noor)
        command = (sys.executable, "-m", "bench.filling.searcher", url, token)
        one = cls(await asyncio.create_subprocess_exec(*command, stdin=PIPE, stdout=PIPE))
        await one._line()
        return one

    async def told(self) -> str:
        """How many searches since the last time, their median and 99th percentile."""
        assert self.process.stdin
        self.process.stdin.write(b"\n")
        return await self._line()

    async def _line(self) -> str:
        assert self.process.stdout
        return (await self.process.stdout.readline()).decode().strip()

    async def ended(self) -> None:
        """Done searching."""
        assert self.process.stdin
        self.process.stdin.close()
        await self.process.wait()


async def searched_meanwhile(url: str, cast: Cast, transition: Transition) -> None:
    """Searches on their own for ten seconds, and then while the batches run."""
    searcher = await Searcher.begun(url, cast)
    await asyncio.sleep(ALONE_SECONDS)
    alone = await searcher.told()
    await executed(cast, transition)
    during = await searcher.told()
    await searcher.ended()
    print(f"searches, median and 99 % in ms: alone {alone}; meanwhile {during}", flush=True)


async def measure(people: int, *, searching: bool) -> bool:
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
                if searching:
                    await searched_meanwhile(url, cast, transition)
                    continue
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
    sys.exit(0 if asyncio.run(measure(asked, searching="searching" in sys.argv)) else 1)
