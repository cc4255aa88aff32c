"""Reading one question against the documents that the asker may see."""

from collections.abc import Iterator
from itertools import pairwise

from portal.search.rules.heard import (
    Heard,
    is_guess,
    is_offered,
    says_age,
    says_for_whom,
    says_little,
)
from portal.search.rules.known import LINKS, Known
from portal.search.rules.letters import FUNCTION_WORDS, NOT, is_loose, singular, stem
from portal.search.rules.postings import Postings, Weight, either, together
from portal.search.rules.spelling import mistakes
from portal.search.rules.synonyms import LONGEST, Pair, Phrase, Synonyms
from portal.search.rules.understanding import Answer, Sure


class Reading:
    """One question in one scope: what is known of each word is worked out once."""

    def __init__(self, postings: Postings, synonyms: Synonyms, scope: int) -> None:
        self._known = Known(postings, synonyms, scope)

    # The whole question

    def answer(self, words: list[str], *, asides: frozenset[str] = frozenset()) -> Answer:
        """The documents that answer all these words but the asides that nothing answers."""
        if not words:
            every = self._known.scope
            return Answer(bits=every, leniently=every, sure=Sure.SAID, lenient=Sure.SAID)
        heard = [self._hear(word, last=word is words[-1]) for word in words]
        self._add_names(heard)
        self._add_phrases(heard)
        self._add_joined(heard)
        for one in heard:
            if not one.joined and not one.named:
                self._add_own(one, last=one is heard[-1])
        self._add_wider(heard)
        self._let_go(heard, asides)
        kept = [one for one in heard if not one.let_go]
        found = [one for one in kept if one.bits]
        leniently = self._best(found)
        bits = leniently if len(found) == len(kept) else 0
        sure = self._sure(heard)
        return Answer(
            bits=bits,
            leniently=leniently,
            words=tuple(one.understood() for one in heard),
            sure=sure if bits else Sure.NOTHING,
            lenient=sure if leniently and not self._is_about_else(heard) else Sure.NOTHING,
        )

    def _sure(self, heard: list[Heard]) -> Sure:
        """As sure as its least sure word; of words that all say little, none is sure."""
        answered = [one for one in heard if one.bits and not one.let_go]
        little = [one for one in answered if says_little(one) and not one.is_something]
        if len(little) == len(answered) and not (len(little) == 1 and little[0].called):
            return Sure.PARTLY
        return max(one.sure() for one in heard)

    def _is_about_else(self, heard: list[Heard]) -> bool:
        return any(self._known.synonyms.is_elsewhere(one.word) for one in heard)

    def _let_go(self, heard: list[Heard], asides: frozenset[str]) -> None:
        """What nothing answers: words that say little, and asides in a sentence.

        "Hulp" and "thuis" need not be said where another word is answered by its meaning.
        """
        firm = [one for one in heard if one.bits and (one.sensed or not is_loose(one.word))]
        sensed = either(one.sensed for one in firm)
        strange = any(self._known.synonyms.is_elsewhere(one.word) and not one.bits for one in heard)
        answered = any(one.bits for one in heard)
        for one in heard:
            one.aside = bool(one.word in asides and sensed and not strange)
            one.let_go = not one.bits and (one.aside or (answered and self._is_little(one.word)))
            if one.bits and is_loose(one.word) and not (one.sensed or one.joined or one.named):
                one.bits |= either(other.bits for other in firm) if one.in_part else sensed

    def _is_little(self, word: str) -> bool:
        """Whether a word says little, or says something only together with others."""
        if word in FUNCTION_WORDS or self._known.synonyms.is_elsewhere(word):
            return False
        return is_loose(word) or word in self._known.synonyms.words

    def _best(self, found: list[Heard]) -> int:
        """All words together; else without those that matter less; else in a wider sense.

        The first to go are those that say little, then guesses; the last those that say for whom.
        What only says for whom is answered by what is for one of them.
        """
        kept, bits = found, together(one.bits for one in found)
        for matters_less in (says_little, is_guess, is_offered, says_age, says_for_whom):
            if matters_less is says_for_whom:
                bits = bits or self._widely(kept)
            firm = [one for one in kept if not matters_less(one)]
            if not bits and firm:
                kept, bits = firm, together(one.bits for one in firm)
        if not bits and all(map(says_for_whom, kept)):
            bits = either(one.bits for one in kept)
        for one in found:
            one.let_go = one not in kept
        return bits

    def _widely(self, found: list[Heard]) -> int:
        """Words that answer one by one but not together may be a part or an aside elsewhere."""
        return together(one.bits | self._aside(one) for one in found)

    def _aside(self, one: Heard) -> int:
        words = either(self._known.part(word) | self._known.anyhow(word) for word in one.meant)
        meant = (together(map(self._known.anyhow, meaning.split())) for meaning in one.sought)
        return words | either(meant)

    # Its words

    def _hear(self, word: str, *, last: bool) -> Heard:
        if word.startswith(NOT) and not self._known.is_known(word, last=last):
            word = word.lstrip(NOT)
        if self._known.synonyms.is_elsewhere(word) or self._known.is_known(word, last=last):
            return Heard(word, (word,))
        slip = self._known.corrected(word, min(1, mistakes(word)))
        if slip or self._known.split(word, mending=False):
            return Heard(word, slip or (word,))
        return Heard(word, self._known.corrected(word, mistakes(word)) or (word,))

    def _add_own(self, one: Heard, *, last: bool) -> None:
        """What answers the word itself; a part of other words only if nothing else does."""
        one.called = bool(self._known.weighed(one.word)[Weight.WHAT])
        for word in one.meant:
            called = bool(one.bits)
            one.add(self._known.named(word), "" if word == one.word else word)
            said = any(self._known.weighed(word).values()) or self._known.synonyms.is_said(word)
            if not (is_loose(word) or self._known.is_strange(word)):
                parts = self._known.split(word, known=bool(one.bits) or said)
                one.apart = bool(parts) and not (one.bits or said)
                one.add(parts)
            if not (
                called
                or self._known.weighed(word)[Weight.WHAT] | self._known.weighed(word)[Weight.LOT]
            ):
                one.add(self._known.weighed(word)[Weight.TEXT])
        for fallback in (Weight.TEXT, Weight.SERVED):
            one.bits = one.bits or either(self._known.weighed(word)[fallback] for word in one.meant)
        if not one.bits:
            one.in_part = True
            one.bits = either(self._known.part(word, last=last) for word in one.meant)

    # Words together

    def _add_names(self, heard: list[Heard]) -> None:
        """Words that together are the whole name of somebody or somewhere mean nothing else."""
        words = tuple(one.meant[0] for one in heard)
        for start, end in _stretches(len(heard)):
            bits = (
                self._known.called(words[start:end]) & self._known.scope if end - start > 1 else 0
            )
            for one in heard[start:end] if bits else ():
                one.named = True
                one.add(bits)

    def _add_wider(self, heard: list[Heard]) -> None:
        """What is near to words that nothing is called by."""
        stems = tuple(stem(one.meant[0]) for one in heard)
        for start, end in _stretches(len(heard)):
            some = heard[start:end]
            if all(one.bits for one in some) or self._is_elsewhere(some):
                continue
            joined = (stem("".join(one.word for one in some)),)
            meaning, bits = self._nearest_thing(stems[start:end], joined)
            for one in some if bits else ():
                one.offered = not one.bits
                one.add(bits, " ".join(meaning))

    def _nearest_thing(self, *phrases: Phrase) -> tuple[Phrase, int]:
        found = map(self._known.offered, dict.fromkeys(phrases))
        return next((offered for offered in found if offered[1]), ((), 0))

    def _add_phrases(self, heard: list[Heard]) -> None:
        """What the synonyms say of each word, and of words that stand together."""
        stems = tuple(stem(one.meant[0]) for one in heard)
        for start, end in _stretches(len(heard)):
            if any(one.named for one in heard[start:end]) or self._is_elsewhere(heard[start:end]):
                continue
            if self._known.is_code(heard[start].word) and end == start + 1:
                continue
            for one in heard[start:end]:
                one.says = min(one.says, self._known.synonyms.says(stems[start:end]))
            for meaning, bits in self._known.meant(stems[start:end]).items():
                for one in heard[start:end]:
                    one.add(bits, " ".join(meaning))

    def _is_elsewhere(self, some: list[Heard]) -> bool:
        return len(some) == 1 and self._known.synonyms.is_elsewhere(some[0].word)

    def _add_joined(self, heard: list[Heard]) -> None:
        """Two words that the documents, or the synonyms, write as one: dag besteding."""
        for first, second in pairwise(heard):
            if first.named or second.named:
                continue
            one, other = first.meant[0], second.meant[0]
            written = {(first.word, second.word), (one, other), (stem(one), other)}
            turned = {(other, one)} if singular(one) == one else set[Pair]()
            for pair in sorted(written | turned):
                self._join(first, second, pair)

    def _join(self, first: Heard, second: Heard, pair: Pair) -> None:
        for joined in (link.join(pair) for link in LINKS):
            bits = self._known.named(joined) | either(self._known.meant((stem(joined),)).values())
            if bits:
                first.written_as(joined, bits)
                second.written_as(joined, bits)

    def closest(self, word: str, count: int) -> list[str]:
        """Known words that look like this one, the most like it first."""
        return self._known.closest(word, count)


def _stretches(count: int) -> Iterator[tuple[int, int]]:
    """Where each stretch of a few words begins and ends, long ones first."""
    for length in range(min(LONGEST, count), 0, -1):
        for start in range(count - length + 1):
            yield start, start + length
