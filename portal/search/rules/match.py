"""One offering as it stands for one client: what is shown of it, and what decides its place."""

from dataclasses import dataclass
from datetime import date, timedelta

from portal.availability.rules.figures import STOPPED, Days
from portal.availability.rules.freshness import Freshness
from portal.availability.rules.order import Rank, order_key, rank
from portal.availability.rules.row import Row


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """One offering as it stands today for the clients of one municipality (None: of all)."""

    row: Row
    municipality_id: int | None
    today: date
    expected: Days | None
    status: str
    freshness: Freshness
    distance_km: float | None = None
    partners: tuple["Match", ...] = ()
    """What comes along from the same provider or place, where more than one product is needed."""
    replaces: str = ""
    """The code of the product that was asked, which this one succeeds (was-wordt)."""

    @property
    def is_stopped(self) -> bool:
        """Whether an intake stop is in force."""
        return self.status == STOPPED

    @property
    def group(self) -> Rank:
        """The group of the default order in which it is listed."""
        own = rank(self.expected, self.freshness, stopped=self.is_stopped)
        return max([own, *(partner.group for partner in self.partners)])

    @property
    def together(self) -> Days | None:
        """The expected wait for all that is needed: the longest; unknown when one is unknown."""
        waits = [self.expected, *(partner.expected for partner in self.partners)]
        known = [wait for wait in waits if wait is not None]
        if len(known) < len(waits):
            return None
        return Days(max(wait.low for wait in known), max(wait.high for wait in known))

    @property
    def starts_on(self) -> date:
        """The expected start: today, or later by the longest wait that is stated."""
        return self.today + timedelta(days=self.expected.high if self.expected else 0)

    @property
    def in_contract(self) -> bool:
        """Whether contract and product run on the expected start; that day decides, not today."""
        return in_force(self.row, self.starts_on)

    def serves(self, municipality_id: int) -> bool:
        """Whether clients of this municipality may go there."""
        return any(served.id == municipality_id for served in self.row.municipalities)

    def order(self) -> tuple[int, float, float, float, int]:
        """The key of the default order."""
        return order_key(
            self.row.id,
            self.together,
            group=self.group,
            distance_km=self.distance_km,
            today=self.today,
        )


def seen(row: Row, municipality_id: int | None, *, today: date) -> Match:
    """This offering in the eyes of a client of this municipality."""
    return Match(
        row=row,
        municipality_id=municipality_id,
        today=today,
        expected=row.expected(municipality_id),
        status=row.status(municipality_id, today=today),
        freshness=row.freshness(today=today),
    )


def in_force(row: Row, day: date) -> bool:
    """Whether contract and product run on this day."""
    return day in row.contract and (row.validity is None or day in row.validity)
