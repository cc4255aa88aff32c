"""Mails to who keeps facilities, and to a resident who said that something was wrong."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from portal.availability.rules.words import ago
from portal.mail.compose import Mail, compose
from portal.settings import settings
from portal.socialmap.rules.hours import week_in_words
from portal.socialmap.rules.keeping import Digest, Due
from portal.socialmap.rules.words import where_of_facility

LINES: Final = 30
"""More than this makes a mail that nobody reads; the page shows them all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """To whom a digest goes, about which owner, and with which secret."""

    to: str
    name: str
    owner_name: str
    token: str
    dedupe_key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One facility in a mail: words that are the same in text and HTML."""

    name: str
    about: Sequence[str]
    stated: Sequence[str]


def keeper_link(token: str) -> str:
    """Where a keeper confirms without signing in."""
    return f"{_base()}/voorzieningen/bevestigen/{token}/"


def facility_reminder(letter: Letter, asked: Digest) -> Mail:
    """Ask a keeper whether entries are still right, with a personal link."""
    lines = [_line(due, asked) for due in asked.rows]
    return compose(
        "facility_reminder",
        to=letter.to,
        dedupe_key=letter.dedupe_key,
        person_name=letter.name,
        owner_name=letter.owner_name,
        count=len(lines),
        lines=lines[:LINES],
        more=len(lines[LINES:]),
        link=keeper_link(letter.token),
    )


def _line(due: Due, asked: Digest) -> Line:
    row = due.row
    checked = f"Nagekeken: {ago(row.checked_on, today=asked.today)}" if row.checked_on else ""
    hours = [f"{day}: {spans}" for day, spans in week_in_words(row.opening) if spans != "gesloten"]
    return Line(
        name=row.name,
        about=[part for part in (where_of_facility(row), checked or "Nog niet nagekeken") if part],
        stated=[row.summary, row.cost.label, *hours],
    )


def correction_reported(to: str, *, name: str, about: str, message: str, dedupe_key: str) -> Mail:
    """Tell a keeper that a resident thinks that something is wrong."""
    return compose(
        "correction_reported",
        to=to,
        dedupe_key=dedupe_key,
        person_name=name,
        about=about,
        message=message,
        link=f"{_base()}/meldingen/",
    )


def correction_answered(to: str, *, about: str, answer: str, dedupe_key: str) -> Mail:
    """Tell a resident what was done with what they said."""
    return compose(
        "correction_answered",
        to=to,
        dedupe_key=dedupe_key,
        about=about,
        answer=answer,
        link=f"{_base()}/",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What the access team said to other texts of a facility."""

    facility_id: int
    facility: str
    agreed: bool
    note: str
    texts: Sequence[tuple[str, str]]
    """Each text with the name of its field."""


def texts_decided(to: str, *, name: str, verdict: Verdict, dedupe_key: str) -> Mail:
    """Tell a keeper that other texts are published, or why not."""
    return compose(
        "texts_decided",
        to=to,
        dedupe_key=dedupe_key,
        person_name=name,
        facility=verdict.facility,
        agreed=verdict.agreed,
        note=verdict.note,
        texts=verdict.texts,
        link=f"{_base()}/voorziening/{verdict.facility_id}/",
    )


def _base() -> str:
    return settings().base_url.rstrip("/")
