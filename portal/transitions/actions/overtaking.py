"""Everybody who is passed because two places of a client became one is written down."""

from collections.abc import Mapping
from typing import Final

from portal.transitions.models import Batch, Overtaken, Transition
from portal.transitions.queries.origins import Arrivals, arrivals_on, lists_reached, merged_on
from portal.transitions.rules.order import passed

AT_ONCE: Final = 1_000


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
    await Overtaken.bulk_create(
        [
            Overtaken(region_id=batch.region_id, transfer_id=arrivals.merged_by[by], entry_id=one)
            for one, by in pairs
            if by in arrivals.merged_by and (one in arrivals.new or by in arrivals.new)
        ],
        batch_size=AT_ONCE,
        ignore_conflicts=True,
    )
