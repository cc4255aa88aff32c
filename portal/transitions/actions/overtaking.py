"""Everybody who is passed because two places of a client became one is written down."""

from collections.abc import Mapping
from typing import Any, Final

from portal.database.connecting import database, is_postgres
from portal.transitions.models import Batch, Transition
from portal.transitions.queries.origins import Arrivals, arrivals_on, lists_reached, merged_on
from portal.transitions.rules.order import passed

# Tens of thousands of rows: as objects, or one by one, they would take longer than all the rest.
_NOTE: Final = """
INSERT INTO overtaken (region_id, transfer_id, entry_id)
SELECT $1, pair.transfer_id, pair.entry_id
FROM unnest($2::bigint[], $3::bigint[]) AS pair (transfer_id, entry_id)
ON CONFLICT (transfer_id, entry_id) DO NOTHING
"""
_NOTE_ONE: Final = """
INSERT INTO overtaken (region_id, transfer_id, entry_id) VALUES (?, ?, ?)
ON CONFLICT (transfer_id, entry_id) DO NOTHING
"""


async def note_overtaken(transition: Transition, batch: Batch) -> None:
    """Who passed, or was passed by, somebody whom this batch brought.

    Two who were both there before were compared when the later of them came.
    """
    for list_id in await lists_reached(batch):
        merged_by: Mapping[int, int] = await merged_on(transition, list_id)
        if merged_by:
            await _note(batch, await arrivals_on(transition, batch, list_id, merged_by))


async def _note(batch: Batch, arrivals: Arrivals) -> None:
    ids = arrivals.entry_ids
    pairs = [(ids[one], ids[by]) for one, by in passed(arrivals.sources)]
    noted = [
        (arrivals.merged_by[by], one)
        for one, by in pairs
        if by in arrivals.merged_by and (one in arrivals.new or by in arrivals.new)
    ]
    connection: Any = database()
    if is_postgres():
        columns = [by for by, _ in noted], [one for _, one in noted]
        await connection.execute_query(_NOTE, [batch.region_id, *columns])
    else:
        await connection.execute_many(_NOTE_ONE, [[batch.region_id, *pair] for pair in noted])
