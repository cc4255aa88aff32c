"""Migrating loses no row, runs once, and is done wholly or not at all."""

# Raw rows and the insides of Tortoise have no types.
# pyright: basic, reportPrivateUsage=false

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import asyncpg
import pytest
from tortoise.exceptions import OperationalError

from portal.database import migrating
from portal.database.connecting import connect, database, is_postgres
from portal.database.migrating import ForeignKeysBroken, migrate, pending
from tests.conftest import WITHOUT_POSTGRES
from tests.database.describing import described, expected
from tests.database.rows import contents, fill
from tests.databases import (
    REQUIRED,
    SERVER,
    close,
    create_database,
    drop_postgres,
    postgres_is_there,
)

ALL = sorted(path.stem for path in Path(migrating.__file__).parents[2].glob("migrations/0*.py"))
MIGRATE = """
import asyncio, os, signal, sys
from portal.database import migrating
from portal.database.connecting import connect, disconnect

async def main():
    url, kill_after = sys.argv[1], int(sys.argv[2])
    real, done = migrating._check_foreign_keys, []

    async def check(transaction):  # the last step before a migration commits
        await real(transaction)
        done.append(1)
        if len(done) == kill_after:
            os.kill(os.getpid(), signal.SIGKILL)

    migrating._check_foreign_keys = check
    await connect(url)
    print(",".join(await migrating.migrate(url)))
    await disconnect()

asyncio.run(main())
"""


@pytest.fixture(params=["sqlite", "postgres"])
async def empty(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[str]:
    """The URL of a database without any table."""
    if request.param == "sqlite":
        yield f"sqlite://{tmp_path / 'empty.db'}"
        return
    if not postgres_is_there():
        assert "postgres" not in REQUIRED, WITHOUT_POSTGRES
        pytest.skip(WITHOUT_POSTGRES)
    name = f"portal_migrating_{os.getpid()}"
    server: Any = await asyncpg.connect(SERVER)
    await create_database(server, name)
    await server.close()
    url = f"{SERVER.rsplit('/', 1)[0]}/{name}"
    yield url
    await drop_postgres(url)


@pytest.fixture
async def opened(empty: str) -> AsyncIterator[str]:
    await connect(empty)
    yield empty
    await close()


async def test_two_at_once_both_end_well_and_apply_it_once(empty: str) -> None:
    first, second = await asyncio.gather(_in_a_process(empty), _in_a_process(empty))
    assert first[0] == second[0] == 0
    assert sorted([first[1], second[1]]) == ["", ",".join(ALL)]


async def test_a_migration_killed_halfway_leaves_nothing_of_itself(opened: str) -> None:
    """Neither the very first, nor one that has others before it."""
    for kill_after in (1, 3):
        code, _ = await _in_a_process(opened, kill_after)
        assert code == -signal.SIGKILL
        assert await pending(opened) == ALL[kill_after - 1 :]
    assert await migrate(opened) == ALL[2:]
    assert await described() == expected(_dialect()).read_text(encoding="utf-8")


async def test_no_row_is_lost_on_the_way_to_the_newest_schema(opened: str) -> None:
    await migrate(opened, upto=ALL[0])
    tables = await fill()
    rows = await contents(tables)
    assert all(len(found) == 2 for found in rows.values())
    assert await migrate(opened) == ALL[1:]
    assert await contents(tables) == rows


async def test_migrating_again_changes_nothing(opened: str) -> None:
    assert await migrate(opened) == ALL
    schema = await described()
    assert await migrate(opened) == await pending(opened) == []
    assert await described() == schema
    await _foreign_keys_are_on()


async def _foreign_keys_are_on() -> None:
    if not is_postgres():
        assert await database().execute_query_dict("PRAGMA foreign_keys") == [{"foreign_keys": 1}]


async def test_a_migration_that_would_break_a_relation_is_rolled_back(
    opened: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if is_postgres():
        pytest.skip("PostgreSQL guards the relations itself, at each statement")
    await migrate(opened, upto=ALL[0])
    await fill()

    async def lose_a_parent(transaction: Any) -> None:
        await transaction.execute_query("DELETE FROM region WHERE id = 1")
        await check(transaction)

    check = migrating._check_foreign_keys
    monkeypatch.setattr(migrating, "_check_foreign_keys", lose_a_parent)
    with pytest.raises(ForeignKeysBroken):
        await migrate(opened)
    assert await pending(opened) == ALL[1:]
    assert len(await database().execute_query_dict("SELECT id FROM region")) == 2


def _dialect() -> str:
    return "postgres" if is_postgres() else "sqlite"


async def _in_a_process(url: str, kill_after: int = 0) -> tuple[int | None, str]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", MIGRATE, url, str(kill_after), stdout=asyncio.subprocess.PIPE
    )
    out, _ = await process.communicate()
    return process.returncode, out.decode().strip()


async def test_the_role_that_serves_need_own_no_table(postgres_url: str, tmp_path: Path) -> None:
    """It may read and write rows, not make tables, and never rewrites history."""
    owner = await asyncpg.connect(postgres_url)
    await owner.execute("DROP ROLE IF EXISTS portal_serves_test")
    await owner.execute("CREATE ROLE portal_serves_test LOGIN PASSWORD 'serves'")
    await owner.execute(
        "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO portal_serves_test"
    )
    server = urlsplit(postgres_url)
    netloc = f"portal_serves_test:serves@{server.hostname}:{server.port or 5432}"
    url = server._replace(netloc=netloc).geturl()
    try:
        await connect(url)
        assert await pending(url) == []
        with pytest.raises(OperationalError, match="permission denied"):
            await database().execute_script("TRUNCATE journal_entry")
    finally:
        await close()
        await owner.execute("DROP OWNED BY portal_serves_test")
        await owner.execute("DROP ROLE portal_serves_test")
        await owner.close()
