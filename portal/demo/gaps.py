"""Gaps that consultants of the demo reported, one of them dealt with."""

from datetime import date, datetime, time, timedelta
from typing import Final

from portal.accounts.models import Person
from portal.demo.landscape import Landscape
from portal.gaps.models import GapReport
from portal.gaps.rules import GapReason
from portal.kernel.clock import AMSTERDAM

REPORTS: Final = (
    ("KDV", "Opmeer", GapReason.WAIT_TOO_LONG, "Mantelzorger is overbelast.", 3),
    ("KDV", "Opmeer", GapReason.WAIT_TOO_LONG, "", 12),
    ("BGB", "Medemblik", GapReason.WAIT_TOO_LONG, "Kan niet tot februari wachten.", 5),
    ("DBA", "Hoorn", GapReason.DOES_NOT_FIT, "Niemand spreekt Tigrinya.", 8),
    (None, "Koggenland", GapReason.OTHER, "Er is geen hulp in het weekend.", 20),
    ("BGS", "Enkhuizen", GapReason.NONE_OFFERED, "Alleen op een ander adres mogelijk.", 41),
)
CLOSED: Final = {"BGS": "Het Anker komt nu ook in Enkhuizen aan huis."}


async def make_gaps(west: Landscape, today: date) -> None:
    """A consultant found nothing that fits, six times; the region dealt with one of them."""
    noor = await Person.get(email="consulent@demo.test")
    rik = await Person.get(email="regio@demo.test")
    products = {product.code: product for own in west.products.values() for product in own}
    for code, municipality, reason, remark, days_ago in REPORTS:
        day = today - timedelta(days=days_ago)
        closed = code in CLOSED
        await GapReport.create(
            region=west.region,
            municipality=west.municipalities[municipality],
            product=products[code] if code else None,
            reason=reason,
            remark=remark,
            reported_on=day,
            reported_at=datetime.combine(day, time(11, 20), tzinfo=AMSTERDAM),
            by=noor,
            closed_at=_a_week_later(day) if closed else None,
            closed_by=rik if closed else None,
            closing_note=CLOSED.get(code or "", ""),
        )


def _a_week_later(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=7), time(15), tzinfo=AMSTERDAM)
