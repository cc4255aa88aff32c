"""Whoever reaches the database still cannot change a key, a closed entry or a chain."""

# Raw rows have no types.
# pyright: basic

from collections.abc import Iterator
from typing import Any, Final

import pytest
from tortoise.exceptions import IntegrityError, OperationalError

from portal.database.connecting import database, is_postgres
from portal.database.transactions import committed
from portal.kernel.clock import today
from portal.waitlists.actions.leaving import leave
from portal.waitlists.actions.transferring import transfer_entry
from portal.waitlists.models import Entry
from portal.waitlists.rules.moves import DepartureReason
from tests.cast import Cast
from tests.database.attacking import attacked, make_role
from tests.waitlists.stories import registered

REVOKED: Final = (
    "UPDATE, DELETE, TRUNCATE ON entry_link, out_of_order_call",
    "DELETE, TRUNCATE ON entry",
)
REFUSED: Final = (IntegrityError, OperationalError)
WORDS: Final = r"(?i)keeps its key|append-only|unique|permission denied"
EARLIER: Final = {
    "urgency": "1",
    "registered_on": "'2020-01-01'",
    "registered_at": "'2020-01-01 09:00:00+00:00'",
    "draw": "0",
    "offering_id": "(SELECT MAX(id) FROM offering)",
    "id": "999999",
    "opened_on": "'2030-01-01'",
}


def attacks(entry: int, closed: int) -> Iterator[str]:
    """Everything that a writer of SQL might try."""
    for column, value in EARLIER.items():
        yield f"UPDATE entry SET {column} = {value} WHERE id = {entry}"
        yield _upserted(entry, column, value)
        yield _copied(entry, column, value, replacing=True)
    yield f"UPDATE entry SET status = 'waiting', {REOPENED} WHERE id = {closed}"
    yield f"UPDATE entry SET status = 'placed' WHERE id = {closed}"
    yield f"DELETE FROM entry WHERE id IN ({entry}, {closed})"
    yield "DELETE FROM entry"
    yield "UPDATE entry_link SET kind = 'merge'"
    yield f"UPDATE entry_link SET to_entry_id = {closed}"
    yield "DELETE FROM entry_link"
    yield (
        "INSERT INTO entry_link (id, region_id, from_entry_id, to_entry_id, kind, linked_on,"
        " linked_at, reason) SELECT id, region_id, from_entry_id, to_entry_id, kind, linked_on,"
        " linked_at, 'x' FROM entry_link WHERE true ON CONFLICT (id) DO UPDATE SET reason = 'x'"
    )
    if is_postgres():
        yield "TRUNCATE entry CASCADE"
        yield "TRUNCATE entry_link"
    else:
        yield "INSERT OR REPLACE INTO entry_link SELECT * FROM entry_link"
        yield f"UPDATE OR REPLACE entry SET registered_on = '2020-01-01' WHERE id = {entry}"


REOPENED: Final = "ended_at = NULL, ended_on = NULL"
COLUMNS: Final = (
    *("id", "region_id", "offering_id", "need_id", "urgency", "registered_on", "registered_at"),
    *("draw", "status", "opened_on", "opened_at", "half_days", "wishes"),
)


def _copied(entry: int, column: str, value: str, *, replacing: bool) -> str:
    chosen = ", ".join(value if one == column else one for one in COLUMNS)
    verb = "INSERT OR REPLACE" if replacing and not is_postgres() else "INSERT"
    return f"{verb} INTO entry ({', '.join(COLUMNS)}) SELECT {chosen} FROM entry WHERE id = {entry}"


def _upserted(entry: int, column: str, value: str) -> str:
    copied = _copied(entry, "", "", replacing=False)
    return f"{copied} AND true ON CONFLICT (id) DO UPDATE SET {column} = {value}"


@pytest.mark.parametrize("as_role", [False, True])
async def test_no_statement_changes_a_key_or_a_chain(db: str, cast: Cast, *, as_role: bool) -> None:
    if as_role:
        await make_role(*REVOKED)
    first = await registered(cast)
    entry = await committed(lambda: _moved(cast, first))
    other = await registered(cast)
    await committed(lambda: leave(cast.noor, other.id, reason=DepartureReason.OTHER, on=today()))
    before = await _everything()
    for attack in attacks(entry.id, other.id):
        with pytest.raises(REFUSED, match=WORDS):
            await committed(lambda attack=attack: attacked(attack, as_role=as_role))
        assert await _everything() == before, attack
    fine = (
        f"UPDATE entry SET wishes = 'ochtend', registered_on = registered_on WHERE id = {entry.id}"
    )
    await committed(lambda: attacked(fine, as_role=as_role))
    assert (await Entry.get(id=entry.id)).wishes == "ochtend"


async def _moved(cast: Cast, entry: Entry) -> Entry:
    return await transfer_entry(
        cast.noor, entry.id, to_offering_id=cast.anker_thuis.id, reason="Einde", on=today()
    )


async def _everything() -> list[Any]:
    tables = ("entry", "entry_link")
    return [
        [dict(row) for row in await database().execute_query_dict(f"SELECT * FROM {t} ORDER BY id")]
        for t in tables
    ]
