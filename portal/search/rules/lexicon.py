"""All words of the documents, arranged for every way in which somebody may mean one."""

from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from typing import Any, Final

from portal.search.rules.letters import singular, sound, stem

_MANY: Final = 64


class Lexicon:
    """Words by stem, by beginning, by ending, by sound and by length."""

    def __init__(self) -> None:
        self._by_stem: dict[str, set[str]] = defaultdict(set)
        self._by_singular: dict[str, set[str]] = defaultdict(set)
        self._by_sound: dict[str, set[str]] = defaultdict(set)
        self._by_length: dict[int, set[str]] = defaultdict(set)
        self._forward: list[str] = []
        self._backward: list[tuple[str, str]] = []

    def add(self, words: set[str]) -> None:
        """These words are new."""
        for word in words:
            self._by_stem[stem(word)].add(word)
            self._by_singular[singular(word)].add(word)
            self._by_sound[sound(word)].add(word)
            self._by_length[len(word)].add(word)
        _put(self._forward, words)
        _put(self._backward, [(singular(word)[::-1], word) for word in words])

    def remove(self, word: str) -> None:
        """No document holds this word any more."""
        _take(self._by_stem, stem(word), word)
        _take(self._by_singular, singular(word), word)
        _take(self._by_sound, sound(word), word)
        self._by_length[len(word)].remove(word)
        self._forward.pop(bisect_left(self._forward, word))
        ending = (singular(word)[::-1], word)
        self._backward.pop(bisect_left(self._backward, ending))

    def of_singular(self, word: str) -> set[str]:
        """The word itself, its plural and its adjective."""
        return self._by_singular.get(singular(word), set())

    def of_stem(self, word: str) -> set[str]:
        """The word itself and whatever shares its stem: begeleider, begeleiding."""
        return self._by_stem.get(stem(word), set())

    def of_sound(self, word: str) -> set[str]:
        """Words that sound the same."""
        return self._by_sound.get(sound(word), set())

    def of_length(self, lengths: Iterable[int]) -> Iterator[str]:
        """Words of these lengths."""
        return (word for length in lengths for word in self._by_length.get(length, ()))

    def starting_with(self, start: str) -> list[str]:
        """Longer words that begin so."""
        words, at = self._forward, bisect_left(self._forward, start)
        found: list[str] = []
        while at < len(words) and words[at].startswith(start):
            if words[at] != start:
                found.append(words[at])
            at += 1
        return found

    def ending_in(self, word: str, *, after: int) -> list[str]:
        """Compounds of which this word is the last part, after so many letters of another."""
        end = singular(word)[::-1]
        pairs, at = self._backward, bisect_left(self._backward, (end, ""))
        found: list[str] = []
        while at < len(pairs) and pairs[at][0].startswith(end):
            if len(pairs[at][0]) >= len(end) + after:
                found.append(pairs[at][1])
            at += 1
        return found


def _take(index: dict[str, set[str]], key: str, word: str) -> None:
    index[key].remove(word)
    if not index[key]:
        del index[key]


def _put(ordered: list[Any], new: Collection[Any]) -> None:
    """Few one by one; many at once."""
    if len(new) > _MANY:
        ordered.extend(new)
        ordered.sort()
    else:
        for word in new:
            insort(ordered, word)
