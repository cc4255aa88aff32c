"""Which known words somebody may have meant by a word that nobody knows."""

from collections.abc import Callable
from itertools import pairwise
from typing import Final

from rapidfuzz import process
from rapidfuzz.distance import OSA

from portal.search.rules.letters import VOWELS, sound

_SHORT: Final = 3
"""Words of three letters or fewer are taken as they are written."""
_MIDDLE: Final = 7
_BRIEF: Final = 5
"""Up to this length a wrong letter lies beside the right one, or is a vowel for a vowel."""
_LOOKED_AT: Final = 12
_ROWS: Final = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_BESIDE: Final = frozenset(
    frozenset(pair)
    for row, under in zip(_ROWS, (*_ROWS[1:], ""), strict=True)
    for pair in (*pairwise(row), *zip(row, under, strict=False))
)


def mistakes(word: str) -> int:
    """How many typing errors a word of this length may hold."""
    if len(word) <= _SHORT or any(sign.isdigit() for sign in word):
        return 0
    return 1 if len(word) <= _MIDDLE else 2


def nearest(word: str, known: list[str], allowed: int, *, fits: Callable[[str], bool]) -> list[str]:
    """The known words nearest to this one, all at the same distance; none if all are too far."""
    near = process.extract(word, known, scorer=OSA.distance, score_cutoff=allowed, limit=_LOOKED_AT)
    best: int | None = None
    found: list[str] = []
    for candidate, distance, _ in near:
        if best is not None and distance > best:
            break
        if is_slip(word, candidate, int(distance)) and fits(candidate):
            best = int(distance)
            found.append(candidate)
    return found


def is_slip(word: str, candidate: str, distance: int) -> bool:
    """Whether somebody may well write `word` for `candidate`, so many signs apart."""
    if min(len(word), len(candidate)) <= _SHORT or any(sign.isdigit() for sign in candidate):
        return False
    if sound(word)[:1] != sound(candidate)[:1] and (len(word) <= _MIDDLE or distance > 1):
        return False
    if distance > 1 and len(word) <= _MIDDLE + 1 and word[-1] != candidate[-1]:
        return False
    return max(len(word), len(candidate)) > _BRIEF or _is_small(word, candidate)


def _is_small(word: str, candidate: str) -> bool:
    """Whether a short word misses a sign, has one too many, two changed or one confused."""
    if len(word) != len(candidate):
        return True
    wrong = [pair for pair in zip(word, candidate, strict=True) if pair[0] != pair[1]]
    return len(wrong) != 1 or frozenset(wrong[0]) in _BESIDE or VOWELS.issuperset(wrong[0])
