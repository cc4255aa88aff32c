"""Words that people use for what the field calls otherwise."""

import csv
from collections.abc import Iterable, Iterator
from enum import IntEnum, StrEnum
from functools import cache, cached_property, lru_cache
from importlib.resources import files
from typing import Final

from portal.search.rules.letters import content_words, singular, spoken, stem
from portal.search.rules.lexicon import Lexicon

Phrase = tuple[str, ...]
Pair = tuple[str, str]
"""What people say, and what it is called."""
LONGEST: Final = 4
"""The most words of a phrase that are looked up together."""


class Effect(StrEnum):
    """What a region's own row does to the built-in synonyms."""

    ADDS = "adds"
    ENDS = "ends"


class Says(IntEnum):
    """What a word is about; the first of these goes first where not all can be answered."""

    AGE = 0
    """For whom of which age: ouderen."""
    WHOM = 1
    """For whom, or against what: dementie, autisme."""
    WHAT = 2


Near = tuple[str, str, Says]
"""What people say, what is offered where nothing is called so, and what the first is about."""


class Synonyms:
    """What each word or phrase means besides itself; meanings of meanings count along.

    The order of the words of a phrase does not matter: "huis schoon" is "schoon huis".
    """

    def __init__(self, pairs: Iterable[Pair], near: Iterable[Near] | None = None) -> None:
        """Pairs of what people say and what it is called, and what is near to it; else `wider`."""
        self.pairs = tuple(pairs)
        self._words: set[str] = set()
        self._alone: set[str] = set()
        self._direct = self._read(self.pairs)
        near = wider() if near is None else tuple(near)
        self._wider = self._read((said, meant) for said, meant, _ in near)
        self._says = {_stems(_phrase(said)): says for said, _, says in near}
        self._lexicon = Lexicon()
        self._lexicon.add(self._words)
        self._known: dict[Phrase, tuple[Phrase, ...]] = {}

    def meanings(self, stems: Phrase) -> tuple[Phrase, ...]:
        """What a phrase, given by its stems, means besides itself; nearest meanings first."""
        phrase = tuple(sorted(stems))
        if phrase not in self._direct:
            return ()
        if phrase not in self._known:
            self._known[phrase] = tuple(self._follow(phrase))
        return self._known[phrase]

    def wider(self, stems: Phrase) -> Iterator[Phrase]:
        """What may be offered to who says this where nothing is called so; the nearest first."""
        for phrase in (tuple(sorted(stems)), *map(_stems, self.meanings(stems))):
            yield from self._wider.get(phrase, ())

    def says(self, stems: Phrase) -> Says:
        """Whether this says what somebody looks for, against what, or only at which age."""
        phrase = tuple(sorted(stems))
        known = [
            self._says[said]
            for said in (phrase, *map(_stems, self.meanings(phrase)))
            if said in self._says
        ]
        return min(known, default=Says.WHAT)

    def _read(self, pairs: Iterable[Pair]) -> dict[Phrase, dict[Phrase, None]]:
        found: dict[Phrase, dict[Phrase, None]] = {}
        for said, meant in pairs:
            phrase, meaning = _phrase(said), _phrase(meant)
            found.setdefault(_stems(phrase), {})[meaning] = None
            self._words |= {*phrase, *meaning}
            self._alone |= set(phrase if len(phrase) == 1 else ())
        return found

    def _follow(self, stems: Phrase) -> Iterator[Phrase]:
        for meaning in self._direct[stems]:
            if len(meaning) > 1 and _stems(meaning) == stems:
                yield meaning
        seen, waiting = {stems}, [stems]
        while waiting:
            for meaning in self._direct.get(waiting.pop(0), ()):
                if _stems(meaning) not in seen:
                    seen.add(_stems(meaning))
                    waiting.append(_stems(meaning))
                    yield meaning

    @cached_property
    def words(self) -> frozenset[str]:
        """All words on either side."""
        return frozenset(self._words)

    def is_said(self, word: str) -> bool:
        """Whether this very word alone means something else."""
        return word in self._alone

    def is_elsewhere(self, word: str) -> bool:
        """Whether a word means something that nobody looks for here, as far as we know."""
        return word not in self._alone and singular(word) in elsewhere()

    @cached_property
    def stems(self) -> frozenset[str]:
        """The stems of all words on either side."""
        return frozenset(map(stem, self._words))

    def of_sound(self, word: str) -> set[str]:
        """Words on either side that sound the same."""
        return self._lexicon.of_sound(word)

    def of_length(self, lengths: Iterable[int]) -> Iterator[str]:
        """Words on either side of these lengths."""
        return self._lexicon.of_length(lengths)


@cache
def usual() -> Synonyms:
    """Those of a region that has none of its own; made once, for it takes thousands of words."""
    return Synonyms(built_in())


@lru_cache(maxsize=16_384)
def _phrase(text: str) -> Phrase:
    return tuple(content_words(text))


@lru_cache(maxsize=16_384)
def _stems(phrase: Phrase) -> Phrase:
    return tuple(sorted(map(stem, phrase)))


@cache
def built_in() -> tuple[Pair, ...]:
    """The synonyms that every region starts with."""
    return tuple((row["said"], row["meant"]) for row in _rows("synonyms.csv"))


@cache
def wider() -> tuple[Near, ...]:
    """What is offered where nothing is called so: ("dementie", "dagbesteding")."""
    rows = _rows("wider.csv")
    return tuple((row["said"], row["meant"], Says[row["says"].upper()]) for row in rows)


@cache
def elsewhere() -> frozenset[str]:
    """Everyday words for what is found elsewhere: no typing errors, and no forms of our words."""
    text = files("portal.search").joinpath("elsewhere.txt").read_text("utf-8")
    return frozenset(singular(word) for word in spoken(text))


def _rows(name: str) -> Iterable[dict[str, str]]:
    text = files("portal.search").joinpath(name).read_text("utf-8")
    return csv.DictReader(text.splitlines())


def in_force(own: Iterable[tuple[str, str, Effect]]) -> list[Pair]:
    """The built-in synonyms with what a region adds, without what it ended."""
    pairs = dict.fromkeys(built_in())
    for said, meant, effect in own:
        if effect is Effect.ADDS:
            pairs[said, meant] = None
        else:
            pairs.pop((said, meant), None)
    return list(pairs)
