"""Themes in everyday words, and which products belong to each: data, not code."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from portal.kernel.texts import t


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """What people ask for, in their own words."""

    slug: str
    name: str
    sentence: str
    words: str
    """Other words for it, for the search."""
    products: tuple[str, ...]
    """The first signs of category and code: 02 is all begeleiding, 02BGP one product."""


@cache
def themes() -> tuple[Theme, ...]:
    """Every theme, in the order in which they are shown."""
    return tuple(_read())


def _read() -> Iterator[Theme]:
    text = files("portal.socialmap").joinpath("themes.csv").read_text("utf-8")
    for row in csv.DictReader(text.splitlines()):
        yield Theme(
            slug=row["slug"],
            name=row["name"],
            sentence=row["sentence"],
            words=row["words"],
            products=tuple(row["products"].split()),
        )


@cache
def by_slug() -> dict[str, Theme]:
    """Each theme by its word in an address."""
    return {theme.slug: theme for theme in themes()}


def theme_sentence(product_code: str) -> str:
    """What a product is in everyday words, where its region wrote nothing about it."""
    return next((t(by_slug()[slug].sentence) for slug in themes_of(product_code)), "")


@lru_cache(maxsize=1_024)
def themes_of(product_code: str) -> tuple[str, ...]:
    """The themes to which a product belongs, by its category and code as one (02BGP)."""
    return tuple(
        theme.slug for theme in themes() if any(map(product_code.startswith, theme.products))
    )
