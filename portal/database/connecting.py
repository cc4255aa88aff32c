"""One connection to one database: SQLite embedded by default, PostgreSQL in production."""

import sqlite3
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote, urlsplit

import asyncpg
from tortoise import Tortoise
from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.connection import get_connections
from tortoise.context import TortoiseContext
from tortoise.exceptions import BaseORMException

from portal.settings import MIGRATIONS

APP: Final = "portal"
CONNECTION: Final = "default"
MODELS: Final = (
    "portal.journal.models",
    "portal.mail.models",
    "portal.accounts.models",
    "portal.catalogue.models",
    "portal.providers.models",
    "portal.availability.models",
    "portal.waitlists.models",
    "portal.transitions.models",
    "portal.search.models",
    "portal.gaps.models",
    "portal.matching.models",
    "portal.socialmap.models",
    "portal.importing.models",
    "portal.oversight.models",
)
CONNECT_SECONDS: Final = 10
_PROBLEMS: Final = (OSError, BaseORMException, sqlite3.Error, asyncpg.PostgresError)


class DatabaseUnreachable(Exception):
    """The database does not answer; the message names it, without its password."""

    def __init__(self, database_url: str, problem: Exception) -> None:
        url = urlsplit(database_url)
        place = url.hostname + url.path if url.hostname else url.path
        reason = str(problem) or type(problem).__name__
        super().__init__(f"The database {place} does not answer: {reason}")


def configuration(database_url: str) -> dict[str, Any]:
    """What Tortoise needs to know; a URL of another kind raises ValueError."""
    return {
        "connections": {CONNECTION: _connection(database_url)},
        "apps": {
            APP: {
                "models": list(MODELS),
                "default_connection": CONNECTION,
                "migrations": MIGRATIONS,
            }
        },
        "use_tz": True,
        "timezone": "UTC",
    }


def _connection(database_url: str) -> dict[str, Any]:
    url = urlsplit(database_url)
    if url.scheme == "sqlite":
        path = database_url.removeprefix("sqlite://")
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        return {"engine": "portal.database.sqlite_engine", "credentials": {"file_path": path}}
    if url.scheme in {"postgres", "postgresql"}:
        credentials = {
            "host": url.hostname or "127.0.0.1",
            "port": url.port or 5432,
            "user": unquote(url.username or "postgres"),
            "password": unquote(url.password) if url.password else None,
            "database": url.path.lstrip("/"),
            "minsize": 1,
            "maxsize": 10,
            "timeout": CONNECT_SECONDS,
        }
        return {"engine": "tortoise.backends.asyncpg", "credentials": credentials}
    raise ValueError("DATABASE_URL begins with sqlite:// or postgres://")


async def connect(database_url: str) -> None:
    """Open the database for the whole process; raises DatabaseUnreachable.

    The first query runs at once: a lazy first connect that fails leaks a lock, and every
    later query would hang.
    """
    try:
        await Tortoise.init(config=configuration(database_url), _enable_global_fallback=True)
        await database().execute_query("SELECT 1")
    except _PROBLEMS as problem:
        await disconnect()
        raise DatabaseUnreachable(database_url, problem) from problem


async def disconnect() -> None:
    """Close every connection of the process."""
    await Tortoise.close_connections()


@asynccontextmanager
async def own_connection(database_url: str) -> AsyncGenerator[None]:
    """A second, separate connection for one task: in SQLite the worker must not share the web's."""
    async with TortoiseContext() as context:
        await context.init(config=configuration(database_url))
        await database().execute_query("SELECT 1")
        try:
            yield
        finally:
            await context.close_connections()


def database() -> BaseDBAsyncClient:
    """The connection that queries of this task use now: inside a transaction, that of it."""
    return get_connections().get(CONNECTION)


def is_postgres() -> bool:
    """Whether this database is PostgreSQL."""
    return database().capabilities.dialect == "postgres"
