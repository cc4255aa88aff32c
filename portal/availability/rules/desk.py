"""The provider's desk: one card per offering, in groups, and what is asked of the reader."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from portal.availability.rules import words
from portal.availability.rules.figures import Figures
from portal.availability.rules.freshness import STALE_AFTER_CADENCES, Freshness
from portal.availability.rules.row import Row, StopRow
from portal.availability.rules.stops import StopDecision
from portal.kernel.dates import dutch_date, dutch_weekday


class Grouping(StrEnum):
    """By what the desk groups its cards; in the address bar `groep`."""

    PRODUCT = "product"
    LOCATION = "locatie"

    @property
    def query(self) -> str:
        """What the address bar says of it; the usual grouping goes without saying."""
        return "" if self is Grouping.PRODUCT else f"?groep={self.value}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Whose desk it is, and how it is shown."""

    today: date
    provider_id: int | None
    editable: Collection[int]
    grouping: Grouping = Grouping.PRODUCT
    saved: int | None = None
    """The offering that was saved just now."""
    undoable: int | None = None
    """The report that may still be undone by this reader."""

    def card(self, row: Row) -> "Card":
        """This offering as the desk shows it."""
        return Card(row=row, desk=self)

    def groups(self, rows: Sequence[Row]) -> list["Group"]:
        """The offerings by product or location, both by name."""
        sorted_in: dict[tuple[str, str], list[Card]] = defaultdict(list)
        regions = {row.region.id for row in rows}
        for row in rows:
            region = row.region.name if len(regions) > 1 else ""
            sorted_in[self._group_of(row), region].append(self.card(row))
        return [
            Group(
                number=number,
                title=title,
                region=region,
                cards=sorted(cards, key=lambda card: (card.title, card.row.id)),
            )
            for number, ((title, region), cards) in enumerate(sorted(sorted_in.items()), start=1)
        ]

    def _group_of(self, row: Row) -> str:
        return row.product.name if self.grouping is Grouping.PRODUCT else place_of(row)

    def summary(self, rows: Sequence[Row]) -> "Summary":
        """How many figures of one's own are current, and what is waiting."""
        return Summary(cards=[self.card(row) for row in rows if row.id in self.editable])


def place_of(row: Row) -> str:
    """Where an offering is given, as its provider names it."""
    if row.where is None:
        return f"{row.area_name}, thuis"
    return f"{row.where.name}, {row.where.place}"


def name_of(row: Row) -> str:
    """An offering in full: product and place."""
    return f"{row.product.name}, {place_of(row)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One offering on the desk."""

    row: Row
    desk: Desk

    @property
    def title(self) -> str:
        """What the group's heading does not say already."""
        by_product = self.desk.grouping is Grouping.PRODUCT
        return place_of(self.row) if by_product else self.row.product.name

    @property
    def name(self) -> str:
        """Product and place, for who does not see the heading."""
        return name_of(self.row)

    @property
    def editable(self) -> bool:
        """Whether the reader may report its figures."""
        return self.row.id in self.desk.editable

    @property
    def known(self) -> bool:
        """Whether anything was filled in."""
        return self.row.report_id is not None

    @property
    def confirmable(self) -> bool:
        """Whether "klopt nog" is possible: of nothing one cannot say that it is right."""
        return self.editable and self.known

    @property
    def version(self) -> str:
        """What the reader has in view, for a form: offering and report."""
        return f"{self.row.id}:{self.row.report_id}"

    @property
    def saved(self) -> bool:
        """Whether it was saved just now."""
        return self.row.id == self.desk.saved

    @property
    def saved_told(self) -> str:
        """What to say of a row that was saved just now; empty for any other."""
        told = self.row.confirmed
        if not self.saved or told is None:
            return ""
        return f"{'Bevestigd' if told.unchanged else 'Opgeslagen'}. Consulenten zien dit nu."

    @property
    def undoable(self) -> bool:
        """Whether the reader can still take back the last save."""
        return self.row.report_id is not None and self.row.report_id == self.desk.undoable

    @property
    def labels(self) -> list[str]:
        """What sets this offering apart from one's own direct ones."""
        main = self.row.main_contractor
        if main is None:
            return []
        if self.row.provider.id != self.desk.provider_id:
            return [f"Onderaannemer: {self.row.provider.name}"]
        return [f"Onder contract van {main.name}"]

    @property
    def status(self) -> str:
        """The code of the badge."""
        return self.row.status(today=self.desk.today)

    @property
    def freshness(self) -> Freshness:
        """How far the figures may be trusted today."""
        return self.row.freshness(today=self.desk.today)

    @property
    def last_told(self) -> str:
        """Who changed or confirmed the figures, when and how: the two are told apart."""
        told = self.row.confirmed
        if told is None:
            return ""
        verb = "Bevestigd" if told.unchanged else "Gewijzigd"
        by = f" door {told.by_name}" if told.by_name else ""
        return f"{verb} {words.ago(told.on, today=self.desk.today)}{by}, {told.channel.label}"

    @property
    def due_told(self) -> str:
        """Until when the figures count as current; empty where that is over or unknown."""
        if self.freshness is not Freshness.FRESH:
            return ""
        return f"Bevestig opnieuw vóór {dutch_date(self.due_before)}"

    @property
    def due_before(self) -> date:
        """The first day on which the figures need confirmation."""
        return self.row.due_on(today=self.desk.today) + timedelta(days=1)

    @property
    def stale_from(self) -> date | None:
        """The first day on which the figures are outdated; None when they are or are unknown."""
        if self.row.confirmed is None:
            return None
        days = STALE_AFTER_CADENCES * self.row.cadence_days + 1
        stale = self.row.confirmed.on + timedelta(days=days)
        return stale if stale > self.desk.today else None

    @property
    def facts(self) -> list[tuple[str, str]]:
        """The four figures that matter most."""
        figures = self.row.figures()
        if figures is None:
            return []
        intake = [("Intake", words.wait(figures.intake))] if self.row.has_intake else []
        return [
            *intake,
            ("Start", words.wait(figures.start)),
            ("Vrij", words.counted(figures.places_free, "plaats", "plaatsen")),
            ("Wachten", words.counted(figures.waiting, "cliënt", "cliënten")),
        ]

    @property
    def notes(self) -> list[str]:
        """Everything else that is known, one sentence each."""
        measured = [self.row.measured.sentence] if self.row.measured else []
        statement = self.row.statement
        if statement is None:
            return measured
        local = [
            f"In {m.name}: {words.local_told(self.row, statement, m)}."
            for m in self.row.municipalities
            if m.id in statement.local
        ]
        announced = (
            [f"Aangekondigd {words.announced(statement)}."] if statement.announcement else []
        )
        more = _more(statement.figures, self.row.unit)
        return [*measured, *more, *local, *announced]

    @property
    def stops(self) -> list[str]:
        """What is asked and agreed about intake stops that are not over, one sentence each."""
        return [told for stop in self.row.stops for told in self._stop_told(stop)]

    def _stop_told(self, row: StopRow) -> list[str]:
        stop, over = row.stop, row.stop.period.until_on
        if stop.withdrawn or (over is not None and over < self.desk.today):
            return []
        until = f" tot en met {dutch_date(over)}" if over else ""
        span = f"vanaf {dutch_date(stop.period.from_on)}{until}"
        return [
            f"{lead} {span}: {self._names(stop.decisions, decision)}."
            for lead, decision in (
                ("Aanmeldstop", StopDecision.AGREED),
                ("Aanmeldstop aangevraagd", None),
                ("Aanmeldstop geweigerd", StopDecision.REFUSED),
            )
            if decision in stop.decisions.values()
        ]

    def _names(
        self, decisions: Mapping[int, StopDecision | None], wanted: StopDecision | None
    ) -> str:
        return words.listed(
            [m.name for m in self.row.municipalities if decisions.get(m.id, "") == wanted]
        )


def _more(figures: Figures, unit: str) -> list[str]:
    parts = [
        f"maximaal {figures.places_max} plaatsen" if figures.places_max is not None else "",
        f"{figures.places_taken} bezet" if figures.places_taken is not None else "",
        f"{figures.places_reserved} gereserveerd" if figures.places_reserved is not None else "",
        f"{words.number(figures.weekly_free)} {unit} per week vrij"
        if figures.weekly_free is not None
        else "",
    ]
    halves = words.half_days(figures)
    told = [", ".join(part for part in parts if part), f"vrij op {halves}" if halves else ""]
    return [f"{text[0].upper()}{text[1:]}." for text in told if text]


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The cards of one product or location."""

    number: int
    title: str
    region: str
    cards: Sequence[Card]

    @property
    def confirmable(self) -> Sequence[Card]:
        """Those of which can be said that they are still right."""
        return [card for card in self.cards if card.confirmable]


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """Where one's own figures stand; the rows of others do not count."""

    cards: Sequence[Card]

    @property
    def confirmable(self) -> Sequence[Card]:
        """Those of which can be said that they are still right."""
        return [card for card in self.cards if card.confirmable]

    @property
    def figure(self) -> str:
        """How many are current."""
        return f"{self._count(Freshness.FRESH)} van {len(self.cards)} actueel"

    @property
    def asks(self) -> list[str]:
        """What waits for the reader, one sentence each."""
        waiting, empty = self._waiting(), self._count(Freshness.UNKNOWN)
        told = [self._waiting_told(waiting)] if waiting else []
        if empty:
            told.append(f"{empty} {'is' if empty == 1 else 'zijn'} nog niet ingevuld.")
        return told or [self._next_told()]

    def _waiting(self) -> list[Card]:
        late = {Freshness.DUE, Freshness.STALE}
        return [card for card in self.cards if card.freshness in late]

    def _waiting_told(self, waiting: list[Card]) -> str:
        """The day before which they should be confirmed is that on which the first is outdated."""
        verb = "wacht" if len(waiting) == 1 else "wachten"
        days = [card.stale_from for card in waiting if card.stale_from]
        before = f" vóór {dutch_weekday(min(days))}" if days else ""
        return f"{len(waiting)} {verb} op uw bevestiging{before}."

    def _next_told(self) -> str:
        if not self.cards:
            return ""
        first = min(card.due_before for card in self.cards)
        return f"Bevestig opnieuw vóór {dutch_weekday(first)}."

    def _count(self, freshness: Freshness) -> int:
        return sum(card.freshness is freshness for card in self.cards)
