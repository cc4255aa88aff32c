"""Which entries an entry descends from, back to its first registrations, and which follow on it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, cast

from portal.database.connecting import database
from portal.waitlists.models import Entry, Link

_BACK: Final = """
WITH RECURSIVE line(id) AS (
    SELECT CAST($1 AS BIGINT)
    UNION SELECT l.from_entry_id FROM entry_link l JOIN line ON l.to_entry_id = line.id
) SELECT id FROM line
"""
_ON: Final = """
WITH RECURSIVE line(id) AS (
    SELECT CAST($1 AS BIGINT)
    UNION SELECT l.to_entry_id FROM entry_link l JOIN line ON l.from_entry_id = line.id
) SELECT id FROM line
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """How an entry came to be: a graph, since a merge has two parents and a split two children."""

    entries: Sequence[Entry]
    """The oldest first; the last is the entry itself."""
    links: Sequence[Link]
    """The oldest first."""

    @property
    def first_registrations(self) -> Sequence[Entry]:
        """The entries that follow from no other."""
        followed = {link.to_entry_id for link in self.links}
        return [entry for entry in self.entries if entry.id not in followed]


async def chain_of(entry_id: int) -> Chain:
    """Everything that an entry descends from. Whoever may see the entry may see its chain."""
    ids = await _line(_BACK, entry_id)
    entries = Entry.filter(id__in=ids).select_related("offering__product", "offering__provider")
    links = Link.filter(to_entry_id__in=ids).prefetch_related("by")
    return Chain(entries=await entries.order_by("id"), links=await links.order_by("id"))


async def descendants_of(entry_id: int) -> Sequence[Entry]:
    """The open entries that an entry has become by now; itself while it is open."""
    ids = await _line(_ON, entry_id)
    return await Entry.filter(id__in=ids, ended_at=None).order_by("id")


async def _line(sql: str, entry_id: int) -> list[int]:
    rows = cast(Any, await database().execute_query_dict(sql, [entry_id]))
    return [row["id"] for row in rows]
