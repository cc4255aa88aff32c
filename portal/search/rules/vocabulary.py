"""The words of search: which documents answer what somebody typed, and how it was understood."""

from collections.abc import Iterable

from portal.kernel.spelling import fold
from portal.search.rules.letters import asides, content_words
from portal.search.rules.postings import Postings, Text
from portal.search.rules.reading import Reading
from portal.search.rules.synonyms import Synonyms
from portal.search.rules.understanding import Answer


class Vocabulary:
    """Documents by key with the words that they say.

    `put` and `drop` change one document; reading the words waits until somebody asks, so that a
    hundred thousand puts at the start are quick. Texts that many documents share cost once.
    """

    def __init__(self) -> None:
        self._postings = Postings()

    def __len__(self) -> int:
        """How many documents there are."""
        return self._postings.every.bits().bit_count()

    def put(self, key: int, texts: Iterable[Text]) -> None:
        """The document with this key says these texts (see `Weight`), and no others."""
        self._postings.put(key, texts)

    def drop(self, key: int) -> None:
        """There is no such document any more."""
        self._postings.drop(key)

    def find(self, query: str, synonyms: Synonyms, within: int | None = None) -> Answer:
        """The documents that answer all words of the query, as bits.

        `within` holds the documents that the asker may see. Pass it: whether a word is known, and
        what it may have been a typing error for, is then judged by these documents alone.
        """
        return self._reading(synonyms, within).answer(content_words(query), asides=asides(query))

    def closest(
        self, word: str, synonyms: Synonyms, within: int | None = None, *, count: int = 3
    ) -> list[str]:
        """Known words that look like this one, for "Bedoelde u …"; less strict than `find`."""
        return self._reading(synonyms, within).closest(fold(word), count)

    def _reading(self, synonyms: Synonyms, within: int | None) -> Reading:
        every = self._postings.every.bits()
        return Reading(self._postings, synonyms, every if within is None else every & within)
