"""Nobody who reads waits for somebody who writes."""

import asyncio

from portal.accounts.models import Person
from portal.database.transactions import committed
from tests.browser_client import Browser
from tests.cast import Cast


async def test_a_long_write_holds_up_no_page(cast: Cast, browser: Browser) -> None:
    await browser.sign_in(cast.noor)
    begun, done = asyncio.Event(), asyncio.Event()

    async def slow_import() -> None:
        await Person.filter(id=cast.sanne.person_id).update(name="Sanne de Wit-Bos")
        begun.set()
        await done.wait()

    writing = asyncio.create_task(committed(slow_import))
    await begun.wait()
    page = await asyncio.wait_for(browser.get("/beschikbaarheid/"), timeout=5)
    assert page.status_code == 200
    assert not writing.done()
    done.set()
    await writing
