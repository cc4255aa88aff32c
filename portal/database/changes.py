"""What other tasks and processes changed, told to whoever keeps something of it in memory.

Triggers tell each change, so no writer can forget to. Whoever keeps something asks `heard` first:
it is true only while every committed change reaches this process, and it catches up with what this
process wrote itself. Without a feed (a command, a test) nothing may be kept.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Protocol, cast

import asyncpg
import structlog

from portal.database.connecting import database, is_postgres
from portal.database.sqlite_engine import PortalSqliteClient

log = structlog.get_logger()
POLL_SECONDS: Final = 0.2
RECONNECT_SECONDS: Final = 2.0
KEPT_LINES: Final = 10_000
CHANNEL: Final = "portal_change"
EVERYTHING: Final = "everything"


@dataclass(frozen=True, slots=True)
class Change:
    """Something changed of the subject with this id; the topic says of which kind."""

    topic: str
    subject_id: int = 0


Hear = Callable[[Sequence[Change]], None]


class _Source(Protocol):
    @property
    def listens(self) -> bool: ...
    async def start(self) -> None: ...
    async def catch_up(self) -> None: ...
    async def stop(self) -> None: ...


class Feed:
    """The changes of one database, from the moment it is opened until it is closed."""

    def __init__(self) -> None:
        self._hears: list[Hear] = []
        self._source: _Source | None = None
        self._behind = False

    def tell_to(self, hear: Hear) -> None:
        """Call this with all changes from now on; it must be quick and never fail."""
        self._hears.append(hear)

    async def open(self, database_url: str) -> None:
        """Begin to listen; what was kept of another database is forgotten."""
        source = _Notified(database_url, self.tell) if is_postgres() else _Polled(self.tell)
        self.tell([Change(EVERYTHING)])
        await source.start()
        self._source = source

    async def close(self) -> None:
        """Stop listening; nothing may be kept from here on."""
        source, self._source = self._source, None
        if source is not None:
            await source.stop()
        self.tell([Change(EVERYTHING)])

    def tell(self, changes: Sequence[Change]) -> None:
        """Pass these changes on."""
        if changes:
            for hear in self._hears:
                hear(changes)

    def wrote(self) -> None:
        """This process committed something; its own readers must see it at once."""
        self._behind = True

    async def heard(self) -> bool:
        """Whether all that was committed before this call has been told."""
        if self._source is not None and self._behind:
            self._behind = False
            await self._source.catch_up()
        if self._source is not None and self._source.listens:
            return True
        self.tell([Change(EVERYTHING)])
        return False


class _Polled:
    """SQLite: one reader looks several times a second whether another connection committed."""

    def __init__(self, tell: Hear) -> None:
        self._tell = tell
        self._seen = 0
        self._lock = asyncio.Lock()

    @property
    def listens(self) -> bool:
        return not self._task.done()

    async def start(self) -> None:
        client = database()
        assert isinstance(client, PortalSqliteClient), "the feed opens outside any transaction"
        self._reader = await client.reader()
        newest = await self._rows("SELECT COALESCE(MAX(id), 0) AS id FROM change")
        self._seen = newest[0]["id"]
        self._task = asyncio.create_task(self._poll())

    async def _poll(self) -> None:
        version = None
        while True:
            try:
                found = await self._rows("PRAGMA data_version")
                if found[0]["data_version"] != version:
                    version = found[0]["data_version"]
                    await self.catch_up()
            except Exception as error:  # noqa: BLE001  a busy moment must not end the polling
                log.warning("changes.not_read", kind=type(error).__name__)
            await asyncio.sleep(POLL_SECONDS)

    async def catch_up(self) -> None:
        async with self._lock:
            rows = await self._rows(
                "SELECT id, topic, subject_id FROM change WHERE id >= ? ORDER BY id", [self._seen]
            )
            lost = self._seen and (not rows or rows[0]["id"] != self._seen)
            fresh = [row for row in rows if row["id"] > self._seen]
            self._seen = rows[-1]["id"] if rows else self._seen
            if lost:  # old lines were thrown away before this process read them
                self._tell([Change(EVERYTHING)])
            self._tell([Change(row["topic"], row["subject_id"]) for row in fresh])

    async def _rows(self, sql: str, values: list[Any] | None = None) -> list[dict[str, Any]]:
        return cast("list[dict[str, Any]]", await self._reader.execute_query_dict(sql, values))

    async def stop(self) -> None:
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)


class _Notified:
    """PostgreSQL tells at each commit, in the order of the commits."""

    def __init__(self, database_url: str, tell: Hear) -> None:
        self._url = database_url
        self._tell = tell
        self._connection: Any = None
        self._task: asyncio.Task[None] | None = None
        self._lock = asyncio.Lock()

    @property
    def listens(self) -> bool:
        return self._connection is not None

    async def start(self) -> None:
        connection = cast(Any, await asyncpg.connect(self._url))
        await connection.add_listener(CHANNEL, self._on_notice)
        connection.add_termination_listener(self._on_loss)
        self._connection = connection

    def _on_notice(self, _connection: Any, _pid: int, _channel: str, payload: str) -> None:
        topic, _, subject = payload.partition(" ")
        self._tell([Change(topic, int(subject))])

    def _on_loss(self, _connection: Any) -> None:
        self._connection = None
        self._tell([Change(EVERYTHING)])
        self._task = asyncio.create_task(self._reconnect())

    async def _reconnect(self) -> None:
        while self._connection is None:
            await asyncio.sleep(RECONNECT_SECONDS)
            try:
                await self.start()
            except (OSError, asyncpg.PostgresError) as error:
                log.warning("changes.not_heard", kind=type(error).__name__)
        self._tell([Change(EVERYTHING)])

    async def catch_up(self) -> None:
        # The notice of a finished commit stands before the answer to a later question.
        async with self._lock:
            if self._connection is not None:
                await self._connection.execute("SELECT 1")
        await asyncio.sleep(0)

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.remove_termination_listener(self._on_loss)
            await connection.close()


async def forget_old_changes(_moment: datetime) -> None:
    """SQLite: throw away lines that every reader has read; who has not begins anew."""
    if not is_postgres():
        old = f"DELETE FROM change WHERE id <= (SELECT MAX(id) FROM change) - {KEPT_LINES}"
        await database().execute_query(old)


feed: Final = Feed()
"""Of the database that this process serves."""
