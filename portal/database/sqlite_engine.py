"""SQLite for Tortoise, with the traps closed.

The name of this module must contain "sqlite": Tortoise picks its schema editor by it.
"""

import asyncio
import sqlite3
from typing import Any

import aiosqlite
from tortoise.backends.base.client import TransactionContext
from tortoise.backends.sqlite.client import (
    SqliteClient,
    SqliteTransactionContext,
    SqliteTransactionWrapper,
)
from tortoise.connection import get_connections

PRAGMAS = {
    "journal_mode": "WAL",
    "synchronous": "NORMAL",
    "foreign_keys": "ON",
    # Without it INSERT OR REPLACE deletes rows behind the back of the triggers.
    "recursive_triggers": "ON",
    "busy_timeout": 10_000,
}


class ImmediateTransaction(SqliteTransactionWrapper):
    """Takes the write lock at once: a later upgrade fails with "database is locked"."""

    async def begin(self) -> None:
        await self._connection.execute("BEGIN IMMEDIATE")

    async def commit(self) -> None:
        try:
            await super().commit()
        except BaseException:
            # Else the connection stays in this transaction and no later one can begin.
            await self._connection.rollback()
            raise


class ImmediateTransactionContext(SqliteTransactionContext):
    """Gives the connection back when the transaction cannot start (the database stays busy)."""

    async def __aenter__(self) -> Any:
        await self._trxlock.acquire()
        token = None
        try:
            await self.ensure_connection()
            token = get_connections().set(self.connection_name, self.connection)
            await self.connection.begin()
        except BaseException:
            if token is not None:
                get_connections().reset(token)
            self._trxlock.release()
            raise
        self.token = token
        return self.connection


class PortalSqliteClient(SqliteClient):
    """One connection that writes and, made at need, one that the database keeps from writing."""

    def __init__(self, file_path: str, **kwargs: Any) -> None:
        super().__init__(file_path, **{**PRAGMAS, **kwargs})
        self._reader: SqliteClient | None = None
        self._making_reader = asyncio.Lock()

    async def create_connection(self, with_db: bool) -> None:  # noqa: FBT001  as its parent has it
        # aiosqlite leaves a thread behind where a file cannot be opened; so try that first.
        sqlite3.connect(self.filename).close()
        await super().create_connection(with_db)

    def _in_transaction(self) -> TransactionContext:
        return ImmediateTransactionContext(ImmediateTransaction(self), self._lock)

    async def reader(self) -> SqliteClient:
        """The connection for pages that only read; SQLite refuses every write on it."""
        async with self._making_reader:  # two first pages at once would open two and lose one
            if self._reader is None:
                pragmas = {**PRAGMAS, "query_only": "ON"}
                reader = SqliteClient(
                    self.filename, connection_name=self.connection_name, **pragmas
                )
                await reader.create_connection(with_db=True)
                self._reader = reader
        return self._reader

    async def close(self) -> None:
        if self._reader is not None:
            await self._reader.close()
            self._reader = None
        await super().close()

    @property
    def raw(self) -> aiosqlite.Connection:
        """The driver's connection, for PRAGMA outside any transaction."""
        assert self._connection is not None, "connect first"
        return self._connection


client_class = PortalSqliteClient
