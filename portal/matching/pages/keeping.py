"""HTML that is made once and shown often: the cards of results, and whole answers."""

from html import escape
from typing import Any, Final, NamedTuple

from markupsafe import Markup

from portal.availability.rules.row import Row
from portal.kernel.actor import Role
from portal.matching.pages.outlines import Outline, hole
from portal.matching.pages.searching import Searching
from portal.matching.rules.cards import card, distance_in_words
from portal.search.rules import Found
from portal.search.rules.standing import Standing
from portal.web.page import templates

REGISTER: Final = "/clienten/aanmelden/"


class Answer(NamedTuple):
    """A fragment as it is sent, and the address that the browser shows with it."""

    html: bytes
    address: str

    @property
    def size(self) -> int:
        """In bytes."""
        return len(self.html)


class _Drawn:
    """The cards that were drawn. They lie with what they show, and go with it; or all at once."""

    def __init__(self, *, most: int) -> None:
        self._most = most
        self._of: list[Standing] = []

    def keep(self, standing: Standing, outline: Outline) -> Outline:
        """Lay this card with what it shows."""
        if len(self._of) >= self._most:
            for one in self._of:
                one.drawn = None
            self._of.clear()
        self._of.append(standing)
        standing.drawn = outline
        return outline


_drawn: Final = _Drawn(most=8_000)


class CardMaker:
    """Makes the HTML of results; that of most is drawn once, until their figures change."""

    def __init__(self, asking: Searching, found: Found) -> None:
        self._asking = asking
        self._found = found
        self._measured = found.search.near is not None
        self._registers = asking.actor.role is Role.CONSULTANT
        address, joined = asking.query, f"{asking.query}&" if asking.query else "?"
        self._holes = {"zoekvraag": escape(address), "zoekvraag-en": escape(joined), "afstand": ""}

    def __call__(self, slot: int) -> Markup:
        row = self._found.row(slot)
        picked = row.id in self._asking.wanted.compared
        if picked or not self._found.is_usual(row):
            outline = self._draw(slot, picked=picked)
        else:
            standing = self._found.view.standing(slot)
            outline = standing.drawn or _drawn.keep(standing, self._draw(slot, picked=False))
        self._holes["aanmelden"] = self._register(row) if self._registers else ""
        if self._measured:
            self._holes["afstand"] = self._distance(slot)
        return outline.filled(self._holes)

    @staticmethod
    def _register(row: Row) -> str:
        """Where a consultant puts a client on this list."""
        about = escape(f"{row.provider.name}, {row.product.name}")
        return (
            f'<a class="button button--secondary" href="{REGISTER}?aanbod={row.id}">'
            f'Cliënt aanmelden<span class="visually-hidden">: {about}</span></a> '
        )

    def _distance(self, slot: int) -> str:
        told = distance_in_words(self._found.distance(slot))
        return f"<strong>{told}</strong> · " if told else ""

    def _draw(self, slot: int, *, picked: bool) -> Outline:
        shown = card(self._found.match(slot), region_size=self._asking.region_size)
        macros: Any = templates.env.get_template("matching/_result.html").module
        return Outline(str(macros.result(shown, self._asking.here, picked, hole)))
