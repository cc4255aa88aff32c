"""An untidy spread of figures and stops: most current, some due, outdated or unknown."""

import json
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Final

from bench.filling.regions import Place, Product, Region
from bench.filling.rows import Rows
from portal.availability.rules.figures import Basis, Channel, Status
from portal.demo.figures import REASONS, REMARKS
from portal.kernel.clock import AMSTERDAM

HALF_DAY: Final = "dagdeel"


class Figures:
    """Makes what providers state of their offerings."""

    def __init__(self, rows: Rows, random: Random, today: date, now: datetime) -> None:
        self.rows = rows
        self.random = random
        self.today = today
        self.now = now

    def report(
        self, region: Region, offering: int, product: Product, where: Place, by: int, ago: int
    ) -> None:
        random = self.random
        announced = random.random() < 0.06
        stated_at = self._moment(ago + random.choice([0, 0, 14, 40]))
        report = self.rows.add(
            "report",
            region_id=region.id,
            offering_id=offering,
            at=stated_at,
            by_id=by,
            channel=random.choice([Channel.SCREEN, Channel.MAIL, Channel.UPLOAD]).value,
            undoes_id=None,
            remark=random.choice(REMARKS[3:]) if random.random() < 0.3 else "",
            announced_on=self.today + timedelta(days=random.randint(10, 60)) if announced else None,
            announced_status=Status.WAITLIST.value if announced else None,
            announced_start_low=35 if announced else None,
            announced_start_high=42 if announced else None,
        )
        self._figures(region, report, product, None)
        if random.random() < 0.05:
            self._figures(region, report, product, random.choice(where.serves).id)
        confirmation = self.rows.add(
            "confirmation",
            region_id=region.id,
            offering_id=offering,
            report_id=report,
            unchanged=False,
            at=self._moment(ago),
            by_id=by,
            channel=Channel.SCREEN.value,
        )
        self.rows.add(
            "current_report",
            region_id=region.id,
            offering_id=offering,
            report_id=report,
            confirmation_id=confirmation,
        )

    def _figures(
        self, region: Region, report: int, product: Product, municipality_id: int | None
    ) -> None:
        random = self.random
        silent = random.random() < 0.06
        low = random.choice([0, 0, 1, 2, 3, 4, 6, 8, 12])
        high = low + random.choice([0, 1, 2, 2, 4])
        intake = random.randint(0, 4)
        free = random.choice([0, 1, 2, 3, 5]) if low < 3 else 0
        most = random.choice([None, 8, 12, 16, 24])
        unit = 1 if low < 3 and random.random() < 0.1 else 7
        asked = product.has_intake and not silent
        self.rows.add(
            "stated_figures",
            region_id=region.id,
            report_id=report,
            municipality_id=municipality_id,
            status=self._status(low, free),
            intake_low=max(0, intake - 1) * 7 if asked else None,
            intake_high=intake * 7 if asked else None,
            start_low=None if silent else low * unit,
            start_high=None if silent else high * unit,
            basis=random.choice(list(Basis)).value,
            places_max=most,
            places_taken=None if most is None else most - free,
            places_reserved=None,
            places_free=free if free or random.random() < 0.7 else None,
            waiting=None if free or random.random() < 0.2 else low * 2,
            weekly_free=None,
            half_days=json.dumps({"di_o": 2, "do_m": 1} if product.unit == HALF_DAY else {}),
        )

    def _status(self, low: int, free: int) -> str:
        if free:
            return Status.CAPACITY.value
        if self.random.random() < 0.12:
            return Status.ASSESSMENT_REQUIRED.value
        return (Status.NO_CAPACITY if low > 8 else Status.WAITLIST).value

    def _moment(self, days_ago: int) -> datetime:
        at = time(self.random.randint(8, 16), self.random.randint(0, 59))
        day = self.today - timedelta(days=days_ago)
        return min(datetime.combine(day, at, tzinfo=AMSTERDAM), self.now)

    def stop(self, region: Region, offering: int, where: Place, by: int) -> None:
        """A stop: two in three are agreed to by every municipality, the others are still asked."""
        agreed = self.random.random() < 0.67
        asked_at = self._moment(7)
        stop = self.rows.add(
            "intake_stop",
            region_id=region.id,
            offering_id=offering,
            reason=self.random.choice(REASONS),
            from_on=self.today - timedelta(days=3),
            until_on=self.today + timedelta(days=60) if self.random.random() < 0.7 else None,
            requested_by_id=by,
            requested_at=asked_at,
            withdrawn_at=None,
            withdrawn_by_id=None,
        )
        for one in where.serves:
            self.rows.add(
                "stop_consent",
                region_id=region.id,
                stop_id=stop,
                municipality_id=one.id,
                decision="agreed" if agreed else None,
                decided_by_id=region.manager_id if agreed else None,
                decided_at=asked_at if agreed else None,
                on_behalf=agreed,
                note="",
            )
