"""One weekly digest: which rows it lists, who reads it, and what its words are."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from portal.availability.rules.freshness import Freshness
from portal.availability.rules.reminders import Step, step
from portal.availability.rules.row import Row
from portal.kernel.clock import AMSTERDAM
from portal.kernel.dates import dutch_weekday

FROM_HOUR: Final = 7
"""Nobody wants to be reminded at night."""
MAILED: Final = frozenset({Step.IN_TIME, Step.DUE, Step.WEEK_LATE, Step.TWO_WEEKS_LATE})
"""The steps that are a reason to send a mail."""


def mailing_day(now: datetime) -> date:
    """The day of which digests may leave now: until seven in the morning still yesterday."""
    local = now.astimezone(AMSTERDAM)
    return local.date() - timedelta(days=int(local.hour < FROM_HOUR))


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A row with the day on which it is due, and how far the ladder has come for it."""

    row: Row
    due_on: date
    step: Step

    @property
    def is_known(self) -> bool:
        """Whether anything was ever filled in."""
        return self.row.report_id is not None


def ladder(rows: Iterable[Row], *, on: date, asked: Mapping[int, date]) -> list[Due]:
    """Each row at the digest of this day, the most overdue first.

    A row that was never filled in counts from the day on which the provider was first `asked`
    to: it has no older day to be late by.
    """
    found = [_due(row, on, asked) for row in rows]
    return sorted(found, key=lambda d: (d.due_on, d.row.product.name, d.row.place_name, d.row.id))


def listed(rungs: Sequence[Due]) -> list[Due]:
    """What a mail of this day lists; nothing when there is no reason for one.

    A row at the end of the ladder is no reason, but stands in a mail that leaves anyway: whoever
    says "alles klopt nog" then means all of it.
    """
    reason = any(due.step in MAILED for due in rungs)
    return [due for due in rungs if reason and due.step is not Step.NONE]


def _due(row: Row, on: date, asked: Mapping[int, date]) -> Due:
    due_on = row.due_on(today=on) if row.confirmed else asked.get(row.id, on)
    return Due(row=row, due_on=due_on, step=step(due_on, today=on))


def reader_of(person: int, deputies: Mapping[int, int], members: Collection[int]) -> int:
    """Who reads somebody's digest: the person, or while away the deputy, or the deputy's.

    Nobody else's deputy is available when all are away in a circle or have left: then the
    person's own digest goes to the person after all.
    """
    reader, passed = person, {person}
    while reader in deputies:
        reader = deputies[reader]
        if reader in passed:
            return person
        passed.add(reader)
    return reader if reader in members else person


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """What one provider is asked on one day; `total` counts the rows that it looks after."""

    rows: Sequence[Due]
    total: int
    today: date

    @property
    def asked(self) -> str:
        """How many of how many: 4 van 18."""
        if len(self.rows) == self.total:
            return f"alle {self.total}" if self.total > 1 else ""
        return f"{len(self.rows)} van {self.total}"

    @property
    def late(self) -> int:
        """How many were known and should have been confirmed already."""
        return sum(due.is_known and due.due_on < self.today for due in self.rows)

    @property
    def unknown(self) -> int:
        """How many were never filled in."""
        return sum(not due.is_known for due in self.rows)

    @property
    def before(self) -> date | None:
        """The first day on which a row that is still current needs confirmation."""
        days = [d.due_on for d in self.rows if d.is_known and d.due_on >= self.today]
        return min(days) + timedelta(days=1) if days else None

    @property
    def question(self) -> str:
        """What the mail asks."""
        if self.unknown == len(self.rows):
            return "Wat is uw wachttijd?" if self.total == 1 else "Wat zijn uw wachttijden?"
        return "Klopt uw wachttijd nog?" if self.total == 1 else "Kloppen uw wachttijden nog?"

    @property
    def subject(self) -> str:
        """The question, how many it is about, and how urgent it is."""
        rest = f"{self.asked}{self._urgency}".strip()
        return f"{self.question} {rest[:1].upper()}{rest[1:]}"

    @property
    def _urgency(self) -> str:
        count = len(self.rows)
        if self.unknown == count:
            return " nog niet ingevuld"
        if self.late:
            return " te laat" if self.late == count else f", {self.late} daarvan te laat"
        if self.before == self.today + timedelta(days=1):
            return " nog vandaag"
        return f" vóór {dutch_weekday(self.before).split()[0]}" if self.before else ""

    def opening(self, provider_name: str) -> str:
        """The first sentence: what asks for attention, of how many."""
        count = len(self.rows)
        if self.total == 1:
            return f"De wachttijd van {provider_name} vraagt om uw aandacht:"
        if count == self.total:
            return f"Alle {count} wachttijden van {provider_name} vragen om uw aandacht:"
        verb = "vraagt" if count == 1 else "vragen"
        return f"{count} van de {self.total} wachttijden van {provider_name} {verb} om uw aandacht:"

    @property
    def sentences(self) -> list[str]:
        """Why, in full sentences: what is late, what is due soon, what is not filled in."""
        soon = len(self.rows) - self.late - self.unknown
        told: list[str] = []
        if self.late:
            told.append(f"{_are(self.late)} te laat. Consulenten zien dat bij uw aanbod.")
        if self.before:
            told.append(f"{_are(soon)} nog actueel. Bevestig vóór {dutch_weekday(self.before)}.")
        if self.unknown:
            told.append(f"{_are(self.unknown)} nog niet ingevuld.")
        return told


def _are(count: int) -> str:
    return "1 is" if count == 1 else f"{count} zijn"


def late_told(due: Due, *, today: date) -> str:
    """How urgent one row is, in words."""
    days = (today - due.due_on).days
    if not due.is_known:
        return "Nog niet ingevuld"
    if days <= 0:
        return f"Bevestigen vóór {dutch_weekday(due.due_on + timedelta(days=1))}"
    if days >= 7:  # noqa: PLR2004  a week
        return "1 week te laat" if days < 14 else f"{days // 7} weken te laat"  # noqa: PLR2004
    return "1 dag te laat" if days == 1 else f"{days} dagen te laat"


def thanks(listed: Sequence[Row], every: Sequence[Row], *, today: date) -> str:
    """What is settled after an answer, and until when: of all rows, or else of the listed ones."""
    if every and all(_is_fresh(row, today) for row in every):
        until = _until(every, today)
        if len(every) == 1:
            return f"De wachttijd is bevestigd tot {until}."
        return f"Alle {len(every)} zijn bevestigd tot {until}."
    fresh = [row for row in listed if _is_fresh(row, today)]
    if not fresh:
        return "Er is nog niets bevestigd."
    return f"{_are(len(fresh))} bevestigd tot {_until(fresh, today)}."


def _is_fresh(row: Row, today: date) -> bool:
    return row.freshness(today=today) is Freshness.FRESH


def _until(rows: Iterable[Row], today: date) -> str:
    """The first day on which one of these needs confirmation again: 12 december."""
    first = min(row.due_on(today=today) for row in rows) + timedelta(days=1)
    return day_and_month(first)


def day_and_month(day: date) -> str:
    """A day not far away: 12 december."""
    return dutch_weekday(day).partition(" ")[2]
