"""What an offering or facility says of itself, as texts that the search looks in."""

from collections.abc import Iterable
from dataclasses import replace

from portal.availability.rules.row import Row
from portal.search.rules import document
from portal.search.rules.postings import Text, Weight
from portal.socialmap.rules.facilities import AUDIENCES, FacilityRow
from portal.socialmap.rules.themes import by_slug, themes_of


def texts_of_offering(row: Row) -> list[Text]:
    """As a consultant finds it, but for the lot: residents do not know what is bought together."""
    return replace(document(row), lot="").texts()


def texts_of_facility(row: FacilityRow) -> list[Text]:
    """In its own words: its name says what it is, then its sentence, then all else."""
    audiences = [AUDIENCES[one] for one in row.audiences if one in AUDIENCES]
    weighed: list[tuple[int, Iterable[str]]] = [
        (Weight.WHAT, [*audiences, row.name]),
        (Weight.NAME, [row.name, row.summary, row.owner.name]),
        (Weight.NAME, [row.where.place if row.where else ""]),
        (Weight.LOT, [name for name in _names(row.themes) if " " not in name]),
        (Weight.TEXT, [row.description, row.how_to, row.access_note]),
        (Weight.SERVED, [town.name for town in row.municipalities]),
    ]
    return [(text, weight) for weight, texts in weighed for text in texts if text]


def texts_of_themes(slugs: Iterable[str]) -> list[Text]:
    """The everyday words of these themes, for what nobody says of itself."""
    words = [by_slug()[slug].words for slug in slugs if slug in by_slug()]
    return [(text, Weight.LOT) for text in [*_names(slugs), *words]]


def themes_of_item(item: Row | FacilityRow) -> tuple[str, ...]:
    """The themes to which an offering or facility belongs."""
    return themes_of(item.product_code) if isinstance(item, Row) else item.themes


def _names(slugs: Iterable[str]) -> list[str]:
    return [by_slug()[slug].name for slug in slugs if slug in by_slug()]
