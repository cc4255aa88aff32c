"""The order of a list and the place of an entry in it: computed from the keys, never stored."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, cast

from tortoise.queryset import QuerySet

from portal.database.connecting import database, is_postgres
from portal.waitlists.models import Entry
from portal.waitlists.rules.place import Standing, standing

ORDER: Final = ("urgency", "registered_on", "registered_at", "draw", "id")
"""The parts of the key in their order; the id only for two that are alike in all of them."""
# Both counts run over the partial index `entry_order` alone.
_PLACE: Final = """
SELECT
    (SELECT COUNT(*) FROM entry other
     WHERE other.offering_id = own.offering_id AND other.ended_at IS NULL
        AND (other.urgency, other.registered_on, other.registered_at, other.draw, other.id)
            < (own.urgency, own.registered_on, own.registered_at, own.draw, own.id)) AS ahead,
    (SELECT COUNT(*) FROM entry other
     WHERE other.offering_id = own.offering_id AND other.ended_at IS NULL) AS total
FROM entry own WHERE own.id = $1 AND own.ended_at IS NULL
"""
PLACES: Final = """
SELECT id, ROW_NUMBER() OVER (
        PARTITION BY offering_id ORDER BY urgency, registered_on, registered_at, draw, id
    ) AS place, COUNT(*) OVER (PARTITION BY offering_id) AS total
FROM entry WHERE ended_at IS NULL AND offering_id IN ({lists})
"""


@dataclass(frozen=True, slots=True)
class Place:
    """Three of eleven."""

    place: int
    total: int


async def place_of(entry_id: int) -> Place | None:
    """The place of one entry on its list; None when it is closed."""
    rows = cast(Any, await database().execute_query_dict(_PLACE, [entry_id]))
    return Place(rows[0]["ahead"] + 1, rows[0]["total"]) if rows else None


async def places_of(offering_ids: Sequence[int]) -> dict[int, Place]:
    """The place of every open entry on these lists, by entry id."""
    ids = sorted(set(offering_ids))
    if not ids:
        return {}
    numbers = range(1, len(ids) + 1)
    marks = [f"${number}" if is_postgres() else "?" for number in numbers]
    sql = PLACES.format(lists=", ".join(marks))
    rows = cast(Any, await database().execute_query_dict(sql, ids))
    return {row["id"]: Place(row["place"], row["total"]) for row in rows}


def in_order(offering_id: int) -> QuerySet[Entry]:
    """The open entries of a list, the next to be called first. Asks not who looks."""
    return Entry.filter(offering_id=offering_id, ended_at=None).order_by(*ORDER)


async def standing_of(entry: Entry) -> Standing | None:
    """The place of an open entry with the reason for it in words; None when it is closed."""
    if not entry.is_open:
        return None
    every = list(await in_order(entry.offering_id))
    index = next(number for number, one in enumerate(every) if one.id == entry.id)
    return standing(entry.key, [one.key for one in every[:index]], len(every))
