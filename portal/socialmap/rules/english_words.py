"""What somebody types at an English page, in the Dutch words that the search knows."""

import csv
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib.resources import files

from portal.kernel.spelling import fold
from portal.kernel.texts import ENGLISH, language


def sought(words: str) -> str:
    """The words to look for: at an English page Dutch ones for those that are known."""
    return in_dutch(words) if language() == ENGLISH else words


@lru_cache(maxsize=1_024)
def in_dutch(words: str) -> str:
    """Known words and phrases in Dutch, the longest phrase first; others stay as they are.

    Where nothing is left but small words, as in "for me", all stay.
    """
    typed = fold(words).replace("-", " ").split()
    return " ".join(dict.fromkeys(_said_in_dutch(typed))) or words


def _said_in_dutch(typed: list[str]) -> Iterator[str]:
    at = 0
    while at < len(typed):
        taken, meant = _longest(typed[at:])
        if meant:
            yield meant
        at += taken


def _longest(typed: list[str]) -> tuple[int, str]:
    """How many words are taken together, and what they mean."""
    known, longest = _known()
    for count in range(min(longest, len(typed)), 0, -1):
        phrase = " ".join(typed[:count])
        for one in (phrase, phrase.removesuffix("s"), phrase.removesuffix("es")):
            if one in known:
                return count, known[one]
    return 1, typed[0]


@cache
def _known() -> tuple[dict[str, str], int]:
    text = files("portal.socialmap").joinpath("english_words.csv").read_text("utf-8")
    rows = csv.DictReader(text.splitlines())
    known = {fold(row["said"]).replace("-", " "): row["meant"] for row in rows}
    return known, max(len(said.split()) for said in known)
