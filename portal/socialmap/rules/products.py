"""What a product is called in English; in Dutch it has the name that its region gives it."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from portal.availability.rules.row import Row
from portal.kernel.texts import ENGLISH, Dutch, language
from portal.socialmap.rules.themes import theme_sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class English:
    """A product, or several, in English."""

    products: str
    """The first signs of category and code: 02 is all begeleiding, 02BGP one product."""
    name: str
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductName:
    """What a product is called, for who reads a page."""

    name: str
    own: str = ""
    """Its own, Dutch name, where the name above is not that."""

    def __str__(self) -> str:
        return f"{self.name} ({self.own})" if self.own else self.name


def product_name(code: str, own: str) -> ProductName:
    """The own name of a product; on an English page an English one before it."""
    english = in_english(code) if language() == ENGLISH else None
    if english is None:
        return ProductName(name=Dutch(own))
    return ProductName(name=english.name, own=own)


def name_of(row: Row) -> ProductName:
    """The name of what is offered."""
    return product_name(row.product_code, row.product.name)


def offering_sentence(row: Row) -> str:
    """What is offered in everyday words: those of its region, or those of its theme."""
    english = in_english(row.product_code) if language() == ENGLISH else None
    if english is not None:
        return english.sentence
    return Dutch(row.description) if row.description else theme_sentence(row.product_code)


@lru_cache(maxsize=1_024)
def in_english(code: str) -> English | None:
    """The English of a product, by its category and code as one; the longest sign counts."""
    fitting = [one for one in _every() if code.startswith(one.products)]
    return max(fitting, key=lambda one: len(one.products), default=None)


@cache
def _every() -> tuple[English, ...]:
    return tuple(_read())


def _read() -> Iterator[English]:
    text = files("portal.socialmap").joinpath("products_en.csv").read_text("utf-8")
    for row in csv.DictReader(text.splitlines()):
        yield English(products=row["products"], name=row["name"], sentence=row["sentence"])
