"""Words that nobody found, counted without knowing who asked."""

import re
from collections import Counter
from collections.abc import Iterable
from typing import Final

from portal.kernel.freetext import personal_data_in

LONGEST: Final = 40
_WORD: Final = re.compile(rf"[a-z]{{3,{LONGEST}}}")
_DIGITS: Final = re.compile(r"\d{4}")
_MOST: Final = 2_000
"""How many different words a tally holds; more are not counted until it is emptied."""

Counted = dict[int, Counter[str]]
"""How often each word was missed, by region."""


def countable(question: str, missed: Iterable[str]) -> list[str]:
    """The missed words that may be kept: single words of a question that tells of nobody.

    Long questions tell of a person, and four digits may be a postcode, a date or a case.
    """
    if len(question) > LONGEST or _DIGITS.search(question) or personal_data_in(question):
        return []
    return [word for word in missed if _WORD.fullmatch(word)]


class Tally:
    """Counts in memory, so that pages that only read need not write."""

    def __init__(self) -> None:
        self._counted: Counted = {}

    def add(self, region_id: int, words: Iterable[str]) -> None:
        """One more search in this region missed these words."""
        counted = self._counted.setdefault(region_id, Counter())
        for word in words:
            if word in counted or len(counted) < _MOST:
                counted[word] += 1

    def take(self) -> Counted:
        """All that was counted since the last time."""
        counted, self._counted = self._counted, {}
        return {region_id: words for region_id, words in counted.items() if words}
