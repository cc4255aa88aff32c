"""A process of its own that searches as a consultant until it is told how that went.

Run as `python -m bench.filling.searcher URL TOKEN`. It says "ready", and after each line that it
reads how many searches it did since the last, their median and their 99th percentile in
milliseconds. It ends with its input.
"""

import asyncio
import statistics
import sys
import time
from itertools import cycle
from typing import Final

from httpx import ASGITransport, AsyncClient

from portal.app import create_app
from portal.database.changes import feed
from portal.database.connecting import connect, disconnect

ASKED: Final = (
    "/beschikbaarheid/",
    "/beschikbaarheid/?product=02BGB",
    "/beschikbaarheid/?zoek=begeleiding",
    "/beschikbaarheid/?status=capacity",
)
PAUSE: Final = 0.02


async def search(browser: AsyncClient, taken: list[float]) -> None:
    for path in cycle(ASKED):
        start = time.perf_counter()
        answer = await browser.get(path)
        assert answer.status_code == 200, path
        taken.append((time.perf_counter() - start) * 1000)
        await asyncio.sleep(PAUSE)


async def main(url: str, token: str) -> None:
    await connect(url)
    await feed.open(url)
    app = ASGITransport(create_app(with_lifespan=False))
    async with AsyncClient(transport=app, base_url="http://portal.test") as browser:
        browser.cookies.set("session", token, domain="portal.test")
        for path in ASKED:
            await browser.get(path)
        taken: list[float] = []
        searching = asyncio.create_task(search(browser, taken))
        print("ready", flush=True)
        while await asyncio.to_thread(sys.stdin.readline):
            if searching.done():
                searching.result()
            slow = statistics.quantiles(taken, n=100)[-1]
            print(len(taken), f"{statistics.median(taken):.2f}", f"{slow:.2f}", flush=True)
            taken.clear()
        searching.cancel()
    await feed.close()
    await disconnect()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
