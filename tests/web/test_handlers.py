"""One word per handler: the database holds it to what it says."""

from collections.abc import AsyncIterator

import pytest
from httpx import ASGITransport
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from portal.accounts.models import Person
from portal.app import create_app
from portal.database.transactions import committed
from portal.journal.models import JournalEntry, Kind
from portal.web import handlers
from portal.web.handlers import looks, prepares, reads, shown, writes
from tests.browser_client import Browser
from tests.builders import a_person
from tests.cast import Cast


async def adds(_request: Request) -> Response:
    await a_person("Nieuw", "nieuw@voorbeeld.example")
    return PlainTextResponse("added")


async def adds_and_fails(request: Request) -> Response:
    await adds(request)
    raise ValueError("too late")


async def shows(request: Request) -> Response:
    shown(request, "person", [3, 1, 2], action="people.listed")
    return PlainTextResponse("three people")


async def adds_after_slow_work(request: Request) -> Response:
    return await committed(lambda: adds(request))


WORDS = {
    "/reads/": reads(adds),
    "/looks/": looks(shows),
    "/looks-and-adds/": looks(adds),
    "/writes/": writes(adds),
    "/writes-and-fails/": writes(adds_and_fails),
    "/prepares/": prepares(adds_after_slow_work),
}


@pytest.fixture
async def sannes_browser(cast: Cast) -> AsyncIterator[Browser]:
    app = create_app(with_lifespan=False)
    for path, handler in WORDS.items():
        app.router.routes.insert(0, Route(path, handler, methods=["GET", "POST"]))
    async with Browser(ASGITransport(app, raise_app_exceptions=False)) as browser:
        yield await browser.sign_in(cast.sanne)


async def added() -> bool:
    return await Person.exists(email="nieuw@voorbeeld.example")


@pytest.mark.parametrize("path", ["/reads/", "/looks-and-adds/"])
async def test_a_page_that_says_it_reads_cannot_write(sannes_browser: Browser, path: str) -> None:
    assert (await sannes_browser.get(path)).status_code == 500
    assert not await added()


async def test_looking_leaves_a_row_with_what_was_shown(
    cast: Cast, sannes_browser: Browser
) -> None:
    assert (await sannes_browser.get("/looks/")).text == "three people"
    row = await JournalEntry.get(kind=Kind.SEEN)
    assert (row.action, row.subject, row.subject_ids) == ("people.listed", "person", [1, 2, 3])
    assert row.person_id == cast.sanne.person_id


async def test_without_its_row_there_is_no_page(
    sannes_browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_about: object, **_known: object) -> None:
        raise RuntimeError("the journal does not write")

    monkeypatch.setattr(handlers, "record_seen", broken)
    answer = await sannes_browser.get("/looks/")
    assert answer.status_code == 500
    assert "three people" not in answer.text


async def test_who_is_not_signed_in_looks_at_nothing(sannes_browser: Browser) -> None:
    sannes_browser.cookies.clear()
    assert (await sannes_browser.get("/looks/")).status_code == 303
    assert not await JournalEntry.filter(kind=Kind.SEEN).exists()


@pytest.mark.parametrize("path", ["/writes/", "/prepares/"])
async def test_what_is_written_is_there_when_the_answer_is(
    sannes_browser: Browser, path: str
) -> None:
    assert (await sannes_browser.send_form(path)).text == "added"
    assert await added()


async def test_raising_rolls_back(sannes_browser: Browser) -> None:
    assert (await sannes_browser.send_form("/writes-and-fails/")).status_code == 500
    assert not await added()


@pytest.mark.parametrize("path", ["/writes/", "/prepares/"])
async def test_a_form_without_its_token_writes_nothing(sannes_browser: Browser, path: str) -> None:
    assert (await sannes_browser.post(path)).status_code in {401, 403}
    assert not await added()
