"""The words of the social map: what offerings and facilities say, and which of them answer."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from portal.availability.rules.row import Row
from portal.search.rules import Answer, How, Sure, Synonyms, Understood, Vocabulary
from portal.socialmap.rules.documents import (
    texts_of_facility,
    texts_of_offering,
    texts_of_themes,
    themes_of_item,
)
from portal.socialmap.rules.everyday import everyday
from portal.socialmap.rules.facilities import FacilityRow

_MOST_CLOSE: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """Which slots answer a question, and how it was understood."""

    bits: int
    sure: Sure
    missed: tuple[str, ...] = ()
    """Words that nothing answers."""
    also: tuple[str, ...] = ()
    """Other words that were looked for."""


class SaidWords:
    """Offerings and facilities in a vocabulary of their own each.

    In one vocabulary, what the one kind is called would decide what counts of the other: a
    facility has no product, so its name and sentence say what it is. The everyday words of themes
    are asked last: they belong to all of a theme, and so to some to which they do not apply.
    """

    def __init__(self, synonyms: Synonyms) -> None:
        self._synonyms = everyday(synonyms)
        self._offerings = Vocabulary()
        self._facilities = Vocabulary()
        self._themes = Vocabulary()

    def put(self, slot: int, item: Row | FacilityRow) -> None:
        """This stands in this slot, and says its own words."""
        self.drop(slot)
        if isinstance(item, Row):
            self._offerings.put(slot, texts_of_offering(item))
        else:
            self._facilities.put(slot, texts_of_facility(item))
        self._themes.put(slot, texts_of_themes(themes_of_item(item)))

    def drop(self, slot: int) -> None:
        """Nothing stands in this slot any more."""
        for vocabulary in (self._offerings, self._facilities, self._themes):
            vocabulary.drop(slot)

    def find(self, words: str, within: int) -> Answered:
        """The slots that answer this best, of those that the asker may see."""
        own = [one.find(words, self._synonyms, within) for one in self._own()]
        surest = min(one.sure for one in own)
        if surest <= Sure.SAID:
            return _answered(own, list(_saying(*own)))
        if surest in {Sure.GUESSED, Sure.APART}:
            return _answered(own, [one for one in own if one.sure == surest])
        themes = self._themes.find(words, self._synonyms, within)
        if themes.sure <= Sure.GUESSED:
            return _answered([*own, themes], [themes])
        if surest < Sure.NOTHING:
            return _answered(own, [one for one in own if one.sure == surest])
        return self._leniently([*own, themes])

    def _own(self) -> tuple[Vocabulary, Vocabulary]:
        return self._facilities, self._offerings

    def _leniently(self, every: list[Answer]) -> Answered:
        """What the words ask that are known, said beside those that are not."""
        some = [replace(one, bits=one.leniently) for one in every if one.lenient <= Sure.SAID]
        fewest = min((_missed_by(one) for one in some), default=0)
        return _answered(every, [one for one in some if _missed_by(one) == fewest])

    def closest(self, word: str) -> list[str]:
        """Words that somebody may have meant by this one, the most like it first."""
        close = [one.closest(word, self._synonyms) for one in self._own()]
        return list(dict.fromkeys(other for words in close for other in words))[:_MOST_CLOSE]


def _saying(facilities: Answer, offerings: Answer) -> Iterator[Answer]:
    """Those that say it; beside facilities that are called so, no products by a synonym alone."""
    if facilities.sure <= Sure.SAID:
        yield facilities
    if offerings.sure <= (Sure.CALLED if facilities.sure == Sure.CALLED else Sure.SAID):
        yield offerings


def _missed_by(answer: Answer) -> int:
    return sum(word.how is How.MISSED for word in answer.words)


def _answered(asked: list[Answer], taken: list[Answer]) -> Answered:
    bits = 0
    for one in taken:
        bits |= one.bits
    missed = [set(one.missed) for one in (taken or asked)]
    first = (taken or asked)[0].missed
    return Answered(
        bits=bits,
        sure=min((one.sure for one in taken), default=Sure.NOTHING),
        missed=tuple(word for word in first if all(word in one for one in missed)),
        also=tuple(dict.fromkeys(_sought(taken))),
    )


def _sought(taken: Iterable[Answer]) -> Iterator[str]:
    for one in taken:
        for word in one.words:
            if _is_said(word):
                yield from word.sought


def _is_said(word: Understood) -> bool:
    return word.how is not How.LET_GO
