"""The social map as rows of a spreadsheet, in the words of its pages."""

from collections.abc import Mapping
from datetime import date
from typing import Final

from portal.availability.rules.row import Row
from portal.availability.rules.words import listed
from portal.search.rules import seen
from portal.socialmap.rules.facilities import FacilityRow
from portal.socialmap.rules.guide import Item
from portal.socialmap.rules.hours import week_in_words
from portal.socialmap.rules.hsds.publishing import Publishing
from portal.socialmap.rules.hsds.services import service
from portal.socialmap.rules.themes import by_slug, themes_of
from portal.socialmap.rules.words import (
    is_trusted,
    languages_in_words,
    places,
    waiting,
    wheelchair_in_words,
)

COLUMNS: Final = (
    "Soort",
    "Naam",
    "Organisatie",
    "Omschrijving",
    "Onderwerpen",
    "Voor wie",
    "Gemeenten",
    "Adres",
    "Postcode",
    "Plaats",
    "Breedtegraad",
    "Lengtegraad",
    "Met een rolstoel",
    "Open",
    "Kosten",
    "Hoe doet u mee",
    "Talen",
    "Telefoon",
    "Mail",
    "Website",
    "Wachttijd",
    "Wachttijd minimaal (dagen)",
    "Wachttijd maximaal (dagen)",
    "Vrije plaatsen",
    "Nagekeken op",
    "Pagina",
    "Id",
)


def open_row(item: Item, to: Publishing) -> list[str]:
    """This service under the columns; what is not known is empty."""
    own = _of_offering(item, to) if isinstance(item, Row) else _of_facility(item, to)
    known = {**_of_both(item, to), **own}
    return [known.get(name, "") for name in COLUMNS]


def _of_both(item: Item, to: Publishing) -> dict[str, str]:
    told = service(item, to)
    slugs = themes_of(item.product_code) if isinstance(item, Row) else item.themes
    return {
        "Naam": told["name"],
        "Organisatie": told["organization"]["name"],
        "Omschrijving": told.get("description", ""),
        "Onderwerpen": listed([by_slug()[slug].name for slug in slugs if slug in by_slug()]),
        "Voor wie": told["eligibility_description"],
        "Gemeenten": ", ".join(town.name for town in item.municipalities),
        "Kosten": told["fees_description"],
        "Hoe doet u mee": told.get("application_process", ""),
        "Talen": languages_in_words(item.languages),
        "Telefoon": ", ".join(phone["number"] for phone in told.get("phones", [])),
        "Nagekeken op": told.get("assured_date", ""),
        "Pagina": told["additional_urls"][0]["url"] if "additional_urls" in told else told["url"],
        "Id": told["id"],
        **_where(item),
    }


def _where(item: Item) -> Mapping[str, str]:
    if item.where is None:
        return {}
    return {
        "Adres": item.where.street,
        "Postcode": item.where.postcode,
        "Plaats": item.where.place,
        "Breedtegraad": str(item.where.latitude),
        "Lengtegraad": str(item.where.longitude),
    }


def _of_facility(row: FacilityRow, _to: Publishing) -> dict[str, str]:
    week = week_in_words(row.opening) if row.opening.is_known else []
    return {
        "Soort": "Zonder aanvraag",
        "Met een rolstoel": _wheelchair(row.wheelchair_accessible) if row.where else "",
        "Open": "; ".join(f"{day}: {hours}" for day, hours in week),
        "Mail": row.email,
        "Website": row.website,
    }


def _of_offering(row: Row, to: Publishing) -> dict[str, str]:
    accessible = row.where.wheelchair_accessible if row.where else None
    return {
        "Soort": "Via de gemeente",
        "Met een rolstoel": _wheelchair(accessible) if row.where else "",
        **_wait(row, to.today),
    }


def _wheelchair(known: bool | None) -> str:  # noqa: FBT001
    return "" if known is None else wheelchair_in_words(known)


def _wait(row: Row, today: date) -> dict[str, str]:
    match = seen(row, None, today=today)
    told = {"Wachttijd": waiting(match, None).headline}
    if match.expected is not None and is_trusted(match):
        told["Wachttijd minimaal (dagen)"] = str(match.expected.low)
        told["Wachttijd maximaal (dagen)"] = str(match.expected.high)
    free = places(match)
    return {**told, "Vrije plaatsen": str(free.free)} if free else told
