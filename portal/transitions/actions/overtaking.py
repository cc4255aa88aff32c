"""Everybody who is passed because two places of a client became one is written down."""

from collections.abc import Mapping
from typing import Any, Final

from portal.database.connecting import database, is_postgres
from portal.transitions.models import Batch, Transition
from portal.transitions.queries.origins import Arrivals, arrivals_on, lists_reached, merged_on
from portal.transitions.rules.order import passed

_NOTE: Final = """
INSERT INTO overtaken (region_id, transfer_id, entry_id) VALUES ($1, $2, $3)
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
    values = [
        [batch.region_id, arrivals.merged_by[by], one]
        for one, by in pairs
        if by in arrivals.merged_by and (one in arrivals.new or by in arrivals.new)
    ]
    connection: Any = database()
    # Tens of thousands of rows: as objects they would take longer than all the rest.
    await connection.execute_many(_NOTE if is_postgres() else _NOTE.replace("$", "?"), values)
