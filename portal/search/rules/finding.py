"""The answer to a search: who answers, in which order, and what each choice would give."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby, islice
from typing import Any, Final

from portal.availability.rules.order import Rank
from portal.availability.rules.row import Row
from portal.kernel.spelling import fold
from portal.search.rules.asking import RADII, WEEKS, Criterion, Search, Sort
from portal.search.rules.bitmaps import members
from portal.search.rules.match import Match, seen
from portal.search.rules.terms import EVERY, FIXED, count_here, partner, terms, with_partner
from portal.search.rules.understanding import Answer
from portal.search.rules.view import View

Key = tuple[Any, ...]
_STANDING: Final = frozenset({Criterion.STATUS, Criterion.CAPACITY, Criterion.FRESH})


@dataclass(frozen=True, slots=True, kw_only=True)
class Slice:
    """Some of the results, with where they stand among all."""

    slots: tuple[int, ...]
    first: int
    """The number of the first of these, counted from 1."""
    before: Key | None
    """The key of the first; None when nothing stands before it."""
    after: Key | None
    """The key of the last; None when nothing follows."""


class Found:
    """The answer to one search. Counts and pages are made when they are asked for."""

    def __init__(self, view: View, search: Search) -> None:
        self.view = view
        self.search = search
        self._terms = terms(view, search)
        self._open = view.open_on(search.starts_on)
        self.bitmap = self._all_but() & self._open

    def _all_but(self, *left_out: Criterion) -> int:
        """The slots that answer all that is asked but these, whatever the day."""
        found = EVERY
        for criterion, bitmap in self._terms.items():
            if criterion not in left_out:
                found &= bitmap
        return found

    @property
    def total(self) -> int:
        """How many offerings answer."""
        return self.bitmap.bit_count()

    @cached_property
    def providers(self) -> int:
        """How many providers they belong to."""
        return self.view.shelf.providers(self.bitmap)

    @property
    def understood(self) -> Answer | None:
        """How the words of the search were understood; None without words."""
        words = self.search.words.strip()
        return self.view.shelf.understood(words) if words else None

    @property
    def missed(self) -> tuple[str, ...]:
        """The words of the search that nothing answers to."""
        return self.understood.missed if self.understood else ()

    def count_without(self, *wishes: Criterion) -> int:
        """How many there would be without these wishes."""
        return (self._all_but(*wishes) & self._open).bit_count()

    @cached_property
    def without(self) -> Mapping[Criterion, int]:
        """How many there would be without each one wish."""
        return {wish: self.count_without(wish) for wish in self.search.wishes()}

    @property
    def without_wishes(self) -> int:
        """How many there would be for this municipality if nothing else were asked."""
        return self.count_without(*self.search.wishes())

    @property
    def out_of_contract(self) -> int:
        """How many fit, but have no contract on the expected start though it is not over today."""
        return (self._all_but() & ~self._open & ~self.view.over()).bit_count()

    # What each choice would give ------------------------------------------------------------

    def counts(self, criterion: Criterion) -> dict[Hashable, int]:
        """For each value of this criterion, how many there would be if it were chosen."""
        others = self._all_but(criterion) & self._open
        return {value: (others & bitmap).bit_count() for value, bitmap in self._choices(criterion)}

    def _choices(self, criterion: Criterion) -> Iterable[tuple[Hashable, int]]:
        view, wished_on = self.view, self.search.starts_on
        facts, stands = view.shelf.facts, view.stands
        match criterion:
            case Criterion.PRODUCT:
                return view.products(wished_on).items()
            case Criterion.ALSO:
                codes = view.shelf.values(Criterion.PRODUCT)
                return ((code, with_partner(view, code, wished_on)) for code in codes)
            case Criterion.RADIUS:
                near = self.search.near
                return ((km, view.shelf.within(near, km)) for km in RADII) if near else ()
            case Criterion.WITHIN:
                return ((weeks, stands.of(criterion, weeks)) for weeks in WEEKS)
            case Criterion.HALF_DAYS:
                chosen = self._terms.get(criterion, EVERY)
                return ((day, bitmap & chosen) for day, bitmap in stands.by(criterion).items())
            case _:
                known = stands if criterion in _STANDING else facts
                return known.by(criterion).items()

    def count_in(self, views: Iterable[View]) -> list[int]:
        """How many the same search finds for the clients of each of these views."""
        fixed = self._all_but(*(one for one in self._terms if one not in FIXED))
        return [count_here(view, self.search, fixed) for view in views]

    # Results in order -------------------------------------------------------------------------

    @cached_property
    def order(self) -> list[int]:
        """The slots of all results, the first to be listed first."""
        return list(self._walk())

    def _walk(self) -> Iterator[int]:
        """The results in order; whoever wants the first few need not wait for all."""
        search, view = self.search, self.view
        if search.also or search.sort is Sort.DISTANCE:
            return iter(sorted(members(self.bitmap), key=self.key))
        held = bin(self.bitmap)[:1:-1].ljust(view.width, "0")
        if search.sort is not Sort.START:
            everything = view.once(search.sort, lambda: sorted(view.order, key=self.key))
            return (slot for slot in everything if held[slot] == "1")
        found = (slot for slot in view.order if held[slot] == "1")
        return self._nearest_first(found) if search.near else found

    def _nearest_first(self, found: Iterable[int]) -> Iterator[int]:
        """Of those who can start equally soon."""
        for _, alike in groupby(found, key=lambda slot: self.view.key(slot)[:3]):
            yield from sorted(alike, key=self.key)

    @cached_property
    def key(self) -> Callable[[int], Key]:
        """What a result is listed by."""
        match self.search.sort:
            case Sort.NAME:
                return self._by_name
            case Sort.FRESHNESS:
                return self._by_freshness
            case Sort.DISTANCE if self.search.near:
                return self._by_distance
            case _:
                simple = self.search.near is None and not self.search.also
                return self.view.key if simple else self._by_start

    def _by_name(self, slot: int) -> Key:
        row = self.view.shelf.rows[slot]
        return (fold(row.provider.name), fold(row.product.name), *self.view.key(slot))

    def _by_freshness(self, slot: int) -> Key:
        confirmed = self.view.shelf.rows[slot].confirmed
        days = (self.view.today - confirmed.on).days if confirmed else 100_000
        return (days, *self.view.key(slot))

    def _by_distance(self, slot: int) -> Key:
        return (self.distance(slot) or 0.0, *self._by_start(slot))

    def _by_start(self, slot: int) -> Key:
        """The default order with the distance in it, and with the longest of what is needed."""
        keys = [self.view.key(one) for one in (slot, *self._partners(slot))]
        group, high, low = (max(key[place] for key in keys) for place in range(3))
        return (group, high, low, round(self.distance(slot) or 0.0, 6), keys[0][3])

    def distance(self, slot: int) -> float | None:
        """Kilometres to this result; None at home, and where no place was named."""
        near = self.search.near
        return self.view.shelf.distances(near).get(slot) if near else None

    def _partners(self, slot: int) -> list[int]:
        wished_on = self.search.starts_on
        found = [partner(self.view, slot, code, wished_on) for code in self.search.also]
        return [one for one in found if one is not None]

    def slice(self, size: int, *, after: Key | None = None, before: Key | None = None) -> Slice:
        """So many results after, or before, the place of this key; from the first without one.

        A key is a place in the order, not a number: what changes meanwhile moves nothing else.
        """
        if after is None and before is None:
            return self._first(size)
        start = bisect_right(self.order, after, key=self.key) if after is not None else 0
        if before is not None:
            start = max(0, bisect_left(self.order, before, key=self.key) - size)
        if start >= len(self.order) > 0:
            start = (len(self.order) - 1) // size * size
        shown = self.order[start : start + size]
        return Slice(
            slots=tuple(shown),
            first=start + 1,
            before=self.key(shown[0]) if start else None,
            after=self.key(shown[-1]) if start + size < len(self.order) else None,
        )

    def _first(self, size: int) -> Slice:
        shown = tuple(islice(self._walk(), size))
        more = self.total > len(shown)
        return Slice(slots=shown, first=1, before=None, after=self.key(shown[-1]) if more else None)

    @property
    def matches(self) -> tuple[Match, ...]:
        """All results in order."""
        return tuple(self.match(slot) for slot in self.order)

    def row(self, slot: int) -> Row:
        """The offering in this slot."""
        return self.view.shelf.rows[slot]

    def group(self, slot: int) -> Rank:
        """The group in which this result is listed."""
        if not self.search.also:
            return Rank(int(self.view.key(slot)[0]))
        keys = [self.view.key(one) for one in (slot, *self._partners(slot))]
        return Rank(int(max(key[0] for key in keys)))

    def match(self, slot: int) -> Match:
        """This result as it is shown."""
        match = self._seen(slot)
        distance = self.distance(slot)
        partners = tuple(self._seen(one) for one in self._partners(slot))
        replaces = self._replaced_by(match.row)
        if distance is None and not partners and not replaces:
            return match
        return replace(match, distance_km=distance, partners=partners, replaces=replaces)

    def _seen(self, slot: int) -> Match:
        return seen(self.row(slot), self.view.municipality_id, today=self.view.today)

    def is_usual(self, row: Row) -> bool:
        """Whether this result, the distance excepted, looks the same whoever finds it."""
        return not self.search.also and not self._succeeds(row)

    def _succeeds(self, row: Row) -> bool:
        return bool(self.search.products) and row.product_code not in self.search.products

    def _replaced_by(self, row: Row) -> str:
        if not self._succeeds(row):
            return ""
        return next(c for c in self.search.products if row.product_code in self.view.successors(c))


def find(view: View, search: Search) -> Found:
    """Who answers this search; nothing is left out that was not asked, but what has no contract."""
    assert view.municipality_id == search.municipality_id, "figures differ per municipality"
    return Found(view, search)
