"""All of one facility or offering, as facts that a resident reads."""

from urllib.parse import urlencode

from portal.availability.rules.row import Row
from portal.availability.rules.words import listed
from portal.kernel.texts import t
from portal.socialmap.rules.facilities import AUDIENCES, FacilityRow
from portal.socialmap.rules.words import (
    languages_in_words,
    wheelchair_in_words,
    where_of_facility,
    where_of_offering,
)

Facts = list[tuple[str, str]]


def facility_facts(row: FacilityRow) -> Facts:
    """For whom, what it costs, how to take part."""
    audiences = [AUDIENCES[one] for one in row.audiences if one in AUDIENCES]
    cost = f"{row.cost.label}. {row.cost_note}".removesuffix(". ") if row.cost_note else ""
    facts = [
        (t("Voor wie"), listed(audiences) or t("Iedereen")),
        (t("Uit welke gemeente"), listed([town.name for town in row.municipalities])),
        (t("Wat kost het"), cost or row.cost.label),
        (t("Hoe doet u mee"), row.how_to),
        (t("Waar"), where_of_facility(row)),
        (t("Met een rolstoel"), _wheelchair(row)),
        (t("Talen"), languages_in_words(row.languages)),
        (t("Van wie"), row.owner.name),
    ]
    return [(name, words) for name, words in facts if words]


def _wheelchair(row: FacilityRow) -> str:
    if row.where is None:
        return ""
    known = wheelchair_in_words(row.wheelchair_accessible)
    return f"{known}. {row.access_note}" if row.access_note else known


def offering_facts(row: Row) -> Facts:
    """For whom, what it costs, where."""
    facts = [
        (t("Soort hulp"), row.product.name),
        (t("Voor wie"), row.target_group or t("Iedereen voor wie de gemeente dit nodig vindt")),
        (t("Uit welke gemeente"), listed([town.name for town in row.municipalities])),
        (
            t("Wat kost het"),
            t("U betaalt meestal een eigen bijdrage. Uw gemeente vertelt hoeveel."),
        ),
        (t("Waar"), where_of_offering(row)),
        (t("Talen"), languages_in_words(row.languages)),
    ]
    if row.where:
        accessible = wheelchair_in_words(row.where.wheelchair_accessible)
        facts.insert(-1, (t("Met een rolstoel"), accessible))
    return facts


def route_href(latitude: float, longitude: float) -> str:
    """Where somebody plans the way; nothing of it is asked before they choose this link."""
    return "https://www.openstreetmap.org/directions?" + urlencode(
        {"to": f"{latitude},{longitude}"}
    )
