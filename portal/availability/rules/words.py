"""What is stated of an offering in Dutch words; unknown is never zero."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

from portal.availability.rules.figures import HALF_DAYS, Days, Figures, Statement
from portal.availability.rules.row import Named, Row
from portal.kernel.dates import dutch_date
from portal.kernel.texts import t

UNKNOWN: Final = "onbekend"
_IN_WEEKS_FROM: Final = 21
_WEEKDAYS: Final = {
    "ma": "maandag",
    "di": "dinsdag",
    "wo": "woensdag",
    "do": "donderdag",
    "vr": "vrijdag",
    "za": "zaterdag",
    "zo": "zondag",
}
_HALVES: Final = {"o": "ochtend", "m": "middag"}


def wait(days: Days | None) -> str:
    """A wait, or that it is unknown."""
    return str(days) if days else UNKNOWN


def number(amount: float | None) -> str:
    """A number with a decimal comma, or that it is unknown."""
    return UNKNOWN if amount is None else f"{amount:.10g}".replace(".", ",")


def counted(amount: int | None, one: str, many: str) -> str:
    """An amount of things: 1 plaats, 3 plaatsen."""
    return UNKNOWN if amount is None else f"{amount} {one if amount == 1 else many}"


def ago(day: date, *, today: date) -> str:
    """How long ago: vandaag, gisteren, 3 dagen geleden, 9 weken geleden."""
    days = (today - day).days
    if days <= 1:
        return t("gisteren") if days == 1 else t("vandaag")
    if days < _IN_WEEKS_FROM:
        return t("{count} dagen geleden", count=days)
    return t("{count} weken geleden", count=days // 7)


def listed(names: Sequence[str]) -> str:
    """Names in a sentence: Hoorn, Medemblik en Opmeer."""
    if len(names) <= 1:
        return "".join(names)
    return t("{first} en {last}", first=", ".join(names[:-1]), last=names[-1])


def half_day(code: str) -> str:
    """The Dutch name of a half-day: "ma_o" is maandagochtend."""
    day, _, half = code.partition("_")
    return _WEEKDAYS[day] + _HALVES[half]


def half_days(figures: Figures) -> str:
    """Free places per half-day, in the order of the week; empty when none are given."""
    given = [(half, figures.half_days[half]) for half in HALF_DAYS if half in figures.half_days]
    return ", ".join(f"{half_day(half)} {free}" for half, free in given)


def figures_told(figures: Figures, *, has_intake: bool, unit: str) -> list[tuple[str, str]]:
    """Each figure by its Dutch name; those that are always of interest also when unknown."""
    told = [("Beschikbaarheid", figures.status.label)]
    if has_intake:
        told.append(("Wachttijd tot de intake", wait(figures.intake)))
    start = "Van intake tot de start" if has_intake else "Wachttijd tot de start"
    told += [
        (start, wait(figures.start)),
        ("Vrije plaatsen", number(figures.places_free)),
        ("Wachtenden", number(figures.waiting)),
    ]
    return [*told, *_told_where_known(figures, unit)]


def _told_where_known(figures: Figures, unit: str) -> list[tuple[str, str]]:
    told = [
        ("Plaatsen maximaal", figures.places_max),
        ("Plaatsen bezet", figures.places_taken),
        ("Plaatsen gereserveerd", figures.places_reserved),
        (f"Vrij per week ({unit})", figures.weekly_free),
    ]
    known = [(name, number(amount)) for name, amount in told if amount is not None]
    halves = half_days(figures)
    return [
        *known,
        *([("Vrij per dagdeel", halves)] if halves else []),
        ("Gebaseerd op", figures.basis.label),
    ]


def statement_told(row: Row, statement: Statement | None) -> list[tuple[str, str]]:
    """All that a statement says of this offering, as names and words."""
    if statement is None:
        return [("Beschikbaarheid", "nog niet ingevuld")]
    told = figures_told(statement.figures, has_intake=row.has_intake, unit=row.unit)
    for municipality in row.municipalities:
        if municipality.id in statement.local:
            told.append((f"In {municipality.name}", local_told(row, statement, municipality)))
    if statement.announcement:
        told.append(("Aangekondigd", announced(statement)))
    return [*told, ("Opmerking", statement.remark or "geen")]


def local_told(row: Row, statement: Statement, municipality: Named) -> str:
    """What differs for one municipality, in one sentence."""
    figures = statement.local[municipality.id]
    parts = [figures.status.label.lower()]
    if row.has_intake and figures.intake:
        parts.append(f"intake {figures.intake}")
    if figures.start:
        parts.append(f"start {figures.start}")
    if figures.places_free is not None:
        parts.append(f"{figures.places_free} vrij")
    if figures.waiting is not None:
        parts.append(f"{figures.waiting} wachten")
    return ", ".join(parts)


def announced(statement: Statement) -> str:
    """An announced change in words: vanaf 1 september 2026 wachtlijst, start 6 weken."""
    change = statement.announcement
    if change is None:
        return ""
    what = [change.status.label.lower()] if change.status else []
    if change.start:
        what.append(f"start {change.start}")
    return f"vanaf {dutch_date(change.from_on)}: {', '.join(what) or 'andere cijfers'}"


def first_few(names: Iterable[str], *, most: int = 5) -> str:
    """A few names in a sentence, and how many more there are."""
    every = list(names)
    more = len(every) - most
    return f"{', '.join(every[:most])} en nog {more}" if more > 0 else listed(every)
