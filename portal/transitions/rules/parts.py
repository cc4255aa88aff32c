"""A client in a transition with all that is known of it, as every step of it shows."""

from dataclasses import dataclass
from datetime import date

from portal.availability.rules.row import Named
from portal.transitions.rules.words import Choice, Outcome
from portal.waitlists.rules.key import Key
from portal.waitlists.rules.moves import DepartureReason


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """What the access team decided."""

    id: int
    choice: Choice
    to_ids: tuple[int, ...]
    starts_on: date | None
    departure: DepartureReason | None
    reason: str
    by_name: str
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class CarriedOut:
    """What came of it."""

    id: int
    batch: int
    on: date
    outcome: Outcome
    entry_id: int | None
    to_id: int | None
    undone_on: date | None
    derived: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One participant: an open entry, or running care."""

    id: int
    client_id: int
    need_id: int
    reference: str
    linked: bool
    municipality: Named
    product: Named
    product_code: str
    provider: Named
    from_list: int
    entry_id: int | None
    key: Key | None
    """Of an entry."""
    since_on: date
    """The day of aanmelding, of running care its start."""
    registered_on: date | None
    """The original day of aanmelding, as far as known."""
    volume: float | None
    deadline_on: date
    waits: bool
    """Whether the entry is still open; of running care always."""
    proposed_id: int | None
    decided: Decided | None
    done: CarriedOut | None

    @property
    def runs(self) -> bool:
        """Whether it is running care."""
        return self.entry_id is None

    @property
    def undecided(self) -> bool:
        """Whether the access team still has to decide."""
        return self.decided is None and self.done is None and self.waits

    @property
    def ready(self) -> bool:
        """Whether a batch can carry it out: running care only with an agreed first day."""
        if self.done is not None or self.decided is None:
            return False
        if self.decided.choice is Choice.UNTIL_END:
            return False
        moves = self.decided.choice.moves
        return not (moves and self.runs) or self.decided.starts_on is not None

    @property
    def title(self) -> str:
        """The reference, or what stands for one that is not linked yet."""
        return self.reference or f"te koppelen ({self.id})"
