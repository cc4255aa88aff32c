"""A hundred thousand deeds on waitlists by chance alone, compared with a naive model after each.

Run: portal bench waitlists [DEEDS] [SEED]. Without a PostgreSQL server (TEST_POSTGRES_URL) only
SQLite is used. It stops at the first difference, and names the seed that leads there again.
"""

import asyncio
import os
import pickle
import shutil
import sys
import tempfile
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from random import Random

from bench.filling.databases import POSTGRES, SQLITE, kinds
from tests.databases import drop_postgres, fresh_postgres, fresh_sqlite, make_postgres, make_sqlite
from tests.staging import enter_postgres, enter_sqlite, set_the_stage
from tests.waitlists.world import DEEDS, World, check

CHAPTER = 250
"""So many deeds in one world; then everybody begins anew."""


@asynccontextmanager
async def sqlite(folder: Path) -> AsyncGenerator[World]:
    async with fresh_sqlite(folder / "stage.db", folder / "open.db"):
        yield World(pickle.loads((folder / "cast").read_bytes()))


@asynccontextmanager
async def postgres(url: str, pickled: bytes) -> AsyncGenerator[World]:
    async with fresh_postgres(url):
        await set_the_stage()
        yield World(pickle.loads(pickled))


async def lived(world: World, seed: int, deeds: int) -> None:
    chance = Random(seed)
    await world.begin()
    for number in range(deeds):
        deed = chance.choice(DEEDS)
        try:
            await deed(world, chance.choice)
            await check(world)
        except BaseException:
            print(f"difference at seed {seed}, deed {number}: {deed.__name__}")
            raise


async def on_sqlite(first: int, deeds: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copyfile(await make_sqlite(folder / "empty.db"), folder / "stage.db")
        (folder / "cast").write_bytes(await enter_sqlite(folder / "stage.db"))
        for seed, part in chapters(first, deeds):
            async with sqlite(folder) as world:
                await lived(world, seed, part)


async def on_postgres(first: int, deeds: int) -> None:
    url = await make_postgres(f"portal_bench_{os.getpid()}")
    try:
        pickled = await enter_postgres(url)
        for seed, part in chapters(first, deeds):
            async with postgres(url, pickled) as world:
                await lived(world, seed, part)
    finally:
        await drop_postgres(url)


def chapters(first: int, deeds: int) -> list[tuple[int, int]]:
    """The seed of each world, and how many deeds happen in it."""
    starts = range(0, deeds, CHAPTER)
    return [(first + n, min(CHAPTER, deeds - start)) for n, start in enumerate(starts)]


async def measure(deeds: int, first: int) -> None:
    for kind in await kinds():
        start = time.perf_counter()
        await {SQLITE: on_sqlite, POSTGRES: on_postgres}[kind](first, deeds)
        seconds = time.perf_counter() - start
        print(f"{kind}: {deeds} deeds, no difference, {deeds / seconds:.0f} deeds/s", flush=True)


if __name__ == "__main__":
    arguments = [int(argument) for argument in sys.argv[1:]]
    deeds_asked, seed_asked = [*arguments, *(100_000, 1)[len(arguments) :]]
    asyncio.run(measure(deeds_asked, seed_asked))
