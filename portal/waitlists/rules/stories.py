"""What happened to somebody while waiting, in Dutch words: the time line of a place on a list."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import IntEnum

from portal.kernel.dates import dutch_date
from portal.waitlists.rules.moves import (
    BackDatingDecision,
    LinkKind,
    Outcome,
    ReturnAnswer,
    ReturnCause,
)

_STANDS: dict[LinkKind, str] = {
    LinkKind.TRANSFER: "Overgezet naar {where}, met behoud van datum",
    LinkKind.MERGE: "Samengevoegd bij {where}; de gunstigste plaats blijft",
    LinkKind.SPLIT: "Gesplitst naar {where}, met behoud van datum",
    LinkKind.CORRECTION: "Aanmelddatum gecorrigeerd",
    LinkKind.URGENCY: "Urgentie gewijzigd",
    LinkKind.RETURN: "Terug bij {where} na een mislukte start, met behoud van datum",
    LinkKind.UNDO: "Overzetting teruggedraaid: weer bij {where}",
}


class Rank(IntEnum):
    """What comes first of things that happened on one day."""

    OPENED = 1
    CLAIMED = 2
    NOTED = 3
    CALLED = 4
    ANSWERED = 5
    ASKED = 6
    ENDED = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """One thing on the time line: when, what, and who did it and why."""

    on: date
    rank: Rank
    number: int
    """Tells things of one day and rank apart, in the order in which they were written."""
    what: str
    detail: str = ""

    @property
    def when(self) -> str:
        """The day as people write it."""
        return dutch_date(self.on)


def in_time(happened: Iterable[Happened]) -> list[Happened]:
    """The oldest first."""
    return sorted(happened, key=_moment)


def _moment(one: Happened) -> tuple[date, Rank, int, Rank]:
    # An invitation and how it ended share a number, and stay together.
    together = Rank.CALLED if one.rank is Rank.ANSWERED else one.rank
    return (one.on, together, one.number, one.rank)


def who_and_why(name: str | None, reason: str = "") -> str:
    """Door Noor Bakker. Reden: verhuisd."""
    said = [f"Door {name}." if name else "Door het portaal."]
    if reason:
        said.append(f"Reden: {reason.rstrip('.')}.")
    return " ".join(said)


def linked_told(kind: LinkKind, where: str) -> str:
    """How this place followed from an earlier one."""
    return _STANDS[kind].format(where=where)


def invited_told(provider: str, expires_on: date) -> str:
    """A provider called somebody."""
    return f"Uitgenodigd door {provider}; dat geldt tot en met {dutch_date(expires_on)}"


def outcome_told(outcome: Outcome) -> str:
    """How an invitation ended; empty where something else tells it already."""
    return {
        Outcome.DECLINED: "De cliënt nam de uitnodiging niet aan en wacht weer",
        Outcome.WITHDRAWN: "De aanbieder trok de uitnodiging in; de cliënt wacht weer",
        Outcome.EXPIRED: "De uitnodiging verliep; de cliënt wacht weer",
    }.get(outcome, "")


def returned_told(cause: ReturnCause) -> str:
    """Why the consultant was asked to decide."""
    if cause is ReturnCause.PROVIDER:
        return "Teruggegeven aan de consulent"
    return "De cliënt wilde voor de tweede keer niet; de consulent besluit"


def answer_told(answer: ReturnAnswer) -> str:
    """What the consultant decided; empty where something else tells it already."""
    return "De consulent besloot: de cliënt blijft wachten" if answer is ReturnAnswer.STAYS else ""


def back_dating_told(claimed_on: date, decision: BackDatingDecision | None) -> str:
    """What became of a day of aanmelding that was earlier than the entry."""
    day = dutch_date(claimed_on)
    return {
        None: f"Aangemeld met als dag {day}; de regio moet dat nog bevestigen",
        BackDatingDecision.NOT_NEEDED: f"Aangemeld met als dag {day}",
        BackDatingDecision.CONFIRMED: f"De regio bevestigde {day} als dag van aanmelding",
        BackDatingDecision.REFUSED: f"De regio bevestigde {day} als dag van aanmelding niet",
    }[decision]
