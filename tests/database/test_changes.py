"""Whoever keeps something in memory hears of every committed change, and of no other."""

# Raw rows have no types.
# pyright: basic

import asyncio
import sys
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator, Sequence

import pytest

from portal.accounts.actions import start_session
from portal.accounts.actions.sessions import sign_out
from portal.accounts.index import Sessions
from portal.accounts.models import Session
from portal.availability.models import Offering
from portal.catalogue.models import Region
from portal.database.changes import EVERYTHING, Change, Feed, feed, forget_old_changes
from portal.database.connecting import database, is_postgres
from portal.database.transactions import committed
from portal.kernel.clock import now
from portal.kernel.ids import hashed
from portal.providers.models import ContractPart, Provider
from tests.cast import Cast

ELSEWHERE = """
import asyncio, sys
from portal.database.connecting import connect, database, disconnect
from portal.database.transactions import committed

async def main():
    await connect(sys.argv[1])
    await committed(lambda: database().execute_query(sys.argv[2]))
    await disconnect()

asyncio.run(main())
"""


class Listener:
    """Remembers what it was told."""

    def __init__(self) -> None:
        self.heard: list[Change] = []
        self.something = asyncio.Event()

    def __call__(self, changes: Sequence[Change]) -> None:
        self.heard += changes
        self.something.set()

    async def hears(self, change: Change, *, within: float = 0.5) -> bool:
        try:
            async with asyncio.timeout(within):
                while change not in self.heard:
                    self.something.clear()
                    await self.something.wait()
        except TimeoutError:
            return False
        return True


@pytest.fixture
async def listener(db: str) -> AsyncIterator[Listener]:
    """Somebody who listens to the feed of this process."""
    heard = Listener()
    feed.tell_to(heard)
    await feed.open(db)
    yield heard
    await feed.close()


async def elsewhere(db: str, sql: str) -> None:
    """Another process commits this."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", ELSEWHERE, db, sql, stderr=PIPE
    )
    _, errors = await process.communicate()
    assert errors == b""


async def test_what_this_process_wrote_is_known_at_once(cast: Cast, listener: Listener) -> None:
    await committed(lambda: Offering.filter(id=cast.linde_dag.id).update(contact_name="Balie"))
    assert await feed.heard()
    assert Change("offering", cast.linde_dag.id) in listener.heard


async def test_another_process_is_heard_within_half_a_second(
    db: str, cast: Cast, listener: Listener
) -> None:
    await elsewhere(db, f"UPDATE provider SET name = 'Linde' WHERE id = {cast.linde.id}")
    assert await listener.hears(Change("provider", cast.linde.id))


async def test_what_was_rolled_back_is_not_told(cast: Cast, listener: Listener) -> None:
    async def fail() -> None:
        await Provider.filter(id=cast.linde.id).update(name="Linde")
        raise ValueError

    with pytest.raises(ValueError):  # noqa: PT011
        await committed(fail)
    assert await feed.heard()
    assert not await listener.hears(Change("provider", cast.linde.id), within=0.3)


async def test_a_row_that_is_removed_is_told_too(cast: Cast, listener: Listener) -> None:
    contract_id = cast.linde_thuis.contract_id
    part = await ContractPart.create(
        region_id=cast.westfriesland.id, contract_id=contract_id, municipality=cast.hoorn
    )
    await feed.heard()
    listener.heard.clear()
    await committed(part.delete)
    assert await feed.heard()
    assert Change("contract", contract_id) in listener.heard


async def test_without_a_feed_nothing_may_be_kept(db: str) -> None:
    heard = Listener()
    closed = Feed()
    closed.tell_to(heard)
    assert not await closed.heard()
    assert heard.heard == [Change(EVERYTHING)]


async def test_lines_thrown_away_unread_make_everything_uncertain(
    cast: Cast, listener: Listener
) -> None:
    if is_postgres():
        pytest.skip("PostgreSQL keeps no lines.")
    await Region.filter(id=cast.westfriesland.id).update(default_cadence_days=21)
    await database().execute_query("DELETE FROM change")
    await Region.filter(id=cast.westfriesland.id).update(default_cadence_days=14)
    assert await listener.hears(Change(EVERYTHING))


async def test_only_the_newest_lines_are_kept(
    cast: Cast, listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    if is_postgres():
        pytest.skip("PostgreSQL keeps no lines.")
    monkeypatch.setattr("portal.database.changes.KEPT_LINES", 3)
    for cadence in range(1, 9):
        await committed(
            lambda days=cadence: Region.filter(id=cast.westfriesland.id).update(
                default_cadence_days=days
            )
        )
    await feed.heard()
    listener.heard.clear()
    await committed(lambda: forget_old_changes(now()))
    assert len(await database().execute_query_dict("SELECT id FROM change")) == 3
    await committed(lambda: Provider.filter(id=cast.linde.id).update(name="Linde"))
    assert await feed.heard()
    assert listener.heard == [Change("provider", cast.linde.id)], "nothing became uncertain"


async def test_a_lost_connection_makes_everything_uncertain_until_it_is_back(
    cast: Cast, listener: Listener
) -> None:
    if not is_postgres():
        pytest.skip("SQLite has no connection to lose.")
    listener.heard.clear()
    await database().execute_query(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE query LIKE 'LISTEN%' AND datname = current_database()"
    )
    assert await listener.hears(Change(EVERYTHING), within=2)
    assert not await feed.heard()
    async with asyncio.timeout(10):
        while not await feed.heard():  # noqa: ASYNC110  it tells nobody that it is back
            await asyncio.sleep(0.1)
    await committed(lambda: Provider.filter(id=cast.linde.id).update(name="Linde"))
    assert await feed.heard()
    assert Change("provider", cast.linde.id) in listener.heard


async def test_a_session_that_another_process_ends_is_over_within_a_second(
    db: str, cast: Cast, listener: Listener
) -> None:
    sessions = Sessions()
    feed.tell_to(sessions.hear)
    token = await start_session(cast.noor)
    assert await sessions.actor(token) == cast.noor
    moment = now().strftime("%Y-%m-%d %H:%M:%S+00:00")
    session = await Session.get(token_hash=hashed(token))
    await elsewhere(db, f"UPDATE session SET ended_at = '{moment}' WHERE id = {session.id}")
    assert await listener.hears(Change("session", session.id), within=1)
    assert await sessions.actor(token) is None


async def test_a_known_session_costs_no_query_and_its_end_is_seen_at_once(
    cast: Cast, listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    sessions = Sessions()
    feed.tell_to(sessions.hear)
    token = await committed(lambda: start_session(cast.noor))
    assert await sessions.actor(token) == cast.noor
    with monkeypatch.context() as nobody:
        nobody.delattr("portal.accounts.index.signed_in_with")
        assert await sessions.actor(token) == cast.noor, "asked nobody"
    await committed(lambda: sign_out(cast.noor, token))
    assert await sessions.actor(token) is None
