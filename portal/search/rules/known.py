"""What is known of words and of phrases, by the documents that the asker may see."""

from collections.abc import Iterable, Iterator
from typing import Final

from portal.search.rules.letters import FUNCTION_WORDS, NOT, is_loose, singular, stem
from portal.search.rules.postings import WEIGHTS, Postings, Weight, either, together
from portal.search.rules.spelling import mistakes, nearest
from portal.search.rules.synonyms import Pair, Phrase, Synonyms

_PREFIX: Final = 4
_LAST_PREFIX: Final = 2
_HEAD: Final = 5
"""A word this long also answers as the last part of a compound: groepsbegeleiding."""
_PART: Final = 4
_LEAST_PART: Final = 3
_LONG: Final = 8
"""A typing error for a word of running text alone counts only in words this long."""
LINKS: Final = ("", "s", "en")
_CODE: Final = 3
_SURE: Final = 8
"""A word this long is never the end of another by accident."""
_STRONG: Final = (Weight.WHAT, Weight.NAME, Weight.LOT)


class Known:
    """The words of the documents and of the synonyms in one scope, each worked out once."""

    def __init__(self, postings: Postings, synonyms: Synonyms, scope: int) -> None:
        self.scope = scope
        self.synonyms = synonyms
        self._postings = postings
        self._lexicon = postings.lexicon
        self._known: dict[str, dict[int, int]] = {}
        self._wide: dict[str, int] = {}

    def called(self, words: Phrase) -> int:
        """The documents of which these words are the whole name of who or where."""
        return self._postings.called(words) & self.scope

    # One word

    def is_known(self, word: str, *, last: bool) -> bool:
        return self._in_synonym(word) or bool(self.anyhow(word) or self.part(word, last=last))

    def _in_synonym(self, word: str) -> bool:
        strange = word in FUNCTION_WORDS or self.synonyms.is_elsewhere(word)
        return not strange and stem(word) in self.synonyms.stems

    def is_strange(self, word: str) -> bool:
        """Whether a word means something else, and no document says it."""
        return self.synonyms.is_elsewhere(word) and not any(self.weighed(word).values())

    def is_code(self, word: str) -> bool:
        """Whether a product is known by these few letters; then they mean nothing else."""
        return len(word) <= _CODE and bool(self.weighed(word)[Weight.WHAT])

    def corrected(self, word: str, apart: int) -> tuple[str, ...]:
        """The known words that this one is a typing error for, at most so many signs apart."""
        if not apart:
            return ()
        alike = self.synonyms.of_sound(word) | self._lexicon.of_sound(word)
        same = sorted(one for one in alike if self._is_worth(one) and _as_long(one, word))
        return tuple(same or self._nearest(word, apart))

    def _nearest(self, word: str, apart: int) -> list[str]:
        lengths = range(len(word) - apart, len(word) + apart + 1)
        known = [*self._lexicon.of_length(lengths), *self.synonyms.of_length(lengths)]
        near = nearest(word, known, apart, fits=self._is_worth)
        return sorted(dict.fromkeys(near))

    def _is_worth(self, word: str) -> bool:
        """Whether a typing error may be mended into this word."""
        if word in self.synonyms.words:
            return True
        known = self.weighed(word)
        return any(known[w] for w in _STRONG) or (len(word) >= _LONG and any(known.values()))

    def named(self, word: str) -> int:
        """Documents that are called so, by the word itself."""
        return _called(self.weighed(word))

    def anyhow(self, word: str) -> int:
        """The documents that say it in any form and in any text."""
        if word not in self._wide:
            far = self._bits(self._lexicon.of_stem(word))
            self._wide[word] = either((*self.weighed(word).values(), *far.values()))
        return self._wide[word]

    def weighed(self, word: str) -> dict[int, int]:
        """The documents that hold this word, or end a compound with it; if none, its stem."""
        known = self._known.get(word)
        if known is None:
            forms = [*self._lexicon.of_singular(word)]
            if len(word) >= _HEAD and not is_loose(word):
                ends = self._lexicon.ending_in(word, after=_PART)
                forms += [end for end in ends if self._is_compound(end, word)]
            near, far = self._bits(forms), self._bits(self._lexicon.of_stem(word))
            known = self._known[word] = {weight: near[weight] or far[weight] for weight in WEIGHTS}
        return known

    def part(self, word: str, *, last: bool = False) -> int:
        """The documents with longer words of which this one is the beginning or the end."""
        forms: list[str] = []
        if len(word.lstrip(NOT)) >= (_LAST_PREFIX if last else _PREFIX):
            forms += self._lexicon.starting_with(word)
        if len(word) >= _PART:
            ends = self._lexicon.ending_in(word, after=_LAST_PREFIX)
            forms += [end for end in ends if self._is_compound(end, word)]
        known = self._bits(forms)
        return _called(known) or known[Weight.TEXT] or known[Weight.SERVED]

    def _bits(self, forms: Iterable[str]) -> dict[int, int]:
        found = dict.fromkeys(WEIGHTS, 0)
        for form in forms:
            for weight in WEIGHTS:
                found[weight] |= self._postings.bits(form, weight)
        return {weight: bits & self.scope for weight, bits in found.items()}

    # Words together

    def meant(self, stems: Phrase) -> dict[Phrase, int]:
        """What a phrase means with the documents: products that are called so, if there are any."""
        meanings = self.synonyms.meanings(stems)
        products = {meaning: self._product(meaning) for meaning in meanings}
        if any(products.values()):
            return products
        return {meaning: self._phrase(meaning) for meaning in meanings}

    def _phrase(self, words: Phrase) -> int:
        """The documents that a phrase names: those whose product it is, if there are any."""
        return (
            self._product(words)
            or together(self.named(word) or self._beginning(word) for word in words)
            or together(self.anyhow(word) for word in words)
        )

    def _product(self, words: Phrase) -> int:
        return together(self.weighed(word)[Weight.WHAT] for word in words)

    def offered(self, stems: Phrase) -> tuple[Phrase, int]:
        """The nearest thing that there is, with its documents."""
        found = ((meaning, self._what(meaning)) for meaning in self.synonyms.wider(stems))
        return next(((meaning, bits) for meaning, bits in found if bits), ((), 0))

    def _what(self, meaning: Phrase) -> int:
        """The documents whose product is called so, or by a synonym of it."""
        others = self.synonyms.meanings(tuple(map(stem, meaning)))
        return either(self._product(words) for words in (meaning, *others))

    def _beginning(self, word: str) -> int:
        return self.part(word) if len(word) >= _HEAD else 0

    # Compounds

    def split(self, word: str, *, known: bool = False, mending: bool = True) -> int:
        """The documents that name the two words of a compound, as its own or as another word.

        If none name both, those that name the last: it says what a compound is.
        """
        parts = list(self._parts(word, mending=mending and not known))
        found = either(self._pair(*part, known=known, mending=mending) for part in parts)
        if found or known or not mending:
            return found
        return either(self._piece(last) for first, last in parts if self._is_head(first, last))

    def _is_head(self, first: str, last: str) -> bool:
        """Whether this is what a compound is, whatever of: alcoholverslaving."""
        return (len(last) >= _SURE and self.synonyms.is_said(last)) or bool(self._piece(first))

    def _parts(self, word: str, *, mending: bool) -> Iterator[Pair]:
        """The ways to see a word as a compound of two."""
        for at in range(_LEAST_PART, len(word) - _LEAST_PART):
            for second in self._ends(word[:at], word[at:], mending=mending):
                for first in {word[:at].removesuffix(link) for link in LINKS}:
                    if len(first) >= _LEAST_PART and self._may_begin(first):
                        yield first, second

    def _may_begin(self, first: str) -> bool:
        return first not in FUNCTION_WORDS and not self.is_strange(first)

    def _ends(self, first: str, second: str, *, mending: bool) -> list[str]:
        """The known word that ends a compound, or what it is a typing error for."""
        if self.is_strange(second):
            return []
        if self._is_word(second) or _adds_little(second):
            return [second]
        long = mending and len(second) >= _HEAD and self._is_word(first)
        return self._nearest(second, 1) if long else []

    def _pair(self, first: str, second: str, *, known: bool, mending: bool) -> int:
        """Strictly where the compound is known; else each may be a part or a synonym."""
        found = either(self.meant((stem(first), stem(second))).values())
        found |= self._product((first, second))
        if known or found:
            return found
        found = self.offered((stem(first), stem(second)))[1]
        if found:
            return found
        end = self._piece(second)
        slips = self._nearest(first, min(1, mistakes(first))) if end and mending else []
        beginning = self._piece(first) or either(map(self._piece, slips))
        loosely = beginning if _adds_little(second) else 0
        return loosely or beginning & end or self.anyhow(first) & end

    def _piece(self, word: str) -> int:
        meant = either(self.meant((stem(word),)).values())
        return self.named(word) | meant or self.offered((stem(word),))[1] or self._beginning(word)

    def _is_compound(self, compound: str, last: str) -> bool:
        """Whether `last` is a word of it and no accident: there is no horn in Avenhorn."""
        first = singular(compound).removesuffix(singular(last))
        return len(last) >= _SURE or any(
            self._is_word(first.removesuffix(link)) for link in LINKS if first != link
        )

    def _is_word(self, word: str) -> bool:
        return self._in_synonym(word) or bool(self._lexicon.of_stem(word))

    def closest(self, word: str, count: int) -> list[str]:
        """Known words that look like this one, the most like it first."""
        return self._nearest(word, mistakes(word) + 1)[:count]


def _adds_little(end: str) -> bool:
    """Whether a compound means what it means without this end: dementiegroep, logeerplek."""
    return is_loose(end) or (len(end) >= _PART and end in FUNCTION_WORDS)


def _called(known: dict[int, int]) -> int:
    """By name or product; by the lot only if no product is called so."""
    return (known[Weight.WHAT] or known[Weight.LOT]) | known[Weight.NAME]


def _as_long(one: str, other: str) -> bool:
    """Whether two words that sound alike may be one word: a hundred times a is no A."""
    return abs(len(one) - len(other)) <= max(1, len(one) // 3)
