"""Made-up regions: offerings with confirmations of any day, stops and announcements."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from random import Random

from portal.availability.rules.figures import (
    Announcement,
    Channel,
    Days,
    Figures,
    Statement,
    Status,
)
from portal.availability.rules.row import Confirmed, Contact, Named, Row, StopRow
from portal.availability.rules.stops import Stop, StopDecision
from portal.kernel.periods import Period
from portal.oversight.rules.trend import Said
from portal.oversight.rules.upkeep import NOBODY, Kept

TODAY = date(2026, 11, 21)
LINDE, ANKER, BRUG = (
    Named(id=1, name="De Linde"),
    Named(id=2, name="Het Anker"),
    Named(id=3, name="De Brug"),
)
RIK, INEKE = Named(id=71, name="Rik"), Named(id=72, name="Ineke")
HOORN = Named(id=1, name="Hoorn")


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


def a_row(
    provider: Named = LINDE,
    confirmed_days_ago: int | None = None,
    *,
    id: int = 1,  # noqa: A002
    start: Days | None = None,
) -> Row:
    confirmed = None
    if confirmed_days_ago is not None:
        at = noon(TODAY - timedelta(days=confirmed_days_ago))
        confirmed = Confirmed(at=at, by_name="Sanne", channel=Channel.MAIL, unchanged=True)
    figures = Figures(status=Status.WAITLIST, intake=Days(0, 0), start=start)
    return Row(
        id=id,
        region=Named(id=1, name="Westfriesland"),
        provider=provider,
        product=Named(id=1, name="Begeleiding basis"),
        product_code="02BGB",
        unit="minuut",
        has_intake=True,
        lot=Named(id=1, name="Begeleiding"),
        norm_days=None,
        contract=Period(date(2025, 7, 1), date(2029, 6, 30)),
        cadence_days=14,
        main_contractor=None,
        where=None,
        area_name="Hoorn",
        municipalities=(HOORN,),
        contact=Contact(name="", phone="", email=""),
        report_id=None if confirmed is None else 1,
        statement=None if confirmed is None else Statement(figures=figures),
        confirmed=confirmed,
    )


def kept(row: Row, *, manager: Named = NOBODY, counts: Period | None = None) -> Kept:
    return Kept(
        row=row,
        manager=manager,
        asked=row.provider,
        counts=counts or row.contract,
    )


def some_kept(random: Random) -> tuple[list[Kept], dict[int, list[Said]]]:
    """A region, and what was confirmed of each offering, oldest first."""
    found: list[Kept] = []
    said: dict[int, list[Said]] = {}
    for number in range(1, random.randint(1, 14)):
        told = _some_said(random)
        said[number] = told
        found.append(_some_offering(random, number, told))
    return found, said


def _some_said(random: Random) -> list[Said]:
    days = sorted(random.randint(0, 240) for _ in range(random.choice((0, 1, 3, 9, 16))))
    return [
        Said(
            on=TODAY - timedelta(days=back),
            announced_on=TODAY - timedelta(days=random.randint(-40, 240))
            if random.random() < 0.2
            else None,
        )
        for back in reversed(days)
    ]


def _some_offering(random: Random, number: int, told: list[Said]) -> Kept:
    last = told[-1] if told else None
    row = a_row(
        random.choice((LINDE, ANKER, BRUG)),
        (TODAY - last.on).days if last else None,
        id=number,
    )
    row = replace(
        row,
        lot=Named(id=random.randint(1, 2), name="Perceel"),
        product=Named(id=random.randint(1, 3), name="Product"),
        cadence_days=random.choice((7, 14, 30)),
        stops=tuple(_some_stop(random) for _ in range(random.choice((0, 0, 1)))),
    )
    if last and last.announced_on and row.statement:
        announced = Announcement(from_on=last.announced_on)
        row = replace(row, statement=replace(row.statement, announcement=announced))
    first = TODAY - timedelta(days=random.choice((400, 400, 100, 20)))
    until = TODAY + timedelta(days=random.choice((300, 300, -30)))
    return Kept(
        row=row,
        manager=random.choice((RIK, INEKE, NOBODY)),
        asked=row.provider,
        counts=Period(first, until) if random.random() < 0.9 and first <= until else None,
    )


def _some_stop(random: Random) -> StopRow:
    first = TODAY - timedelta(days=random.randint(0, 200))
    until = first + timedelta(days=random.randint(0, 90))
    decision = random.choice((StopDecision.AGREED, StopDecision.REFUSED, None))
    return StopRow(id=1, reason="Ziekte", stop=Stop(Period(first, until), {HOORN.id: decision}))
