"""Telling somebody what newly fits a search that was saved."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from portal.mail.compose import Mail, compose
from portal.matching.rules.cards import Card
from portal.settings import settings

LINES: Final = 10
"""More than this of one search makes a mail that nobody reads; the page shows them all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """What is new in one saved search."""

    name: str
    query: str
    cards: Sequence[Card]

    @property
    def href(self) -> str:
        """The search as it was saved."""
        return f"{_base()}/beschikbaarheid/{self.query}"

    def href_of(self, card: Card) -> str:
        """The page of one offering."""
        return f"{_base()}/beschikbaarheid/{card.offering_id}/{self.query}"


def stop_link(token: str) -> str:
    """Where somebody ends these mails without signing in."""
    return f"{_base()}/zoekvraag-stoppen/{token}/"


def saved_search(to: str, *, name: str, news: Sequence[News], token: str, dedupe_key: str) -> Mail:
    """Tell somebody of all that is new, with a link to stop."""
    return compose(
        "saved_search",
        to=to,
        dedupe_key=dedupe_key,
        person_name=name,
        news=news,
        count=sum(len(one.cards) for one in news),
        most=LINES,
        stop_link=stop_link(token),
        saved_link=f"{_base()}/beschikbaarheid/bewaard/",
    )


def _base() -> str:
    return settings().base_url.rstrip("/")
