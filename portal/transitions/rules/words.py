"""What can be decided for a client, what can come of it, and what can stand in the way."""

from enum import StrEnum
from typing import Final


class Choice(StrEnum):
    """What the access team decides for one client."""

    PROPOSAL = "proposal"
    """Agree with what was proposed."""
    ELSEWHERE = "elsewhere"
    """Another receiving provider."""
    SUBCONTRACT = "subcontract"
    """Stay with the releasing provider, as subcontractor of a contracted one."""
    UNTIL_END = "until_end"
    """Keep what there is until the term ends."""
    CLOSE = "close"

    @property
    def label(self) -> str:
        """The Dutch words."""
        return {
            "proposal": "Akkoord met het voorstel",
            "elsewhere": "Andere ontvangende aanbieder",
            "subcontract": "Blijft bij de latende aanbieder, als onderaannemer",
            "until_end": "Blijft tot het einde van de termijn",
            "close": "Afsluiten",
        }[self.value]

    @property
    def moves(self) -> bool:
        """Whether somebody goes to another list or provider by it."""
        return self in MOVING


MOVING: Final = frozenset({Choice.PROPOSAL, Choice.ELSEWHERE, Choice.SUBCONTRACT})


class Outcome(StrEnum):
    """What came of a decision in a batch."""

    MOVED = "moved"
    MERGED = "merged"
    SPLIT = "split"
    TAKEN_OVER = "taken_over"
    QUEUED = "queued"
    """Running care that nobody took over in time."""
    CLOSED = "closed"
    LAPSED = "lapsed"
    """The client waited no more when the batch came."""

    @property
    def label(self) -> str:
        """The Dutch words."""
        return {
            "moved": "overgezet met behoud van datum",
            "merged": "samengevoegd met een plaats die er al was",
            "split": "gesplitst met behoud van datum",
            "taken_over": "lopende zorg overgenomen",
            "queued": "op de wachtlijst gekomen",
            "closed": "afgesloten",
            "lapsed": "vervallen",
        }[self.value]


ON_A_LIST: Final = frozenset({Outcome.MOVED, Outcome.MERGED, Outcome.SPLIT})
"""What can be undone, while the client still waits there."""


class Trouble(StrEnum):
    """Why there is no proposal for a client, or why it cannot be carried out (now)."""

    UNMAPPED = "unmapped"
    ENDS = "ends"
    CHOOSE = "choose"
    NO_LIST = "no_list"
    STOPPED = "stopped"
    FULL = "full"
    UNLINKED = "unlinked"

    @property
    def label(self) -> str:
        """In plain Dutch."""
        return {
            "unmapped": "het product staat niet in de was-wordtlijst",
            "ends": "er komt geen nieuw product: de lokale toegang besluit",
            "choose": "er komen meer producten: de lokale toegang kiest",
            "no_list": "geen ontvangende aanbieder in deze gemeente",
            "stopped": "de ontvangende aanbieder heeft een aanmeldstop",
            "full": "de ontvangende aanbieders boden te weinig plaatsen aan",
            "unlinked": "de cliënt is nog niet gekoppeld door de lokale toegang",
        }[self.value]
