"""The lists of words by which services are marked: taxonomies and their terms."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Final

from portal.availability.rules.row import Row
from portal.kernel.texts import t
from portal.socialmap.rules.facilities import AUDIENCES
from portal.socialmap.rules.hsds.publishing import Publishing, Record, told
from portal.socialmap.rules.themes import themes

THEME: Final = "thema"
AUDIENCE: Final = "doelgroep"
WAIT: Final = "wachttijd"
PRODUCT: Final = "product"
LEAST_DAYS: Final = "minimaal"
MOST_DAYS: Final = "maximaal"
STATUS: Final = "status"


@dataclass(frozen=True, slots=True, kw_only=True)
class Taxonomy:
    """A list of words with one meaning."""

    key: str
    name: str
    description: str

    def uid(self, to: Publishing) -> str:
        """Its id."""
        return to.uid("taxonomy", self.key)

    def record(self, to: Publishing) -> Record:
        """As HSDS tells it."""
        return {"id": self.uid(to), "name": self.name, "description": self.description}


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One word of a taxonomy."""

    taxonomy: Taxonomy
    code: str
    name: str
    description: str = ""

    def uid(self, to: Publishing) -> str:
        """Its id."""
        return to.uid("taxonomy_term", self.taxonomy.key, self.code)

    def record(self, to: Publishing) -> Record:
        """As HSDS tells it, with its taxonomy."""
        return {
            "id": self.uid(to),
            "code": f"{self.taxonomy.key}/{self.code}",
            "name": self.name,
            "description": self.description or self.name,
            "taxonomy": self.taxonomy.name,
            "taxonomy_id": self.taxonomy.uid(to),
            "taxonomy_detail": self.taxonomy.record(to),
            "language": "nl",
        }

    def attribute(self, to: Publishing, link: str, value: str, *, on: str = "service") -> Record:
        """This word as a mark of something."""
        return told(
            {
                "id": to.uid("attribute", link, self.taxonomy.key, self.code),
                "link_id": link,
                "link_entity": on,
                "link_type": self.taxonomy.key,
                "taxonomy_term_id": self.uid(to),
                "taxonomy_term": self.record(to),
                "label": self.name,
                "value": value,
            }
        )


THEMES: Final = Taxonomy(
    key=THEME,
    name=t("Onderwerpen van de sociale kaart"),
    description=t("Waarbij iets helpt, in gewone woorden."),
)
AUDIENCES_LIST: Final = Taxonomy(
    key=AUDIENCE,
    name=t("Doelgroepen"),
    description=t("Voor wie een voorziening is bedoeld."),
)
WAITS: Final = Taxonomy(
    key=WAIT,
    name=t("Wachttijd en beschikbaarheid"),
    description=t("Wat de aanbieder kort geleden opgaf of bevestigde."),
)
WAIT_TERMS: Final = {
    LEAST_DAYS: Term(
        taxonomy=WAITS,
        code=LEAST_DAYS,
        name=t("Wachttijd, minimaal"),
        description=t("Dagen van aanmelding tot start, de kortste die de aanbieder verwacht."),
    ),
    MOST_DAYS: Term(
        taxonomy=WAITS,
        code=MOST_DAYS,
        name=t("Wachttijd, maximaal"),
        description=t("Dagen van aanmelding tot start, de langste die de aanbieder verwacht."),
    ),
    STATUS: Term(
        taxonomy=WAITS,
        code=STATUS,
        name=t("Beschikbaarheid"),
        description=t(
            "capacity: plaats beschikbaar. waitlist: wachtlijst. assessment_required: eerst "
            "beoordeling. no_capacity: geen plaats. stopped: aanmeldstop. unknown: niet bekend of "
            "niet recent bevestigd."
        ),
    ),
}


def products_of(slug: str, region: str) -> Taxonomy:
    """The products of one region."""
    return Taxonomy(
        key=f"{PRODUCT}-{slug}",
        name=t("Wmo-producten in {region}", region=region),
        description=t("Hulp die de gemeente inkoopt, met de code van het product."),
    )


def product_of(row: Row, to: Publishing) -> Term:
    """The product of an offering."""
    taxonomy = products_of(to.around.slug_of_region(row.region.id), row.region.name)
    return Term(taxonomy=taxonomy, code=row.product_code, name=row.product.name)


@cache
def theme_terms() -> tuple[Term, ...]:
    """Every theme."""
    return tuple(
        Term(taxonomy=THEMES, code=one.slug, name=one.name, description=one.sentence)
        for one in themes()
    )


@cache
def audience_terms() -> tuple[Term, ...]:
    """Every audience."""
    return tuple(
        Term(taxonomy=AUDIENCES_LIST, code=code, name=name) for code, name in AUDIENCES.items()
    )


def fixed_terms() -> list[Term]:
    """The terms that do not depend on what is offered."""
    return [*theme_terms(), *audience_terms(), *WAIT_TERMS.values()]


def product_terms(rows: Iterable[Row], to: Publishing) -> list[Term]:
    """The products that somebody offers, by code."""
    found = {(row.region.id, row.product_code): product_of(row, to) for row in rows}
    return [found[key] for key in sorted(found)]
