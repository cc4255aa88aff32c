"""A fresh, migrated database for each test: SQLite from a copied file, PostgreSQL truncated."""

# asyncpg and raw rows have no types.
# pyright: basic

import asyncio
import os
import shutil
from collections.abc import AsyncGenerator, Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import asyncpg
from tortoise.backends.base.executor import EXECUTOR_CACHE

from portal.database.connecting import connect, database, disconnect
from portal.database.migrating import migrate

SERVER = os.environ.get("TEST_POSTGRES_URL", "postgres://postgres@127.0.0.1:5432/postgres")
T = TypeVar("T")
REQUIRED = os.environ.get("PORTAL_TESTS_REQUIRE", "").split(",")


def apart(work: Coroutine[Any, Any, T]) -> T:
    """Run this to its end in a loop of its own: a session fixture may be asked for by a test."""
    with ThreadPoolExecutor(1) as threads:
        return threads.submit(asyncio.run, work).result()


@cache
def postgres_is_there() -> bool:
    """Whether a PostgreSQL server answers at TEST_POSTGRES_URL."""

    async def ask() -> bool:
        try:
            connection = await asyncpg.connect(SERVER, timeout=3)
        except (OSError, asyncpg.PostgresError, TimeoutError):
            return False
        await connection.close()
        return True

    return apart(ask())


async def make_sqlite(path: Path) -> Path:
    """A migrated, empty SQLite database to copy from."""
    url = f"sqlite://{path}"
    await connect(url)
    await migrate(url)
    await database().execute_script("PRAGMA wal_checkpoint(TRUNCATE)")
    await close()
    return path


async def make_postgres(name: str) -> str:
    """A migrated, empty PostgreSQL database; its URL."""
    server = await asyncpg.connect(SERVER)
    await server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    await create_database(server, name)
    await server.close()
    url = SERVER.rsplit("/", 1)[0] + f"/{name}"
    await connect(url)
    await migrate(url)
    await close()
    return url


async def create_database(server: Any, name: str) -> None:
    """For tests: nobody waits for the disk, as no test cuts the power of the server."""
    await server.execute(f'CREATE DATABASE "{name}"')
    await server.execute(f'ALTER DATABASE "{name}" SET synchronous_commit = off')


async def drop_postgres(url: str) -> None:
    server = await asyncpg.connect(SERVER)
    await server.execute(f'DROP DATABASE IF EXISTS "{url.rsplit("/", 1)[1]}" WITH (FORCE)')
    await server.close()


async def close() -> None:
    """Close the connections and let the next test open its own."""
    await disconnect()
    EXECUTOR_CACHE.clear()  # keyed by connection name alone: the next test may use the other kind


@asynccontextmanager
async def fresh_sqlite(template: Path, path: Path) -> AsyncGenerator[str]:
    shutil.copyfile(template, path)
    url = f"sqlite://{path}"
    await connect(url)
    try:
        yield url
    finally:
        await close()


@asynccontextmanager
async def fresh_postgres(url: str) -> AsyncGenerator[str]:
    await connect(url)
    try:
        yield url
        await _empty()
    finally:
        await close()


async def _empty() -> None:
    """Take every row away. TRUNCATE makes each table and index anew, which takes ten times as long.

    In the role of a replica neither foreign keys nor the triggers that guard history look on.
    """
    every = await database().execute_query_dict(
        "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        " AND tablename NOT LIKE 'tortoise%'"
    )
    looking = " UNION ALL ".join(
        f"SELECT '{row['tablename']}' AS name WHERE EXISTS (SELECT 1 FROM \"{row['tablename']}\")"
        for row in every
    )
    filled = [row["name"] for row in await database().execute_query_dict(looking)]
    deleting = [f'DELETE FROM "{name}"' for name in filled]
    restarting = [f"SELECT setval('{row['tablename']}_id_seq', 1, false)" for row in every]
    steps = ["SET LOCAL session_replication_role = replica", *deleting, *restarting]
    await database().execute_script("BEGIN; " + "; ".join(steps) + "; COMMIT")
