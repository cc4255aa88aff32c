"""Who keeps entries true, and what they still have to do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Final

from portal.availability.rules.figures import Channel
from portal.availability.rules.reminders import Step, step
from portal.kernel.actor import Actor, Role
from portal.socialmap.rules.facilities import TEXT_FIELDS, FacilityRow

STAFF: Final = (Role.CONSULTANT, Role.MUNICIPALITY_MEMBER, Role.REGION_MANAGER)
"""Their changes publish at once, and they decide on the texts of owners."""
KEEPERS: Final = (*STAFF, Role.FACILITY_OWNER)
LINK_DAYS: Final = 21
DIGEST_WEEKDAY: Final = 1
"""Keepers of facilities are reminded on Tuesdays, where a reminder is due at all."""
MAILED: Final = frozenset({Step.IN_TIME, Step.DUE, Step.WEEK_LATE, Step.TWO_WEEKS_LATE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Keeping:
    """Somebody who keeps entries: signed in, or by the link of a mail."""

    actor: Actor | None = None
    keeper_id: int | None = None
    channel: Channel = Channel.SCREEN

    @property
    def publishes(self) -> bool:
        """Whether other texts need nobody's approval."""
        return self.actor is not None and self.actor.has(*STAFF)

    @property
    def person_id(self) -> int | None:
        """The person, where somebody signed in."""
        return self.actor.person_id if self.actor else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Other:
    """Days with other hours, as they are written down; without times it is closed."""

    from_on: date
    until_on: date
    opens: str | None = None
    closes: str | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What somebody filled in of a facility."""

    texts: Mapping[str, str]
    """Names of TEXT_FIELDS."""
    facts: Mapping[str, Any]
    """All else that stands in the entry itself."""
    towns: Sequence[int] = ()
    """More municipalities whose residents may come."""
    hours: Sequence[tuple[int, str, str]] = ()
    exceptions: Sequence[Other] = ()
    position: tuple[float, float] | None = None
    """Where the address lies, if somebody knows it better than by the four digits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One text as it is published and as it would be."""

    label: str
    before: str
    after: str


def differences(row: FacilityRow, texts: Mapping[str, str]) -> list[Difference]:
    """Field by field, what would change."""
    return [
        Difference(label=label, before=getattr(row, name), after=texts[name])
        for name, label in TEXT_FIELDS.items()
        if name in texts and texts[name] != getattr(row, name)
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """Other texts of a facility that wait for a decision."""

    id: int
    row: FacilityRow
    asked_at: datetime
    asked_by: str
    differences: Sequence[Difference]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrong:
    """What a resident said to be wrong."""

    id: int
    about: str
    href: str
    message: str
    reported_at: datetime
    can_answer: bool
    """Whether an address was left."""
    answer: str = ""
    answered_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A facility with how far the ladder of reminders has come."""

    row: FacilityRow
    due_on: date
    step: Step

    def late_by(self, *, today: date) -> timedelta:
        """How long ago it should have been checked."""
        return today - self.due_on


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """What one owner is asked on one day."""

    rows: Sequence[Due] = field(default_factory=list[Due])
    today: date

    @property
    def is_needed(self) -> bool:
        """Whether there is a reason to write."""
        return any(due.step in MAILED for due in self.rows)


def digest(rows: Sequence[FacilityRow], *, today: date) -> Digest:
    """The rows that are due before the next digest, the most overdue first."""
    found = [_due(row, today) for row in rows]
    asked = [due for due in found if due.step is not Step.NONE]
    return Digest(rows=sorted(asked, key=lambda due: (due.due_on, due.row.id)), today=today)


def _due(row: FacilityRow, today: date) -> Due:
    due_on = row.due_on(today=today)
    return Due(row=row, due_on=due_on, step=step(due_on, today=today))
