"""One facility as the social map knows it, and what may be said of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from portal.availability.rules.freshness import Freshness, due_on, freshness
from portal.availability.rules.row import Named
from portal.kernel.texts import later
from portal.socialmap.rules.hours import Opening


class Cost(StrEnum):
    """What somebody pays."""

    FREE = "free"
    CONTRIBUTION = "contribution"
    PAID = "paid"

    @property
    def label(self) -> str:
        """The Dutch words."""
        return {
            "free": later("Gratis"),
            "contribution": later("Kleine bijdrage"),
            "paid": later("Betaald"),
        }[self.value]

    @property
    def slug(self) -> str:
        """The word in an address."""
        return {"free": "gratis", "contribution": "bijdrage", "paid": "betaald"}[self.value]


class Decision(StrEnum):
    """What the access team said to other texts."""

    AGREED = "agreed"
    REFUSED = "refused"


AUDIENCES: Final[Mapping[str, str]] = {
    "ouderen": later("Ouderen"),
    "mantelzorgers": later("Mantelzorgers"),
    "beperking": later("Mensen met een beperking"),
    "psychisch": later("Mensen met psychische klachten"),
    "dementie": later("Mensen met dementie"),
    "jongeren": later("Jongeren"),
    "gezinnen": later("Gezinnen"),
    "nieuwkomers": later("Mensen die nieuw zijn in Nederland"),
}
"""For whom something is meant, by the word in an address."""

TEXT_FIELDS: Final[Mapping[str, str]] = {
    "name": "Naam",
    "summary": "Wat het is, in één zin",
    "description": "Meer uitleg",
    "how_to": "Hoe doet iemand mee?",
    "cost_note": "Toelichting op de kosten",
    "access_note": "Toelichting op de toegankelijkheid",
}
"""Texts of which an owner's change waits for the access team; all else publishes at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where it is; None on a facility that comes to people or works by telephone."""

    street: str
    postcode: str
    place: str
    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True, kw_only=True)
class FacilityRow:
    """One facility with all that is known of it today."""

    id: int
    region: Named
    municipality: Named
    municipalities: tuple[Named, ...]
    """Whose residents may come, its own municipality first."""
    owner: Named
    name: str
    summary: str
    description: str = ""
    how_to: str = ""
    cost: Cost
    cost_note: str = ""
    themes: tuple[str, ...] = ()
    audiences: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    where: Address | None = None
    wheelchair_accessible: bool | None = None
    access_note: str = ""
    phone: str = ""
    email: str = ""
    website: str = ""
    opening: Opening = field(default_factory=Opening)
    checked_on: date | None = None
    cadence_days: int = 90
    version: int = 1

    def freshness(self, *, today: date) -> Freshness:
        """How far the entry may be trusted: by when somebody last said that it is right."""
        return freshness(self.checked_on, cadence_days=self.cadence_days, today=today)

    def due_on(self, *, today: date) -> date:
        """The last day on which the entry counts as fresh; yesterday when nobody checked it."""
        if self.checked_on is None:
            return today - timedelta(days=1)
        return due_on(self.checked_on, cadence_days=self.cadence_days)


def changed_texts(row: FacilityRow, texts: Mapping[str, str]) -> dict[str, str]:
    """Those of these texts that differ from what is published."""
    return {
        name: texts[name]
        for name in TEXT_FIELDS
        if name in texts and texts[name] != getattr(row, name)
    }
