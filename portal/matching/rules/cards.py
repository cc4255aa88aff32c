"""What the consultant's pages say of an offering, in words."""

from dataclasses import dataclass
from typing import Final

from portal.availability.rules import words
from portal.availability.rules.figures import Channel, Figures, Status
from portal.availability.rules.freshness import Freshness
from portal.availability.rules.order import Rank
from portal.availability.rules.row import Confirmed, Contact, Named, Row, StopRow
from portal.availability.rules.stops import Stop
from portal.kernel.dates import dutch_date
from portal.search.rules import Match

UNKNOWN_WAIT: Final = "Wachttijd onbekend. Bel de aanbieder."


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One offering in words, as the list and its own page show it."""

    offering_id: int
    provider: str
    product: str
    via: str
    replaces: str
    where: str
    along: tuple[str, ...]
    """What else is needed, with its own wait."""
    status: str
    status_words: str
    """Empty where the usual word of the status will do."""
    label: str
    """What the headline is, where it does not speak for itself."""
    headline: str
    rests_on: str
    figures: str
    measured: str
    """How long people really waited, and how many wait; empty where no list tells."""
    freshness: str
    freshness_words: str
    confirmed: str
    notes: tuple[str, ...]
    remark: str
    contact: Contact


def card(match: Match, *, region_size: int) -> Card:
    """This offering in words; `region_size` is how many municipalities its region has."""
    row, figures = match.row, match.row.figures(match.municipality_id)
    return Card(
        offering_id=row.id,
        provider=row.provider.name,
        product=f"{row.product.name} ({row.product_code})",
        via=f"Onderaannemer van {row.main_contractor.name}" if row.main_contractor else "",
        replaces=f"Komt in de plaats van {match.replaces}" if match.replaces else "",
        where=where_in_words(row, region_size=region_size),
        along=tuple(_along(partner) for partner in match.partners),
        status=match.status,
        status_words=_status_words(match, figures),
        label=label(match),
        headline=headline(match),
        rests_on=_rests_on(match, figures),
        figures=_figures_in_words(match, figures),
        measured=row.measured.sentence if row.measured else "",
        freshness=match.freshness.value,
        freshness_words=_freshness_words(match),
        confirmed=confirmed_in_words(match),
        notes=tuple(_notes(match)),
        remark=row.statement.remark if row.statement else "",
        contact=row.contact,
    )


def label(match: Match) -> str:
    """What the headline counts; empty where it counts nothing."""
    wait = match.together
    if wait is None or not wait.high or match.group is Rank.STOPPED:
        return ""
    return "Wachttijd tot alles start:" if match.partners else "Wachttijd tot de start:"


def headline(match: Match) -> str:
    """The first thing to know: how long a client waits, or why nobody can say."""
    if match.is_stopped:
        return _stopped_in_words(match)
    if match.group is Rank.STOPPED:
        return "Een deel heeft een aanmeldstop"
    if match.together is None:
        return UNKNOWN_WAIT
    return str(match.together) if match.together.high else "Geen wachttijd tot de start"


def distance_in_words(kilometres: float | None) -> str:
    """How far away; empty where it is not known or does not matter."""
    if kilometres is None:
        return ""
    if kilometres < 1:
        return "Minder dan 1 km"
    shown = f"{kilometres:.1f}" if kilometres < 10 else f"{kilometres:.0f}"  # noqa: PLR2004
    return f"{shown.replace('.', ',').removesuffix(',0')} km"


def _along(match: Match) -> str:
    """One line for what comes along; that its figures are old is part of it."""
    told = f"{match.row.product.name}: {headline(match)[0].lower()}{headline(match)[1:]}"
    if match.row.where is not None:
        told += f" ({match.row.where.name})"
    return f"{told}, niet recent bevestigd" if match.freshness is Freshness.STALE else told


def where_in_words(row: Row, *, region_size: int) -> str:
    """At home, or the location; and whose clients may come."""
    served = "heel " + row.region.name
    if len(row.municipalities) < region_size:
        served = words.listed([one.name for one in row.municipalities])
    if row.where is None:
        return f"Komt bij u thuis in {served}"
    place = "" if row.where.place in row.where.name else f", {row.where.place}"
    return f"{row.where.name}{place}, voor cliënten uit {served}"


def _status_words(match: Match, figures: Figures | None) -> str:
    free = figures.places_free if figures else None
    if match.status != Status.CAPACITY or free is None:
        return ""
    return f"Plaats: {free} vrij"


def _rests_on(match: Match, figures: Figures | None) -> str:
    if match.is_stopped or match.expected is None or figures is None:
        return ""
    return f"Gebaseerd op: {figures.basis.label}"


def _figures_in_words(match: Match, figures: Figures | None) -> str:
    if figures is None or match.is_stopped:
        return ""
    parts: list[str] = []
    if figures.status is Status.CAPACITY and figures.places_free is None:
        parts.append("aantal vrije plaatsen onbekend")
    if figures.status is not Status.CAPACITY and figures.places_free:
        parts.append(f"{figures.places_free} vrij")
    if figures.waiting is not None:
        parts.append(waiting_in_words(figures.waiting))
    elif figures.status is Status.WAITLIST:
        parts.append("aantal wachtenden onbekend")
    return ", ".join(parts).capitalize()


def waiting_in_words(waiting: int | None) -> str:
    """How many people wait; unknown is not nobody."""
    if waiting is None:
        return "onbekend"
    return {0: "niemand wacht", 1: "1 persoon wacht"}.get(waiting, f"{waiting} mensen wachten")


def _freshness_words(match: Match) -> str:
    confirmed = match.row.confirmed
    if match.freshness is not Freshness.STALE or confirmed is None:
        return ""
    return f"Niet recent bevestigd ({words.ago(confirmed.on, today=match.today)})"


def confirmed_in_words(match: Match) -> str:
    """When the figures were last said to be right, and by which party; never by which person."""
    row, today = match.row, match.today
    if row.confirmed is None:
        return "De aanbieder vulde hier nog niets in"
    day, who = row.confirmed.on, party(row, row.confirmed)
    told = dutch_date(day) if day.year != today.year else dutch_date(day).rpartition(" ")[0]
    if match.freshness is Freshness.STALE:
        return f"Voor het laatst op {told} {who}"
    return f"Bevestigd {words.ago(day, today=today)} ({told}) {who}"


def party(row: Row, confirmed: Confirmed) -> str:
    """Who confirmed, as an organisation: the name of a person is nobody else's business."""
    if confirmed.channel is Channel.PHONE:
        return "telefonisch via de regio"
    return f"door {row.provider.name}"


def _notes(match: Match) -> list[str]:
    row = match.row
    announced = words.announced(row.statement) if row.statement else ""
    notes = [f"{announced[0].upper()}{announced[1:]}."] if announced else []
    if row.statement and row.statement.local and match.municipality_id is None:
        notes.append("De wachttijd verschilt per gemeente.")
    for stop_row in row.stops:
        notes += _stop_notes(match, stop_row)
    return notes


def _stop_notes(match: Match, stop_row: StopRow) -> list[str]:
    """What is asked, begins later or holds for a part; what holds for all is the headline."""
    stop, today = stop_row.stop, match.today
    if stop.withdrawn or (stop.period.until_on is not None and stop.period.until_on < today):
        return []
    concerned = [m for m in match.row.municipalities if match.municipality_id in {None, m.id}]
    agreed = [m for m in concerned if m.id in stop.agreed_by()]
    asked = [m for m in concerned if m.id in stop.decisions and stop.decisions[m.id] is None]
    notes: list[str] = []
    if agreed and not (match.is_stopped and today in stop.period):
        notes.append(f"Aanmeldstop {period_in_words(stop)} in {_names(agreed)}.")
    if asked:
        notes.append(
            f"Aanmeldstop gevraagd {period_in_words(stop)} voor {_names(asked)}. "
            "Tot de gemeente instemt, kunt u gewoon aanmelden."
        )
    return notes


def _names(municipalities: list[Named]) -> str:
    return words.listed([municipality.name for municipality in municipalities])


def period_in_words(stop: Stop) -> str:
    """From when until when a stop was asked; the last day is included."""
    start = f"vanaf {dutch_date(stop.period.from_on)}"
    end = stop.period.until_on
    return f"{start} tot en met {dutch_date(end)}" if end else start


def _stopped_in_words(match: Match) -> str:
    """The last day of the stop that holds; without a last day it is for the time being."""
    row, today = match.row, match.today
    concerned = [m.id for m in row.municipalities if match.municipality_id in {None, m.id}]
    ends = [
        stop_row.stop.period.until_on
        for stop_row in row.stops
        if any(stop_row.stop.in_force(m, today=today) for m in concerned)
    ]
    if None in ends:
        return "Neemt voorlopig geen nieuwe cliënten aan"
    last = max(end for end in ends if end)
    return f"Neemt tot en met {dutch_date(last)} geen nieuwe cliënten aan"
