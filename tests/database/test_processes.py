"""Two real processes on one database: no error, no lost update."""

import asyncio
import sys
from asyncio.subprocess import PIPE, Process

from portal.catalogue.models import Region
from tests.builders import a_region

TIMES = 200
COUNT_UP = """
import asyncio, sys
from portal.catalogue.models import Region
from portal.database.connecting import connect, disconnect
from portal.database.transactions import committed

async def one_more():
    region = await Region.all().select_for_update().get()
    region.default_cadence_days += 1
    await region.save()

async def main():
    await connect(sys.argv[1])
    print("ready", flush=True)
    sys.stdin.readline()
    for _ in range(int(sys.argv[2])):
        await committed(one_more)
    await disconnect()

asyncio.run(main())
"""


async def test_two_processes_that_read_and_write_lose_nothing(db: str) -> None:
    await a_region("Teller", default_cadence_days=0)
    processes = [await _counting_up(db), await _counting_up(db)]
    try:
        async with asyncio.timeout(60):  # a failed process may hang on its open transaction
            for process in processes:
                assert process.stdout
                assert await process.stdout.readline() == b"ready\n"
            ended = await asyncio.gather(*(p.communicate(b"go\n") for p in processes))
    finally:
        for process in processes:
            if process.returncode is None:
                process.kill()
                await process.wait()
    assert [errors.decode() for _, errors in ended] == ["", ""]
    assert (await Region.get()).default_cadence_days == 2 * TIMES


async def _counting_up(url: str) -> Process:
    """A process that waits for a word and then counts; both start when both are ready."""
    return await asyncio.create_subprocess_exec(
        sys.executable, "-c", COUNT_UP, url, str(TIMES), stdin=PIPE, stdout=PIPE, stderr=PIPE
    )
