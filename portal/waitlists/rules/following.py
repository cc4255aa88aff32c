"""Following clients: where each stands, what is the next step, and who needs attention."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from portal.availability.rules.words import half_day, listed, number
from portal.kernel.dates import dutch_date
from portal.waitlists.rules.calendar import asks_again_on, return_ends_on
from portal.waitlists.rules.moves import OPEN, Status
from portal.waitlists.rules.stories import Happened
from portal.waitlists.rules.waits import Expected

LONG: Final = timedelta(days=84)
"""Twelve weeks: whoever waits longer is shown first to the consultant."""
SHOWN_AFTER_END: Final = timedelta(days=14)
"""So long who was placed or left stays among the clients, when nothing is asked any more."""
QUIET: Final = timedelta(days=28)
"""Four weeks without anything happening."""


class Step(StrEnum):
    """What a consultant can do next for a client on one list; the value is its address."""

    DECIDE = "blijft"
    LINK = "koppelen"
    CLOSE_OTHERS = "andere-lijsten"
    RETURN = "terug"
    ASK = "wacht-nog"
    NONE = ""

    @property
    def label(self) -> str:
        """The words of its button."""
        return {
            "blijft": "Besluiten",
            "koppelen": "Koppelen",
            "andere-lijsten": "Andere lijsten sluiten",
            "terug": "Terug op de lijst",
            "wacht-nog": "Ja, wacht nog",
            "": "",
        }[self.value]


class Attention(StrEnum):
    """Which clients a consultant asks for; in the address bar `toon`."""

    ALL = ""
    ACT = "te-doen"
    LONG = "wacht-lang"
    PAST_NORM = "over-de-norm"
    QUIET = "geen-nieuws"
    ASK = "wacht-u-nog"

    @property
    def label(self) -> str:
        """The Dutch words."""
        return {
            "": "Alle",
            "te-doen": "Te doen",
            "wacht-lang": "Wacht langer dan 12 weken",
            "over-de-norm": "Over de norm",
            "geen-nieuws": "4 weken geen nieuws",
            "wacht-u-nog": "Wacht u nog?",
        }[self.value]


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """One place of a client on one list, as its consultant follows it."""

    entry_id: int
    client_id: int
    provider: str
    product: str
    category: str
    registered_on: date
    status: Status
    today: date
    place: int | None
    total: int | None
    why: str
    """Why it stands there, in a sentence; empty when it is closed."""
    expected: Expected | None
    norm_days: int | None
    story: Sequence[Happened]
    postponed_until: date | None = None
    bridged: bool = False
    returned_because: str | None = None
    """Why the consultant has to decide; None when nothing is asked."""
    asked_on: date | None = None
    """When the client last said to be waiting still."""
    linked: bool = True
    failed_on: date | None = None
    came_back: bool = False
    others_open: int = 0
    """After a placement: other lists of the same need on which the client still stands."""
    invited_until: date | None = None
    weekly_volume: float | None = None
    unit: str = ""
    half_days: Sequence[str] = ()
    wishes: str = ""
    undoable: bool = False

    @property
    def is_open(self) -> bool:
        """Whether the client still waits there."""
        return self.status in OPEN

    @property
    def days(self) -> int:
        """How long the client waits by now."""
        return (self.today - self.registered_on).days

    @property
    def counts(self) -> bool:
        """Whether norm figures count this wait: who waits on own wish is left out."""
        return self.is_open and self.postponed_until is None

    @property
    def long(self) -> bool:
        """Whether the client waits longer than twelve weeks."""
        return self.counts and self.today - self.registered_on > LONG

    @property
    def past_norm(self) -> bool:
        """Whether the product's norm has passed."""
        return self.counts and self.norm_days is not None and self.days > self.norm_days

    @property
    def quiet(self) -> bool:
        """Whether nothing happened for four weeks."""
        return self.is_open and self.today - self.news.on > QUIET

    @property
    def asks(self) -> bool:
        """Whether it is time to ask "wacht u nog?"."""
        return self.is_open and self.today >= asks_again_on(self.asked_on or self.registered_on)

    @property
    def news(self) -> Happened:
        """The last thing that happened."""
        return self.story[-1]

    @property
    def matters(self) -> bool:
        """Whether the consultant still has to do with it, or ended it just now."""
        just_now = self.today - self.news.on <= SHOWN_AFTER_END
        return self.is_open or self.step is not Step.NONE or just_now

    @property
    def step(self) -> Step:
        """What can be done next."""
        if self.returned_because is not None:
            return Step.DECIDE
        if self.is_open and not self.linked:
            return Step.LINK
        if self.status is Status.PLACED and self.others_open:
            return Step.CLOSE_OTHERS
        if self.may_return:
            return Step.RETURN
        return Step.ASK if self.asks else Step.NONE

    @property
    def may_return(self) -> bool:
        """Whether a failed start lets the client come back with the old date."""
        if self.failed_on is None or self.came_back:
            return False
        return self.today <= return_ends_on(self.failed_on)

    @property
    def place_told(self) -> str:
        """Such as: 3 van 11."""
        return f"{self.place} van {self.total}" if self.place else "–"

    @property
    def status_told(self) -> str:
        """Where it has come to, in a few words."""
        if self.invited_until:
            return f"Uitgenodigd, tot en met {dutch_date(self.invited_until)}"
        if self.returned_because is not None:
            return "Wacht op uw besluit"
        if self.postponed_until:
            return f"Uitstel tot en met {dutch_date(self.postponed_until)}"
        if self.failed_on:
            return f"Start mislukt op {dutch_date(self.failed_on)}"
        return self.status.label.capitalize()

    @property
    def waits_told(self) -> str:
        """How long, and whether that is past the norm."""
        weeks = f"{self.days // 7} weken" if self.days >= 14 else _days(self.days)  # noqa: PLR2004
        return f"{weeks}, langer dan de norm" if self.past_norm else weeks

    @property
    def wants(self) -> str:
        """Volume per week, half-days and wishes in one line."""
        return wants_told(self.weekly_volume, self.unit, self.half_days, self.wishes)

    def fits(self, asked: Attention) -> bool:
        """Whether it belongs to what the consultant asks for."""
        return {
            Attention.ALL: True,
            Attention.ACT: self.step is not Step.NONE,
            Attention.LONG: self.long,
            Attention.PAST_NORM: self.past_norm,
            Attention.QUIET: self.quiet,
            Attention.ASK: self.asks,
        }[asked]


_PLURALS: Final = {"minuut": "minuten", "dagdeel": "dagdelen", "etmaal": "etmalen"}


def counted_in(unit: str, volume: float = 2) -> str:
    """In what a volume is counted: minuten per week, 1 dagdeel per week."""
    return f"{unit if volume == 1 else _PLURALS.get(unit, unit)} per week".strip()


def wants_told(volume: float | None, unit: str, half_days: Sequence[str], wishes: str) -> str:
    """4 uur per week, maandagochtend en woensdagmiddag. Liever een vrouw (no full stop)."""
    parts = [f"{number(volume)} {counted_in(unit, volume)}"] if volume is not None else []
    if half_days:
        parts.append(listed([half_day(code) for code in half_days]))
    told = ", ".join(parts)
    return ". ".join(part for part in (told, wishes.rstrip(".")) if part)


def _days(days: int) -> str:
    return "sinds vandaag" if days == 0 else "1 dag" if days == 1 else f"{days} dagen"


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """A client with the places that matter now."""

    id: int
    reference: str
    municipality: str
    consultant: str
    waiting: Sequence[Waiting]

    def fits(self, asked: Attention) -> bool:
        """Whether one of the places belongs to what is asked."""
        return any(one.fits(asked) for one in self.waiting)

    @property
    def order(self) -> tuple[bool, date, int]:
        """First who asks for a step, then who waits longest."""
        acts = any(one.step is not Step.NONE for one in self.waiting)
        return (not acts, min(one.registered_on for one in self.waiting), self.id)
