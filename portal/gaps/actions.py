"""Reporting a gap in the care landscape, and closing the report."""

from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any, Final

from portal.catalogue.models import Municipality, Product
from portal.gaps.models import GapReport
from portal.gaps.queries import REPORTERS, gaps_visible_to, region_id_around
from portal.gaps.rules import GapReason
from portal.journal.actions import record_change
from portal.kernel.actor import Actor, Role
from portal.kernel.clock import now
from portal.kernel.errors import NotAllowed, NotFound, NotValid
from portal.kernel.freetext import personal_data_in

PRESSED_TWICE: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """What nobody could be found for, where, and why."""

    municipality_id: int
    product_id: int | None
    reason: GapReason
    remark: str = ""


async def report_gap(actor: Actor, missing: Missing, *, on: date) -> GapReport:
    """Tell the region that nothing fits; the same words within a minute are the same report.

    Raises NotFound for another region's municipality or product and for who may not report,
    NotValid when the remark holds personal data.
    """
    if not actor.has(*REPORTERS):
        raise NotFound
    region_id = await region_id_around(actor)
    await _check(missing, region_id)
    told: dict[str, Any] = asdict(missing) | {
        "region_id": region_id,
        "by_id": actor.person_id,
        "reported_on": on,
    }
    twice = {"closed_at": None, "reported_at__gt": now() - PRESSED_TWICE}
    if before := await GapReport.filter(**told, **twice).first():
        return before
    gap = await GapReport.create(**told, reported_at=now())
    await _note(actor, "gap.reported", gap)
    return gap


async def _check(missing: Missing, region_id: int) -> None:
    here = await Municipality.exists(id=missing.municipality_id, region_id=region_id)
    product = missing.product_id
    known = product is None or await Product.exists(id=product, region_id=region_id)
    if not here or not known:
        raise NotFound
    _refuse_personal_data(missing.remark)


async def close_gap(actor: Actor, gap_id: int, *, note: str) -> GapReport:
    """The region dealt with this report and says what came of it.

    Raises NotFound for another region's, NotAllowed when it was closed already.
    """
    gap = await gaps_visible_to(actor).select_for_update().get_or_none(id=gap_id)
    if gap is None or not actor.has(Role.REGION_MANAGER):
        raise NotFound
    if gap.closed_at is not None:
        raise NotAllowed("Deze melding is al afgehandeld.")
    _refuse_personal_data(note)
    gap.closed_at = now()
    gap.closed_by_id = actor.person_id
    gap.closing_note = note
    await gap.save(update_fields=["closed_at", "closed_by_id", "closing_note"])
    await _note(actor, "gap.closed", gap)
    return gap


def _refuse_personal_data(text: str) -> None:
    found = personal_data_in(text)
    if found:
        raise NotValid(f"In de tekst staat {found}. Haal dat weg.")


async def _note(actor: Actor, action: str, gap: GapReport) -> None:
    await record_change(
        actor,
        action,
        subject="gap_report",
        ids=[gap.id],
        region_id=gap.region_id,
        municipality=gap.municipality_id,
        product=gap.product_id,
        cause=gap.reason.value,
    )
