"""Opening the database: at once, with every guard on, or with a clear refusal."""

# Raw rows and the insides of Tortoise have no types.
# pyright: basic, reportPrivateUsage=false

import asyncio
import time
from pathlib import Path

import pytest

from portal.accounts.models import Person
from portal.database.connecting import (
    DatabaseUnreachable,
    configuration,
    connect,
    database,
    is_postgres,
    own_connection,
)
from portal.database.sqlite_engine import PRAGMAS, PortalSqliteClient
from portal.database.transactions import committed, read
from tests.builders import a_person
from tests.databases import close, make_sqlite


@pytest.mark.parametrize(
    "url",
    [
        "postgres://nobody:secret@127.0.0.1:9/portal",
        "sqlite:///proc/portal/portal.db",
        "sqlite:///proc/portal.db",
    ],
)
async def test_an_unreachable_database_is_told_at_once(url: str) -> None:
    began = time.monotonic()
    with pytest.raises(DatabaseUnreachable, match="does not answer") as told:
        await connect(url)
    assert time.monotonic() - began < 5
    assert "secret" not in str(told.value)


async def test_after_a_failed_start_the_next_one_works(tmp_path: Path) -> None:
    with pytest.raises(DatabaseUnreachable):
        await connect("sqlite:///proc/portal.db")
    path = await make_sqlite(tmp_path / "portal.db")
    await connect(f"sqlite://{path}")
    async with asyncio.timeout(5):
        assert await Person.all().count() == 0
    await close()


def test_a_database_of_another_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="sqlite:// or postgres://"):
        configuration("mysql://portal")


async def test_every_sqlite_connection_has_its_guards_on(db: str) -> None:
    if is_postgres():
        pytest.skip("only SQLite has to be told")

    async def told(name: str) -> str:
        (row,) = await database().execute_query_dict(f"PRAGMA {name}")
        return str(next(iter(row.values()))).upper()

    expected = {**PRAGMAS, "foreign_keys": 1, "recursive_triggers": 1, "synchronous": 1}
    for name, value in expected.items():
        plain = name if name != "busy_timeout" else "busy_timeout"
        wanted = str(value).upper()
        assert await told(plain) == wanted
        assert await read(lambda n=plain: told(n)) == wanted
        async with own_connection(db):
            assert await told(plain) == wanted


async def test_many_first_pages_at_once_share_one_reader(db: str) -> None:
    client = database()
    if not isinstance(client, PortalSqliteClient):
        pytest.skip("PostgreSQL has a pool")
    readers = await asyncio.gather(*(client.reader() for _ in range(8)))
    assert len(set(map(id, readers))) == 1


async def test_the_worker_works_beside_the_web_on_a_connection_of_its_own(db: str) -> None:
    """The web's transaction stays open; the worker, meanwhile, still reads."""
    opened, finish = asyncio.Event(), asyncio.Event()

    async def web() -> None:
        await a_person("Daan")
        opened.set()
        await finish.wait()

    async def worker() -> int:
        async with own_connection(db):
            await opened.wait()
            seen = await Person.all().count()
            finish.set()
            await committed(lambda: a_person("Noor"))
            return seen

    async with asyncio.timeout(15):
        _, seen = await asyncio.gather(committed(web), worker())
    assert seen == 0
    assert await Person.all().count() == 2
