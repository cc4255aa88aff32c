"""What a searcher can choose from, each choice with its word in the address bar and its name."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from portal.availability.rules.figures import HALF_DAYS, STATUS_LABELS
from portal.availability.rules.row import Named, Row
from portal.catalogue.rules import Intensity
from portal.kernel.languages import LANGUAGES
from portal.kernel.spelling import slug
from portal.search.rules import Sort

STATUS_SLUGS: Final = {
    "capacity": "plaats",
    "waitlist": "wachtlijst",
    "assessment_required": "beoordeling",
    "no_capacity": "geen-plaats",
    "stopped": "aanmeldstop",
    "unknown": "onbekend",
}
SORTS: Final = {
    Sort.START: ("start", "Snelste start"),
    Sort.DISTANCE: ("afstand", "Afstand"),
    Sort.NAME: ("naam", "Naam"),
    Sort.FRESHNESS: ("actueel", "Nieuwste cijfers"),
}
_DAYS: Final = {
    "ma": "maandag",
    "di": "dinsdag",
    "wo": "woensdag",
    "do": "donderdag",
    "vr": "vrijdag",
    "za": "zaterdag",
    "zo": "zondag",
}


@dataclass(frozen=True, slots=True)
class Choice:
    """A value with its word in the address bar and its name."""

    value: object
    slug: str
    label: str


def half_day_label(code: str) -> str:
    """The name of a half-day: maandagochtend."""
    day, _, half = code.partition("_")
    return _DAYS[day] + {"o": "ochtend", "m": "middag"}[half]


STATUSES: Final = tuple(Choice(v, STATUS_SLUGS[v], STATUS_LABELS[v]) for v in STATUS_SLUGS)
INTENSITIES: Final = tuple(Choice(int(one), one.label, one.label.capitalize()) for one in Intensity)
DAYS: Final = tuple(Choice(code, code, half_day_label(code).capitalize()) for code in HALF_DAYS)
SPOKEN: Final = tuple(Choice(code, code, name) for code, name in LANGUAGES.items())


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What a searcher can choose from in one region."""

    products: tuple[tuple[str, str], ...]
    """Code and name."""
    lots: tuple[Choice, ...]
    target_groups: tuple[Choice, ...]
    municipalities: tuple[Named, ...]
    home_id: int | None
    """The municipality that a search starts with; None is the whole region."""

    def product_names(self) -> Mapping[str, str]:
        """Name by code."""
        return dict(self.products)


def choices(rows: Iterable[Row], municipalities: Iterable[Named], home_id: int | None) -> Choices:
    """What somebody offers, by name, and the municipalities."""
    products: dict[str, str] = {}
    lots: dict[int, str] = {}
    groups: set[str] = set()
    for row in rows:
        products[row.product_code] = row.product.name
        lots[row.lot.id] = row.lot.name
        groups.add(row.target_group)
    named = sorted(lots.items(), key=lambda lot: lot[1])
    return Choices(
        products=tuple(sorted(products.items(), key=lambda product: product[::-1])),
        lots=tuple(Choice(lot_id, slug(name), name) for lot_id, name in named),
        target_groups=tuple(Choice(name, slug(name), name) for name in sorted(groups - {""})),
        municipalities=tuple(municipalities),
        home_id=home_id,
    )
