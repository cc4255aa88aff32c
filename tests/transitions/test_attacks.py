"""Whoever writes SQL still cannot rewrite what was decided and carried out."""

# Raw rows have no types.
# pyright: basic

from collections.abc import Iterator
from typing import Any, Final

import pytest
from tortoise.exceptions import IntegrityError, OperationalError

from portal.database.connecting import database, is_postgres
from portal.database.transactions import committed
from portal.kernel.clock import today
from portal.transitions.actions.deciding import Wish, decide
from portal.transitions.actions.presenting import present
from portal.transitions.actions.undoing import undo_transfer
from portal.transitions.models import Decision
from portal.transitions.rules.words import Choice
from tests.cast import Cast
from tests.database.attacking import attacked, make_role
from tests.transitions.stories import care, decided, executed, part_of, told

CARRIED_OUT: Final = (
    *("batch", "transfer", "takeover", "overtaken", "transfer_undo", "decision_target"),
)
REVOKED: Final = (f"UPDATE, DELETE, TRUNCATE ON {', '.join(CARRIED_OUT)}",)
REFUSED: Final = (IntegrityError, OperationalError)
WORDS: Final = r"(?i)append-only|permission denied"
TAKEN: Final = {
    "choice": "'until_end'",
    "reason": "'anders'",
    "decided_on": "'2020-01-01'",
    "decided_by_id": "(SELECT MAX(id) FROM person)",
    "participant_id": "(SELECT MAX(id) FROM participant)",
}


def attacks(table: str, columns: list[str]) -> Iterator[str]:
    """Everything that a writer of SQL might try with a row that is there."""
    every = ", ".join(columns)
    copied = f"INSERT INTO {table} ({every}) SELECT {every} FROM {table} WHERE true"
    for column in columns:
        yield f"UPDATE {table} SET {column} = {column}"
        yield f"{copied} ON CONFLICT (id) DO UPDATE SET {column} = excluded.{column}"
    yield f"DELETE FROM {table}"
    if is_postgres():
        yield f"TRUNCATE {table} CASCADE"
    else:
        yield f"INSERT OR REPLACE INTO {table} ({every}) SELECT {every} FROM {table}"
        yield f"UPDATE OR REPLACE {table} SET id = id"


async def lived(cast: Cast) -> None:
    """Decided, moved, merged, taken over, and one client put back: every table has rows."""
    story = await told(cast)
    runs = await care(cast, story, "L-1")
    await committed(lambda: present(cast.rik, story.transition.id, on=today()))
    await decided(story, cast.noor, *story.hoorn)
    agreed = Wish(choice=Choice.PROPOSAL)
    await committed(lambda: decide(cast.noor, story.transition.id, [runs.id], agreed, on=today()))
    await executed(cast, story, cast.hoorn.id)
    part = await part_of(story, story.hoorn[0])
    assert part.done
    transfer = part.done.id
    await committed(
        lambda: undo_transfer(cast.noor, story.transition.id, transfer, reason="Wens", on=today())
    )


@pytest.mark.parametrize("as_role", [False, True])
async def test_nothing_that_was_carried_out_is_rewritten(
    db: str, cast: Cast, *, as_role: bool
) -> None:
    await lived(cast)
    if as_role:
        await make_role(*REVOKED)
    for table in CARRIED_OUT:
        before = await _rows(table)
        assert before, f"{table} has nothing to attack"
        for attack in attacks(table, list(before[0])):
            if attack.startswith("TRUNCATE") and not as_role:
                continue  # the owner of the tables may do that
            with pytest.raises(REFUSED, match=WORDS):
                await committed(lambda attack=attack: attacked(attack, as_role=as_role))
            assert await _rows(table) == before, attack


async def test_a_decision_can_only_be_withdrawn_and_once(db: str, cast: Cast) -> None:
    await lived(cast)
    one = await Decision.all().order_by("id").first()
    assert one
    which = f"WHERE id = {one.id}"
    withdrawn = f"UPDATE decision SET withdrawn_at = '2030-01-01 09:00:00+00:00' {which}"
    refused = [f"UPDATE decision SET {name} = {value} {which}" for name, value in TAKEN.items()]
    refused.append(f"DELETE FROM decision {which}")
    for attack in refused:
        with pytest.raises(REFUSED, match=WORDS):
            await committed(lambda attack=attack: attacked(attack, as_role=False))
    await committed(lambda: attacked(withdrawn, as_role=False))
    again = f"UPDATE decision SET withdrawn_at = NULL {which}"
    with pytest.raises(REFUSED, match=WORDS):
        await committed(lambda: attacked(again, as_role=False))


async def _rows(table: str) -> list[dict[str, Any]]:
    found = await database().execute_query_dict(f"SELECT * FROM {table} ORDER BY id")
    return [dict(row) for row in found]
