"""A place in the order of results, as it stands in the address bar: where a page begins or ends."""

import math
import re
from typing import Any, Final

from portal.search.rules import Sort

Cursor = tuple[Any, ...]
_NUMBER: Final = re.compile(r"\d{1,20}(\.\d{1,6})?|inf", re.ASCII)
# How many words and numbers a key of each order may have: names come first, numbers follow.
_WORDS: Final = {Sort.START: 0, Sort.DISTANCE: 0, Sort.NAME: 2, Sort.FRESHNESS: 0}
_NUMBERS: Final = {Sort.START: {4, 5}, Sort.DISTANCE: {6}, Sort.NAME: {4}, Sort.FRESHNESS: {5}}


def cursor_in_words(cursor: Cursor) -> str:
    """This place for the address bar."""
    return "~".join(_written(part) for part in cursor)


def _written(part: object) -> str:
    if isinstance(part, str):
        return part.replace("~", " ")
    if isinstance(part, float) and not math.isinf(part):
        return f"{part:.6f}".rstrip("0").rstrip(".")
    return str(part)


def read_cursor(text: str, sort: Sort) -> Cursor | None:
    """The place that was written; None for anything else."""
    parts = text.split("~")
    words, numbers = parts[: _WORDS[sort]], parts[_WORDS[sort] :]
    if len(numbers) not in _NUMBERS[sort] or not all(map(_NUMBER.fullmatch, numbers)):
        return None
    return (*words, *(float(n) if "." in n or n == "inf" else int(n) for n in numbers))
