"""A transaction commits whole, rolls back whole, and never costs a connection."""

# Raw rows and the insides of Tortoise have no types.
# pyright: basic, reportPrivateUsage=false

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from tortoise.exceptions import IntegrityError

from portal.accounts.models import Person
from portal.database.connecting import database, is_postgres
from portal.database.sqlite_engine import PortalSqliteClient
from portal.database.transactions import committed, read
from tests.builders import a_person


async def test_an_exception_rolls_everything_back(db: str) -> None:
    async def body() -> None:
        await a_person("Sanne")
        raise ValueError("halfway")

    with pytest.raises(ValueError, match="halfway"):
        await committed(body)
    assert await Person.all().count() == 0


async def test_a_refused_row_takes_the_whole_transaction_with_it(db: str) -> None:
    async def body() -> None:
        await a_person(email="een@voorbeeld.example")
        await a_person(email="een@voorbeeld.example")

    with pytest.raises(IntegrityError):
        await committed(body)
    assert await Person.all().count() == 0
    await committed(a_person)


@pytest.mark.parametrize("words", [committed, read])
async def test_three_hundred_cancelled_requests_leave_the_database_whole(
    db: str, words: Callable[[Callable[[], Awaitable[None]]], Awaitable[None]]
) -> None:
    async def body() -> None:
        await Person.all().count()
        await asyncio.sleep(0)
        await Person.all().count()

    for number in range(300):
        task = asyncio.ensure_future(words(body))
        for _ in range(number % 7):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    async with asyncio.timeout(10):
        await asyncio.gather(*(committed(a_person) for _ in range(12)))
        assert await read(Person.all().count) == 12


async def test_a_cancelled_request_that_had_begun_to_write_still_writes_whole(db: str) -> None:
    begun = asyncio.Event()

    async def body() -> None:
        await a_person("Sanne")
        begun.set()
        await asyncio.sleep(0.05)
        await a_person("Daan")

    task = asyncio.ensure_future(committed(body))
    await begun.wait()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    async with asyncio.timeout(5):
        while await Person.all().count() != 2:  # noqa: ASYNC110  nobody is left to tell us
            await asyncio.sleep(0.01)


async def test_reading_refuses_every_write(db: str) -> None:
    for _ in range(15):  # more than the pool holds: each gives its connection back
        with pytest.raises(Exception, match=r"(?i)read.?only"):
            await read(a_person)
    async with asyncio.timeout(5):
        await committed(a_person)
    assert await read(Person.all().count) == 1


async def test_reading_sees_what_was_committed_just_before(db: str) -> None:
    for number in range(1, 20):
        await committed(a_person)
        assert await read(Person.all().count) == number


async def test_a_database_that_stays_busy_gives_its_lock_back(db: str) -> None:
    client = database()
    if not isinstance(client, PortalSqliteClient):
        pytest.skip("PostgreSQL locks rows")
    await client.raw.execute("PRAGMA busy_timeout=50")
    other = sqlite3.connect(Path(db.removeprefix("sqlite://")), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(sqlite3.OperationalError, match="locked"):
        await committed(a_person)
    other.execute("COMMIT")
    other.close()
    async with asyncio.timeout(5):
        await committed(a_person)


async def test_a_commit_that_fails_leaves_no_open_transaction(db: str) -> None:
    if is_postgres():
        pytest.skip("PostgreSQL ends a transaction whose commit fails")

    async def body() -> None:
        await a_person("Sanne")
        await database().execute_query("PRAGMA defer_foreign_keys=ON")
        await database().execute_query(
            "INSERT INTO absence (person_id, deputy_id, from_on, until_on)"
            " VALUES (998, 999, '2026-01-01', '2026-01-02')"
        )

    with pytest.raises(sqlite3.IntegrityError, match="FOREIGN KEY"):
        await committed(body)
    await committed(a_person)
    assert await Person.all().count() == 1


async def test_a_deadlock_is_tried_again(db: str) -> None:
    if not is_postgres():
        pytest.skip("SQLite has one writer at a time")
    one, two = await a_person("Een"), await a_person("Twee")
    tries: list[str] = []
    met = asyncio.Barrier(2)

    async def rename(first: Person, second: Person, name: str) -> None:
        tries.append(name)
        await Person.filter(id=first.id).update(name=name)
        if len(tries) <= 2:
            await met.wait()
        await Person.filter(id=second.id).update(name=name)

    async with asyncio.timeout(20):
        await asyncio.gather(
            committed(lambda: rename(one, two, "heen")),
            committed(lambda: rename(two, one, "terug")),
        )
    assert len(tries) == 3
    names: list[Any] = await Person.all().values_list("name", flat=True)
    assert len(set(names)) == 1


async def test_a_lost_connection_does_not_cost_a_place_in_the_pool(db: str) -> None:
    if not is_postgres():
        pytest.skip("SQLite has no server to lose")
    server: Any = await asyncpg.connect(db)
    for _ in range(12):  # the pool holds ten
        with pytest.raises((asyncpg.PostgresError, asyncpg.InterfaceError, OSError)):
            await committed(lambda: _killed_by(server))
    await server.close()
    async with asyncio.timeout(10):
        await committed(a_person)
    assert await Person.all().count() == 1


async def _killed_by(server: Any) -> None:
    ((mine),) = await database().execute_query_dict("SELECT pg_backend_pid() AS id")
    await server.execute("SELECT pg_terminate_backend($1)", mine["id"])
    await Person.all().count()
