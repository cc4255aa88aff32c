"""All of one facility or offering, as facts that a resident reads."""

from dataclasses import dataclass
from urllib.parse import urlencode

from portal.availability.rules.row import Row
from portal.availability.rules.words import listed
from portal.kernel.texts import t
from portal.socialmap.rules.facilities import AUDIENCES, FacilityRow
from portal.socialmap.rules.products import name_of
from portal.socialmap.rules.words import (
    languages_in_words,
    wheelchair_in_words,
    where_of_facility,
    where_of_offering,
)


@dataclass(frozen=True, slots=True)
class Told:
    """One fact: what it is about, in our words, and in those of who keeps it."""

    about: str
    words: str
    own: str = ""
    """Dutch, whatever the language of the page."""


Facts = list[Told]


def facility_facts(row: FacilityRow) -> Facts:
    """For whom, what it costs, how to take part."""
    audiences = [t(AUDIENCES[one]) for one in row.audiences if one in AUDIENCES]
    facts = [
        Told(t("Voor wie"), _in_a_sentence(audiences) or t("Iedereen")),
        Told(t("Uit welke gemeente"), listed([town.name for town in row.municipalities])),
        cost_fact(row),
        Told(t("Hoe doet u mee"), "", row.how_to),
        Told(t("Waar"), where_of_facility(row)),
        Told(t("Met een rolstoel"), *_wheelchair(row)),
        Told(t("Talen"), languages_in_words(row.languages)),
        Told(t("Van wie"), row.owner.name),
    ]
    return [one for one in facts if one.words or one.own]


def _in_a_sentence(names: list[str]) -> str:
    """Names that each begin with a capital: Ouderen en mensen met dementie."""
    return listed([*names[:1], *(name[0].lower() + name[1:] for name in names[1:])])


def cost_fact(row: FacilityRow) -> Told:
    """What somebody pays."""
    return Told(t("Wat kost het"), *_noted(t(row.cost.label), row.cost_note))


def _wheelchair(row: FacilityRow) -> tuple[str, str]:
    if row.where is None:
        return "", ""
    return _noted(wheelchair_in_words(row.wheelchair_accessible), row.access_note)


def _noted(words: str, note: str) -> tuple[str, str]:
    return (f"{words.removesuffix('.')}." if note else words), note


def offering_facts(row: Row) -> Facts:
    """For whom, what it costs, where."""
    product = name_of(row)
    everybody = "" if row.target_group else t("Iedereen voor wie de gemeente dit nodig vindt")
    facts = [
        Told(t("Soort hulp"), product.name, f"({product.own})" if product.own else ""),
        Told(t("Voor wie"), everybody, row.target_group),
        Told(t("Uit welke gemeente"), listed([town.name for town in row.municipalities])),
        Told(
            t("Wat kost het"),
            t("U betaalt meestal een eigen bijdrage. Uw gemeente vertelt hoeveel."),
        ),
        Told(t("Waar"), where_of_offering(row)),
        Told(t("Talen"), languages_in_words(row.languages)),
    ]
    if row.where:
        accessible = wheelchair_in_words(row.where.wheelchair_accessible)
        facts.insert(-1, Told(t("Met een rolstoel"), accessible))
    return facts


def route_href(latitude: float, longitude: float) -> str:
    """Where somebody plans the way; nothing of it is asked before they choose this link."""
    return "https://www.openstreetmap.org/directions?" + urlencode(
        {"to": f"{latitude},{longitude}"}
    )
