"""Two rows in every table of any version of the schema: two worlds that share nothing."""

# Raw rows and the insides of Tortoise have no types.
# pyright: basic, reportPrivateUsage=false

from dataclasses import dataclass, field
from typing import Any, Final

from portal.database.connecting import database, is_postgres

# Columns that a CHECK ties together; $n is the number of the world (1 or 2).
TOGETHER: Final[dict[str, dict[str, str]]] = {
    "membership": {"role": "'region_manager'", "region_id": "$n"},
    "invitation": {"role": "'region_manager'", "region_id": "$n"},
    "rights_review": {"decision": "'confirmed'"},
    "absence": {"deputy_id": "3 - $n"},
    "gap_report": {"reason": "'other'"},
    "facility": {"cost": "'free'", "cadence_days": "90"},
    "facility_check": {"channel": "'mail'"},
    "opening_hours": {"weekday": "0", "opens": "'09:00'", "closes": "'12:00'"},
    "correction": {"facility_id": "$n"},
    "product": {"delivered": "'home'", "intake": "'yes'"},
    "contract": {"cadence_days": "14"},
    "case_reference": {"reference": "'zaak-$n'"},
    "client": {"reference": "'WF-2222-2$n'"},
    "client_hold": {"cause": "'undo'"},
    "departure": {"reason": "'other'"},
    "entry": {"status": "'waiting'"},
    "entry_link": {"kind": "'transfer'"},
    "return_to_consultant": {"cause": "'provider'"},
    "participant": {"entry_id": "$n"},
    "decision": {"choice": "'until_end'"},
    "transfer": {"outcome": "'lapsed'"},
    "offering": {"service_area_id": "$n"},
    "saved_search": {"rhythm": "'weekly'"},
    "stated_figures": {"status": "'capacity'"},
    "synonym": {"effect": "'adds'"},
}
_COLUMNS: Final = {
    False: """
        SELECT m.name AS "table", c.name AS "column", lower(c.type) AS type,
            c."notnull" = 0 AND c.pk = 0 AS optional, c.name = 'id' AS key,
            (SELECT f."table" FROM pragma_foreign_key_list(m.name) f
             WHERE f."from" = c.name ORDER BY f.seq DESC, f."to" = 'id' DESC LIMIT 1) AS parent
        FROM sqlite_master m JOIN pragma_table_info(m.name) c
        WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%' AND m.name NOT LIKE 'tortoise%'
            AND m.name <> 'change'  -- triggers fill it
        ORDER BY m.name, c.name
    """,
    True: """
        SELECT c.table_name AS "table", c.column_name AS "column", c.data_type AS type,
            c.is_nullable = 'YES' AS optional, c.column_name = 'id' AS key,
            (SELECT k.confrelid::regclass::text FROM pg_constraint k
             WHERE k.contype = 'f' AND k.conrelid = format('%I', c.table_name)::regclass
                AND k.conkey[1] = c.ordinal_position LIMIT 1) AS parent
        FROM information_schema.columns c
        WHERE c.table_schema = 'public' AND c.table_name NOT LIKE 'tortoise%'
        ORDER BY c.table_name, c.column_name
    """,
}


@dataclass
class Table:
    """A table as the database itself describes it."""

    name: str
    columns: dict[str, str] = field(default_factory=dict[str, str])
    """SQL expressions of the values of world $n."""
    parents: set[str] = field(default_factory=set[str])

    def insert(self, world: int) -> str:
        names = ", ".join(f'"{name}"' for name in self.columns)
        values = ", ".join(self.columns.values()).replace("$n", str(world))
        return f'INSERT INTO "{self.name}" ({names}) VALUES ({values})'


async def fill() -> list[Table]:
    """Put one row of each world in every table, parents first; returns the tables."""
    tables = await described_tables()
    for table in tables:
        for world in (1, 2):
            await database().execute_query(table.insert(world))
    return tables


async def described_tables() -> list[Table]:
    tables: dict[str, Table] = {}
    for row in await database().execute_query_dict(_COLUMNS[is_postgres()]):
        table = tables.setdefault(row["table"], Table(row["table"]))
        together = TOGETHER.get(table.name, {})
        if row["column"] in together:
            table.columns[row["column"]] = together[row["column"]]
        elif not row["optional"]:
            table.columns[row["column"]] = _value(row)
        if row["parent"] not in {None, table.name}:
            table.parents.add(row["parent"])
    return _parents_first(tables)


async def contents(tables: list[Table]) -> dict[str, Any]:
    """Every row of these tables, of the columns they had when they were filled."""
    found: dict[str, Any] = {}
    for table in tables:
        names = ", ".join(f'"{name}"' for name in table.columns)
        rows = await database().execute_query_dict(f'SELECT {names} FROM "{table.name}" ORDER BY 1')
        found[table.name] = sorted(str(dict(row)) for row in rows)
    return found


def _value(row: Any) -> str:
    kind: str = row["type"]
    if row["key"] or row["parent"]:
        return "$n"
    for known, value in (
        ("bool", "FALSE"),
        ("json", "'{}'"),
        ("timestamp", "'2026-01-05 09:00:00+00:00'"),
        ("date", "'2026-01-05'"),
        ("blob", "x''"),
        ("bytea", "''"),
        ("char", "'$n'"),
        ("text", "'$n'"),
    ):
        if known in kind:
            return value
    return "$n"


def _parents_first(tables: dict[str, Table]) -> list[Table]:
    ordered: list[Table] = []
    waiting = list(tables.values())
    while waiting:
        ready = [t for t in waiting if t.parents <= {done.name for done in ordered}]
        assert ready, f"these tables point at each other: {[t.name for t in waiting]}"
        ordered += ready
        waiting = [t for t in waiting if t not in ready]
    return ordered
