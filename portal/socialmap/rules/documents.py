"""What an offering or facility says of itself, as texts that the search looks in."""

from collections.abc import Iterable

from portal.availability.rules.row import Row
from portal.search.rules import document
from portal.search.rules.postings import Text, Weight
from portal.socialmap.rules.facilities import AUDIENCES, FacilityRow
from portal.socialmap.rules.themes import by_slug, themes_of


def texts_of_offering(row: Row) -> list[Text]:
    """As a consultant finds it, and by the everyday words of its themes."""
    return [*document(row).texts(), *_of_themes(themes_of(row.product_code))]


def texts_of_facility(row: FacilityRow) -> list[Text]:
    """In its own words: its name says most, then what it is in a sentence, then all else."""
    audiences = [AUDIENCES[one] for one in row.audiences if one in AUDIENCES]
    weighed: list[tuple[int, Iterable[str]]] = [
        (Weight.WHAT, audiences),
        (Weight.NAME, [row.name, row.owner.name, row.where.place if row.where else ""]),
        (Weight.LOT, [row.summary]),
        (Weight.TEXT, [row.description, row.how_to, row.access_note]),
        (Weight.SERVED, [town.name for town in row.municipalities]),
    ]
    return [(text, weight) for weight, texts in weighed for text in texts if text]


def texts_with_themes(row: FacilityRow) -> list[Text]:
    """Its own words, and the everyday words of its themes."""
    return [*texts_of_facility(row), *_of_themes(row.themes)]


def _of_themes(slugs: Iterable[str]) -> Iterable[Text]:
    for slug in slugs:
        theme = by_slug().get(slug)
        if theme:
            yield theme.name, Weight.WHAT
            yield theme.words, Weight.LOT
