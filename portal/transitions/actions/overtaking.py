"""Everybody who is passed because two places of a client became one is written down."""

from collections import defaultdict
from collections.abc import Sequence

from portal.transitions.models import Overtaken, Transfer, Transition
from portal.transitions.rules.order import Source, passed
from portal.transitions.rules.words import Outcome
from portal.waitlists.models import Entry, Link
from portal.waitlists.queries import in_order
from portal.waitlists.rules.moves import MOVES_TO_ANOTHER_LIST


async def note_overtaken(transition: Transition, list_ids: Sequence[int]) -> None:
    """Compare each list where this transition merged somebody with where all came from."""
    merged = Transfer.filter(
        participant__transition_id=transition.id,
        outcome__in=[Outcome.MERGED, Outcome.SPLIT],
        entry__offering_id__in=list(list_ids) or [0],
        entry__ended_at=None,
    )
    transfers = {one.entry_id: one for one in await merged.prefetch_related("entry")}
    lists = sorted({one.entry.offering_id for one in transfers.values() if one.entry})
    for list_id in lists:
        await _on_list(list_id, transfers)


async def _on_list(list_id: int, transfers: dict[int | None, Transfer]) -> None:
    entries = await in_order(list_id)
    sources = await _sources(entries)
    pairs = passed([sources[entry.id] for entry in entries])
    await Overtaken.bulk_create(
        [
            Overtaken(
                region_id=entries[one].region_id,
                transfer_id=transfers[entries[by].id].id,
                entry_id=entries[one].id,
            )
            for one, by in pairs
            if entries[by].id in transfers
        ],
        ignore_conflicts=True,
    )


async def _sources(entries: Sequence[Entry]) -> dict[int, list[Source]]:
    """Of each entry what it came from by a move; itself, when it was always here."""
    found: dict[int, list[Source]] = defaultdict(list)
    links = Link.filter(
        to_entry_id__in=[entry.id for entry in entries] or [0], kind__in=MOVES_TO_ANOTHER_LIST
    )
    for link in await links.select_related("from_entry"):
        parent = link.from_entry
        found[link.to_entry_id].append(Source(parent.id, parent.offering_id, parent.key))
    for entry in entries:
        found.setdefault(entry.id, [Source(entry.id, entry.offering_id, entry.key)])
    return found
