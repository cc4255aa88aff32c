"""What can become of an entry, of an invitation, and how one entry follows from another."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from portal.kernel.errors import PortalError


class Status(StrEnum):
    """Where somebody's waiting on one list has come to."""

    WAITING = "waiting"
    INVITED = "invited"
    PLACED = "placed"
    LEFT = "left"
    TRANSFERRED = "transferred"
    """Another entry took its place; the link between them says how."""

    @property
    def label(self) -> str:
        """The Dutch word."""
        return _STATUS_LABELS[self]


_STATUS_LABELS: Final = {
    Status.WAITING: "wacht",
    Status.INVITED: "uitgenodigd",
    Status.PLACED: "geplaatst",
    Status.LEFT: "afgemeld",
    Status.TRANSFERRED: "overgezet",
}
OPEN: Final = frozenset({Status.WAITING, Status.INVITED})
MOVES: Final[Mapping[Status, frozenset[Status]]] = {
    Status.WAITING: frozenset({Status.INVITED, Status.LEFT, Status.TRANSFERRED}),
    Status.INVITED: frozenset({Status.PLACED, Status.WAITING, Status.LEFT, Status.TRANSFERRED}),
    Status.PLACED: frozenset(),
    Status.LEFT: frozenset(),
    Status.TRANSFERRED: frozenset(),
}


class MoveNotAllowed(PortalError):
    """Somebody else was first, or this was never possible."""

    def __init__(self, current: Status, to: Status) -> None:
        super().__init__(f"Dit kan nu niet: de cliënt is op deze lijst al {current.label}.")
        self.current = current
        self.to = to


def moved(current: Status, to: Status) -> Status:
    """The status after this move. Raises MoveNotAllowed."""
    if to not in MOVES[current]:
        raise MoveNotAllowed(current, to)
    return to


class LinkKind(StrEnum):
    """How an entry follows from an earlier one."""

    TRANSFER = "transfer"
    MERGE = "merge"
    SPLIT = "split"
    CORRECTION = "correction"
    URGENCY = "urgency"
    RETURN = "return"
    UNDO = "undo"

    @property
    def label(self) -> str:
        """The Dutch words."""
        return _LINK_LABELS[self]


_LINK_LABELS: Final = {
    LinkKind.TRANSFER: "overgezet met behoud van datum",
    LinkKind.MERGE: "samengevoegd; de gunstigste plaats blijft",
    LinkKind.SPLIT: "gesplitst met behoud van datum",
    LinkKind.CORRECTION: "datum gecorrigeerd",
    LinkKind.URGENCY: "urgentie gewijzigd",
    LinkKind.RETURN: "terug na een mislukte start, met behoud van datum",
    LinkKind.UNDO: "overzetting teruggedraaid",
}
MOVES_TO_ANOTHER_LIST: Final = frozenset({LinkKind.TRANSFER, LinkKind.MERGE, LinkKind.SPLIT})
"""What can be undone: the client moved to another list."""


class Outcome(StrEnum):
    """How an invitation ended; one without outcome is open and holds a place."""

    PLACED = "placed"
    DECLINED = "declined"
    """The client said no."""
    WITHDRAWN = "withdrawn"
    """Not the client's doing."""
    EXPIRED = "expired"
    LEFT = "left"
    TRANSFERRED = "transferred"

    @property
    def label(self) -> str:
        """The Dutch words."""
        return {
            "placed": "geplaatst",
            "declined": "de cliënt wilde niet",
            "withdrawn": "ingetrokken",
            "expired": "verlopen",
            "left": "afgemeld",
            "transferred": "overgezet",
        }[self.value]


class DepartureReason(StrEnum):
    """Why somebody no longer waits on a list."""

    PLACED_ELSEWHERE = "placed_elsewhere"
    NOT_NEEDED = "not_needed"
    OWN_WISH = "own_wish"
    MOVED_AWAY = "moved_away"
    OTHER_LAW = "other_law"
    DECEASED = "deceased"
    OTHER = "other"

    @property
    def label(self) -> str:
        """The Dutch words."""
        return {
            "placed_elsewhere": "ergens anders geplaatst",
            "not_needed": "ondersteuning is niet meer nodig",
            "own_wish": "eigen wens",
            "moved_away": "verhuisd uit de regio",
            "other_law": "zorg uit een andere wet (Wlz, Zvw, Jeugdwet)",
            "deceased": "overleden",
            "other": "anders",
        }[self.value]


class ReturnCause(StrEnum):
    """Why a consultant has to decide how somebody goes on."""

    PROVIDER = "provider"
    """The provider gives the client back ("teruggeven aan consulent")."""
    SECOND_NO = "second_no"
    """The client declined an invitation for the second time."""


class ReturnAnswer(StrEnum):
    """What the consultant decided."""

    STAYS = "stays"
    LEFT = "left"
    MOVED = "moved"


class BackDatingDecision(StrEnum):
    """What became of an aanmelding that was dated back."""

    NOT_NEEDED = "not_needed"
    """At most fourteen days: the reason is enough."""
    CONFIRMED = "confirmed"
    REFUSED = "refused"


class HoldCause(StrEnum):
    """Why a client without open entries is not yet forgotten."""

    RUNNING_CARE = "running_care"
    UNDO = "undo"
