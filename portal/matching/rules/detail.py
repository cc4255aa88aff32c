"""All that is known of one offering, in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from portal.availability.rules import words
from portal.availability.rules.chart import Chart, wait_chart
from portal.availability.rules.figures import Days, Statement
from portal.availability.rules.row import Confirmed, Named, Row, StopRow
from portal.availability.rules.stops import StopDecision
from portal.kernel.dates import dutch_date
from portal.matching.rules.cards import headline, label, party, period_in_words
from portal.search.rules import Match, seen

Said = tuple[Confirmed, Statement]
"""One moment of an offering's history."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Local:
    """What holds for the clients of one municipality."""

    municipality: str
    status: str
    headline: str
    free: str
    waiting: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StopTold:
    """An intake stop: for when, why, and what each municipality answered."""

    period: str
    reason: str
    answers: list[tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A change or confirmation in the history."""

    on: date
    by: str
    what: str
    status: str
    wait: str
    free: str
    waiting: str


def figures_of(match: Match) -> list[tuple[str, str]]:
    """Each figure with its name; empty when nothing was ever stated."""
    row, figures = match.row, match.row.figures(match.municipality_id)
    if figures is None:
        return []
    return words.figures_told(figures, has_intake=row.has_intake, unit=row.unit)


def facts_of(row: Row) -> list[tuple[str, str]]:
    """The product, where it is given, for whom, and how long the contract runs."""
    facts = [("Product", f"{row.product.name} ({row.product_code})"), ("Perceel", row.lot.name)]
    if row.main_contractor:
        facts.append(("Hoofdaannemer", row.main_contractor.name))
    facts += [("Waar", "Bij de cliënt thuis" if row.at_home else _address(row))]
    facts += _wheelchair(row)
    facts.append(("Voor cliënten uit", words.listed([m.name for m in row.municipalities])))
    if row.contract.until_on:
        facts.append(("Contract tot en met", dutch_date(row.contract.until_on)))
    if row.norm_days:
        facts.append(("Norm voor de wachttijd", str(Days(row.norm_days, row.norm_days))))
    return facts


def _address(row: Row) -> str:
    assert row.where is not None, "asked only of a location"
    where = row.where
    street = [where.street] if where.street else []
    return ", ".join([where.name, *street, f"{where.postcode} {where.place}"])


def _wheelchair(row: Row) -> list[tuple[str, str]]:
    if row.where is None:
        return []
    known = {True: "toegankelijk", False: "niet toegankelijk", None: "onbekend"}
    return [("Met een rolstoel", known[row.where.wheelchair_accessible])]


def locals_of(row: Row, *, today: date) -> list[Local]:
    """Municipality by municipality, where figures or stops differ; else nothing."""
    matches = [(m, seen(row, m.id, today=today)) for m in row.municipalities]
    differs = bool(row.statement and row.statement.local)
    if not differs and len({match.is_stopped for _, match in matches}) < 2:  # noqa: PLR2004
        return []
    return [_local(municipality, match) for municipality, match in matches]


def _local(municipality: Named, match: Match) -> Local:
    figures = match.row.figures(municipality.id)
    return Local(
        municipality=municipality.name,
        status=match.status,
        headline=f"{label(match)} {headline(match)}".strip(),
        free=words.number(figures.places_free if figures else None),
        waiting=words.number(figures.waiting if figures else None),
    )


def stops_of(row: Row, *, today: date) -> list[StopTold]:
    """The stops that are asked, agreed or refused and not over."""
    return [_told(row, one) for one in row.stops if _matters(one, today)]


def _matters(one: StopRow, today: date) -> bool:
    until_on = one.stop.period.until_on
    return not one.stop.withdrawn and (until_on is None or until_on >= today)


def _told(row: Row, one: StopRow) -> StopTold:
    said = {
        StopDecision.AGREED: "akkoord",
        StopDecision.REFUSED: "niet akkoord",
        None: "beslist nog",
    }
    decided = one.stop.decisions
    answers = [(m.name, said[decided[m.id]]) for m in row.municipalities if m.id in decided]
    return StopTold(period=period_in_words(one.stop), reason=one.reason, answers=answers)


def lines_of(row: Row, history: Sequence[Said]) -> list[Line]:
    """The history, the newest first."""
    return [_line(row, confirmed, statement) for confirmed, statement in history]


def _line(row: Row, confirmed: Confirmed, statement: Statement) -> Line:
    figures = statement.figures
    return Line(
        on=confirmed.on,
        by=party(row, confirmed),
        what="Bevestigd" if confirmed.unchanged else "Gewijzigd",
        status=figures.status.value,
        wait=words.wait(figures.expected(has_intake=row.has_intake)),
        free=words.number(figures.places_free),
        waiting=words.number(figures.waiting),
    )


def chart_of(row: Row, history: Sequence[Said], *, today: date) -> Chart | None:
    """The waits over time; None when none was ever known."""
    stated = [(c.on, s.figures.expected(has_intake=row.has_intake)) for c, s in reversed(history)]
    return wait_chart(stated, today=today)
