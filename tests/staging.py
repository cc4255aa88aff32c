"""The cast is entered once per run and kind of database; each test gets a copy of it.

Sixty rows one by one cost more than most tests do themselves.
"""

# Raw rows have no types.
# pyright: basic

import pickle
from dataclasses import dataclass, field
from pathlib import Path

from portal.database.connecting import connect, database
from tests.cast import Cast, enter
from tests.databases import close


@dataclass(frozen=True)
class Stage:
    """The cast as it was entered, and for SQLite the database that holds it."""

    pickled: bytes
    path: Path = field(default_factory=Path)

    def cast(self) -> Cast:
        """The cast anew, so that no test changes that of another."""
        return pickle.loads(self.pickled)


async def enter_sqlite(path: Path) -> bytes:
    """Put the cast into this migrated, empty database."""
    await connect(f"sqlite://{path}")
    cast = await enter()
    await database().execute_script("PRAGMA wal_checkpoint(TRUNCATE)")
    await close()
    return pickle.dumps(cast)


async def enter_postgres(url: str) -> bytes:
    """Keep the rows of the cast in the schema `stage`; the database is empty again afterwards."""
    await connect(url)
    cast = await enter()
    filled = [name for name in await _tables("public") if await _has_rows(name)]
    steps = [
        "DROP SCHEMA IF EXISTS stage CASCADE",
        "CREATE SCHEMA stage",
        *(f'CREATE TABLE stage."{name}" AS TABLE public."{name}"' for name in filled),
    ]
    await database().execute_script("; ".join(steps))
    await _as_replica("; ".join(f'DELETE FROM public."{name}"' for name in filled))
    await close()
    return pickle.dumps(cast)


async def set_the_stage() -> None:
    """Copy the rows of the cast into the empty database that is open."""
    tables = await _tables("stage")
    copied = [f'INSERT INTO public."{name}" SELECT * FROM stage."{name}"' for name in tables]
    counted = [
        f"SELECT setval('public.{name}_id_seq', (SELECT MAX(id) FROM stage.\"{name}\"))"
        for name in tables
    ]
    await _as_replica("; ".join(copied + counted))


async def _tables(schema: str) -> list[str]:
    rows = await database().execute_query_dict(
        f"SELECT tablename FROM pg_tables WHERE schemaname = '{schema}'"
        " AND tablename NOT LIKE 'tortoise%'"
    )
    return [row["tablename"] for row in rows]


async def _has_rows(table: str) -> bool:
    return bool(await database().execute_query_dict(f'SELECT 1 FROM public."{table}" LIMIT 1'))


async def _as_replica(statements: str) -> None:
    """In the role of a replica neither foreign keys nor triggers look on."""
    await database().execute_script(
        f"BEGIN; SET LOCAL session_replication_role = replica; {statements}; COMMIT"
    )
