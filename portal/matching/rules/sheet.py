"""What a client takes home: who can help, how long that takes and whom to call, in plain words."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from portal.availability.rules import words
from portal.availability.rules.freshness import Freshness
from portal.availability.rules.row import Contact, Row
from portal.kernel.dates import dutch_date
from portal.kernel.languages import LANGUAGES
from portal.matching.rules.cards import distance_in_words, headline
from portal.search.rules import Match

MOST: Final = 10
"""So many results stand on a sheet for which nothing was picked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One of the providers that a client can choose from."""

    provider: str
    product: str
    description: str
    where: str
    wait: str
    """Empty where it is not known well enough to be told."""
    instead: str
    """What to know where there is no wait to tell."""
    confirmed: str
    languages: str
    contact: Contact


def option(match: Match) -> Option:
    """This offering in words for a client."""
    row, instead = match.row, _instead(match)
    return Option(
        provider=row.provider.name,
        product=words.listed([row.product.name, *(one.row.product.name for one in match.partners)]),
        description=row.description,
        where=_where(row, match.distance_km),
        wait="" if instead else _wait(match),
        instead=instead,
        confirmed="" if instead else _confirmed(row),
        languages=words.listed([LANGUAGES[one] for one in row.languages if one in LANGUAGES]),
        contact=row.contact,
    )


def options(matches: Iterable[Match]) -> list[Option]:
    """These offerings in words for a client."""
    return [option(match) for match in matches]


def _instead(match: Match) -> str:
    """Old figures are no promise to make to a client: who calls, knows."""
    if match.is_stopped:
        return f"{headline(match)}."
    if match.together is None:
        return "De wachttijd is niet bekend. Bel de aanbieder."
    ages = [match.freshness, *(partner.freshness for partner in match.partners)]
    if Freshness.STALE in ages:
        return "De wachttijd is niet recent bevestigd. Bel de aanbieder."
    return ""


def _wait(match: Match) -> str:
    wait = match.together
    assert wait is not None, "told only when it is known"
    if not wait.high:
        return "U hoeft niet te wachten"
    return str(wait).capitalize()


def _where(row: Row, distance_km: float | None) -> str:
    if row.where is None:
        return "Bij u thuis"
    street = f"{row.where.street}, " if row.where.street else ""
    told = f"{row.where.name}, {street}{row.where.place}"
    distance = distance_in_words(distance_km)
    return f"{told} ({distance.lower()})" if distance else told


def _confirmed(row: Row) -> str:
    if row.confirmed is None:
        return ""
    return f"Opgegeven op {dutch_date(row.confirmed.on)}"
