"""How fast pages for everybody are answered, beside a constant answer of the same size.

Run: portal bench public [--quick]. The real server runs as a process of its own over the demo, and
wrk asks it what browsers of residents ask. Of each page the constant answer has the headers and the
size; both are asked in turn. "Varied" asks 400 different searches, one after the other.
"""

import asyncio
import statistics
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import httpx

from bench.loading.running import BROWSER, NOBODY, Query, Server, serving
from bench.loading.server import CONSTANT
from bench.loading.wrk import Measured, interleaved, required
from portal.database.connecting import connect, disconnect
from portal.database.migrating import migrate
from portal.database.transactions import committed
from portal.demo.fill import fill
from portal.kernel.clock import today

PAGES: Final = (
    ("start", "/"),
    ("results", "/zoeken/?zoek=begeleiding&bij=1621"),
    ("offering", "/aanbod/1/?bij=hoorn"),
    ("facility", "/voorziening/1/"),
    ("municipality", "/gemeenten/hoorn/"),
    ("waits", "/wachttijden/westfriesland/"),
)
WORDS: Final = (
    "vervoer", "eten", "begeleiding", "mantelzorg", "koffie", "taxi", "logeren", "schulden",
    "wandelen", "dementie",
)  # fmt: skip
PLACES: Final = ("hoorn", "enkhuizen", "gouda", "1621", "opmeer", "medemblik", "bodegraven", "")
CHOICES: Final = ("", "&kosten=gratis", "&open=ma", "&rolstoel=ja", "&voor=ouderen")
VARIED: Final = tuple(
    f"/zoeken/?zoek={word}&bij={place}{choice}"
    for word in WORDS
    for place in PLACES
    for choice in CHOICES
)
GOAL: Final = 0.6


@dataclass(frozen=True, slots=True)
class Effort:
    """How long to measure."""

    rounds: int
    seconds: int


async def filled(url: str) -> None:
    await connect(url)
    await migrate(url)
    await committed(lambda: fill(today()))
    await disconnect()


def measured(server: Server, paths: Sequence[str], effort: Effort) -> tuple[Measured, Measured]:
    """The page and the constant answer that is dressed like it."""
    with httpx.Client(base_url=server.address, headers=BROWSER, timeout=60) as client:
        answers = [client.get(path) for path in paths[:20]]
    assert all(answer.status_code == 200 for answer in answers), paths[0]
    server.dress(answers[0].headers)
    wire = [int(answer.headers["content-length"]) for answer in answers]
    size = int(statistics.median(wire))
    kinds: dict[str, Sequence[Query]] = {
        "constant": [Query(NOBODY, f"{CONSTANT}{size}")],
        "page": [Query(NOBODY, path) for path in paths] * (effort.rounds + 1),
    }
    found = interleaved(server, kinds, rounds=effort.rounds, seconds=effort.seconds)
    return found["page"], found["constant"]


def main(given: Sequence[str]) -> None:
    required()
    effort = Effort(1, 1) if "--quick" in given else Effort(3, 2)
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite://{Path(folder)}/bench.db"
        asyncio.run(filled(url))
        print("| page | requests/s | constant | share | p50 ms | p99 ms | bytes | errors |")
        print("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
        with serving(url, 8_108, Query(NOBODY, "/")) as server:
            for name, paths in (*((name, (path,)) for name, path in PAGES), ("varied", VARIED)):
                page, constant = measured(server, paths, effort)
                share = page.per_second / constant.per_second
                print(
                    f"| {name} | {page.per_second:,.0f} | {constant.per_second:,.0f} | {share:.0%}"
                    f"{'' if share >= GOAL else ' (missed)'} | {page.p50:.2f} | {page.p99:.2f}"
                    f" | {page.bytes_each:,.0f} | {page.errors + constant.errors} |",
                    flush=True,
                )


if __name__ == "__main__":
    main(sys.argv[1:])
