"""Empty databases to measure in, thrown away afterwards."""

import os
import tempfile
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any, Final, cast

import asyncpg
from tortoise.backends.base import executor

from portal.database.connecting import connect, disconnect
from portal.database.migrating import migrate

SERVER: Final = os.environ.get("TEST_POSTGRES_URL", "postgres://postgres@127.0.0.1:5432/postgres")
SQLITE: Final = "SQLite"
POSTGRES: Final = "PostgreSQL"


async def kinds() -> list[str]:
    """The kinds of database that are here."""
    try:
        server: Any = await cast("Any", asyncpg).connect(SERVER, timeout=3)
    except (OSError, TimeoutError):
        return [SQLITE]
    await server.close()
    return [SQLITE, POSTGRES]


@asynccontextmanager
async def fresh(kind: str) -> AsyncGenerator[str]:
    """The URL of a migrated, empty database of this kind."""
    async with _empty(kind) as url:
        await migrated(url)
        yield url


async def migrated(url: str) -> None:
    """Bring it to the newest schema, and let the next database of this process be another kind."""
    await connect(url)
    try:
        await migrate(url)
    finally:
        await disconnect()
        forget_kind()


def forget_kind() -> None:
    """Tortoise keeps its words by connection name alone; the next may be of another kind."""
    cast("Any", executor).EXECUTOR_CACHE.clear()


@asynccontextmanager
async def _empty(kind: str) -> AsyncGenerator[str]:
    if kind == SQLITE:
        with tempfile.TemporaryDirectory() as folder:
            yield f"sqlite://{folder}/portal.db"
        return
    name = f"portal_bench_{os.getpid()}"
    server: Any = await cast("Any", asyncpg).connect(SERVER)
    await server.execute(f'CREATE DATABASE "{name}"')
    try:
        yield SERVER.rsplit("/", 1)[0] + f"/{name}"
    finally:
        await server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
        await server.close()
