"""A provider's waitlist: who is next, and what is needed to plan; nothing more."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from portal.kernel.dates import dutch_date
from portal.waitlists.rules.moves import Status


@dataclass(frozen=True, slots=True, kw_only=True)
class OnList:
    """Somebody on a list, as its provider sees them."""

    entry_id: int
    client_id: int
    reference: str
    number: str
    """The provider's own."""
    registered_on: date
    wants: str
    municipality: str
    status: Status
    place: int
    passes: int
    """How many who can be called go first."""
    left: int | None
    """How many more of this municipality may be invited; None when nothing was stated."""
    invited_until: date | None = None
    postponed_until: date | None = None
    returned: bool = False
    bridged: bool = False

    @property
    def invited(self) -> bool:
        """Whether an invitation is open."""
        return self.status is Status.INVITED

    @property
    def callable(self) -> bool:
        """Whether the client waits, and may be called today."""
        waits = self.status is Status.WAITING
        return waits and self.postponed_until is None and not self.returned

    @property
    def told(self) -> str:
        """Aangemeld 14 april 2026, 4 uur per week, maandagochtend."""
        day = f"aangemeld {dutch_date(self.registered_on)}"
        return f"{day}, {self.wants}" if self.wants else day

    @property
    def status_told(self) -> str:
        """Where it has come to, in a few words."""
        if self.invited_until:
            return f"uitgenodigd, tot en met {dutch_date(self.invited_until)}"
        if self.returned:
            return "bij de consulent"
        if self.postponed_until:
            return f"uitstel tot en met {dutch_date(self.postponed_until)}"
        return "wacht"


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """Somebody who was placed lately; the start may still turn out to have failed."""

    entry_id: int
    client_id: int
    reference: str
    number: str
    placed_on: date
    failed_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitList:
    """One list of a provider today."""

    offering_id: int
    name: str
    people: Sequence[OnList]
    stated_free: int | None
    confirmed_on: date | None
    editable: bool
    placed_since: int = 0
    """How many were placed since the figures were last stated or confirmed."""
    provider: str = ""
    """Whose list, where it is a subcontractor's; else empty."""

    @property
    def next(self) -> OnList | None:
        """Who is to be called next."""
        return next((one for one in self.people if one.callable), None)

    @property
    def waiting(self) -> int:
        """How many wait, the invited left out."""
        return sum(not one.invited for one in self.people)

    @property
    def invited(self) -> int:
        """How many have an open invitation."""
        return sum(one.invited for one in self.people)

    @property
    def free_told(self) -> str:
        """How many places are left to invite for, in a sentence."""
        if self.stated_free is None:
            return "U hebt niet opgegeven hoeveel plaatsen er vrij zijn."
        when = f" op {dutch_date(self.confirmed_on)}" if self.confirmed_on else ""
        places = "1 vrije plaats" if self.stated_free == 1 else f"{self.stated_free} vrije plaatsen"
        left = self.next.left if self.next else None
        if left is None or left == self.stated_free:
            return f"U gaf{when} {places} op."
        return f"U gaf{when} {places} op; daarvan {_are(left)} nog niemand uitgenodigd."

    @property
    def figures_asked(self) -> str:
        """Why the figures want a look, in a sentence; empty when they do not."""
        if self.stated_free is None or (self.next and self.next.left == 0):
            return "Geef op hoeveel plaatsen er nu vrij zijn. Dan kunt u weer iemand uitnodigen."
        if not self.placed_since:
            return ""
        free = max(self.stated_free - self.placed_since, 0)
        since = f"{self.placed_since} {'cliënt' if self.placed_since == 1 else 'cliënten'}"
        return (
            f"Sinds uw laatste opgave plaatste u {since}. U gaf {self.stated_free} vrij op; "
            f"nu misschien {free}?"
        )


def _are(left: int) -> str:
    return "is voor 1" if left == 1 else f"is voor {left}"
