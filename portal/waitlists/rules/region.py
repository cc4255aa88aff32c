"""Waitlists as the region sees them: counts and exceptions, no cases."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from portal.waitlists.rules.moves import ReturnAnswer, ReturnCause


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """How many wait for one product, and how long."""

    product: str
    code: str
    waiting: int
    """Who postponed on own wish is left out, here and in what follows."""
    invited: int
    postponed: int
    longest_days: int | None
    norm_days: int | None
    past_norm: int
    measured: Sequence[int] = ()
    """Median days to the start of the lists that have five cases or more."""

    @property
    def longest(self) -> str:
        """The longest wait in words."""
        if self.longest_days is None:
            return "–"
        weeks = self.longest_days // 7
        return f"{weeks} weken" if weeks > 1 else f"{self.longest_days} dagen"

    @property
    def norm(self) -> str:
        """The norm in words, with how many are past it."""
        if self.norm_days is None:
            return "geen norm"
        return f"{self.past_norm} van {self.waiting}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Called:
    """Somebody was called before others who go first."""

    on: date
    provider: str
    product: str
    passed: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Returned:
    """A provider gave somebody back, or a client said no twice."""

    on: date
    provider: str
    product: str
    municipality: str
    cause: ReturnCause
    reason: str
    answer: ReturnAnswer | None

    @property
    def why(self) -> str:
        """The reason in words."""
        return (
            self.reason if self.cause is ReturnCause.PROVIDER else "De cliënt wilde twee keer niet"
        )

    @property
    def state(self) -> str:
        """What the consultant decided."""
        return {
            None: "wacht op de consulent",
            ReturnAnswer.STAYS: "blijft wachten",
            ReturnAnswer.LEFT: "afgemeld",
            ReturnAnswer.MOVED: "overgezet",
        }[self.answer]


@dataclass(frozen=True, slots=True, kw_only=True)
class ToLink:
    """People of one municipality on one provider's lists who are not linked yet."""

    provider: str
    municipality: str
    team: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """An aanmelding that is said to be more than fourteen days older than its entry."""

    id: int
    client_id: int
    provider: str
    product: str
    municipality: str
    claimed_on: date
    entered_on: date
    reason: str
    asked_by: str
    passes: int
    """How many the client would pass on that list."""

    @property
    def consequence(self) -> str:
        """What confirming does to others."""
        if not self.passes:
            return "Niemand op die lijst gaat daardoor achteruit."
        people = "1 persoon" if self.passes == 1 else f"{self.passes} mensen"
        return f"De cliënt gaat dan voor {people} op die lijst."


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionLists:
    """All that the region looks at."""

    counted: Sequence[Counted]
    claims: Sequence[Claim]
    returned: Sequence[Returned]
    called: Sequence[Called]
    to_link: Sequence[ToLink]

    @property
    def waiting(self) -> int:
        """How many wait, over all products."""
        return sum(one.waiting for one in self.counted)

    @property
    def past_norm(self) -> int:
        """How many wait longer than the norm of their product."""
        return sum(one.past_norm for one in self.counted)

    @property
    def unanswered(self) -> int:
        """How many who were given back wait for their consultant."""
        return sum(one.answer is None for one in self.returned)

    @property
    def unlinked(self) -> int:
        """How many are not linked yet."""
        return sum(one.count for one in self.to_link)
