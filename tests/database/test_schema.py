"""The migrated schema is exactly the expected one, and the database itself keeps its rules."""

# Raw rows and the insides of Tortoise have no types.
# pyright: basic, reportPrivateUsage=false

import re
from collections.abc import Iterable
from contextlib import suppress
from types import SimpleNamespace
from typing import Any, Final

import pytest
from tortoise import Tortoise
from tortoise.exceptions import IntegrityError
from tortoise.models import Model

from portal.database.connecting import APP, database, is_postgres
from portal.database.schema import constrain
from portal.database.transactions import committed
from tests.database.describing import described, expected
from tests.database.rows import contents, fill

CARRIED_OUT: Final = (
    "batch",
    "transfer",
    "takeover",
    "overtaken",
    "transfer_undo",
    "decision_target",
)
APPEND_ONLY: Final = (
    "journal_entry",
    "report",
    "stated_figures",
    "confirmation",
    "rights_review",
    "entry_link",
    "out_of_order_call",
    *CARRIED_OUT,
    "facility_check",
)
KEPT: Final = (*APPEND_ONLY, "entry", "decision")
"""Tables of which a test changes a copy, for the row itself refuses."""

MOMENT: Final = "'2026-01-05 09:00:00+00:00'"
# For each CHECK: a change of row 1 (of a copy of it, in an append-only table) that it refuses.
REFUSED_CHANGES: Final = {
    "membership_organisation": "region_id = NULL",
    "invitation_organisation": "role = 'consultant'",
    "gap_report_reason": "reason = 'bored'",
    "gap_report_closed": "closed_at = '2026-01-05 09:00:00+00:00'",
    "rights_review_decision": "decision = 'perhaps'",
    "absence_days": "until_on = '2025-01-01'",
    "lot_days": "ends_on = '2025-01-01'",
    "lot_maximum": "max_providers = 0",
    "product_days": "valid_until = '2025-01-01'",
    "product_intensity": "intensity = 4",
    "product_delivered": "delivered = 'somewhere'",
    "product_intake": "intake = 'maybe'",
    "contract_days": "ends_on = '2025-01-01'",
    "contract_cadence": "cadence_days = 0",
    "provider_weekday": "reminder_weekday = 7",
    "subcontract_approval_decision": "decision = 'agreed'",
    "offering_where": "service_area_id = NULL",
    "report_announced": "announced_on = '2026-03-01', announced_start_low = 1",
    "report_announced_on": "announced_on = NULL, announced_status = 'capacity'",
    "stated_figures_status": "status = 'perhaps'",
    "stated_figures_intake": "intake_low = 5, intake_high = 2",
    "stated_figures_start": "start_low = -1, start_high = 2",
    "stated_figures_counts": "waiting = -1",
    "succession_of_another": "successor_id = product_id",
    "intake_stop_days": "until_on = '2025-01-01'",
    "intake_stop_withdrawn": "withdrawn_at = '2026-01-05 09:00:00+00:00'",
    "synonym_effect": "effect = 'perhaps'",
    "missed_word_count": "count = 0",
    "stop_consent_decision": "decided_at = '2026-01-05 09:00:00+00:00'",
    "saved_search_rhythm": "rhythm = 'daily'",
    "saved_search_looked": "looked_at = '2025-01-05 09:00:00+00:00'",
    "client_anonymised": "reference = NULL",
    "client_hold_cause": "cause = 'perhaps'",
    "entry_status": f"status = 'perhaps', ended_on = '2026-01-05', ended_at = {MOMENT}",
    "entry_open": "status = 'left'",
    "entry_ended": "ended_on = '2026-01-05'",
    "entry_urgency": "urgency = 4",
    "entry_registered": "registered_on = '2026-01-06'",
    "entry_link_kind": "kind = 'perhaps'",
    "intake_invitation_outcome": "outcome = 'placed'",
    "intake_invitation_days": "expires_on = '2025-01-01'",
    "placement_failed": "failed_on = '2026-01-05'",
    "departure_reason": "reason = 'bored'",
    "postponement_days": "until_on = '2025-01-01'",
    "return_to_consultant_cause": "cause = 'bored'",
    "return_to_consultant_answer": "answer = 'stays'",
    "back_dating_decision": "decision = 'confirmed'",
    "measured_wait_invited": "invited_cases = 5",
    "measured_wait_started": "started_median = 5, started_p90 = 6",
    "measured_wait_waiting": "waiting = -1",
    "transition_days": "final_on = '2025-01-01'",
    "transition_product_bridging": "bridging_days = -1",
    "receiving_places": "places = -1",
    "takeover_talk_agreed": "clients = -1",
    "running_care_days": "registered_on = '2026-01-06'",
    "participant_is_one": "running_care_id = 1",
    "decision_choice": "choice = 'perhaps'",
    "decision_departure": "choice = 'close'",
    "batch_number": "number = 0",
    "transfer_outcome": "outcome = 'perhaps'",
    "transfer_entry": "outcome = 'moved'",
    "saved_search_hit_gone": "gone_at = '2025-01-05 09:00:00+00:00'",
    "facility_cost": "cost = 'cheap'",
    "facility_position": "latitude = 52.6",
    "facility_cadence": "cadence_days = 0",
    "opening_hours_day": "weekday = 7",
    "hours_exception_days": "until_on = '2025-01-01'",
    "facility_check_channel": "channel = 'pigeon'",
    "text_change_decision": "decision = 'agreed'",
    "correction_subject": "facility_id = NULL",
    "correction_answered": "answered_at = '2026-01-05 09:00:00+00:00', email = ''",
    "correction_forgets": (
        "answered_at = '2026-01-05 09:00:00+00:00', answered_by_id = 1, email = 'a@b.nl'"
    ),
}
# For each partial unique index: what makes both rows alike (of row 2 a copy of row 1).
AT_LOCATION: Final = "service_area_id = NULL, location_id = 1"


@pytest.fixture
async def two_worlds(db: str) -> str:
    await fill()
    return db


async def test_the_schema_is_the_expected_one(db: str) -> None:
    dialect = "postgres" if is_postgres() else "sqlite"
    assert await described() == expected(dialect).read_text(encoding="utf-8"), (
        "The schema changed. Was that meant? Then: python -m tests.database.describing"
    )


async def test_every_table_has_the_columns_of_its_model(db: str) -> None:
    text = await described()
    for model in models():
        columns, optional = _columns(text, model._meta.db_table)
        fields = [model._meta.fields_map[name] for name in model._meta.fields_db_projection]
        assert columns == {field.source_field or field.model_field_name for field in fields}
        nullable = {f.source_field or f.model_field_name for f in fields if f.null}
        assert optional == nullable, f"{model.__name__} and its table differ on what is optional"


async def test_what_a_model_calls_indexed_or_unique_is_so(db: str) -> None:
    text = await described()
    for model in models():
        block = _block(text, model._meta.db_table)
        for name, column in model._meta.fields_db_projection.items():
            field = model._meta.fields_map[name]
            if field.unique and not field.pk:
                assert re.search(
                    rf'("?{column}"? [^\n]*UNIQUE|UNIQUE [^\n]*\("?{column}"?\))', block
                )
            elif field.index and not field.pk:
                assert re.search(rf'INDEX [^\n]*\("?{column}"?\)', block), f"{model}.{name}"


async def test_every_relation_refuses_to_delete_its_parent(db: str) -> None:
    keys = [line for line in (await described()).splitlines() if "ON DELETE" in line]
    assert keys
    assert not [line for line in keys if "ON DELETE RESTRICT" not in line]


@pytest.mark.parametrize("check", REFUSED_CHANGES)
async def test_a_check_refuses_what_the_rule_forbids(two_worlds: str, check: str) -> None:
    table = await _table_with(check)
    with pytest.raises(IntegrityError, match=check):
        await database().execute_query(await _change(table, REFUSED_CHANGES[check]))


async def test_every_check_has_a_change_that_it_refuses(db: str) -> None:
    named = set(re.findall(r'CONSTRAINT "?(\w+)"? CHECK', await described()))
    assert named == REFUSED_CHANGES.keys()


async def test_no_row_mixes_two_regions_or_two_providers(two_worlds: str) -> None:
    text = await described()
    pairs = re.findall(r'CONSTRAINT "?(\w+_same_\w+)"? FOREIGN KEY \("?(\w+)"?', text)
    assert len(pairs) > 25
    for name, column in pairs:
        table = await _table_with(name)
        if not re.search(rf'REFERENCES "?{table}"? ?\(', text):  # else row 2 is in the way
            with suppress(IntegrityError):  # an append-only table keeps it
                await database().execute_query(f'DELETE FROM "{table}" WHERE id = 2')
        change = _mixing(table, name, column)
        with pytest.raises(IntegrityError, match="_same_" if is_postgres() else "FOREIGN KEY"):
            await committed(lambda table=table, change=change: _changed(table, change))


def _mixing(table: str, name: str, column: str) -> str:
    """What makes row 1 point at the world of row 2, and breaks no other rule."""
    change = "provider_id = 2" if name.endswith("_same_provider") else f"{column} = 2"
    if table == "stated_figures" and column == "report_id":
        change += ", municipality_id = 1"  # the general figures of report 2 are there already
    if table == "intake_invitation":  # the open one of entry 2 is there already
        change += ", outcome = 'left', ended_on = '2026-01-05'"
    if column == "running_care_id":
        change += ", entry_id = NULL"
    if name == "transfer_entry_same_region":
        change += ", outcome = 'moved'"
    if name == "decision_participant_same_region":  # as is the current one of participant 2
        change += f", withdrawn_at = {MOMENT}"
    if name == "correction_offering_same_region":  # it is about one of both
        change += ", facility_id = NULL"
    return change


async def _changed(table: str, change: str) -> None:
    if table not in CARRIED_OUT:
        await database().execute_query(await _change(table, change))
        return
    for one in CARRIED_OUT:  # a copy would meet the row itself; all of this is rolled back
        for verb in ("update", "delete"):
            on = f' ON "{one}"' if is_postgres() else ""
            await database().execute_query(f'DROP TRIGGER "{one}_no_{verb}"{on}')
    children = ("takeover", "overtaken", "transfer_undo") if table == "transfer" else ()
    for one in (*children, *(() if table == "batch" else (table,))):
        await database().execute_query(f'DELETE FROM "{one}" WHERE id = 2')
    await database().execute_query(f'UPDATE "{table}" SET {change} WHERE id = 1')


async def test_no_two_rows_share_what_is_unique(two_worlds: str) -> None:
    text = await described()
    for table, columns in _unique_sets(text):
        if await _holds_null(table, columns):
            continue
        same = ", ".join(f'"{c}" = (SELECT "{c}" FROM "{table}" WHERE id = 1)' for c in columns)
        with pytest.raises(IntegrityError, match=r"(?i)unique"):
            await database().execute_query(await _change(table, same, row=2))


@pytest.mark.parametrize(
    ("index", "first"),
    [
        ("stated_figures_general", ""),
        ("stated_figures_local", "municipality_id = 1"),
        ("offering_at_home", ""),
        ("offering_at_location", AT_LOCATION),
        ("manager_task_open", ""),
        ("invitation_open", ""),
        ("membership_current", ""),
        ("saved_search_hit_open", ""),
        ("entry_once", ""),
        ("intake_invitation_open", ""),
        ("postponement_open", ""),
        ("bridging_care_open", ""),
        ("return_to_consultant_open", ""),
        ("client_hold_open", ""),
        ("decision_current", ""),
        ("text_change_open", ""),
        ("facility_keeper_current", ""),
    ],
)
async def test_a_partial_index_refuses_a_second_of_its_kind(
    two_worlds: str, index: str, first: str
) -> None:
    table = await _table_with(index)
    if first and table in APPEND_ONLY:
        await database().execute_query(await _copy(table, first, new_id=3))
        again = await _copy(table, first, new_id=4)
    else:
        if first:
            await database().execute_query(f'UPDATE "{table}" SET {first} WHERE id = 1')
        again = await _copy(table, _other_secrets(table), new_id=4)
    with pytest.raises(IntegrityError, match=r"(?i)unique"):
        await database().execute_query(again)


@pytest.mark.parametrize("table", APPEND_ONLY)
@pytest.mark.parametrize("verb", ["UPDATE", "DELETE", "REPLACE"])
async def test_history_is_never_rewritten(two_worlds: str, table: str, verb: str) -> None:
    before = await described_rows(table)
    copy = (await _copy(table, "", new_id=1)).removeprefix("INSERT")
    statement = {
        "UPDATE": f'UPDATE "{table}" SET id = id WHERE id = 1',
        "DELETE": f'DELETE FROM "{table}" WHERE id = 2',
        "REPLACE": f"INSERT{copy}" if is_postgres() else f"INSERT OR REPLACE{copy}",
    }[verb]
    with pytest.raises(IntegrityError):
        await database().execute_query(statement)
    assert await described_rows(table) == before


async def test_a_rebuilt_table_keeps_its_rows_children_indexes_and_triggers(db: str) -> None:
    tables = await fill()
    rows = await contents(tables)
    before = await described()
    try:
        await _rebuild("report", "extra", "CHECK (id > 0)")
        after = (await described()).splitlines()
        assert [line for line in after if "extra" not in line] == before.splitlines()
        assert await contents(tables) == rows
        with pytest.raises(IntegrityError):
            await database().execute_query("UPDATE report SET id = id")
    finally:
        if is_postgres():  # whose schema outlives the test
            await database().execute_query("ALTER TABLE report DROP CONSTRAINT extra")


def models() -> list[type[Model]]:
    assert Tortoise.apps
    return list(Tortoise.apps[APP].values())


async def described_rows(table: str) -> list[Any]:
    return [dict(r) for r in await database().execute_query_dict(f'SELECT * FROM "{table}"')]


async def _rebuild(table: str, name: str, clause: str) -> None:
    async def body() -> None:
        editor = SimpleNamespace(
            DIALECT="postgres" if is_postgres() else "sqlite", client=database()
        )
        await constrain(table, name, clause)(editor)

    if not is_postgres():  # as `migrate` does
        await database().execute_query("PRAGMA foreign_keys=OFF")
    await committed(body)


def _block(text: str, table: str) -> str:
    return next(part for part in text.split("\n\n") if part.splitlines()[0] == table)


def _columns(text: str, table: str) -> tuple[set[str], set[str]]:
    lines = [line.strip() for line in _block(text, table).splitlines()[1:]]
    columns = [line for line in lines if not line.startswith(("CONSTRAINT", "CREATE"))]
    names = {line: line.split()[0].strip('"') for line in columns}
    return set(names.values()), {name for line, name in names.items() if "NOT NULL" not in line}


async def _table_with(name: str) -> str:
    blocks = (await described()).split("\n\n")
    return next(
        block.strip().splitlines()[0] for block in blocks if re.search(rf'\b{name}\b"?', block)
    )


def _unique_sets(text: str) -> Iterable[tuple[str, list[str]]]:
    for block in text.split("\n\n"):
        table = block.strip().splitlines()[0]
        for line in block.splitlines():
            found = re.search(r"UNIQUE (?:INDEX [^(]*)?\(([^)]*)\)", line) or re.match(
                r' +("\w+") [^(]*(?:\(\d+\))?[^(]* UNIQUE', line
            )
            if found and " WHERE " not in line:
                columns = [name.strip(' "') for name in found.group(1).split(",")]
                if "id" not in columns:
                    yield table, columns


async def _holds_null(table: str, columns: list[str]) -> bool:
    test = " OR ".join(f'"{column}" IS NULL' for column in columns)
    return bool(await database().execute_query_dict(f'SELECT 1 FROM "{table}" WHERE {test}'))


def _other_secrets(table: str) -> str:
    return "token_hash = 'another'" if table == "invitation" else ""


async def _change(table: str, change: str, *, row: int = 1) -> str:
    if table in KEPT:
        return await _copy(table, change, new_id=3, row=row)
    return f'UPDATE "{table}" SET {change} WHERE id = {row}'


async def _copy(table: str, change: str, *, new_id: int, row: int = 1) -> str:
    """A statement that inserts a copy of a row with these changes."""
    columns, _ = _columns(await described(), table)
    changes = dict(part.split(" = ", 1) for part in change.split(", ")) if change else {}
    changes = {name.strip('"'): value for name, value in changes.items()} | {"id": str(new_id)}
    names = sorted(columns)
    values = ", ".join(changes.get(name, f'"{name}"') for name in names)
    quoted = ", ".join(f'"{name}"' for name in names)
    return f'INSERT INTO "{table}" ({quoted}) SELECT {values} FROM "{table}" WHERE id = {row}'
