"""All offerings of one region, ready to be searched: what does not change with day or client."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import count
from typing import Any, Final, TypeVar

from portal.availability.rules.row import Row
from portal.search.rules.asking import Criterion, Near
from portal.search.rules.bitmaps import Bitmaps, Fact, bitmap_of, fact
from portal.search.rules.distance import distance_km
from portal.search.rules.document import document
from portal.search.rules.standing import Standing, differs, stand
from portal.search.rules.synonyms import Synonyms, usual
from portal.search.rules.understanding import Answer
from portal.search.rules.vocabulary import Vocabulary

T = TypeVar("T")
_VERSIONS: Final = count(1)
AT_HOME: Final = "home"
"""Whatever the radius."""
MOST_ANSWERS: Final = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Succeeds:
    """Was-wordt: from a day on, this product takes the place of that one; None: nothing does."""

    code: str
    successor: str | None
    from_on: date
    municipality_id: int | None = None


class Shelf:
    """The offerings of a region in numbered slots, and which slots have which fixed fact."""

    def __init__(
        self,
        rows: Iterable[Row],
        successions: Sequence[Succeeds] = (),
        synonyms: Synonyms | None = None,
    ) -> None:
        self.rows: dict[int, Row] = {}
        self.version = next(_VERSIONS)
        """Another number after every change; no two shelves share one."""
        self.successions = tuple(successions)
        self.synonyms = synonyms or usual()
        self.facts = Bitmaps()
        self._slot_of: dict[int, int] = {}
        self._free: list[int] = []
        self._words = Vocabulary()
        self._general: dict[int, Standing] = {}
        self._general_on: date | None = None
        self._by_provider = Bitmaps()
        self._answers: dict[Hashable, Any] = {}
        for row in rows:
            self.put(row)

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows.values())

    def put(self, row: Row) -> int:
        """Add this offering, or take it for what was known of it; returns its slot."""
        slot = self._slot_of.get(row.id)
        if slot is None:
            slot = self._free.pop() if self._free else len(self.rows)
            self._slot_of[row.id] = slot
        else:
            self._forget(slot, self.rows[slot])
        self.rows[slot] = row
        self.facts.put(slot, _facts(row))
        self._by_provider.put(slot, _provider(row))
        self._words.put(slot, document(row).texts())
        self._changed(slot)
        return slot

    def drop(self, offering_id: int) -> int | None:
        """Take this offering away; returns the slot that it leaves, None when it was not here."""
        slot = self._slot_of.pop(offering_id, None)
        if slot is not None:
            self._forget(slot, self.rows.pop(slot))
            self._words.drop(slot)
            self._free.append(slot)
            self._changed(slot)
        return slot

    def _forget(self, slot: int, row: Row) -> None:
        self.facts.drop(slot, _facts(row))
        self._by_provider.drop(slot, _provider(row))

    def _changed(self, slot: int) -> None:
        self.version = next(_VERSIONS)
        self._general.pop(slot, None)
        self._answers.clear()

    def row_of(self, offering_id: int) -> Row | None:
        """This offering, when it stands here."""
        slot = self._slot_of.get(offering_id)
        return None if slot is None else self.rows[slot]

    def slot_of(self, offering_id: int) -> int | None:
        """The slot of this offering, when it stands here."""
        return self._slot_of.get(offering_id)

    def standing(self, slot: int, municipality_id: int | None, *, today: date) -> Standing:
        """Where this slot stands; who asks for another municipality gets the same, if it is."""
        row = self.rows[slot]
        if municipality_id is not None and differs(row):
            return stand(row, municipality_id, today=today)
        if self._general_on != today:
            self._general, self._general_on = {}, today
        if slot not in self._general:
            self._general[slot] = stand(row, None, today=today)
        return self._general[slot]

    def understood(self, words: str) -> Answer:
        """Which slots answer all these words, and how each was understood."""
        return self._once(("words", words), lambda: self._words.find(words, self.synonyms))

    def closest(self, word: str) -> list[str]:
        """Words that somebody may have meant by this one."""
        return self._words.closest(word, self.synonyms)

    def distances(self, near: Near) -> dict[int, float]:
        """Kilometres by slot; what is given at home has no distance."""
        point = (near.latitude, near.longitude)
        return self._once(("distances", point), lambda: self._measured(point))

    def _measured(self, point: tuple[float, float]) -> dict[int, float]:
        by_location: dict[tuple[float, float], float] = {}
        found: dict[int, float] = {}
        for slot, row in self.rows.items():
            if row.where:
                there = (row.where.latitude, row.where.longitude)
                if there not in by_location:
                    by_location[there] = distance_km(point, there)
                found[slot] = by_location[there]
        return found

    def within(self, near: Near, radius_km: float) -> int:
        """The slots in this radius, and all that is given at home."""
        return self._once(("within", near, radius_km), lambda: self._within(near, radius_km))

    def _within(self, near: Near, radius_km: float) -> int:
        close = (s for s, km in self.distances(near).items() if km <= radius_km)
        return bitmap_of(close) | self.facts.of(Criterion.RADIUS, AT_HOME)

    def _once(self, question: Hashable, answer: Callable[[], T]) -> T:
        """The answer to a question that is asked more often, until something changes."""
        if question not in self._answers:
            if len(self._answers) >= MOST_ANSWERS:
                self._answers.clear()
            self._answers[question] = answer()
        return self._answers[question]

    def providers(self, bitmap: int) -> int:
        """How many providers stand in these slots."""
        return sum(1 for held in self._by_provider.by(Criterion.ALSO).values() if held & bitmap)

    def values(self, criterion: Criterion) -> list[Any]:
        """Every value that some offering has for this criterion."""
        return list(self.facts.by(criterion))


PROVIDER: Final = "provider"
PLACE: Final = "place"


def _provider(row: Row) -> Iterator[Fact]:
    yield fact(Criterion.ALSO, (PROVIDER, row.provider.id))


def _facts(row: Row) -> Iterator[Fact]:
    yield from _provider(row)
    if row.location_id is not None:
        yield fact(Criterion.ALSO, (PLACE, row.location_id))
    yield fact(Criterion.PRODUCT, row.product_code)
    yield fact(Criterion.LOT, row.lot.id)
    for served in row.municipalities:
        yield fact(Criterion.MUNICIPALITY, served.id)
    if row.target_group:
        yield fact(Criterion.TARGET_GROUP, row.target_group)
    if row.intensity is not None:
        yield fact(Criterion.INTENSITY, int(row.intensity))
    for language in row.languages:
        yield fact(Criterion.LANGUAGE, language)
    if row.where is None:
        yield fact(Criterion.RADIUS, AT_HOME)
    if row.where is None or row.where.wheelchair_accessible:
        yield fact(Criterion.ACCESSIBLE)
