"""Offerings side by side: the same questions asked of each, and where the answers differ."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from portal.availability.rules import words
from portal.availability.rules.figures import STATUS_LABELS, Days
from portal.kernel.dates import dutch_date
from portal.kernel.languages import LANGUAGES
from portal.matching.rules.cards import (
    UNKNOWN_WAIT,
    Card,
    card,
    distance_in_words,
    headline,
    waiting_in_words,
)
from portal.matching.rules.detail import locals_of
from portal.search.rules import Match

Lines = tuple[str, ...]
UNKNOWN: Final = "onbekend"
NOTHING: Final = "geen"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked of each offering, and whether all give the same answer."""

    label: str
    kind: str
    """How an answer is shown: as text, or with the sign of a status or of freshness, or links."""
    same: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One of the offerings, with its answers in the order of the questions."""

    card: Card
    answers: tuple[Lines, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Up to four offerings side by side."""

    questions: tuple[Question, ...]
    sides: tuple[Side, ...]


def comparison(matches: Sequence[Match], *, region_size: int) -> Comparison:
    """These offerings with the same questions answered for each."""
    sides = tuple(_side(match, region_size) for match in matches)
    questions = tuple(
        Question(
            label=label,
            kind=_KINDS.get(label, "text"),
            same=len({side.answers[place] for side in sides}) == 1 < len(sides),
        )
        for place, label in enumerate(_QUESTIONS)
    )
    return Comparison(questions=questions, sides=sides)


def _side(match: Match, region_size: int) -> Side:
    shown = card(match, region_size=region_size)
    return Side(card=shown, answers=tuple(answer(match, shown) for answer in _QUESTIONS.values()))


def _product(match: Match, shown: Card) -> Lines:
    return tuple(line for line in (shown.product, match.row.target_group, shown.replaces) if line)


def _status(_: Match, shown: Card) -> Lines:
    return (shown.status_words or STATUS_LABELS[shown.status],)


def _where(match: Match, shown: Card) -> Lines:
    elsewhere = ""
    if match.municipality_id is not None and not match.serves(match.municipality_id):
        elsewhere = "Niet voor cliënten uit de gemeente van uw zoekvraag"
    away = distance_in_words(match.distance_km)
    distance = f"Afstand: {away.lower()}" if away else ""
    return tuple(line for line in (shown.where, distance, elsewhere) if line)


def _wait(match: Match, shown: Card) -> Lines:
    first = headline(match)
    if first == UNKNOWN_WAIT:
        return (UNKNOWN,)
    return tuple(line for line in (first, shown.rests_on, *_parts(match), *shown.along) if line)


def _parts(match: Match) -> Lines:
    """Until the intake and from there to the start, where there is one."""
    figures = match.row.figures(match.municipality_id)
    if figures is None or not match.row.has_intake or match.is_stopped:
        return ()
    return (
        f"Tot de intake: {words.wait(figures.intake)}",
        f"Daarna tot de start: {words.wait(figures.start)}",
    )


def _places(match: Match, _: Card) -> Lines:
    figures = match.row.figures(match.municipality_id)
    if figures is None or figures.places_free is None:
        return (UNKNOWN,)
    most = f" van {figures.places_max}" if figures.places_max is not None else ""
    halves = words.half_days(figures)
    return (f"{figures.places_free}{most} vrij", *([f"Per dagdeel: {halves}"] if halves else []))


def _waiting(match: Match, _: Card) -> Lines:
    figures = match.row.figures(match.municipality_id)
    return (waiting_in_words(figures.waiting if figures else None),)


def _per_municipality(match: Match, _: Card) -> Lines:
    lines = [
        f"{one.municipality}: {one.headline[0].lower()}{one.headline[1:]}"
        for one in locals_of(match.row, today=match.today)
    ]
    return tuple(lines) or ("geen verschil",)


def _languages(match: Match, _: Card) -> Lines:
    spoken = [LANGUAGES[code] for code in match.row.languages if code in LANGUAGES]
    return (words.listed(spoken) or UNKNOWN,)


def _wheelchair(match: Match, _: Card) -> Lines:
    if match.row.where is None:
        return ("niet nodig: bij de cliënt thuis",)
    known = {True: "toegankelijk", False: "niet toegankelijk", None: UNKNOWN}
    return (known[match.row.where.wheelchair_accessible],)


def _freshness(_: Match, shown: Card) -> Lines:
    return tuple(line for line in (shown.freshness, shown.freshness_words, shown.confirmed) if line)


def _contact(_: Match, shown: Card) -> Lines:
    one = shown.contact
    return tuple(line for line in (one.name, one.phone, one.email) if line) or (UNKNOWN,)


def _contract(match: Match, shown: Card) -> Lines:
    until_on, norm = match.row.contract.until_on, match.row.norm_days
    lines = [f"Loopt tot en met {dutch_date(until_on)}" if until_on else "Zonder einddatum"]
    if norm:
        lines.append(f"Norm voor de wachttijd: {Days(norm, norm)}")
    return (*lines, shown.via) if shown.via else tuple(lines)


def _notes(_: Match, shown: Card) -> Lines:
    return (*shown.notes, *([shown.remark] if shown.remark else [])) or (NOTHING,)


_QUESTIONS: Final[dict[str, Callable[[Match, Card], Lines]]] = {
    "Product": _product,
    "Beschikbaarheid": _status,
    "Wachttijd tot de start": _wait,
    "Plaatsen": _places,
    "Wachtenden": _waiting,
    "Waar": _where,
    "Per gemeente": _per_municipality,
    "Talen naast Nederlands": _languages,
    "Met een rolstoel": _wheelchair,
    "Contract": _contract,
    "Bijzonderheden": _notes,
    "Hoe actueel": _freshness,
    "Contact voor nieuwe cliënten": _contact,
}
_KINDS: Final = {
    "Beschikbaarheid": "status",
    "Hoe actueel": "freshness",
    "Contact voor nieuwe cliënten": "contact",
}
