"""Every transaction goes through here.

A task that is cancelled inside Tortoise's own transaction (the browser went away, a time-out)
leaks the connection, and later queries hang. So the body runs in a task of its own that is
never cancelled halfway.
"""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Final, TypeVar

import asyncpg
from tortoise.connection import get_connections
from tortoise.transactions import in_transaction

from portal.database.changes import feed
from portal.database.connecting import CONNECTION, database, is_postgres
from portal.database.sqlite_engine import PortalSqliteClient

T = TypeVar("T")
TRIES: Final = 4
_running: Final[set["asyncio.Task[object]"]] = set()


async def committed(body: Callable[[], Awaitable[T]]) -> T:
    """Run the body in one transaction and commit; an exception rolls all of it back.

    Where PostgreSQL breaks a deadlock, the whole body runs again (at most four times), so it
    must not act on anything outside the database.
    """
    for _ in range(TRIES - 1):
        try:
            return await _shielded(lambda: _in_transaction(body))
        except (asyncpg.DeadlockDetectedError, asyncpg.SerializationError):
            await asyncio.sleep(0.02)
    return await _shielded(lambda: _in_transaction(body))


async def _in_transaction(body: Callable[[], Awaitable[T]]) -> T:
    async with in_transaction(CONNECTION):
        done = await body()
    feed.wrote()
    return done


async def read(body: Callable[[], Awaitable[T]]) -> T:
    """Run the body while the database refuses every write."""
    return await _shielded(lambda: _while_read_only(body))


async def _while_read_only(body: Callable[[], Awaitable[T]]) -> T:
    async with _read_only():
        return await body()


@asynccontextmanager
async def _read_only() -> AsyncGenerator[None]:
    if is_postgres():
        async with in_transaction(CONNECTION) as transaction:
            await transaction.execute_query("SET TRANSACTION READ ONLY")
            yield
        return
    client = database()
    assert isinstance(client, PortalSqliteClient), "no reading page inside a transaction"
    token = get_connections().set(CONNECTION, await client.reader())
    try:
        yield
    finally:
        get_connections().reset(token)


async def _shielded(run: Callable[[], Awaitable[T]]) -> T:
    task: asyncio.Task[T] = asyncio.ensure_future(_awaited(run))
    _running.add(task)
    task.add_done_callback(_forget)
    return await asyncio.shield(task)


async def _awaited(run: Callable[[], Awaitable[T]]) -> T:
    return await run()


def _forget(task: "asyncio.Task[object]") -> None:
    """Let go of a finished task; its error is looked at even when nobody waits any more."""
    _running.discard(task)
    if not task.cancelled():
        task.exception()
