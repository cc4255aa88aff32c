"""How long a place on a waitlist, and the page of a list, take: few entries and very many.

Run: portal bench places [ENTRIES] [LISTS]. The same lists of fifty people, once fifty of them and
once five thousand, in SQLite and, where a server is (TEST_POSTGRES_URL), PostgreSQL. Milliseconds,
in process, without a network; a search of a region stands beside it, to compare by.
"""

import asyncio
import statistics
import sys
import time
from collections.abc import Awaitable, Callable
from random import Random
from typing import Final

from httpx import ASGITransport, AsyncClient

from bench.filling.crowd import Crowd
from bench.filling.databases import forget_kind, fresh, kinds
from portal.accounts.actions.sessions import start_session
from portal.app import create_app
from portal.availability.models import Offering
from portal.database.changes import feed
from portal.database.connecting import connect, database, disconnect
from portal.database.transactions import committed
from portal.kernel.actor import Actor
from portal.providers.models import ServiceArea, ServiceAreaPart
from portal.waitlists.models import Entry
from portal.waitlists.queries import entry_for, place_of, standing_of
from tests.cast import Cast, enter

FEW: Final = (2_500, 50)
ASKED: Final = 300
PAGES: Final = 40
PLACE_MS: Final = 2.0
SLOWER: Final = 1.5


async def lists_made(cast: Cast, lists: int) -> list[Offering]:
    """So many offerings of De Linde, each in an area of its own."""
    contract = await cast.linde_thuis.contract
    areas = [
        ServiceArea(
            id=10_000 + number,
            region_id=cast.westfriesland.id,
            provider_id=cast.linde.id,
            name=f"Gebied {number}",
        )
        for number in range(lists)
    ]
    await ServiceArea.bulk_create(areas, batch_size=500)
    await ServiceAreaPart.bulk_create(
        [
            ServiceAreaPart(
                region_id=one.region_id, service_area_id=one.id, municipality_id=cast.hoorn.id
            )
            for one in areas
        ],
        batch_size=500,
    )
    offerings = [
        Offering(
            id=10_000 + number,
            region_id=cast.westfriesland.id,
            provider_id=cast.linde.id,
            product_id=cast.begeleiding.id,
            contract_id=contract.id,
            service_area_id=10_000 + number,
        )
        for number in range(lists)
    ]
    await Offering.bulk_create(offerings, batch_size=500)
    return offerings


async def timed(asked: list[int], ask: Callable[[int], Awaitable[object]]) -> tuple[float, float]:
    """The median and the 99th percentile of asking each, in milliseconds."""
    taken: list[float] = []
    for one in asked:
        start = time.perf_counter()
        await ask(one)
        taken.append((time.perf_counter() - start) * 1000)
    return statistics.median(taken), statistics.quantiles(taken, n=100)[-1]


async def told_why(actor: Actor, entry_id: int) -> None:
    await standing_of(await entry_for(actor, entry_id))


async def analysed() -> None:
    """As autovacuum does after so many rows."""
    await database().execute_script("ANALYZE")


async def measure(kind: str, entries: int, lists: int) -> float:
    """The median time of one place."""
    async with fresh(kind) as url:
        await connect(url)
        try:
            cast = await committed(enter)
            offerings = await committed(lambda: lists_made(cast, lists))
            crowd = Crowd(cast)
            await committed(lambda: crowd.spread(offerings, entries // lists))
            await analysed()
            first = (await Entry.all().order_by("id").first() or Entry()).id
            random = Random(1)
            some = [first + random.randrange(entries) for _ in range(ASKED)]
            places = await timed(some, place_of)
            whys = await timed(some[:100], lambda one: told_why(cast.sanne, one))
            await feed.open(url)
            pages = await pages_of(cast, [one.id for one in random.sample(offerings, PAGES)])
            await feed.close()
        finally:
            await disconnect()
            forget_kind()
    name = "PostgreSQL" if kind != "SQLite" else kind
    cells = " | ".join(f"{median:.2f} | {slow:.2f}" for median, slow in (places, whys, *pages))
    print(f"| {name} | {entries:,} | {lists:,} | {cells} |", flush=True)
    return places[0]


async def pages_of(cast: Cast, lists: list[int]) -> list[tuple[float, float]]:
    """The page of a list, and a search of the region beside it."""
    app = ASGITransport(create_app(with_lifespan=False))
    async with AsyncClient(transport=app, base_url="http://portal.test") as browser:

        async def ask(path: str) -> None:
            answer = await browser.get(path)
            assert answer.status_code == 200, path

        browser.cookies.set("session", await start_session(cast.sanne), domain="portal.test")
        await ask(f"/aanbieder/wachtlijst/{lists[0]}/")
        found = [await timed(lists, lambda one: ask(f"/aanbieder/wachtlijst/{one}/"))]
        browser.cookies.set("session", await start_session(cast.noor), domain="portal.test")
        await ask("/beschikbaarheid/")
        return [*found, await timed([1] * PAGES, lambda _: ask("/beschikbaarheid/"))]


async def main(entries: int, lists: int) -> bool:
    """Whether the place is quick, and hardly slower among very many."""
    met = True
    names = ("place", "place and why", "page of a list", "search")
    print("| | entries | lists | " + " | ".join(f"{name} | 99 %" for name in names) + " |")
    print("| --- | ---: | ---: |" + " ---: |" * 2 * len(names))
    for kind in await kinds():
        few = await measure(kind, *FEW)
        many = await measure(kind, entries, lists)
        met = met and many <= PLACE_MS and many <= few * SLOWER
    return met


if __name__ == "__main__":
    numbers = [int(argument) for argument in sys.argv[1:]]
    asked_entries, asked_lists = [*numbers, *(250_000, 5_000)[len(numbers) :]]
    sys.exit(0 if asyncio.run(main(asked_entries, asked_lists)) else 1)
