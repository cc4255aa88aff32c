"""Schema that Tortoise cannot express: checks, composite foreign keys, partial indexes, triggers.

For migrations only. Tortoise forgets these when it rebuilds a SQLite table (AlterField,
RemoveField, its own constraints), so a later migration of such a table repeats them;
the schema test tells when one was forgotten.
"""

import re
from collections.abc import Awaitable, Callable
from typing import Any

from tortoise.migrations.operations import RunPython

Step = Callable[[Any], Awaitable[None]]


def in_order(*steps: Step) -> RunPython:
    """All steps as one operation: Tortoise copies its whole state for each operation."""

    async def forward(_apps: Any, editor: Any) -> None:
        for step in steps:
            await step(editor)

    return RunPython(forward, RunPython.noop)


def constrain(table: str, name: str, clause: str) -> Step:
    """Add a table constraint, such as `CHECK (...)` or `FOREIGN KEY (...) REFERENCES ...`."""

    async def forward(editor: Any) -> None:
        if editor.DIALECT == "sqlite":
            await _rebuild_with(editor.client, table, f'CONSTRAINT "{name}" {clause}')
        else:
            await editor.client.execute_query(
                f'ALTER TABLE "{table}" ADD CONSTRAINT "{name}" {clause}'
            )

    return forward


def statement(sqlite: str, postgres: str | None = None) -> Step:
    """Run one statement whole (RunSQL splits at every semicolon); "" does nothing."""

    async def forward(editor: Any) -> None:
        sql = sqlite if editor.DIALECT == "sqlite" or postgres is None else postgres
        if sql:
            await editor.client.execute_query(sql)

    return forward


def append_only(table: str) -> list[Step]:
    """Refuse every UPDATE and DELETE of a row of this table, in both databases."""
    return [
        statement(
            f'CREATE TRIGGER "{table}_no_{verb.lower()}" BEFORE {verb} ON "{table}" '
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END",
            f'CREATE TRIGGER "{table}_no_{verb.lower()}" BEFORE {verb} ON "{table}" '
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()",
        )
        for verb in ("UPDATE", "DELETE")
    ]


async def _rebuild_with(client: Any, table: str, constraint: str) -> None:
    """SQLite adds a constraint only by making the table anew; rows, indexes, triggers stay."""
    rows = await client.execute_query_dict(
        "SELECT type, sql FROM sqlite_master WHERE tbl_name = ? AND sql IS NOT NULL", [table]
    )
    create = next(row["sql"] for row in rows if row["type"] == "table")
    others = [row["sql"] for row in rows if row["type"] != "table"]
    body = re.sub(r"\)[^)]*$", f",\n    {constraint}\n)", create.rstrip(), count=1)
    temporary = f"{table}__new"
    renamed = re.sub(rf'"?{table}"?', f'"{temporary}"', body, count=1)
    await client.execute_query(renamed)
    columns = await client.execute_query_dict(f'PRAGMA table_info("{table}")')
    names = ", ".join(f'"{column["name"]}"' for column in columns)
    await client.execute_query(f'INSERT INTO "{temporary}" ({names}) SELECT {names} FROM "{table}"')
    await client.execute_query(f'DROP TABLE "{table}"')
    await client.execute_query(f'ALTER TABLE "{temporary}" RENAME TO "{table}"')
    for sql in others:
        await client.execute_query(sql)
