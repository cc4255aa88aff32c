"""What a question finds in one region or several, in which order, and what each choice gives."""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Final

from portal.availability.rules.row import Row
from portal.search.rules import Sure, View
from portal.search.rules.bitmaps import members
from portal.search.rules.distance import distance_km
from portal.socialmap.rules.asking import NOW, Ask, Wish
from portal.socialmap.rules.guide import EVERYBODY, Guide, Item, Moment
from portal.socialmap.rules.said import Answered

EVERY: Final = -1
"""All slots."""
FARTHEST: Final = 1_000_000.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One result: where it is found, and how far it is; None without a distance."""

    guide: Guide
    view: View
    item: Item
    distance_km: float | None


@dataclass(frozen=True, slots=True)
class Looked:
    """One region in which a question was looked up."""

    guide: Guide
    view: View


class Found:
    """The answer to one question. Counts and results are made when somebody asks."""

    def __init__(self, looked: Sequence[Looked], ask: Ask, moment: Moment) -> None:
        self.looked = looked
        self.ask = ask
        self.moment = moment
        self._terms = [_terms(one, ask, moment) for one in looked]
        for terms, bits in zip(self._terms, self._of_words(), strict=False):
            terms[Wish.WORDS] = bits

    def _of_words(self) -> list[int]:
        """For each region the slots that answer the words; none where another is surer of it."""
        surest = min((one.sure for one in self._understood), default=Sure.NOTHING)
        enough = max(surest, Sure.SAID)
        return [one.bits if one.sure <= enough else 0 for one in self._understood]

    def _bits(self, *left_out: Wish) -> list[int]:
        """For each region, the slots that answer all that is asked but these wishes."""
        found: list[int] = []
        for one, terms in zip(self.looked, self._terms, strict=True):
            bits = one.guide.everything(one.view) & _of_town(one.guide, self.ask)
            for wish, answers in terms.items():
                if wish not in left_out:
                    bits &= answers
            found.append(bits)
        return found

    @cached_property
    def total(self) -> int:
        """How many answer."""
        return _count(self._bits())

    def count_without(self, *wishes: Wish) -> int:
        """How many there would be without these wishes."""
        return _count(self._bits(*wishes))

    def counts(self, wish: Wish, values: Iterable[Hashable]) -> dict[Hashable, int]:
        """For each of these values, how many there would be if it were chosen."""
        others = self._bits(wish)
        return {
            value: sum(
                (bits & answers_to(one, self.ask, wish, value, self.moment)).bit_count()
                for one, bits in zip(self.looked, others, strict=True)
            )
            for value in values
        }

    @cached_property
    def missed(self) -> tuple[str, ...]:
        """Words that nothing answers in any region."""
        missed = [set(one.missed) for one in self._understood]
        first = self._understood[0].missed if missed else ()
        return tuple(word for word in first if all(word in one for one in missed))

    @cached_property
    def also(self) -> tuple[str, ...]:
        """Other words that were looked for."""
        every = [one.also for one in self._understood]
        return tuple(dict.fromkeys(word for words in every for word in words))

    @cached_property
    def _understood(self) -> list[Answered]:
        words = self.ask.words
        return [one.guide.understood(words, one.view) for one in self.looked] if words else []

    def of_kind(self, kind: str) -> list[Hit]:
        """The results of this kind in order: facilities by distance, offerings by their wait."""
        hits = [
            self._hit(one, slot)
            for one, bits in zip(self.looked, self._bits(), strict=True)
            for slot in members(bits & one.guide.facts.of(Wish.KIND, kind))
        ]
        return sorted(hits, key=order)

    def _hit(self, one: Looked, slot: int) -> Hit:
        here, far, item = self.ask.here, None, one.guide.items[slot]
        if here and item.where:
            there = (item.where.latitude, item.where.longitude)
            far = distance_km((here.near.latitude, here.near.longitude), there)
        return Hit(guide=one.guide, view=one.view, item=item, distance_km=far)


def order(hit: Hit) -> tuple[Any, ...]:
    """Facilities: the nearest, then what comes to homes.

    Offerings: the default order of the consultant, by group and expected wait.
    """
    if isinstance(hit.item, Row):
        slot = hit.guide.shelf.slot_of(hit.item.id)
        assert slot is not None, "a guide holds what stands on its shelf"
        group, high, low, shuffle = hit.view.key(slot)
        return (group, high, low, hit.distance_km or 0.0, shuffle)
    near = FARTHEST if hit.distance_km is None else round(hit.distance_km, 1)
    return (near, hit.item.name.casefold(), hit.item.id)


def _count(every: Iterable[int]) -> int:
    return sum(bits.bit_count() for bits in every)


def _of_town(guide: Guide, ask: Ask) -> int:
    return guide.facts.of(Wish.TOWN, ask.here.town.id) if ask.here else EVERY


def _terms(one: Looked, ask: Ask, moment: Moment) -> dict[Wish, int]:
    return {wish: answers_to(one, ask, wish, value, moment) for wish, value in ask.asked().items()}


def answers_to(one: Looked, ask: Ask, wish: Wish, value: Hashable, moment: Moment) -> int:
    """The slots that answer to this value of this wish."""
    if wish in _SPECIAL:
        return _SPECIAL[wish](one, ask, value, moment)
    return one.guide.facts.of(wish, value)


def _words(one: Looked, _ask: Ask, value: Any, _moment: Moment) -> int:
    return one.guide.understood(value, one.view).bits


def _radius(one: Looked, ask: Ask, value: Any, _moment: Moment) -> int:
    return one.guide.within(ask.here.near, value) if ask.here else EVERY


def _open(one: Looked, _ask: Ask, value: Any, moment: Moment) -> int:
    return one.guide.open_at(moment) if value == NOW else one.guide.facts.of(Wish.OPEN, value)


def _audience(one: Looked, _ask: Ask, value: Any, _moment: Moment) -> int:
    return one.guide.facts.any_of(Wish.AUDIENCE, (value, EVERYBODY))


def _accessible(one: Looked, _ask: Ask, _value: Any, _moment: Moment) -> int:
    return one.guide.facts.of(Wish.ACCESSIBLE)


_SPECIAL: Final[Mapping[Wish, Callable[[Looked, Ask, Any, Moment], int]]] = {
    Wish.WORDS: _words,
    Wish.RADIUS: _radius,
    Wish.OPEN: _open,
    Wish.AUDIENCE: _audience,
    Wish.ACCESSIBLE: _accessible,
}


def find(guides: Iterable[Guide], ask: Ask, views: Callable[[Guide], View], at: Moment) -> Found:
    """Look this up in these regions; `views` gives each as residents of the town see it."""
    return Found([Looked(guide, views(guide)) for guide in guides], ask, at)


def meant(found: Found, *, most: int = 3) -> list[tuple[str, Ask, int]]:
    """For words that nobody knows: known words that look like them, with what those would find."""
    told: dict[str, tuple[str, Ask, int]] = {}
    for word in found.missed[:2]:
        close = [other for one in found.looked for other in one.guide.closest(word)[:2]]
        for other in dict.fromkeys(close):
            ask = replace(found.ask, words=found.ask.words.lower().replace(word, other))
            count = Found(found.looked, ask, found.moment).total
            if count:
                told[other] = (other, ask, count)
    return list(told.values())[:most]
