"""How fast the search answers over a country, and how soon it tells what was saved.

Run: portal bench search [--offerings N ...] [--on SQLite PostgreSQL] [--quick]. The real server
runs as a process of its own and wrk asks it what consultants of 42 regions ask, as htmx does.
A constant answer with the same headers and size, of the same server, stands beside it. Databases
are made and thrown away; TEST_POSTGRES_URL names the server, DATABASE_URL one empty database.
"""

import argparse
import asyncio
import os
import statistics
import sys
import time
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final

import httpx

from bench.country import Country, fill
from bench.filling.databases import POSTGRES, SQLITE, fresh, kinds, migrated
from bench.loading.queries import varied
from bench.loading.running import Query, Server, answered, serving
from bench.loading.saving import Saves, at_once, one_by_one, visible
from bench.loading.server import CONSTANT
from bench.loading.wrk import Measured, interleaved, required

SURVEYED: Final = 42
KNOWN: Final = (
    "constant answer",
    "a thousand searches, no two alike in a row",
    "the same search again",
)
NEW: Final = ("constant answer", "searches that nobody asked before")
PROCESSES: Final = {SQLITE: (1,), POSTGRES: (1, 2, 4)}
THOUSAND: Final = 1_000
SAVES: Final = 200
SEEN: Final = 20


@dataclass(frozen=True, slots=True)
class Effort:
    """How long to measure."""

    rounds: int
    seconds: int
    saves: int
    seen: int
    distinct: int
    """Searches that all differ; a round that asks more than its part begins it again."""


USUAL: Final = Effort(rounds=5, seconds=6, saves=SAVES, seen=SEEN, distinct=200_000)
QUICK: Final = Effort(rounds=1, seconds=1, saves=8, seen=2, distinct=4_000)


@dataclass(frozen=True, slots=True)
class Run:
    """One database with so many offerings, and how to measure there."""

    kind: str
    url: str
    country: Country
    port: int
    effort: Effort
    queries: Sequence[Query]


async def measure(kind: str, offerings: int, port: int, effort: Effort) -> None:
    """All tables of one database with so many offerings."""
    async with _database(kind) as url:
        start = time.perf_counter()
        country = await fill(url, offerings)
        filled = time.perf_counter() - start
        print(f"\n### {kind}, {offerings:,} offerings (filled in {filled:.1f} s)\n")
        run = Run(
            kind, url, country, port, effort, varied(tuple(country.searchers), effort.distinct)
        )
        await _one_process(run)
        for processes in PROCESSES[kind][1:]:
            with serving(url, port, run.queries[0], processes=processes) as server:
                _table(f"{processes} processes", _searched(run, server))
                print(f"\nMemory of all processes: {server.memory()} MB.", flush=True)


@asynccontextmanager
async def _database(kind: str) -> AsyncGenerator[str]:
    if given := os.environ.get("DATABASE_URL"):
        await migrated(given)
        yield given
        return
    async with fresh(kind) as url:
        yield url


async def _one_process(run: Run) -> None:
    with serving(run.url, run.port, run.queries[0]) as server:
        at_start = server.memory()
        _table("1 process", _searched(run, server))
        print(
            f"\nFrom start to the first right answer: {server.cold_start:.1f} s."
            f" Memory: {at_start} MB after it, {server.memory()} MB after the rounds.\n"
        )
        await _saved(run, server)


async def _saved(run: Run, server: Server) -> None:
    writers = run.country.writers[: run.effort.saves]
    one = await one_by_one(server, writers)
    many = await at_once(server, writers)
    with serving(run.url, run.port + 1, run.queries[0]) as other:
        shown = await visible(server, other, run.country.writers[-run.effort.seen :])
    print("| saving a row | median ms | p99 ms | all together s | errors |")
    print("| --- | ---: | ---: | ---: | ---: |")
    print(_saves(f"{len(writers)} one by one", one))
    print(_saves(f"{len(writers)} at once", many))
    print(
        f"\nSeen in another process after {statistics.median(shown):.0f} ms"
        f" (median of {len(shown)}), {max(shown):.0f} ms at most.",
        flush=True,
    )


def _saves(name: str, saves: Saves) -> str:
    told = f"{saves.median:.1f} | {saves.p99:.1f} | {saves.total / 1000:.2f} | {saves.errors}"
    return f"| {name} | {told} |"


def _searched(run: Run, server: Server) -> tuple[dict[str, Measured], dict[str, Measured]]:
    with httpx.Client(base_url=server.address, timeout=60) as client:
        answers = [answered(client, query) for query in run.queries[:SURVEYED]]
    server.dress(answers[0].headers)
    sizes = [len(answer.content) for answer in answers]
    size = int(statistics.median(sizes))
    constant = [Query("nobody", f"{CONSTANT}{size}")]
    thousand = [*run.queries[:THOUSAND]] * (run.effort.rounds + 1)
    known = (constant, thousand, [_nearest(run.queries, sizes, size)])
    # What nobody asked before fills the memory of answers: it comes after what may be kept there.
    return _in_turn(run, server, KNOWN, known), _in_turn(run, server, NEW, (constant, run.queries))


def _in_turn(
    run: Run, server: Server, kinds: Sequence[str], asked: Sequence[Sequence[Query]]
) -> dict[str, Measured]:
    rounds = dict(zip(kinds, asked, strict=True))
    return interleaved(server, rounds, rounds=run.effort.rounds, seconds=run.effort.seconds)


def _nearest(queries: Sequence[Query], sizes: Sequence[int], size: int) -> Query:
    """The search of which the answer is as large as the constant one."""
    return min(zip(queries, sizes, strict=False), key=lambda one: abs(one[1] - size))[0]


def _table(name: str, both: tuple[dict[str, Measured], dict[str, Measured]]) -> None:
    print(f"\n| {name} | requests/s | of constant | p50 ms | p99 ms | bytes | errors |")
    print("| --- | ---: | ---: | ---: | ---: | ---: | ---: |")
    for found in both:
        constant = found[KNOWN[0]]
        for kind, one in found.items():
            share = one.per_second / constant.per_second
            print(
                f"| {kind} | {one.per_second:,.0f} | {share:.1%} | {one.p50:.2f} | {one.p99:.2f}"
                f" | {one.bytes_each:,.0f} | {one.errors} |",
                flush=True,
            )


def _arguments(given: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="portal bench search", description=__doc__)
    parser.add_argument("--offerings", type=int, nargs="+", default=[1_000, 20_000, 100_000])
    parser.add_argument("--on", nargs="+", choices=[SQLITE, POSTGRES], help="default: what is here")
    parser.add_argument("--port", type=int, default=8_106, help="this one and the next are used")
    parser.add_argument("--quick", action="store_true", help="300 offerings, rounds of a second")
    return parser.parse_args(given)


async def main(given: Sequence[str]) -> None:
    """Measure on each database that is asked for and here."""
    required()
    asked = _arguments(given)
    sizes: list[int] = [300] if asked.quick else asked.offerings
    for offerings in sizes:
        for kind in asked.on or await _here():
            await measure(kind, offerings, asked.port, QUICK if asked.quick else USUAL)


async def _here() -> list[str]:
    if given := os.environ.get("DATABASE_URL"):
        return [SQLITE if given.startswith("sqlite") else POSTGRES]
    return await kinds()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1:]))
