"""Intake stops: the provider asks, each municipality answers, the provider may withdraw."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from portal.accounts.models import Person
from portal.availability.actions.reports import locked_row
from portal.availability.mails.stops import stop_decided, stop_requested
from portal.availability.models import IntakeStop, StopConsent
from portal.availability.queries import offerings_editable_by, row_for
from portal.availability.queries.stops import deciders_of
from portal.availability.rules.row import Row
from portal.availability.rules.stops import StopDecision, asked_already
from portal.availability.rules.words import listed
from portal.catalogue.models import Municipality
from portal.journal.actions import record_change
from portal.kernel.actor import Actor, Role
from portal.kernel.clock import now
from portal.kernel.errors import NotAllowed, NotFound, NotValid
from portal.kernel.periods import Period
from portal.mail.actions import post


@dataclass(frozen=True, slots=True, kw_only=True)
class StopWish:
    """What a provider asks: why, for how long (open-ended without the last day) and of whom."""

    reason: str
    from_on: date
    until_on: date | None
    municipality_ids: Sequence[int]


async def request_stop(actor: Actor, offering_id: int, wish: StopWish, *, on: date) -> IntakeStop:
    """Ask these municipalities to let an offering take no new clients for a while.

    It changes nothing until they agree, each for itself. Raises NotValid for a stop that has
    begun in the past, ends before it begins, names no municipality or one not served, or asks
    what was asked for that period already.
    """
    row = await locked_row(actor, offering_id)
    asked = sorted(set(wish.municipality_ids))
    _check(row, wish, asked, on=on)
    stop = await IntakeStop.create(
        region_id=row.region.id,
        offering_id=row.id,
        reason=wish.reason,
        from_on=wish.from_on,
        until_on=wish.until_on,
        requested_by_id=actor.person_id,
        requested_at=now(),
    )
    await StopConsent.bulk_create(
        StopConsent(region_id=row.region.id, stop_id=stop.id, municipality_id=municipality_id)
        for municipality_id in asked
    )
    await record_change(
        actor,
        "stop.requested",
        subject="offering",
        ids=[row.id],
        region_id=row.region.id,
        stop=stop.id,
        municipalities=asked,
    )
    await _ask_who_decides(actor, row, stop, asked)
    return stop


def _check(row: Row, wish: StopWish, asked: Sequence[int], *, on: date) -> None:
    if not asked or not set(asked) <= {m.id for m in row.municipalities}:
        raise NotValid("Kies een of meer gemeenten waar dit aanbod geldt.")
    if wish.from_on < on or (wish.until_on is not None and wish.until_on < wish.from_on):
        raise NotValid("Een stop begint vandaag of later en eindigt niet voor de begindatum.")
    already = asked_already(
        [stop.stop for stop in row.stops], Period(wish.from_on, wish.until_on), asked
    )
    if already:
        names = listed([m.name for m in row.municipalities if m.id in already])
        raise NotValid(f"Voor {names} is in deze periode al een aanmeldstop aangevraagd.")


async def _ask_who_decides(actor: Actor, row: Row, stop: IntakeStop, asked: Sequence[int]) -> None:
    for address, municipality_ids in (await deciders_of(row.region.id, asked)).items():
        mail = stop_requested(
            address, row=row, stop=stop, municipality_ids=municipality_ids, asker=actor.name
        )
        await post(mail)


async def withdraw_stop(actor: Actor, stop_id: int) -> IntakeStop:
    """The provider no longer wants this stop: it ends at once where it was in force."""
    stop = await IntakeStop.select_for_update().get_or_none(id=stop_id)
    if stop is None or not await offerings_editable_by(actor).filter(id=stop.offering_id).exists():
        raise NotFound
    if stop.withdrawn_at is not None:
        return stop
    stop.withdrawn_at = now()
    stop.withdrawn_by_id = actor.person_id
    await stop.save(update_fields=["withdrawn_at", "withdrawn_by_id"])
    await record_change(
        actor,
        "stop.withdrawn",
        subject="offering",
        ids=[stop.offering_id],
        region_id=stop.region_id,
        stop=stop.id,
    )
    return stop


async def decide_stop(
    actor: Actor, stop_id: int, municipality_id: int, decision: StopDecision, *, note: str = ""
) -> StopConsent:
    """A municipality agrees to a requested stop or refuses it; the region may record it for it.

    The contract standard demands the municipality's consent per municipality. Raises NotFound
    for another municipality's or region's stop, NotAllowed when it was decided or withdrawn.
    """
    consent = await StopConsent.select_for_update().get_or_none(
        stop_id=stop_id, municipality_id=municipality_id
    )
    if consent is None or not await _decides_for(actor, consent):
        raise NotFound
    stop = await IntakeStop.get(id=stop_id)
    if consent.decision is not None or stop.withdrawn_at is not None:
        raise NotAllowed("Over deze stop is al besloten, of de aanbieder heeft hem ingetrokken.")
    consent.decision = decision
    consent.decided_by_id = actor.person_id
    consent.decided_at = now()
    consent.on_behalf = actor.role is Role.REGION_MANAGER
    consent.note = note
    await consent.save()
    await record_change(
        actor,
        f"stop.{decision.value}",
        subject="offering",
        ids=[stop.offering_id],
        region_id=stop.region_id,
        stop=stop.id,
        municipality=municipality_id,
        on_behalf=consent.on_behalf,
    )
    await _tell_who_asked(actor, stop, consent)
    return consent


async def _tell_who_asked(actor: Actor, stop: IntakeStop, consent: StopConsent) -> None:
    asker = await Person.get(id=stop.requested_by_id)
    row = await row_for(actor, stop.offering_id)
    await post(stop_decided(asker.email, row=row, stop=stop, consent=consent, decider=actor.name))


async def _decides_for(actor: Actor, consent: StopConsent) -> bool:
    if actor.role is Role.MUNICIPALITY_MEMBER:
        return consent.municipality_id == actor.municipality_id
    if actor.role is Role.REGION_MANAGER:
        return await Municipality.filter(
            id=consent.municipality_id, region_id=actor.region_id
        ).exists()
    return False
