"""One page of results, in groups, and how many there are."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from portal.availability.rules.order import ORDER_IN_WORDS, Rank
from portal.availability.rules.words import listed
from portal.search.rules import Answer, Found, Slice, Sort

PER_PAGE: Final = 25


@dataclass(frozen=True, slots=True)
class GroupText:
    """The heading above a group of results, and why they stand together."""

    title: str
    why: str


GROUPS: Final = {
    Rank.OUTDATED: GroupText(
        "Verouderde cijfers",
        "Deze wachttijden zijn lang niet bevestigd. Vraag bij de aanbieder na of ze nog kloppen.",
    ),
    Rank.UNKNOWN: GroupText(
        "Wachttijd onbekend", "Deze aanbieders gaven geen wachttijd op. Bel om ernaar te vragen."
    ),
    Rank.STOPPED: GroupText(
        "Aanmeldstop",
        "Deze aanbieders nemen nu geen nieuwe cliënten aan. De gemeente stemde daarmee in.",
    ),
}


@dataclass(frozen=True, slots=True)
class OrderText:
    """In which order results stand: in short, and why."""

    brief: str
    why: str


ORDERS: Final = {
    Sort.START: OrderText("Snelste start bovenaan, actuele cijfers eerst", ORDER_IN_WORDS),
    Sort.DISTANCE: OrderText(
        "Dichtstbij bovenaan",
        "Wie bij uw cliënt thuis komt, heeft geen afstand en staat daarom bovenaan. Bij een "
        "gelijke afstand gaat de snelste start voor.",
    ),
    Sort.NAME: OrderText(
        "Op naam van de aanbieder", "Van A tot Z op naam, en bij dezelfde naam op product."
    ),
    Sort.FRESHNESS: OrderText(
        "Nieuwste cijfers bovenaan",
        "Wie de cijfers het laatst bevestigde, staat bovenaan. Wat nog nooit is bevestigd, staat "
        "onderaan. Bij een gelijke dag gaat de snelste start voor.",
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Results that stand together, with the reason where that is not their wait."""

    text: GroupText | None
    cards: tuple[str, ...]
    """HTML of each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """One page of what was found."""

    groups: tuple[Group, ...]
    summary: str
    range: str
    """Which of all results this page shows; empty when it shows all."""
    order: OrderText


def results(found: Found, shown: Slice, card: Callable[[int], str]) -> Results:
    """These results; `card` gives the HTML of the one in a slot."""
    grouped = found.search.sort is Sort.START
    ranked = groupby(shown.slots, key=lambda slot: found.group(slot) if grouped else None)
    return Results(
        groups=tuple(
            Group(text=GROUPS.get(rank) if rank else None, cards=tuple(card(s) for s in group))
            for rank, group in ranked
        ),
        summary=summary(found.total, found.providers),
        range=_range(found, shown),
        order=ORDERS[found.search.sort],
    )


def _range(found: Found, shown: Slice) -> str:
    last = shown.first + len(shown.slots) - 1
    return "" if len(shown.slots) == found.total else f"{shown.first} tot en met {last}"


def summary(total: int, providers: int) -> str:
    """How many there are: 27 aanbieders, or 40 resultaten van 27 aanbieders."""
    told = "1 aanbieder" if providers == 1 else f"{providers} aanbieders"
    if providers == total:
        return told if total else "Geen aanbieders"
    return f"{total} resultaten van {told}"


def understood_in_words(answer: Answer | None) -> list[str]:
    """How the words of the search were read, where that is not plain to see."""
    if answer is None:
        return []
    told: list[str] = []
    if answer.missed and (answer.bits or answer.leniently):
        unknown = listed([f"‘{word}’" for word in answer.missed])
        told.append(f"We vonden niets met {unknown}. Dit is wat we vinden zonder.")
    if answer.also:
        told.append(f"We zochten ook op {listed([f'‘{word}’' for word in answer.also[:5]])}.")
    return told
