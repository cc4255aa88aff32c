"""The social map of one region, ready to be searched: offerings and facilities together."""

from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import count
from typing import Any, Final, TypeVar

from portal.availability.rules.row import Row
from portal.kernel.spelling import slug
from portal.search.rules import Near, Shelf, View
from portal.search.rules.bitmaps import Bitmaps, Fact, bitmap_of, fact, members
from portal.search.rules.distance import distance_km
from portal.socialmap.rules.asking import DAYS, NO_REQUEST, NOW, ON_REQUEST, Wish
from portal.socialmap.rules.facilities import Cost, FacilityRow
from portal.socialmap.rules.said import Answered, SaidWords
from portal.socialmap.rules.themes import themes_of

T = TypeVar("T")
Item = Row | FacilityRow
Key = tuple[type[Item], int]
_VERSIONS: Final = count(1)
_MOST_ANSWERS: Final = 300
EVERYBODY: Final = "everybody"
ANYWHERE: Final = "anywhere"
"""Comes to people's homes, or works by telephone: no distance holds it back."""


@dataclass(frozen=True, slots=True)
class Moment:
    """The day, and the time of the day in Amsterdam, for which somebody asks."""

    at: datetime

    @property
    def today(self) -> date:
        """The day."""
        return self.at.date()

    @property
    def minute(self) -> str:
        """Opening hours change by the minute and no faster."""
        return self.at.strftime("%Y-%m-%d %H:%M")


class Guide:
    """What residents of one region may find, in numbered slots; follows a shelf of offerings."""

    def __init__(self, shelf: Shelf, facilities: Iterable[FacilityRow] = ()) -> None:
        self.shelf = shelf
        self.items: dict[int, Item] = {}
        self.facts = Bitmaps()
        self.version = next(_VERSIONS)
        """Another number after every change; no two guides share one."""
        self._slot_of: dict[Key, int] = {}
        self._free: list[int] = []
        self._words = SaidWords(shelf.synonyms)
        self._followed = 0
        self._answers: dict[Hashable, Any] = {}
        for row in facilities:
            self.put(row)
        self.follow()

    def follow(self) -> None:
        """Take over what changed on the shelf."""
        if self._followed == self.shelf.version:
            return
        now = {row.id: row for row in self.shelf}
        for kind, number in list(self._slot_of):
            if kind is Row and number not in now:
                self.drop(Row, number)
        for row in now.values():
            if self.item(Row, row.id) is not row:
                self.put(row)
        self._followed = self.shelf.version
        self._changed()

    def put(self, item: Item) -> None:
        """Add this, or take it for what was known of it."""
        key = (type(item), item.id)
        slot = self._slot_of.get(key)
        if slot is None:
            slot = self._free.pop() if self._free else len(self.items)
            self._slot_of[key] = slot
        else:
            self.facts.drop(slot, _facts(self.items[slot]))
        self.items[slot] = item
        self.facts.put(slot, _facts(item))
        self._words.put(slot, item)
        self._changed()

    def drop(self, kind: type[Item], number: int) -> None:
        """Take this away, if it stands here."""
        slot = self._slot_of.pop((kind, number), None)
        if slot is not None:
            self.facts.drop(slot, _facts(self.items.pop(slot)))
            self._words.drop(slot)
            self._free.append(slot)
            self._changed()

    def _changed(self) -> None:
        self.version = next(_VERSIONS)
        self._answers.clear()

    def item(self, kind: type[Item], number: int) -> Item | None:
        """This offering or facility, when it stands here."""
        slot = self._slot_of.get((kind, number))
        return None if slot is None else self.items[slot]

    def facilities(self) -> Iterator[FacilityRow]:
        """Every facility."""
        return (item for item in self.items.values() if isinstance(item, FacilityRow))

    # What answers -----------------------------------------------------------------------------

    def everything(self, view: View) -> int:
        """All slots that stand open: of offerings those whose contract runs."""
        return self.once(("open", view.today, view.municipality_id), lambda: self._open(view))

    def _open(self, view: View) -> int:
        rows = (self.shelf.rows[slot] for slot in members(view.open_on(None)))
        offered = bitmap_of(self._slot_of[Row, row.id] for row in rows)
        return offered | self.facts.of(Wish.KIND, NO_REQUEST)

    def understood(self, words: str, view: View) -> Answered:
        """Which slots answer these words, for residents of the municipality of this view."""
        town, today = view.municipality_id, view.today
        return self.once(
            ("words", words, town, today), lambda: self._words.find(words, self.seen_by(view))
        )

    def seen_by(self, view: View) -> int:
        """All slots that are there for residents of the municipality of this view."""
        town = view.municipality_id
        every = self.everything(view)
        return every if town is None else every & self.facts.of(Wish.TOWN, town)

    def closest(self, word: str) -> list[str]:
        """Words that somebody may have meant by this one."""
        return self._words.closest(word)

    def open_at(self, moment: Moment) -> int:
        """The facilities that are open at this moment."""
        return self.once(
            (NOW, moment.minute),
            lambda: bitmap_of(
                slot
                for slot, item in self.items.items()
                if isinstance(item, FacilityRow) and item.opening.is_open(moment.at)
            ),
        )

    def distances(self, near: Near) -> dict[int, float]:
        """Kilometres by slot; what comes to people's homes has no distance."""
        point = (near.latitude, near.longitude)
        return self.once(("distances", point), lambda: dict(self._measured(point)))

    def _measured(self, point: tuple[float, float]) -> Iterator[tuple[int, float]]:
        for slot, item in self.items.items():
            if item.where:
                yield slot, distance_km(point, (item.where.latitude, item.where.longitude))

    def within(self, near: Near, radius_km: int) -> int:
        """The slots in this radius, and all without a distance."""
        close = (slot for slot, km in self.distances(near).items() if km <= radius_km)
        return bitmap_of(close) | self.facts.of(Wish.RADIUS, ANYWHERE)

    def once(self, question: Hashable, answer: Callable[[], T]) -> T:
        """The answer to a question that is asked more often, until something changes."""
        if question not in self._answers:
            if len(self._answers) >= _MOST_ANSWERS:
                self._answers.clear()
            self._answers[question] = answer()
        return self._answers[question]


def _facts(item: Item) -> Iterator[Fact]:
    yield from _facts_of_offering(item) if isinstance(item, Row) else _facts_of_facility(item)
    for town in item.municipalities:
        yield fact(Wish.TOWN, town.id)
    for language in item.languages:
        yield fact(Wish.LANGUAGE, language)
    if item.where is None:
        yield fact(Wish.RADIUS, ANYWHERE)


def _facts_of_offering(row: Row) -> Iterator[Fact]:
    yield fact(Wish.KIND, ON_REQUEST)
    yield fact(Wish.PROVIDER, row.provider.id)
    yield fact(Wish.COST, Cost.CONTRIBUTION.slug)
    yield fact(Wish.AUDIENCE, slug(row.target_group) if row.target_group else EVERYBODY)
    for theme in themes_of(row.product_code):
        yield fact(Wish.THEME, theme)
    if row.where is None or row.where.wheelchair_accessible:
        yield fact(Wish.ACCESSIBLE)


def _facts_of_facility(row: FacilityRow) -> Iterator[Fact]:
    yield fact(Wish.KIND, NO_REQUEST)
    yield fact(Wish.COST, row.cost.slug)
    for audience in row.audiences:
        yield fact(Wish.AUDIENCE, audience)
    if not row.audiences:
        yield fact(Wish.AUDIENCE, EVERYBODY)
    for theme in dict.fromkeys(row.themes):
        yield fact(Wish.THEME, theme)
    for weekday in {number for number, _ in row.opening.weekly}:
        yield fact(Wish.OPEN, DAYS[weekday])
    if row.where is None or row.wheelchair_accessible:
        yield fact(Wish.ACCESSIBLE)
