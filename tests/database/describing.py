"""The schema of a database as text, to compare with what we expect.

After a migration: `python -m tests.database.describing` writes the expected texts anew
(it needs PostgreSQL); read the difference before you commit it.
"""

# Raw rows and the insides of Tortoise have no types.
# pyright: basic, reportPrivateUsage=false

import asyncio
import re
import tempfile
from pathlib import Path
from typing import Any, Final

from portal.database.connecting import connect, database, is_postgres
from tests.databases import close, drop_postgres, make_postgres, make_sqlite

FOLDER: Final = Path(__file__).parent
_SQLITE: Final = """
SELECT tbl_name AS "table", type, sql FROM sqlite_master
WHERE sql IS NOT NULL AND tbl_name NOT LIKE 'sqlite%' AND tbl_name NOT LIKE 'tortoise%'
ORDER BY tbl_name, type = 'table' DESC, type, name
"""
_POSTGRES: Final = """
SELECT c.relname AS "table", 1 AS part, format('%I %s%s%s', a.attname,
    format_type(a.atttypid, a.atttypmod), CASE WHEN a.attnotnull THEN ' NOT NULL' ELSE '' END,
    COALESCE(' DEFAULT ' || pg_get_expr(d.adbin, d.adrelid), '')) AS line
FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
    LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND a.attnum > 0
    AND NOT a.attisdropped
UNION ALL
SELECT c.relname, 2, format('CONSTRAINT %I %s', k.conname, pg_get_constraintdef(k.oid))
FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
WHERE k.connamespace = 'public'::regnamespace AND k.contype <> 'n'
UNION ALL
SELECT tablename, 3, indexdef FROM pg_indexes WHERE schemaname = 'public'
UNION ALL
SELECT c.relname, 4, pg_get_triggerdef(t.oid)
FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid WHERE NOT t.tgisinternal
ORDER BY 1, 2, 3
"""


def expected(dialect: str) -> Path:
    """Where the expected text of this dialect lies."""
    return FOLDER / f"expected_{dialect}.txt"


async def described() -> str:
    """Tables, columns, checks, keys, indexes and triggers of the open database."""
    lines = await (_postgres() if is_postgres() else _sqlite())
    return "\n".join(lines).strip() + "\n"


async def _sqlite() -> list[str]:
    lines: list[str] = []
    for row in await database().execute_query_dict(_SQLITE):
        if row["type"] == "table":
            lines += ["", row["table"], *(f"  {part}" for part in sorted(_parts(row["sql"])))]
        else:
            lines.append(f"  {_joined(row['sql'])}")
    return lines


async def _postgres() -> list[str]:
    lines: list[str] = []
    table = ""
    for row in await database().execute_query_dict(_POSTGRES):
        if row["table"].startswith("tortoise"):
            continue
        if row["table"] != table:
            table = row["table"]
            lines += ["", table]
        lines.append(f"  {row['line']}")
    return lines


def _parts(create: str) -> list[str]:
    """What stands between the outer parentheses of CREATE TABLE, cut at its commas."""
    body = create[create.index("(") + 1 : create.rindex(")")]
    parts, depth, start = list[str](), 0, 0
    for place, sign in enumerate(body):
        depth += (sign == "(") - (sign == ")")
        if sign == "," and not depth:
            parts.append(body[start:place])
            start = place + 1
    return [_joined(part) for part in [*parts, body[start:]]]


def _joined(sql: str) -> str:
    return re.sub(r"\s+", " ", sql).strip()


async def _write(dialect: str, url: str) -> None:
    await connect(url)
    expected(dialect).write_text(await described(), encoding="utf-8")
    await close()


async def _main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        await _write("sqlite", f"sqlite://{await make_sqlite(Path(folder) / 'schema.db')}")
    url: Any = await make_postgres("portal_schema_description")
    await _write("postgres", url)
    await drop_postgres(url)


if __name__ == "__main__":
    asyncio.run(_main())
