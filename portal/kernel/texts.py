"""Every text for residents passes here, and comes out in the language of the page.

The Dutch text is the key; `english.csv` holds the English beside it.
"""

import csv
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from importlib.resources import files
from typing import Final, Literal

Language = Literal["nl", "en"]
DUTCH: Final = "nl"
ENGLISH: Final = "en"
UNDER: Final = "/en"
"""The first part of every address of an English page."""
_language: ContextVar[Language] = ContextVar("language", default=DUTCH)


class Dutch(str):
    """What somebody else wrote: Dutch, whatever the language of the page around it."""

    __slots__ = ()


def language() -> Language:
    """The language of the page that is being made; Dutch outside of any page."""
    return _language.get()


@contextmanager
def in_language(spoken: Language) -> Generator[None]:
    """Within this, texts come out in this language."""
    before = _language.set(spoken)
    try:
        yield
    finally:
        _language.reset(before)


def t(text: str, /, **values: object) -> str:
    """The text in the language of the page, with these values in its places: `{count}`."""
    if _language.get() == ENGLISH:
        text = english().get(text, text)
    return text.format(**values) if values else text


def later(text: str) -> str:
    """Marks a text that passes `t` where it is shown: one that stands in a table or an error."""
    return text


@cache
def english() -> Mapping[str, str]:
    """The English of every Dutch text."""
    text = files("portal.kernel").joinpath("english.csv").read_text("utf-8")
    return {row["nl"]: row["en"] for row in csv.DictReader(text.splitlines())}


def language_of(path: str) -> Language:
    """The language of the page at this address."""
    return ENGLISH if path == UNDER or path.startswith(f"{UNDER}/") else DUTCH


def local(path: str) -> str:
    """The address of this public page in the language of the page that links to it."""
    return UNDER + path if _language.get() == ENGLISH else path


def decimal(number: float) -> str:
    """A number with one digit behind its sign, as this language writes that: 1,5."""
    told = f"{number:.1f}".removesuffix(".0")
    return told if _language.get() == ENGLISH else told.replace(".", ",")
