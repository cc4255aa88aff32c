"""Which documents say what: every different text once, with a bit per document."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Final

from portal.search.rules.letters import content_words, tokens
from portal.search.rules.lexicon import Lexicon


class Weight:
    """How much a text says about what a document is; plain numbers, since they are hashed often."""

    SERVED: Final = 1
    """Municipalities from which clients may come to a location."""
    TEXT: Final = 2
    """Running text: the description of the product, the provider's remark."""
    LOT: Final = 3
    NAME: Final = 4
    """Who and where: provider, location, place, area, municipality of an area."""
    WHAT: Final = 5
    """Product, code, target group."""


WEIGHTS: Final = (Weight.SERVED, Weight.TEXT, Weight.LOT, Weight.NAME, Weight.WHAT)
Text = tuple[str, int]
"""A text and its weight."""

_FEW: Final = 16
_MANY: Final = 3


class Posting:
    """The documents of one text; the bits are put together when somebody asks."""

    __slots__ = ("_bits", "new", "text")

    def __init__(self, text: Text | None = None) -> None:
        self.text = text
        self._bits = 0
        self.new: list[int] = []
        """Documents that say it too since the bits were made: one append each, a million in all."""

    def remove(self, key: int) -> None:
        """This document no longer says it."""
        self._bits = self.bits() & ~(1 << key)

    def bits(self) -> int:
        """A bit for every document that says it."""
        if self.new:
            self._bits |= bits_of(self.new)
            self.new = []
        return self._bits


def bits_of(keys: list[int]) -> int:
    """A bit for each key, in one go: one at a time would be quadratic."""
    if len(keys) <= _FEW:
        return sum(1 << key for key in set(keys))
    buffer = bytearray((max(keys) >> 3) + 1)
    for key in keys:
        buffer[key >> 3] |= 1 << (key & 7)
    return int.from_bytes(buffer, "little")


def together(found: Iterable[int]) -> int:
    """The documents in all of these; none if there is nothing to look in."""
    common: int | None = None
    for bits in found:
        common = bits if common is None else common & bits
    return common or 0


def either(found: Iterable[int]) -> int:
    """The documents in any of these."""
    any_of = 0
    for bits in found:
        any_of |= bits
    return any_of


class Postings:
    """Documents by key, and the words of their texts with the documents that hold them."""

    def __init__(self) -> None:
        self._documents: dict[int, tuple[Text, ...]] = {}
        self._texts: dict[Text, Posting] = {}
        self._holders: dict[str, dict[int, set[Text]]] = {}
        self._waiting: set[Text] = set()
        self._names: dict[tuple[str, ...], set[Text]] = {}
        self._cache: dict[tuple[str, int], int] = {}
        self._lexicon = Lexicon()
        self.every = Posting()

    def put(self, key: int, texts: Iterable[Text]) -> None:
        """The document with this key says these texts, and no others."""
        said = tuple(map(self._known, texts))
        known = self._documents.get(key)
        if known is None:
            self.every.new.append(key)
        elif known == said:
            return
        else:
            self._forget(key, set(known).difference(said))
        self._documents[key] = said
        self._learn(key, set(said).difference(known or ()))

    def _known(self, text: Text) -> Text:
        """The one object of this text: many documents say the same."""
        posting = self._texts.get(text)
        return text if posting is None else posting.text or text

    def drop(self, key: int) -> None:
        """There is no such document any more."""
        known = self._documents.pop(key, None)
        if known is not None:
            self._forget(key, set(known))
            self.every.remove(key)

    def _learn(self, key: int, said: Iterable[Text]) -> None:
        self._cache.clear()
        for text in said:
            posting = self._texts.get(text)
            if posting is None:
                posting = self._texts[text] = Posting(text)
                self._waiting.add(text)
            posting.new.append(key)

    def _forget(self, key: int, said: Iterable[Text]) -> None:
        self._cache.clear()
        for text in said:
            posting = self._texts[text]
            posting.remove(key)
            if not posting.bits():
                del self._texts[text]
                self._unindex(text)

    def _unindex(self, text: Text) -> None:
        if text in self._waiting:
            self._waiting.remove(text)
            return
        self._unname(text)
        for token in tokens(text[0]):
            held = self._holders[token]
            held[text[1]].remove(text)
            if not any(held.values()):
                del self._holders[token]
                self._lexicon.remove(token)

    def _unname(self, text: Text) -> None:
        named = self._names.get(_name(text), set())
        named.discard(text)
        if not named:
            self._names.pop(_name(text), None)

    @property
    def lexicon(self) -> Lexicon:
        """All words that any document holds; new texts are read when somebody asks."""
        if self._waiting:
            came: set[str] = set()
            for text in self._waiting:
                if text[1] == Weight.NAME:
                    self._names.setdefault(_name(text), set()).add(text)
                for token in tokens(text[0]):
                    if token not in self._holders:
                        self._holders[token] = defaultdict(set)
                        came.add(token)
                    self._holders[token][text[1]].add(text)
            self._lexicon.add(came)
            self._waiting = set()
        return self._lexicon

    def called(self, words: tuple[str, ...]) -> int:
        """The documents of which these words are the whole name of who or where."""
        return either(self._texts[text].bits() for text in self._names.get(_in_order(words), ()))

    def bits(self, token: str, weight: int) -> int:
        """The documents that hold this very word in a text of this weight."""
        known = self._cache.get((token, weight))
        if known is None:
            known = 0
            held = self._holders.get(token)
            for text in held.get(weight, ()) if held else ():
                known |= self._texts[text].bits()
            self._cache[token, weight] = known
        return known


def _name(text: Text) -> tuple[str, ...]:
    return _in_order(tuple(content_words(text[0])))


def _in_order(words: tuple[str, ...]) -> tuple[str, ...]:
    """Three words are a name in any order; two may be a question: huis en hulp, hulp in huis."""
    return words if len(words) < _MANY else tuple(sorted(words))
