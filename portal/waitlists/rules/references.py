"""References that people say to each other: the portal's own, and those of municipalities."""

import re
from collections.abc import Sequence
from typing import Final

from portal.kernel.freetext import is_bsn, personal_data_in

ALPHABET: Final = "23456789ACDEFGHJKMNPQRTUVWXYZ"
"""No signs that sound or look alike: no 0 and O, 1 and I and L, 5 and S, 8 and B.

Twenty-nine of them, a prime: the check sign betrays each single mistake and each swap.
"""
DRAWN: Final = 5
MOST_SIGNS: Final = 40
_CASE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ./_-]*")
_NINE: Final = re.compile(r"\d{9}")


def client_reference(prefix: str, drawn: Sequence[int]) -> str:
    """Such as WF-7K3M-29, of five numbers below 29; the last sign checks the others."""
    signs = "".join(ALPHABET[number] for number in drawn)
    signs += check_sign(signs)
    return f"{prefix}-{signs[:4]}-{signs[4:]}"


def check_sign(signs: str) -> str:
    """The sign that belongs behind these."""
    weighed = sum(place * ALPHABET.index(sign) for place, sign in enumerate(signs, 2))
    return ALPHABET[weighed % len(ALPHABET)]


def read_reference(text: str) -> str | None:
    """The reference that somebody typed, in its one form; None when it cannot be right."""
    signs = re.sub(r"[\s\-]", "", text).upper()
    prefix, rest = signs[:2], signs[2:]
    if len(rest) != DRAWN + 1 or not prefix.isalpha() or set(rest) - set(ALPHABET):
        return None
    right = check_sign(rest[:-1]) == rest[-1]
    return f"{prefix}-{rest[:4]}-{rest[4:]}" if right else None


def prefix_of(region_name: str) -> str:
    """Two letters for the references of a region: MH for Midden-Holland, WE for Westfriesland."""
    words = re.findall(r"[A-Za-z]+", region_name) or ["XX"]
    return (words[0][0] + words[1][0] if len(words) > 1 else (words[0] * 2)[:2]).upper()


def case_reference_problem(reference: str, pattern: str = "") -> str | None:
    """Why this cannot be a case reference (zaaknummer), in Dutch; None when it can.

    In the municipality's pattern 9 stands for a digit and A for a letter; every other sign for
    itself. Without a pattern letters, digits and - . / _ are right.
    """
    if len(reference) > MOST_SIGNS or not _CASE.fullmatch(reference):
        return "Een zaaknummer bestaat uit letters, cijfers en de tekens - . / _"
    if pattern and not re.fullmatch(_as_expression(pattern), reference):
        return f"Een zaaknummer van deze gemeente ziet er zo uit: {pattern}"
    return None


def _as_expression(pattern: str) -> str:
    kinds = {"9": "[0-9]", "A": "[A-Za-z]"}
    return "".join(kinds.get(sign, re.escape(sign)) for sign in pattern)


def may_be_bsn(reference: str) -> bool:
    """Nine digits that pass the elfproef: one case reference in eleven does so by chance."""
    digits = re.sub(r"[ .\-/_]", "", reference)
    return bool(_NINE.fullmatch(digits)) and is_bsn(digits)


def text_problem(text: str) -> str | None:
    """Why this free text is refused, in Dutch: it holds no personal data (AVG)."""
    found = personal_data_in(text)
    return f"In de tekst staat {found}. Haal dat weg." if found else None
