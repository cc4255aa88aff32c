"""What management information is counted from: a fixed number of queries for a whole region."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from portal.availability.models import (
    Confirmation,
    IntakeStop,
    Offering,
    ReminderRow,
    StatedFigures,
    StopConsent,
)
from portal.availability.queries import rows
from portal.availability.queries.offerings import figures_of
from portal.availability.rules.figures import Figures
from portal.availability.rules.row import Row, StopRow
from portal.availability.rules.stops import StopDecision
from portal.kernel.actor import Actor
from portal.kernel.clock import AMSTERDAM, local_date
from portal.kernel.periods import Period
from portal.oversight.rules.management import Account, AskedStop, Past, Said, account


@dataclass(slots=True)
class _Facts:
    """What other tables tell about the offerings of a region."""

    withdrawn: dict[int, date] = field(default_factory=dict[int, date])
    confirmations: dict[int, list[dict[str, Any]]] = field(
        default_factory=lambda: defaultdict[int, list[dict[str, Any]]](list)
    )
    figures: dict[int, Figures] = field(default_factory=dict[int, Figures])
    requested: dict[int, date] = field(default_factory=dict[int, date])
    agreed: dict[int, date] = field(default_factory=dict[int, date])
    reminders: Counter[int] = field(default_factory=Counter[int])


async def management_account(actor: Actor, period: Period, *, today: date) -> Account:
    """The management information of the actor's region; withdrawn offerings count until then."""
    facts = await _facts(actor, period)
    found = await rows(Offering.filter(region_id=actor.region_id))
    pasts = [_past(row, facts) for row in found]
    return account(actor.organisation_name, pasts, period, today=today)


async def _facts(actor: Actor, period: Period) -> _Facts:
    assert period.until_on is not None, "an account is given over a closed period"
    before = datetime.combine(period.until_on + timedelta(days=1), time(), AMSTERDAM)
    here = {"region_id": actor.region_id}
    facts = _Facts()
    gone = Offering.filter(**here).exclude(withdrawn_at=None)
    facts.withdrawn = {
        one: local_date(at) for one, at in await gone.values_list("id", "withdrawn_at")
    }
    for one in (
        await Confirmation.filter(**here, at__lt=before)
        .order_by("at", "id")
        .values("offering_id", "report_id", "at", "unchanged", "channel", "report__announced_on")
    ):
        facts.confirmations[one["offering_id"]].append(one)
    stated = StatedFigures.filter(**here, municipality_id=None, report__at__lt=before)
    facts.figures = {one.report_id: figures_of(one) for one in await stated}
    await _add_stops(facts, here)
    reminded = ReminderRow.filter(
        offering__region_id=actor.region_id,
        link__digest_on__gte=period.from_on,
        link__digest_on__lte=period.until_on,
    )
    facts.reminders = Counter(await _ids(reminded))
    return facts


async def _ids(reminded: Any) -> list[int]:
    return await reminded.values_list("offering_id", flat=True)


async def _add_stops(facts: _Facts, here: dict[str, Any]) -> None:
    asked = await IntakeStop.filter(**here).values_list("id", "requested_at")
    facts.requested = {one: local_date(at) for one, at in asked}
    consents = StopConsent.filter(**here, decision=StopDecision.AGREED)
    for stop_id, at in await consents.order_by("-decided_at").values_list("stop_id", "decided_at"):
        facts.agreed[stop_id] = local_date(at)


def _past(row: Row, facts: _Facts) -> Past:
    return Past(
        row=row,
        withdrawn_on=facts.withdrawn.get(row.id),
        said=[_said(row, one, facts) for one in facts.confirmations[row.id]],
        stops=[_asked_stop(one, facts) for one in row.stops],
        reminders=facts.reminders[row.id],
    )


def _said(row: Row, raw: dict[str, Any], facts: _Facts) -> Said:
    figures = facts.figures[raw["report_id"]]
    return Said(
        on=local_date(raw["at"]),
        channel=raw["channel"],
        unchanged=raw["unchanged"],
        wait=figures.expected(has_intake=row.has_intake),
        places_free=figures.places_free,
        places_max=figures.places_max,
        waiting=figures.waiting,
        announced_on=raw["report__announced_on"],
    )


def _asked_stop(one: StopRow, facts: _Facts) -> AskedStop:
    return AskedStop(
        stop=one.stop, requested_on=facts.requested[one.id], agreed_on=facts.agreed.get(one.id)
    )
