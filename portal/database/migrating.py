"""Bringing a database to the newest schema: under one lock, and never losing a row."""

import asyncio
import fcntl
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final, cast

import asyncpg
from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.migrations.executor import MigrationExecutor, MigrationTarget, PlanStep
from tortoise.migrations.recorder import MigrationRecorder
from tortoise.migrations.schema_generator.state import ModelState, State
from tortoise.migrations.schema_generator.state_apps import StateApps
from tortoise.transactions import in_transaction

from portal.database.connecting import APP, CONNECTION, configuration, database, is_postgres
from portal.database.sqlite_engine import PortalSqliteClient

ADVISORY_LOCK: Final = 7_305_221


class ForeignKeysBroken(Exception):
    """A migration would leave rows that point at nothing; it was rolled back."""


class _State(State):
    """As of Tortoise, but a copy renders its models only when an operation looks at them.

    Tortoise keeps a copy from before each operation, and few ask for it: that took half the time.
    """

    def __init__(self, models: dict[tuple[str, str], ModelState], apps: StateApps) -> None:
        self.models = models
        self._apps_of = apps
        self._apps: StateApps | None = None

    @classmethod
    def like(cls, state: State) -> "_State":
        """The same, with the models that it has rendered already."""
        found = cls(state.models, state.apps)
        found._apps = state.apps
        return found

    @property
    def apps(self) -> StateApps:  # pyright: ignore[reportIncompatibleVariableOverride]
        if self._apps is None:
            self._apps = self._apps_of.clone(model_states=self.models)
        return self._apps

    def clone(self) -> "_State":
        return _State({key: model.clone() for key, model in self.models.items()}, self.apps)


async def migrate(database_url: str, *, upto: str | None = None) -> list[str]:
    """Apply what is missing, at most up to the named migration; return the names applied.

    Each migration and its record are one transaction: a killed process leaves all or nothing.
    """
    async with _only_one(database_url):
        return await _apply(configuration(database_url), upto)


async def pending(database_url: str) -> list[str]:
    """The migrations that this database still misses; the role that serves need own no table."""
    executor = MigrationExecutor(database(), configuration(database_url)["apps"])
    if await _was_never_migrated():
        await executor.loader.build_graph()
        return sorted(key.name for key in executor.loader.graph.nodes)
    return [step.migration.name for step in await executor.plan(None)]


async def _was_never_migrated() -> bool:
    known = "pg_tables WHERE tablename" if is_postgres() else "sqlite_master WHERE name"
    return not await database().execute_query_dict(
        f"SELECT 1 FROM {known} = 'tortoise_migrations' LIMIT 1"
    )


async def _apply(config: dict[str, Any], upto: str | None) -> list[str]:
    # Tortoise records a migration after its transaction; a kill in between would leave a
    # schema that no later start can migrate. Hence the private parts of its executor here.
    executor = MigrationExecutor(database(), config["apps"])
    internals = cast(Any, executor)
    await executor.recorder.ensure_schema(internals._schema_editor(atomic=False))
    plan = await executor.plan([MigrationTarget(APP, upto)] if upto else None)
    if not plan:
        return []
    state = _State.like(
        await internals._project_state(set(await executor.recorder.applied_migrations()))
    )

    async def steps() -> None:
        for step in plan:
            await _apply_one(internals, step, state)

    await _without_foreign_keys(steps)
    return [step.migration.name for step in plan]


async def _apply_one(internals: Any, step: PlanStep, state: Any) -> None:
    async with in_transaction(CONNECTION) as transaction:
        editor = internals._schema_editor(atomic=True)
        editor.client = transaction
        await step.migration.apply(state, dry_run=False, schema_editor=editor)
        await _check_foreign_keys(transaction)
        recorder = MigrationRecorder(cast(Any, transaction))
        await recorder.record_applied(step.migration.app_label, step.migration.name)


async def _without_foreign_keys(steps: Callable[[], Awaitable[None]]) -> None:
    """In SQLite a rebuilt table would cascade: its child rows silently go."""
    client = database()
    if not isinstance(client, PortalSqliteClient):
        await steps()
        return
    await client.raw.execute("PRAGMA foreign_keys=OFF")
    try:
        await steps()
    finally:
        await client.raw.execute("PRAGMA foreign_keys=ON")


async def _check_foreign_keys(transaction: BaseDBAsyncClient) -> None:
    """What SQLite did not guard meanwhile, looked at before the commit."""
    if is_postgres():
        return
    broken = cast(Any, await transaction.execute_query_dict("PRAGMA foreign_key_check"))
    if broken:
        raise ForeignKeysBroken(broken[:5])


@asynccontextmanager
async def _only_one(database_url: str) -> AsyncGenerator[None]:
    if is_postgres():
        async with _advisory_lock(database_url):
            yield
        return
    lock = Path(database_url.removeprefix("sqlite://") + ".migrating")
    with lock.open("w") as handle:  # noqa: ASYNC230  an empty file, at start-up only
        await asyncio.to_thread(fcntl.flock, handle, fcntl.LOCK_EX)
        yield


@asynccontextmanager
async def _advisory_lock(database_url: str) -> AsyncGenerator[None]:
    # A connection of its own: the pool may hand out another each time.
    holder = cast(Any, await asyncpg.connect(database_url))
    try:
        await holder.execute("SELECT pg_advisory_lock($1)", ADVISORY_LOCK)
        yield
    finally:
        await holder.close()
