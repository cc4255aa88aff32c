"""Which slots of a view answer to each criterion of a search."""

from collections.abc import Callable, Hashable, Iterable, Mapping
from datetime import date
from typing import Final

from portal.search.rules.asking import Criterion, Search
from portal.search.rules.bitmaps import members
from portal.search.rules.shelf import PLACE, PROVIDER, Shelf
from portal.search.rules.view import View

EVERY = -1
"""All slots: the set that every other set is part of."""


FIXED: Final = frozenset(
    {
        *(Criterion.WORDS, Criterion.LOT, Criterion.RADIUS, Criterion.TARGET_GROUP),
        *(Criterion.INTENSITY, Criterion.ACCESSIBLE, Criterion.LANGUAGE),
    }
)
"""What an offering answers to whatever the day and the municipality of the client."""


def terms(view: View, search: Search) -> dict[Criterion, int]:
    """The slots that answer to each criterion that is asked; the day counts apart."""
    return {criterion: _TERMS[criterion](view, search) for criterion in search.asked}


def count_here(view: View, search: Search, fixed: int) -> int:
    """How many answer for the clients of this view; `fixed` is what the fixed criteria leave."""
    found = fixed & view.open_on(search.starts_on)
    if view.municipality_id is not None:
        found &= view.shelf.facts.of(Criterion.MUNICIPALITY, view.municipality_id)
    for criterion in search.asked:
        if found and criterion not in FIXED and criterion is not Criterion.MUNICIPALITY:
            found &= _TERMS[criterion](view, search)
    return found.bit_count()


def _words(view: View, search: Search) -> int:
    answer = view.shelf.understood(search.words.strip())
    return answer.bits or answer.leniently


def _products(view: View, search: Search) -> int:
    return _any(view.of_product(code, search.starts_on) for code in search.products)


def _also(view: View, search: Search) -> int:
    return _all(with_partner(view, code, search.starts_on) for code in search.also)


def _radius(view: View, search: Search) -> int:
    assert search.near is not None, "no radius without a place"
    return view.shelf.within(search.near, search.radius_km or 0)


def _half_days(view: View, search: Search) -> int:
    return _all(view.stands.of(Criterion.HALF_DAYS, day) for day in search.half_days)


def _fixed(view: View, criterion: Criterion, values: Iterable[Hashable]) -> int:
    return view.shelf.facts.any_of(criterion, values)


def _today(view: View, criterion: Criterion, values: Iterable[Hashable]) -> int:
    return view.stands.any_of(criterion, values)


_TERMS: Final[Mapping[Criterion, Callable[[View, Search], int]]] = {
    Criterion.WORDS: _words,
    Criterion.PRODUCT: _products,
    Criterion.ALSO: _also,
    Criterion.LOT: lambda v, s: _fixed(v, Criterion.LOT, s.lots),
    Criterion.MUNICIPALITY: lambda v, s: _fixed(v, Criterion.MUNICIPALITY, [s.municipality_id]),
    Criterion.RADIUS: _radius,
    Criterion.WITHIN: lambda v, s: _today(v, Criterion.WITHIN, [s.within_weeks]),
    Criterion.CAPACITY: lambda v, _: v.stands.of(Criterion.CAPACITY),
    Criterion.STATUS: lambda v, s: _today(v, Criterion.STATUS, s.statuses),
    Criterion.VOLUME: lambda v, s: v.with_volume(s.volume or 0),
    Criterion.HALF_DAYS: _half_days,
    Criterion.TARGET_GROUP: lambda v, s: _fixed(v, Criterion.TARGET_GROUP, s.target_groups),
    Criterion.INTENSITY: lambda v, s: _fixed(v, Criterion.INTENSITY, s.intensities),
    Criterion.ACCESSIBLE: lambda v, _: v.shelf.facts.of(Criterion.ACCESSIBLE),
    Criterion.LANGUAGE: lambda v, s: _fixed(v, Criterion.LANGUAGE, s.languages),
    Criterion.FRESH: lambda v, _: v.stands.of(Criterion.FRESH),
}


def _any(sets: Iterable[int]) -> int:
    found = 0
    for one in sets:
        found |= one
    return found


def _all(sets: Iterable[int]) -> int:
    found = EVERY
    for one in sets:
        found &= one
    return found


def with_partner(view: View, code: str, wished_on: date | None) -> int:
    """The slots whose provider, or for transport whose place, gives this product too."""
    return view.once(("also", code, wished_on), lambda: _with_partner(view, code, wished_on))


def _with_partner(view: View, code: str, wished_on: date | None) -> int:
    wheres = {
        where
        for slot in members(_candidates(view, code, wished_on))
        for where in _gives(view.shelf, slot)
    }
    return view.shelf.facts.any_of(Criterion.ALSO, wheres)


def _candidates(view: View, code: str, wished_on: date | None) -> int:
    found = view.of_product(code, wished_on) & view.open_on(wished_on)
    if view.municipality_id is not None:
        found &= view.shelf.facts.of(Criterion.MUNICIPALITY, view.municipality_id)
    return found


def partner(view: View, slot: int, code: str, wished_on: date | None) -> int | None:
    """The slot of this product that goes with this one and starts soonest.

    None when its provider, or for transport its place, has none for these clients.
    """
    best = view.once(("best", code, wished_on), lambda: _best_partners(view, code, wished_on))
    row = view.shelf.rows[slot]
    at_place = best.get((PLACE, row.location_id)) if row.location_id else None
    return at_place if at_place is not None else best.get((PROVIDER, row.provider.id))


def _best_partners(view: View, code: str, wished_on: date | None) -> dict[tuple[str, int], int]:
    """By place and by provider, the slot of this product that stands first."""
    best: dict[tuple[str, int], int] = {}
    for slot in sorted(members(_candidates(view, code, wished_on)), key=view.key):
        for where in _gives(view.shelf, slot):
            best.setdefault(where, slot)
    return best


def _gives(shelf: Shelf, slot: int) -> Iterable[tuple[str, int]]:
    """Transport from a place serves that place; all else goes by the provider."""
    row = shelf.rows[slot]
    if row.companion_of is not None and row.location_id is not None:
        return [(PLACE, row.location_id)]
    return [(PROVIDER, row.provider.id)]
