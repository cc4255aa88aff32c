"""The words of the social map: plain, and never a number that nobody stands for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from portal.availability.rules.figures import STOPPED, Days
from portal.availability.rules.freshness import Freshness
from portal.availability.rules.row import Row, StopRow
from portal.availability.rules.words import ago
from portal.kernel.dates import date_in_words
from portal.kernel.languages import LANGUAGES
from portal.kernel.texts import decimal, t
from portal.search.rules import Match
from portal.socialmap.rules.around import Team
from portal.socialmap.rules.facilities import FacilityRow
from portal.socialmap.rules.waits import LEAST

_ROUNDED: Final = 10
_OUTDATED: Final = frozenset({Freshness.STALE, Freshness.UNKNOWN})


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """How long somebody waits, in words, and who said so when."""

    status: str
    headline: str
    note: str
    """When it was confirmed, or why there is no number."""
    measured: str = ""
    """How long others really waited; empty where too few did, or where nobody is taken on."""


def waiting(match: Match, team: Team | None) -> Waiting:
    """The wait as a resident reads it; what is not recently confirmed is no number."""
    if match.is_stopped:
        return Waiting(status=STOPPED, headline=stop_in_words(match), note=_call(team))
    measured = measured_in_words(match.row)
    if match.expected is None or not is_trusted(match):
        unknown = match.expected is None
        why = t("Wachttijd onbekend") if unknown else t("Niet recent bevestigd")
        return Waiting(status="unknown", headline=why, note=_call(team), measured=measured)
    return Waiting(
        status=match.status,
        headline=wait_in_words(match.expected),
        note=_confirmed(match),
        measured=measured,
    )


def measured_in_words(row: Row) -> str:
    """How long people really waited; never of fewer than five, and never how many wait now."""
    started = row.measured.started if row.measured else None
    if started is None:
        return ""
    days = started.median
    if days == 0:
        return t("Van de mensen die hier pas begonnen, kon de helft meteen starten.")
    if days == 1:
        return t("Van de mensen die hier pas begonnen, wachtte de helft hooguit 1 dag.")
    return t(
        "Van de mensen die hier pas begonnen, wachtte de helft hooguit {days} dagen.", days=days
    )


def is_trusted(match: Match) -> bool:
    """Whether its figures may be told to residents: confirmed recently, and not stopped."""
    return not match.is_stopped and match.freshness not in _OUTDATED


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """How many places are free, of how many."""

    free: int
    most: int | None
    """None where it would tell how many people there are, and those are few."""


def places(match: Match) -> Places | None:
    """The free places that may be told; None when nobody stated them lately."""
    figures = match.row.figures(match.municipality_id)
    if figures is None or figures.places_free is None or not is_trusted(match):
        return None
    free, most = figures.places_free, figures.places_max
    return Places(free=free, most=most if most is not None and most - free >= LEAST else None)


def places_in_words(match: Match) -> str:
    """The free places as a resident reads them; empty when there is nothing to tell."""
    told = places(match)
    if told is None:
        return ""
    if told.free == 0:
        return t("Er is nu geen plaats vrij.")
    if told.most is not None:
        return t("Vrije plaatsen: {free} van de {most}.", free=told.free, most=told.most)
    return t("Vrije plaatsen: {free}.", free=told.free)


def wait_in_words(days: Days) -> str:
    """How long until the start."""
    if days.high == 0:
        return t("U kunt meteen starten")
    return t("Wachttijd: {wait}", wait=str(days))


def _confirmed(match: Match) -> str:
    assert match.row.confirmed is not None, "what was never confirmed is unknown"
    when = ago(match.row.confirmed.on, today=match.today)
    return t("De aanbieder bevestigde dit {when}.", when=when)


def _call(team: Team | None) -> str:
    first = team.first if team else None
    if team is None or first is None or not first.phone:
        return t("Vraag ernaar bij het loket van uw gemeente.")
    return t("Bel {team}: {phone}.", team=team.name, phone=first.phone)


def stop_in_words(match: Match) -> str:
    """Until when it takes no new people."""
    towns = [match.municipality_id or 0, *(m.id for m in match.row.municipalities)]
    held = [
        stop for stop in match.row.stops if _holds(stop, match, towns[: 1 if towns[0] else None])
    ]
    ends = [stop.stop.period.until_on for stop in held]
    last = max((end for end in ends if end), default=None)
    if last is None or None in ends:
        return t("Neemt nu geen nieuwe mensen aan")
    return t("Neemt tot en met {day} geen nieuwe mensen aan", day=date_in_words(last))


def _holds(stop: StopRow, match: Match, towns: Sequence[int]) -> bool:
    return any(stop.stop.in_force(town, today=match.today) for town in towns)


def distance_in_words(kilometres: float | None) -> str:
    """How far away; empty where nobody asked or it comes to people's homes."""
    if kilometres is None:
        return ""
    if kilometres < 1:
        return t("minder dan 1 km")
    return f"{decimal(kilometres if kilometres < _ROUNDED else round(kilometres))} km"


def where_of_offering(row: Row) -> str:
    """At home, or the address."""
    if row.where is None:
        return t("Komt bij u thuis")
    street = [row.where.street] if row.where.street else []
    return ", ".join([row.where.name, *street, row.where.place])


def where_of_facility(row: FacilityRow) -> str:
    """The address, or that one need not go anywhere."""
    if row.where is None:
        return t("Komt bij u thuis of helpt per telefoon")
    return ", ".join(part for part in (row.where.street, row.where.place) if part)


def checked_in_words(row: FacilityRow, *, today: date) -> str:
    """When somebody last said that the entry is right."""
    if row.checked_on is None:
        return t("Nog niet nagekeken. Bel voordat u gaat.")
    when = ago(row.checked_on, today=today)
    if row.freshness(today=today) in _OUTDATED:
        return t("Lang niet nagekeken ({when}). Bel voordat u gaat.", when=when)
    return t("Nagekeken: {when}", when=when)


def checked_shortly(row: FacilityRow, *, today: date) -> str:
    """When somebody last said that the entry is right, for who keeps it."""
    return ago(row.checked_on, today=today).capitalize() if row.checked_on else "Nog nooit"


def wheelchair_in_words(known: bool | None) -> str:  # noqa: FBT001
    """Whether somebody in a wheelchair can come in."""
    return {True: t("Ja"), False: t("Nee"), None: t("Onbekend. Bel om het te vragen.")}[known]


def languages_in_words(codes: tuple[str, ...]) -> str:
    """What is spoken besides Dutch."""
    names = [t(LANGUAGES[code]) for code in codes if code in LANGUAGES]
    return ", ".join([t("Nederlands"), *names])
