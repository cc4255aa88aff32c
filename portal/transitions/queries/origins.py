"""Where everybody on a list stood before a transition, in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from portal.transitions.models import Batch, Transfer, Transition
from portal.transitions.rules.order import Source
from portal.waitlists.models import Link
from portal.waitlists.queries import in_order
from portal.waitlists.rules.key import Key, Urgency
from portal.waitlists.rules.moves import MOVES_TO_ANOTHER_LIST, LinkKind

_KEY: Final = ("urgency", "registered_on", "registered_at", "draw")


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrivals:
    """The open entries of a list in order, with what each of them came from."""

    entry_ids: Sequence[int]
    sources: Sequence[Sequence[Source]]
    new: frozenset[int]
    """Whom the batch brought."""
    merged_by: Mapping[int, int]
    """The transfer that made one place of two, by the entry that opened."""


async def lists_reached(batch: Batch) -> Sequence[int]:
    """The lists to which a batch brought somebody."""
    found: Any = await _brought(batch).distinct().values_list("to_entry__offering_id", flat=True)
    return sorted(found)


def _brought(batch: Batch) -> Any:
    return Link.filter(
        from_entry__participants__transfer__batch_id=batch.id, kind__in=MOVES_TO_ANOTHER_LIST
    )


async def merged_on(transition: Transition, list_id: int) -> Mapping[int, int]:
    """The transfer that made one place of two, by the entry on this list that opened."""
    link = "participant__entry__links_on"
    merges: Mapping[str, Any] = {
        "participant__transition_id": transition.id,
        f"{link}__kind": LinkKind.MERGE,
        f"{link}__to_entry__offering_id": list_id,
        f"{link}__to_entry__ended_at": None,
    }
    found: Any = Transfer.filter(**merges).order_by("id")
    return dict(await found.values_list(f"{link}__to_entry_id", "id"))


async def arrivals_on(
    transition: Transition, batch: Batch, list_id: int, merged_by: Mapping[int, int]
) -> Arrivals:
    """Everybody on this list, by what each came from in this transition."""
    ordered: Any = await in_order(list_id).values_list("id", "offering_id", *_KEY)
    parents = await _parents(transition, list_id)
    new: Any = (
        await _brought(batch)
        .filter(to_entry__offering_id=list_id)
        .values_list("to_entry_id", flat=True)
    )
    return Arrivals(
        entry_ids=[raw[0] for raw in ordered],
        sources=[list(_sources(_source(raw), parents)) for raw in ordered],
        new=frozenset(new),
        merged_by=merged_by,
    )


Parents = Mapping[int, Sequence[tuple[Source, bool]]]
"""What an entry came from, and whether that took part in the transition."""


async def _parents(transition: Transition, list_id: int) -> Parents:
    """Of the entries on this list, open and closed, that the transition made."""
    columns = ("to_entry_id", *(f"from_entry__{name}" for name in ("id", "offering_id", *_KEY)))
    here = Link.filter(to_entry__offering_id=list_id)
    taking_part: Any = await here.filter(
        from_entry__participants__transition_id=transition.id, kind__in=MOVES_TO_ANOTHER_LIST
    ).values_list(*columns)
    found: dict[int, list[tuple[Source, bool]]] = defaultdict(list)
    for to_id, *raw in taking_part:
        found[to_id].append((_source(raw), True))
    there_too: Any = await here.filter(kind=LinkKind.MERGE).values_list(*columns)
    for to_id, *raw in there_too:
        known = {source.entry_id for source, _ in found.get(to_id, ())}
        if to_id in found and raw[0] not in known:
            found[to_id].append((_source(raw), False))
    return found


def _sources(source: Source, parents: Parents) -> Iterable[Source]:
    """An entry itself, or what it came from; of who took part where that began."""
    if source.entry_id not in parents:
        return [source]
    return [
        origin
        for parent, took_part in parents[source.entry_id]
        for origin in ([parent] if took_part else _sources(parent, parents))
    ]


def _source(raw: Sequence[Any]) -> Source:
    entry_id, list_id, urgency, registered_on, registered_at, draw = raw
    key = Key(
        urgency=Urgency(urgency),
        registered_on=registered_on,
        registered_at=registered_at,
        draw=draw,
    )
    return Source(entry_id, list_id, key)
