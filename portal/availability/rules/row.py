"""One offering with all that is known of it today, as desk, search and detail page show it."""

from dataclasses import dataclass, field
from datetime import date, datetime

from portal.availability.rules.figures import (
    STOPPED,
    UNKNOWN,
    Channel,
    Days,
    Figures,
    Statement,
)
from portal.availability.rules.freshness import Freshness, due_on, freshness
from portal.availability.rules.measured import Measured
from portal.availability.rules.stops import Stop, stopped_in
from portal.catalogue.rules import Intensity
from portal.kernel.clock import local_date
from portal.kernel.periods import Period


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """Something with an id and a name."""

    id: int
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """The location of an offering; None for what is given at home."""

    name: str
    street: str
    postcode: str
    place: str
    latitude: float
    longitude: float
    wheelchair_accessible: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """Whom to call about new clients."""

    name: str
    phone: str
    email: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmed:
    """When somebody last said that the figures are right, and how."""

    at: datetime
    by_name: str
    channel: Channel
    unchanged: bool

    @property
    def on(self) -> date:
        """The day in Amsterdam."""
        return local_date(self.at)


@dataclass(frozen=True, slots=True, kw_only=True)
class StopRow:
    """An intake stop with what the desk shows of it."""

    id: int
    reason: str
    stop: Stop


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One offering today. Without a report, statement and confirmed are None: unknown."""

    id: int
    region: Named
    provider: Named
    product: Named
    product_code: str
    unit: str
    has_intake: bool
    lot: Named
    norm_days: int | None
    contract: Period
    cadence_days: int
    main_contractor: Named | None
    validity: Period | None = None
    """In which days the product may be given at all."""
    description: str = ""
    intensity: Intensity | None = None
    target_group: str = ""
    companion_of: int | None = None
    """The product that this one only comes along with, such as transport with day activities."""
    languages: tuple[str, ...] = ()
    """What is spoken besides Dutch."""
    location_id: int | None = None
    where: Where | None
    area_name: str
    municipalities: tuple[Named, ...]
    contact: Contact
    report_id: int | None
    statement: Statement | None
    confirmed: Confirmed | None
    stops: tuple[StopRow, ...] = field(default=())
    measured: Measured | None = None
    """What the list in the portal says; None where nobody was ever on one."""

    @property
    def at_home(self) -> bool:
        """Whether the provider comes to people's homes."""
        return self.where is None

    @property
    def place_name(self) -> str:
        """Where it is given, in a few words."""
        return self.where.name if self.where else self.area_name

    def figures(self, municipality_id: int | None = None) -> Figures | None:
        """What is stated for this municipality, or in general."""
        return self.statement.of(municipality_id) if self.statement else None

    def expected(self, municipality_id: int | None = None) -> Days | None:
        """From aanmelding to start; None is unknown."""
        figures = self.figures(municipality_id)
        return figures.expected(has_intake=self.has_intake) if figures else None

    def asks_again_on(self) -> list[date]:
        """Days on which the figures ask for confirmation whatever the cadence says."""
        ends = [row.stop.asks_again_on() for row in self.stops]
        announced = self.statement.announcement if self.statement else None
        return [*(day for day in ends if day), *([announced.from_on] if announced else [])]

    def freshness(self, *, today: date) -> Freshness:
        """How far the figures may be trusted."""
        return freshness(
            self.confirmed.on if self.confirmed else None,
            cadence_days=self.cadence_days,
            today=today,
            asks_again_on=self.asks_again_on(),
        )

    def due_on(self, *, today: date) -> date:
        """The last day on which the figures count as fresh; today when nothing is known."""
        if self.confirmed is None:
            return today
        return due_on(
            self.confirmed.on, cadence_days=self.cadence_days, asks_again_on=self.asks_again_on()
        )

    def stopped_in(self, *, today: date) -> frozenset[int]:
        """The municipalities for which it takes no new clients today."""
        return stopped_in(
            [row.stop for row in self.stops], [m.id for m in self.municipalities], today=today
        )

    def is_stopped(self, municipality_id: int | None = None, *, today: date) -> bool:
        """Whether new clients of this municipality, or of all that it serves, are refused today."""
        stopped = self.stopped_in(today=today)
        if municipality_id is not None:
            return municipality_id in stopped
        return bool(stopped) and len(stopped) == len(self.municipalities)

    def status(self, municipality_id: int | None = None, *, today: date) -> str:
        """The code of what to show: a stated status, "stopped" or "unknown"."""
        if self.is_stopped(municipality_id, today=today):
            return STOPPED
        figures = self.figures(municipality_id)
        return figures.status.value if figures else UNKNOWN
