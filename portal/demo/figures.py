"""A believable and untidy half year of reports, confirmations and stops."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import count
from random import Random
from typing import Final

from portal.availability.models import (
    Confirmation,
    Current,
    IntakeStop,
    Offering,
    Report,
    StatedFigures,
    StopConsent,
)
from portal.availability.rules.figures import Basis, Channel, Status
from portal.availability.rules.stops import StopDecision
from portal.catalogue.rules import Intake
from portal.database.connecting import database, is_postgres
from portal.kernel.clock import AMSTERDAM, now

REMARKS: Final = (
    "",
    "",
    "",
    "Bel even voor overleg over spoed.",
    "Op dinsdag en donderdag is er nog plek.",
    "Alleen voor mensen die zelf kunnen komen.",
    "In de zomer nemen we minder mensen aan.",
    "We zoeken nieuwe collega's; de wachttijd wordt korter.",
    "Kennismaken kan elke woensdagmiddag.",
)
REASONS: Final = (
    "Twee collega's zijn ziek en er is geen vervanging.",
    "De groep zit vol tot de verbouwing klaar is.",
    "We verhuizen naar een ander pand.",
    "Te weinig personeel voor nieuwe cliënten.",
)
HISTORY_DAYS: Final = 190


@dataclass(frozen=True, slots=True)
class Wait:
    """A wait as it wanders through half a year, in weeks."""

    intake: int
    low: int
    high: int
    free: int
    waiting: int

    def next(self, random: Random) -> "Wait":
        """A little longer or shorter than before."""
        low = max(0, self.low + random.choice([-2, -1, 0, 0, 1, 2]))
        free = random.choice([0, 0, 1, 2, 3, 5]) if low < 3 else 0
        return replace(
            self,
            intake=max(0, min(6, self.intake + random.choice([-1, 0, 0, 1]))),
            low=low,
            high=low + random.choice([0, 1, 2, 2, 4]),
            free=free,
            waiting=0 if free else max(0, low * 2 + random.randint(-2, 4)),
        )


class History:
    """Collects the rows of one region's half year and writes them in bulk."""

    def __init__(self, random: Random, today: date) -> None:
        self.random = random
        self.today = today
        self.report_ids = count(1)
        self.confirmation_ids = count(1)
        self.reports: list[Report] = []
        self.figures: list[StatedFigures] = []
        self.confirmations: list[Confirmation] = []
        self.current: list[Current] = []

    def add(self, offering: Offering, by: int | None, *, last_days_ago: int) -> None:
        """Half a year of one offering, last confirmed so many days ago."""
        wait = Wait(2, self.random.choice([0, 1, 2, 3, 4, 6, 8, 12]), 4, 0, 3).next(self.random)
        report = None
        for day in self._days(last_days_ago):
            changed = report is None or self.random.random() < 0.3
            if changed:
                wait = wait.next(self.random)
                report = self._report(offering, wait, day, by)
            assert report is not None
            self._confirm(offering, report, day, by, unchanged=not changed)
        assert report is not None
        self.current.append(
            Current(
                region_id=offering.region_id,
                offering_id=offering.id,
                report_id=report.id,
                confirmation_id=self.confirmations[-1].id,
            )
        )

    def _days(self, last_days_ago: int) -> Iterator[date]:
        ago = HISTORY_DAYS - self.random.randint(0, 40)
        while ago > last_days_ago + 6:
            yield self.today - timedelta(days=ago)
            ago -= self.random.choice([12, 14, 14, 15, 21, 30])
        yield self.today - timedelta(days=last_days_ago)

    def _moment(self, day: date) -> datetime:
        at = time(self.random.randint(8, 16), self.random.randint(0, 59))
        # A demo that starts early in the morning holds nothing that is yet to happen.
        return min(datetime.combine(day, at, tzinfo=AMSTERDAM), now())

    def _report(self, offering: Offering, wait: Wait, day: date, by: int | None) -> Report:
        random = self.random
        announced = random.random() < 0.06
        report = Report(
            id=next(self.report_ids),
            region_id=offering.region_id,
            offering_id=offering.id,
            at=self._moment(day),
            by_id=by,
            channel=random.choice([Channel.SCREEN, Channel.SCREEN, Channel.MAIL, Channel.UPLOAD]),
            remark=random.choice(REMARKS),
            announced_on=self.today + timedelta(days=random.randint(10, 60)) if announced else None,
            announced_status=Status.WAITLIST if announced else None,
            announced_start_low=35 if announced else None,
            announced_start_high=42 if announced else None,
        )
        self.reports.append(report)
        self.figures.append(self._stated(offering, report, wait))
        return report

    def _stated(self, offering: Offering, report: Report, wait: Wait) -> StatedFigures:
        random = self.random
        has_intake = offering.product.intake is Intake.YES
        # Untidy on purpose: some state no wait at all, some only days, some no places.
        silent = random.random() < 0.06
        unit = 1 if random.random() < 0.1 and wait.low < 3 else 7
        maximum = random.choice([None, 8, 12, 16, 24])
        return StatedFigures(
            region_id=offering.region_id,
            report_id=report.id,
            status=_status(wait, random),
            intake_low=None if silent or not has_intake else max(0, wait.intake - 1) * 7,
            intake_high=None if silent or not has_intake else wait.intake * 7,
            start_low=None if silent else wait.low * unit,
            start_high=None if silent else wait.high * unit,
            basis=random.choice([Basis.ESTIMATE, Basis.ESTIMATE, Basis.MEASURED, Basis.NEXT_PLACE]),
            places_max=maximum,
            places_taken=None if maximum is None else max(0, maximum - wait.free),
            places_free=wait.free if wait.free or random.random() < 0.7 else None,
            waiting=wait.waiting if random.random() < 0.8 else None,
            half_days={"di_o": 2, "do_m": 1} if offering.product.unit == "dagdeel" else {},
        )

    def _confirm(
        self, offering: Offering, report: Report, day: date, by: int | None, *, unchanged: bool
    ) -> None:
        self.confirmations.append(
            Confirmation(
                id=next(self.confirmation_ids),
                region_id=offering.region_id,
                offering_id=offering.id,
                report_id=report.id,
                unchanged=unchanged,
                at=self._moment(day),
                by_id=by,
                channel=self.random.choice([Channel.MAIL, Channel.SCREEN, Channel.PHONE])
                if unchanged
                else report.channel,
            )
        )

    async def write(self) -> None:
        """Store all rows."""
        await Report.bulk_create(self.reports, batch_size=500)
        await StatedFigures.bulk_create(self.figures, batch_size=500)
        await Confirmation.bulk_create(self.confirmations, batch_size=500)
        await Current.bulk_create(self.current, batch_size=500)
        await move_sequences("report", "confirmation")


async def move_sequences(*tables: str) -> None:
    """PostgreSQL does not see that ids were given by hand."""
    if not is_postgres():
        return
    for table in tables:
        await database().execute_script(
            f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), MAX(id)) FROM {table}"  # noqa: S608
        )


def _status(wait: Wait, random: Random) -> Status:
    if wait.free:
        return Status.CAPACITY
    if random.random() < 0.12:
        return Status.ASSESSMENT_REQUIRED
    return Status.NO_CAPACITY if wait.low > 8 and random.random() < 0.5 else Status.WAITLIST


def last_confirmed_days_ago(random: Random) -> int | None:
    """How long ago somebody confirmed: most in time, some due, some outdated, a few never."""
    group = random.choices(["fresh", "due", "stale", "never"], [62, 20, 11, 7])[0]
    days = {"fresh": (0, 13), "due": (15, 40), "stale": (43, 150)}
    return None if group == "never" else random.randint(*days[group])


async def make_stop(  # noqa: PLR0913  a stop has this many sides
    offering: Offering,
    municipality_ids: list[int],
    *,
    asked_by: int,
    decided_by: int,
    random: Random,
    today: date,
    decision: StopDecision | None,
) -> None:
    """An intake stop, asked for last week and agreed to, refused, or still to be decided."""
    stop = await IntakeStop.create(
        region_id=offering.region_id,
        offering=offering,
        reason=random.choice(REASONS),
        from_on=today - timedelta(days=random.randint(0, 6)),
        until_on=today + timedelta(days=random.randint(20, 90)) if random.random() < 0.7 else None,
        requested_by_id=asked_by,
        requested_at=datetime.combine(today - timedelta(days=7), time(9, 30), tzinfo=AMSTERDAM),
    )
    decided_at = datetime.combine(today - timedelta(days=5), time(11), tzinfo=AMSTERDAM)
    await StopConsent.bulk_create(
        StopConsent(
            region_id=offering.region_id,
            stop=stop,
            municipality_id=municipality_id,
            decision=decision,
            decided_by_id=decided_by if decision else None,
            decided_at=decided_at if decision else None,
            note="Eerst overleg over cliënten die al wachten."
            if decision is StopDecision.REFUSED
            else "",
        )
        for municipality_id in municipality_ids
    )
