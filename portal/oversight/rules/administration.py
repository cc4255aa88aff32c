"""The yearly review of rights: who has what, since when, and what asks for a look."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from portal.accounts.rules import Organisation, OrganisationKind
from portal.kernel.actor import Role

REVIEW_HOLDS: Final = timedelta(days=365)
UNUSED_AFTER: Final = timedelta(days=183)


@dataclass(frozen=True, slots=True, kw_only=True)
class Right:
    """A membership as an administrator reviews it."""

    membership_id: int
    person_id: int
    name: str
    email: str
    role: Role
    organisation: Organisation
    since_on: date
    last_used_on: date | None
    reviewed_on: date | None
    reviewed_by: str
    is_own: bool
    """Of the reviewer: a colleague looks at that one."""

    def is_due(self, *, today: date) -> bool:
        """Whether nobody looked at it for a year, or ever."""
        return self.reviewed_on is None or today - self.reviewed_on > REVIEW_HOLDS

    def is_unused(self, *, today: date) -> bool:
        """Whether nobody worked with it for half a year."""
        return today - (self.last_used_on or self.since_on) > UNUSED_AFTER


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far the review is."""

    reviewed: int
    total: int
    unused: int
    own: int
    """Due, but for a colleague to look at."""
    before: date

    @property
    def due(self) -> int:
        """How many still ask for a look."""
        return self.total - self.reviewed

    @property
    def to_do(self) -> int:
        """How many of those the reviewer can deal with."""
        return self.due - self.own


def progress(rights: Sequence[Right], *, today: date) -> Progress:
    """How many were looked at within a year; the rest is asked before the year ends."""
    due = [right for right in rights if right.is_due(today=today)]
    return Progress(
        reviewed=len(rights) - len(due),
        total=len(rights),
        unused=sum(right.is_unused(today=today) for right in rights),
        own=sum(right.is_own for right in due),
        before=date(today.year, 12, 31),
    )


def in_order(rights: Iterable[Right], *, today: date) -> list[Right]:
    """Due and unused first, then due, then the rest; each by organisation and name."""

    def place(right: Right) -> tuple[bool, bool, str, str, int]:
        due, unused = right.is_due(today=today), right.is_unused(today=today)
        return (
            not (due and unused),
            not due,
            right.organisation.name,
            right.name,
            right.membership_id,
        )

    return sorted(rights, key=place)


@dataclass(frozen=True, slots=True, kw_only=True)
class KindCount:
    """How many organisations of a kind there are, and who works for them with the portal."""

    kind: OrganisationKind
    organisations: int
    members: int
    without_members: int
    invitations: int
