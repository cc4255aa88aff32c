"""The weekly digest for whoever keeps the figures true, and the copy for the contract manager."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from portal.availability.rules import words
from portal.availability.rules.desk import place_of
from portal.availability.rules.digests import Digest, Due, day_and_month, late_told
from portal.availability.rules.figures import STATUS_LABELS
from portal.availability.rules.row import Row
from portal.mail.compose import Mail, compose
from portal.settings import settings

LINES: Final = 40
"""More than this makes a mail that nobody reads; the page shows them all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """To whom a digest goes, about which provider, and with which secret."""

    to: str
    name: str
    membership_id: int
    provider_name: str
    digest_on: date
    token: str
    stands_in_for: Sequence[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One offering in a mail: words that are the same in text and HTML."""

    name: str
    about: Sequence[str]
    """Where it is, and when it was last confirmed."""
    stated: Sequence[str]


def confirm_link(token: str) -> str:
    """Where somebody confirms without signing in."""
    return f"{_base()}/bevestigen/{token}/"


def reminder(letter: Letter, digest: Digest) -> Mail:
    """Ask somebody whether the provider's figures are still right, with a personal link."""
    several = len({due.row.region.id for due in digest.rows}) > 1
    lines = [_line(due, digest.today, with_region=several) for due in digest.rows]
    return compose(
        "reminder",
        to=letter.to,
        dedupe_key=f"reminder:{letter.membership_id}:{letter.digest_on}",
        digest=digest,
        person_name=letter.name,
        provider_name=letter.provider_name,
        stands_in_for=words.listed(letter.stands_in_for),
        lines=lines[:LINES],
        more=len(lines[LINES:]),
        link=confirm_link(letter.token),
        account_link=f"{_base()}/account/",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """For which contract manager a copy is, and about which provider."""

    to: str
    name: str
    person_id: int
    provider_id: int
    provider_name: str
    provider_phone: str
    digest_on: date


def reminder_copy(copy: Copy, rows: Sequence[Due], *, today: date) -> Mail:
    """Tell the contract manager which figures are two weeks late; it holds no personal link."""
    several = len({due.row.region.id for due in rows}) > 1
    lines = [_line(due, today, with_region=several) for due in rows]
    return compose(
        "reminder_copy",
        to=copy.to,
        dedupe_key=f"reminder_copy:{copy.person_id}:{copy.provider_id}:{copy.digest_on}",
        person_name=copy.name,
        provider_name=copy.provider_name,
        provider_phone=copy.provider_phone,
        count=len(rows),
        lines=lines[:LINES],
        more=len(lines[LINES:]),
        link=f"{_base()}/",
    )


def _base() -> str:
    return settings().base_url.rstrip("/")


def _line(due: Due, today: date, *, with_region: bool) -> Line:
    row = due.row
    under = f"Onderaannemer {row.provider.name}" if row.main_contractor else ""
    region = row.region.name if with_region else ""
    about = [place_of(row), under, region, _confirmed(row), late_told(due, today=today)]
    return Line(
        name=row.product.name,
        about=[part for part in about if part],
        stated=_stated(row, today),
    )


def _stated(row: Row, today: date) -> list[str]:
    statement, status = row.statement, STATUS_LABELS[row.status(today=today)]
    if statement is None:
        return [status]
    figures = statement.figures
    intake = [f"Intake: {words.wait(figures.intake)}"] if row.has_intake else []
    local = [
        f"In {m.name}: {words.local_told(row, statement, m)}"
        for m in row.municipalities
        if m.id in statement.local
    ]
    return [
        status,
        *intake,
        f"Start: {words.wait(figures.start)}",
        f"Vrij: {words.number(figures.places_free)}",
        f"Wachten: {words.number(figures.waiting)}",
        *local,
        *([f"Aangekondigd {words.announced(statement)}"] if statement.announcement else []),
    ]


def _confirmed(row: Row) -> str:
    if row.confirmed is None:
        return ""
    by = f" door {row.confirmed.by_name}" if row.confirmed.by_name else ""
    return f"Bevestigd op {day_and_month(row.confirmed.on)}{by}"
