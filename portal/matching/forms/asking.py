"""Reading the address bar into a search, and writing a search as an address."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any, Final
from urllib.parse import quote_plus

from portal.kernel.postcode import pc4
from portal.kernel.spelling import fold, slug
from portal.matching.rules.choices import (
    DAYS,
    INTENSITIES,
    SORTS,
    SPOKEN,
    STATUSES,
    Choice,
    Choices,
)
from portal.matching.rules.cursors import Cursor, cursor_in_words, read_cursor
from portal.search.rules import Criterion, Near, Search, Sort
from portal.search.rules.asking import RADII, WEEKS

ALL: Final = "alle"
YES: Final = "ja"
MOST_SIGNS: Final = 100
MOST_COMPARED: Final = 4
Query = Mapping[str, Sequence[str]]
"""The address bar: every value of each name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the address bar asks, and what of it could not be understood."""

    search: Search
    after: Cursor | None = None
    before: Cursor | None = None
    compared: tuple[int, ...] = ()
    """Offerings to set side by side, at most four."""
    ignored: list[str] = field(default_factory=list[str])
    """Sentences in Dutch."""

    def as_query(self, choices: Choices) -> str:
        """The address that asks the same again."""
        address = Address(self.search, choices, compared=self.compared)
        return address.query(after=self.after, before=self.before)


def asked(given: Query, choices: Choices, places: Mapping[str, Near]) -> Asked:
    """Read the address bar; what nobody understands is told and left out."""
    reading = _Reading(given, choices)
    near = reading.near(places)
    sort = reading.sort(near)
    search = Search(
        words=reading.words(),
        products=reading.codes("product"),
        also=reading.codes("ook"),
        lots=reading.many("perceel", choices.lots),
        municipality_id=reading.municipality_id(),
        near=near,
        radius_km=reading.number_of("straal", RADII) if near else None,
        starts_on=reading.day("vanaf"),
        within_weeks=reading.within_weeks(),
        only_capacity=reading.yes("vrij"),
        statuses=reading.many("status", STATUSES),
        volume=reading.volume(),
        half_days=reading.many("dagdeel", DAYS),
        target_groups=reading.many("doelgroep", choices.target_groups),
        intensities=reading.many("intensiteit", INTENSITIES),
        accessible=reading.yes("rolstoel"),
        languages=reading.many("taal", SPOKEN),
        only_fresh=reading.yes("actueel"),
        sort=sort,
    )
    return Asked(
        search=search,
        after=reading.cursor("na", sort),
        before=reading.cursor("voor", sort),
        compared=reading.compared(),
        ignored=reading.ignored,
    )


class _Reading:
    """One pass over the address bar, that remembers what it could not use."""

    def __init__(self, given: Query, choices: Choices) -> None:
        self.given = given
        self.choices = choices
        self.ignored: list[str] = []

    def _one(self, key: str) -> str:
        return next(iter(self._all(key)), "")

    def _all(self, key: str) -> list[str]:
        if key not in self.given:
            return []
        stripped = (value.replace("\0", "").strip() for value in self.given.get(key, ()))
        return [value for value in stripped if value]

    def _ignore(self, what: str, instead: str) -> None:
        self.ignored.append(f"{what} {instead}")

    def words(self) -> str:
        given = self._one("zoek")
        if len(given) > MOST_SIGNS:
            self._ignore("Uw zoektekst is te lang.", f"We zoeken op de eerste {MOST_SIGNS} tekens.")
        return given[:MOST_SIGNS]

    def codes(self, key: str) -> tuple[str, ...]:
        """Product codes that somebody offers, each once."""
        if key not in self.given:
            return ()
        known = self.choices.product_names()
        found: dict[str, None] = {}
        for code in (value.upper() for value in self._all(key)):
            if code in known:
                found[code] = None
            else:
                self._ignore(f"We kennen geen product ‘{code[:20]}’.", "Die keuze geldt nu niet.")
        return tuple(found)

    def many(self, key: str, known: Iterable[Choice]) -> tuple[Any, ...]:
        """The values of the choices that were made."""
        if key not in self.given:
            return ()
        by_slug = {choice.slug: choice.value for choice in known}
        found: dict[Any, None] = {}
        for value in self._all(key):
            if value.lower() in by_slug:
                found[by_slug[value.lower()]] = None
            else:
                self._ignore(
                    f"Bij ‘{key}’ kennen we geen ‘{value[:20]}’.", "Die keuze geldt nu niet."
                )
        return tuple(found)

    def municipality_id(self) -> int | None:
        given = self._one("gemeente").lower()
        if not given:
            return self.choices.home_id
        named = {slug(one.name): one.id for one in self.choices.municipalities} | {ALL: None}
        if given not in named:
            self._ignore(
                f"We kennen in uw regio geen gemeente ‘{given[:30]}’.",
                "U ziet nu de gemeente waarmee u begint.",
            )
        return named.get(given, self.choices.home_id)

    def near(self, places: Mapping[str, Near]) -> Near | None:
        """A place or postcode; of a postcode only the four digits are kept."""
        given = self._one("bij")
        if not given:
            return None
        found = places.get(pc4(given) or fold(given))
        if found is None:
            self._ignore(
                f"We kennen geen plaats of postcode ‘{given[:30]}’.", "De afstand telt nu niet mee."
            )
        return found

    def number_of(self, key: str, known: Sequence[int]) -> int | None:
        given = self._one(key)
        numbers = {str(number): number for number in known}
        if given and given not in numbers:
            self._ignore(f"Bij ‘{key}’ kennen we geen ‘{given[:20]}’.", "Die keuze geldt nu niet.")
        return numbers.get(given)

    def within_weeks(self) -> int | None:
        given = self._one("binnen")
        weeks = {str(number): number for number in WEEKS}
        if given and given not in weeks:
            self._ignore(
                f"U kunt niet zoeken op een start binnen ‘{given[:20]}’ weken.",
                "Kies 2, 4, 6, 8 of 12 weken.",
            )
        return weeks.get(given)

    def day(self, key: str) -> date | None:
        given = self._one(key)
        found = _day(given)
        if given and found is None:
            self._ignore(
                f"‘{given[:20]}’ is geen datum zoals 1-7-2027.",
                "U ziet nu de start vanaf vandaag.",
            )
        return found

    def volume(self) -> float | None:
        given = self._one("volume").replace(",", ".")
        if re.fullmatch(r"\d{1,4}(\.\d{1,2})?", given, re.ASCII):
            return float(given) or None
        if given:
            self._ignore(
                f"‘{given[:20]}’ is geen aantal per week zoals 4 of 2,5.",
                "Die keuze geldt nu niet.",
            )
        return None

    def yes(self, key: str) -> bool:
        given = self._one(key).lower()
        if given not in {"", YES}:
            self._ignore(f"Bij ‘{key}’ kan alleen ‘ja’ staan.", "Die keuze geldt nu niet.")
        return given == YES

    def sort(self, near: Near | None) -> Sort:
        given = self._one("volgorde").lower()
        if not given:
            return Sort.START
        named = {word: sort for sort, (word, _) in SORTS.items()}
        if given not in named:
            self._ignore(
                f"We kennen geen volgorde ‘{given[:20]}’.", "De snelste start staat bovenaan."
            )
        sort = named.get(given, Sort.START)
        if sort is Sort.DISTANCE and near is None:
            self._ignore("Voor afstand is een plaats nodig.", "De snelste start staat bovenaan.")
            return Sort.START
        return sort

    def cursor(self, key: str, sort: Sort) -> Cursor | None:
        given = self._one(key)
        found = read_cursor(given, sort) if given else None
        if given and found is None:
            self._ignore("We kennen deze pagina niet.", "U ziet nu de eerste pagina.")
        return found

    def compared(self) -> tuple[int, ...]:
        given = [value for value in self._all("vergelijk") if re.fullmatch(r"[1-9]\d{0,17}", value)]
        found = tuple(dict.fromkeys(int(value) for value in given))
        if len(found) > MOST_COMPARED:
            self._ignore(f"U kunt er {MOST_COMPARED} vergelijken.", "De eerste vier tellen.")
        return found[:MOST_COMPARED]


def _day(text: str) -> date | None:
    """A day as a date field sends it (2027-07-01), or as people write it (1-7-2027)."""
    parts = re.fullmatch(r"(\d{4})-(\d\d?)-(\d\d?)|(\d\d?)-(\d\d?)-(\d{4})", text, re.ASCII)
    if parts is None:
        return None
    year, month, day, day_first, month_first, year_first = parts.groups()
    try:
        return date(int(year or year_first), int(month or month_first), int(day or day_first))
    except ValueError:
        return None


@lru_cache(maxsize=16_384)
def _written(text: str) -> str:
    return quote_plus(text)


def _pair(key: str, value: object) -> str:
    return f"{key}={_written(str(value))}"


def _slugs(key: str, values: Iterable[object], known: Iterable[Choice]) -> list[str]:
    chosen = set(values)
    return [_pair(key, choice.slug) for choice in known if choice.value in chosen]


Write = Callable[[Search, Choices], list[str]]
_WRITE: Final[Mapping[Criterion, Write]] = {
    Criterion.WORDS: lambda s, _: [_pair("zoek", s.words)],
    Criterion.PRODUCT: lambda s, _: [_pair("product", code) for code in s.products],
    Criterion.ALSO: lambda s, _: [_pair("ook", code) for code in s.also],
    Criterion.LOT: lambda s, c: _slugs("perceel", s.lots, c.lots),
    Criterion.RADIUS: lambda s, _: [_pair("straal", s.radius_km)],
    Criterion.WITHIN: lambda s, _: [_pair("binnen", s.within_weeks)],
    Criterion.CAPACITY: lambda _, __: [_pair("vrij", YES)],
    Criterion.STATUS: lambda s, _: _slugs("status", s.statuses, STATUSES),
    Criterion.VOLUME: lambda s, _: [_pair("volume", f"{s.volume:g}")],
    Criterion.HALF_DAYS: lambda s, _: _slugs("dagdeel", s.half_days, DAYS),
    Criterion.TARGET_GROUP: lambda s, c: _slugs("doelgroep", s.target_groups, c.target_groups),
    Criterion.INTENSITY: lambda s, _: _slugs("intensiteit", s.intensities, INTENSITIES),
    Criterion.ACCESSIBLE: lambda _, __: [_pair("rolstoel", YES)],
    Criterion.LANGUAGE: lambda s, _: _slugs("taal", s.languages, SPOKEN),
    Criterion.FRESH: lambda _, __: [_pair("actueel", YES)],
}


class Address:
    """A search as it stands in the address bar, wish by wish; what goes without saying is not."""

    def __init__(self, search: Search, choices: Choices, *, compared: Iterable[int] = ()) -> None:
        self._wishes = [(wish, _WRITE[wish](search, choices)) for wish in search.wishes()]
        self._beside = list(_beside(search, choices))
        self._compared = [_pair("vergelijk", number) for number in compared]

    def query(self, *, after: Cursor | None = None, before: Cursor | None = None) -> str:
        """The address that asks this, and on which page."""
        page = [_pair("na", cursor_in_words(after))] if after else []
        page += [_pair("voor", cursor_in_words(before))] if before else []
        return self._joined(self._wishes, page)

    def without(self, *let_go: Criterion) -> str:
        """The address that no longer asks these wishes."""
        return self._joined([one for one in self._wishes if one[0] not in let_go])

    def _joined(
        self, wishes: Iterable[tuple[Criterion, list[str]]], page: Sequence[str] = ()
    ) -> str:
        said = [pair for _, pairs in wishes for pair in pairs]
        said += [*self._beside, *self._compared, *page]
        return f"?{'&'.join(said)}" if said else ""


def _beside(search: Search, choices: Choices) -> Iterator[str]:
    if search.municipality_id != choices.home_id:
        yield _pair("gemeente", municipality_slug(search, choices))
    if search.near:
        yield _pair("bij", search.near.name)
    if search.starts_on:
        yield _pair("vanaf", search.starts_on)
    if search.sort is not Sort.START:
        yield _pair("volgorde", SORTS[search.sort][0])


def query(
    search: Search,
    choices: Choices,
    *,
    after: Cursor | None = None,
    before: Cursor | None = None,
    compared: Iterable[int] = (),
) -> str:
    """This search for the address bar; what goes without saying is left out."""
    return Address(search, choices, compared=compared).query(after=after, before=before)


def municipality_slug(search: Search, choices: Choices) -> str:
    """The municipality as the address bar names it."""
    named = {one.id: slug(one.name) for one in choices.municipalities}
    return named.get(search.municipality_id or 0, ALL)
