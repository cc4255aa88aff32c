"""Rounds of wrk: a constant answer, searches that differ and searches that repeat, in turn."""

import json
import shutil
import statistics
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bench.loading.running import Query, Server

CONNECTIONS: Final = 16
SCRIPT: Final = Path(__file__).parent.parent / "search.lua"
MISSING: Final = "wrk is not installed; on Debian: apt-get install wrk"


@dataclass(frozen=True, slots=True)
class Round:
    """What wrk saw in one round."""

    per_second: float
    p50: float
    p99: float
    bytes_each: float
    errors: int
    requests: int


@dataclass(frozen=True, slots=True)
class Measured:
    """The median over rounds; errors are added up."""

    per_second: float
    p50: float
    p99: float
    bytes_each: float
    errors: int


def required() -> None:
    """Stop with a clear message where wrk is missing."""
    if shutil.which("wrk") is None:
        raise SystemExit(MISSING)


def interleaved(
    server: Server, kinds: dict[str, Sequence[Query]], *, rounds: int, seconds: int
) -> dict[str, Measured]:
    """Each kind in turn, so that a noisy minute strikes all alike.

    Each round has a part of the queries to itself; what is to be asked again stands in each part.
    """
    parts = {name: _parts(queries, rounds + 1) for name, queries in kinds.items()}
    # Counting each status costs wrk time, so that happens before it is timed.
    checks = {name: _round(server, some[0], seconds=1, check=True) for name, some in parts.items()}
    seen: dict[str, list[Round]] = {name: [] for name in kinds}
    for number in range(1, rounds + 1):
        for name, some in parts.items():
            seen[name].append(_round(server, some[number], seconds=seconds))
    return {name: _median(some, checks[name]) for name, some in seen.items()}


def _parts(queries: Sequence[Query], count: int) -> list[Sequence[Query]]:
    """So many parts that have nothing in common; of a single query each part has that one."""
    size = len(queries) // count
    return [queries[at * size : (at + 1) * size] or queries for at in range(count)]


def _round(server: Server, queries: Sequence[Query], *, seconds: int, check: bool = False) -> Round:
    with tempfile.NamedTemporaryFile("w", encoding="ascii") as file:
        file.writelines(query.line for query in queries)
        file.flush()
        return _asked(server, file.name, seconds, "check" if check else "quick")


def _asked(server: Server, file: str, seconds: int, how: str) -> Round:
    command = [
        *("wrk", "--threads", "1", "--connections", str(CONNECTIONS), "--latency"),
        *("--duration", f"{seconds}s", "--timeout", "30s", "--script", str(SCRIPT)),
        *(server.address, "--", file, how),
    ]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    found = [line for line in ran.stdout.splitlines() if line.startswith("RESULT ")]
    if not found:
        raise SystemExit(f"wrk failed: {ran.stdout}{ran.stderr}")
    told = json.loads(found[0].removeprefix("RESULT "))
    requests = max(1, told["requests"])
    return Round(
        per_second=told["requests"] / told["microseconds"] * 1e6,
        p50=told["p50"] / 1000,
        p99=told["p99"] / 1000,
        bytes_each=told["bytes"] / requests,
        errors=told["errors"],
        requests=told["requests"],
    )


def _median(rounds: Sequence[Round], checked: Round) -> Measured:
    return Measured(
        per_second=statistics.median(one.per_second for one in rounds),
        p50=statistics.median(one.p50 for one in rounds),
        p99=statistics.median(one.p99 for one in rounds),
        bytes_each=statistics.median(one.bytes_each for one in rounds),
        errors=checked.errors + sum(one.errors for one in rounds),
    )
