"""Rows by table, made in memory with their ids and written in bulk without the ORM."""

import sqlite3
from collections import defaultdict
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime
from typing import Any, Final, cast

import asyncpg

PARENTS_FIRST: Final = (
    *("region", "municipality", "place", "person", "access_team", "access_team_area"),
    *("lot", "product", "provider", "membership", "session"),
    *("location", "service_area", "service_area_part", "contract", "subcontract_approval"),
    *("offering", "report", "stated_figures", "confirmation", "current_report"),
    *("intake_stop", "stop_consent"),
)


class Rows:
    """Collects rows and writes them table by table."""

    def __init__(self) -> None:
        self.columns: dict[str, tuple[str, ...]] = {}
        self.values: dict[str, list[tuple[Any, ...]]] = defaultdict(list)

    def next_id(self, table: str) -> int:
        """The id that the next row of this table gets."""
        return len(self.values[table]) + 1

    def add(self, table: str, **row: Any) -> int:
        """Keep a row for writing; its id. Every row of a table names the same columns."""
        assert table in PARENTS_FIRST, table
        number = self.next_id(table)
        names = self.columns.setdefault(table, ("id", *row))
        assert len(names) == len(row) + 1, table
        self.values[table].append((number, *(row[name] for name in names[1:])))
        return number

    async def write(self, database_url: str) -> None:
        """Write all rows in one transaction; every constraint is checked."""
        if database_url.startswith("sqlite://"):
            self._write_sqlite(database_url.removeprefix("sqlite://"))
        else:
            await self._write_postgres(database_url)

    def _write_sqlite(self, path: str) -> None:
        with closing(sqlite3.connect(path)) as connection, connection:
            connection.execute("PRAGMA foreign_keys = ON")
            for table in PARENTS_FIRST:
                columns = self.columns[table]
                names, marks = _listed(columns), ", ".join("?" * len(columns))
                stored = (tuple(map(_stored, row)) for row in self.values[table])
                connection.executemany(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', stored)
        # Without it the planner guesses; PostgreSQL does this by itself.
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("ANALYZE")
            connection.commit()

    async def _write_postgres(self, database_url: str) -> None:
        connection: Any = await cast("Any", asyncpg).connect(database_url)
        try:
            async with connection.transaction():
                for table in PARENTS_FIRST:
                    rows = self.values[table]
                    await connection.copy_records_to_table(
                        table, records=rows, columns=self.columns[table]
                    )
                    await connection.execute(
                        f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), {len(rows)})"
                    )
            await connection.execute("ANALYZE")
        finally:
            await connection.close()


def _listed(columns: Sequence[str]) -> str:
    return ", ".join(f'"{column}"' for column in columns)


def _stored(value: Any) -> Any:
    """As Tortoise stores it in SQLite: moments as text, in UTC."""
    return str(value.astimezone(UTC)) if isinstance(value, datetime) else value
