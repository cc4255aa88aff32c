"""How long the busiest pages take over the demo, without a network: median and 90th percentile.

Run: portal bench pages [TIMES]. DATABASE_URL names an empty database; without it a SQLite file is
made and thrown away. A constant answer of the same server stands beside the pages, to compare by.
"""

import asyncio
import os
import statistics
import sys
import tempfile
import time

from httpx import ASGITransport, AsyncClient

from portal.accounts.actions.sessions import start_session
from portal.accounts.models import Membership
from portal.accounts.queries import actor_with_membership
from portal.app import create_app
from portal.database.connecting import connect, disconnect
from portal.database.migrating import migrate
from portal.database.transactions import committed
from portal.demo.fill import fill
from portal.kernel.clock import today
from portal.web.static import static

PAGES = (
    ("constant answer (style sheet)", "aanbieder@demo.test", ""),
    ("desk of a provider, 16 offerings", "aanbieder@demo.test", "/aanbieder/"),
    ("desk of a provider, 40 offerings", "beheer@zorggroep-de-dijken.example", "/aanbieder/"),
    ("form to change one offering", "aanbieder@demo.test", "/aanbieder/aanbod/1/wijzigen/"),
    ("search, 213 offerings in the region", "consulent@demo.test", "/beschikbaarheid/"),
    ("search, one product", "consulent@demo.test", "/beschikbaarheid/?product=02BGB"),
    ("desk of the region", "regio@demo.test", "/regio/"),
)


async def signed_in(browser: AsyncClient, email: str) -> None:
    membership = await Membership.get(person__email=email)
    actor = await actor_with_membership(membership.id)
    assert actor is not None
    browser.cookies.set("session", await start_session(actor), domain="portal.test")


async def timed(browser: AsyncClient, path: str, times: int) -> tuple[float, float]:
    taken: list[float] = []
    for _ in range(times + 3):
        start = time.perf_counter()
        answer = await browser.get(path)
        taken.append((time.perf_counter() - start) * 1000)
        assert answer.status_code == 200, path
    return statistics.median(taken[3:]), statistics.quantiles(taken[3:], n=10)[-1]


async def measure(url: str, times: int) -> None:
    await connect(url)
    await migrate(url)
    await committed(lambda: fill(today()))
    app = ASGITransport(create_app(with_lifespan=False))
    print(f"| page ({times} times) | median ms | 90 % ms |\n| --- | ---: | ---: |")
    async with AsyncClient(transport=app, base_url="http://portal.test") as browser:
        for name, email, path in PAGES:
            await signed_in(browser, email)
            median, slow = await timed(browser, path or static("portal.css"), times)
            print(f"| {name} | {median:.1f} | {slow:.1f} |")
    await disconnect()


def main() -> None:
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 40
    with tempfile.TemporaryDirectory() as folder:
        url = os.environ.get("DATABASE_URL", f"sqlite://{folder}/bench.db")
        asyncio.run(measure(url, times))


if __name__ == "__main__":
    main()
