"""What is stated of an offering: status, waits, places."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Final

from portal.kernel.texts import t


class Status(StrEnum):
    """What a provider may state of an offering (FHIR SDOH Clinical Care 3.0)."""

    CAPACITY = "capacity"
    WAITLIST = "waitlist"
    ASSESSMENT_REQUIRED = "assessment_required"
    NO_CAPACITY = "no_capacity"

    @property
    def label(self) -> str:
        """The Dutch words."""
        return STATUS_LABELS[self.value]


# "stopped" and "unknown" are never stated: they follow from a stop in force and from silence.
STOPPED: Final = "stopped"
UNKNOWN: Final = "unknown"
STATUS_LABELS: Final = {
    "capacity": "Plaats beschikbaar",
    "waitlist": "Wachtlijst",
    "assessment_required": "Eerst beoordeling",
    "no_capacity": "Geen plaats",
    STOPPED: "Aanmeldstop",
    UNKNOWN: "Onbekend",
}


class Basis(StrEnum):
    """What a stated wait rests on."""

    MEASURED = "measured"
    ESTIMATE = "estimate"
    NEXT_PLACE = "next_place"

    @property
    def label(self) -> str:
        """The Dutch words."""
        return {
            "measured": "gemeten wachttijd",
            "estimate": "schatting",
            "next_place": "eerstvolgende vrije plaats",
        }[self.value]


class Channel(StrEnum):
    """The way by which a report or confirmation came in."""

    SCREEN = "screen"
    MAIL = "mail"
    API = "api"
    UPLOAD = "upload"
    PHONE = "phone"

    @property
    def label(self) -> str:
        """The Dutch words."""
        return {
            "screen": "in het portaal",
            "mail": "via de mail",
            "api": "via een koppeling",
            "upload": "met een bestand",
            "phone": "telefonisch, via de regio",
        }[self.value]


@dataclass(frozen=True, slots=True)
class Days:
    """A range of days, shortest first; an exact number has both alike."""

    low: int
    high: int

    def __post_init__(self) -> None:
        if not 0 <= self.low <= self.high:
            raise ValueError("A range of days begins at its shortest and is never negative.")

    def __add__(self, other: "Days") -> "Days":
        return Days(self.low + other.low, self.high + other.high)

    def __str__(self) -> str:
        """In words: whole weeks where that is exact, days elsewhere."""
        if self.high == 0:
            return t("geen wachttijd")
        if self.low % 7 == 0 and self.high % 7 == 0:
            return _range_in_words(self.low // 7, self.high // 7, t("week"), t("weken"))
        return _range_in_words(self.low, self.high, t("dag"), t("dagen"))


def _range_in_words(low: int, high: int, one: str, many: str) -> str:
    unit = one if high == 1 else many
    if low == high:
        return f"{high} {unit}"
    if low:
        return t("{low} tot {high} {unit}", low=low, high=high, unit=unit)
    return t("hooguit {high} {unit}", high=high, unit=unit)


HALF_DAYS: Final = tuple(
    f"{day}_{half}" for day in ("ma", "di", "wo", "do", "vr", "za", "zo") for half in ("o", "m")
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What is stated of an offering, or of it for one municipality. None is "onbekend", never 0."""

    status: Status
    intake: Days | None = None
    start: Days | None = None
    basis: Basis = Basis.ESTIMATE
    places_max: int | None = None
    places_taken: int | None = None
    places_reserved: int | None = None
    places_free: int | None = None
    waiting: int | None = None
    weekly_free: float | None = None
    """Free volume per week in the product's unit."""
    half_days: Mapping[str, int] = field(default_factory=dict[str, int])
    """Free places per weekday half-day, such as {"ma_o": 2}; for day activities."""

    def expected(self, *, has_intake: bool) -> Days | None:
        """From aanmelding to start. Without intake there is one wait."""
        if not has_intake:
            return self.start
        if self.intake is None or self.start is None:
            return None
        return self.intake + self.start


@dataclass(frozen=True, slots=True, kw_only=True)
class Announcement:
    """A change that is known ahead: "vanaf 1 september 6 weken"."""

    from_on: date
    status: Status | None = None
    start: Days | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """All that one report says of an offering."""

    figures: Figures
    local: Mapping[int, Figures] = field(default_factory=dict[int, Figures])
    """By municipality id, only where it differs."""
    remark: str = ""
    announcement: Announcement | None = None

    def of(self, municipality_id: int | None) -> Figures:
        """What holds for clients of this municipality."""
        return self.local.get(municipality_id, self.figures) if municipality_id else self.figures


def contradictions(figures: Figures) -> list[tuple[str, str]]:
    """What cannot be true together: the name of a field of Figures and a sentence in Dutch."""
    found: list[tuple[str, str]] = []
    if figures.status is Status.CAPACITY and figures.places_free == 0:
        found.append(
            ("places_free", "U kiest 'Plaats beschikbaar', maar u vult 0 vrije plaatsen in.")
        )
    if figures.status is Status.NO_CAPACITY and (figures.places_free or 0) > 0:
        found.append(("places_free", "U kiest 'Geen plaats', maar u vult wel vrije plaatsen in."))
    if figures.places_max is not None and (figures.places_taken or 0) > figures.places_max:
        found.append(
            ("places_taken", "Er zijn meer plaatsen bezet dan het maximum aantal plaatsen.")
        )
    return found
