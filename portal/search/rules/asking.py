"""What a search asks; form, address bar, saved search and test share it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Any, Final

WEEKS: Final = (2, 4, 6, 8, 12)
RADII: Final = (5, 10, 15, 25)


class Criterion(StrEnum):
    """What a search may ask."""

    WORDS = "words"
    PRODUCT = "product"
    ALSO = "also"
    LOT = "lot"
    MUNICIPALITY = "municipality"
    RADIUS = "radius"
    WITHIN = "within"
    CAPACITY = "capacity"
    STATUS = "status"
    VOLUME = "volume"
    HALF_DAYS = "half_days"
    TARGET_GROUP = "target_group"
    INTENSITY = "intensity"
    ACCESSIBLE = "accessible"
    LANGUAGE = "language"
    FRESH = "fresh"


class Sort(StrEnum):
    """By what results are listed."""

    START = "start"
    DISTANCE = "distance"
    NAME = "name"
    FRESHNESS = "freshness"


@dataclass(frozen=True, slots=True, kw_only=True)
class Near:
    """A place on the map, with its name: Hoorn, or the four digits of a postcode."""

    name: str
    latitude: float
    longitude: float


_FIELDS: Final[Mapping[Criterion, str]] = {
    Criterion.WORDS: "words",
    Criterion.PRODUCT: "products",
    Criterion.ALSO: "also",
    Criterion.LOT: "lots",
    Criterion.MUNICIPALITY: "municipality_id",
    Criterion.RADIUS: "radius_km",
    Criterion.WITHIN: "within_weeks",
    Criterion.CAPACITY: "only_capacity",
    Criterion.STATUS: "statuses",
    Criterion.VOLUME: "volume",
    Criterion.HALF_DAYS: "half_days",
    Criterion.TARGET_GROUP: "target_groups",
    Criterion.INTENSITY: "intensities",
    Criterion.ACCESSIBLE: "accessible",
    Criterion.LANGUAGE: "languages",
    Criterion.FRESH: "only_fresh",
}


@dataclass(frozen=True, kw_only=True)
class Search:
    """What somebody looks for; what is empty is not asked."""

    words: str = ""
    products: tuple[str, ...] = ()
    """Codes; one of these will do."""
    also: tuple[str, ...] = ()
    """Codes of products that the same provider, or for transport the same place, must give too."""
    lots: tuple[int, ...] = ()
    municipality_id: int | None = None
    near: Near | None = None
    radius_km: int | None = None
    """Around `near`; never holds back what is given at home."""
    starts_on: date | None = None
    """The wished start; contracts and products must run then, or at the end of the wait."""
    within_weeks: int | None = None
    """The latest acceptable start, by the longest wait that is stated."""
    only_capacity: bool = False
    statuses: tuple[str, ...] = ()
    volume: float | None = None
    """Free volume per week in the product's unit; what is unknown is not enough."""
    half_days: tuple[str, ...] = ()
    """All of these must have a free place."""
    target_groups: tuple[str, ...] = ()
    intensities: tuple[int, ...] = ()
    accessible: bool = False
    """Known to be accessible with a wheelchair; at home it always is."""
    languages: tuple[str, ...] = ()
    only_fresh: bool = False
    sort: Sort = Sort.START

    @cached_property
    def asked(self) -> Mapping[Criterion, Any]:
        """What is asked, one criterion per line."""
        asked = {criterion: getattr(self, name) for criterion, name in _FIELDS.items()}
        if self.near is None:
            del asked[Criterion.RADIUS]
        return {criterion: value for criterion, value in asked.items() if value}

    def wishes(self) -> list[Criterion]:
        """What somebody chose and could let go; the municipality of a client is no wish."""
        return [asked for asked in self.asked if asked is not Criterion.MUNICIPALITY]

    def without(self, *criteria: Criterion) -> "Search":
        """The same search that no longer asks these."""
        nothing = Search()
        return replace(self, **{_FIELDS[c]: getattr(nothing, _FIELDS[c]) for c in criteria})
