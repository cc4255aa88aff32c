"""Changing a key: the entry ends and a successor opens, so that both values stay visible."""

from dataclasses import replace
from datetime import date

from tortoise.queryset import QuerySet

from portal.catalogue.models import Region
from portal.kernel.actor import Actor, Role
from portal.kernel.clock import now
from portal.kernel.errors import NotAllowed, NotFound, NotValid
from portal.waitlists.actions.chain import Deed, change_key
from portal.waitlists.actions.locking import (
    lock_lists,
    locked_among,
    note,
    refuse_personal_data,
)
from portal.waitlists.models import BackDating, Entry
from portal.waitlists.queries import descendants_of, entries_visible_to
from portal.waitlists.rules.key import Urgency
from portal.waitlists.rules.moves import BackDatingDecision, LinkKind


def entries_corrected_by(actor: Actor) -> QuerySet[Entry]:
    """The entries whose key this actor may change: the access team's, and the whole region's."""
    if actor.role is Role.REGION_MANAGER:
        return Entry.filter(region_id=actor.region_id)
    if actor.role is Role.CONSULTANT:
        return entries_visible_to(actor)
    return Entry.filter(id__in=[])


async def correct_date(
    actor: Actor, entry_id: int, *, registered_on: date, reason: str, on: date
) -> Entry:
    """Correct the day of aanmelding: to a later day the access team, to an earlier one the region.

    Raises NotFound for others, NotAllowed for the wrong one of the two, NotValid without a
    reason or for a day in the future.
    """
    _check_reason(reason)
    entry = await locked_among(entries_corrected_by(actor), entry_id)
    if registered_on > on or registered_on == entry.registered_on:
        raise NotValid("Kies een andere dag, die niet in de toekomst ligt.")
    earlier = registered_on < entry.registered_on
    if earlier != (actor.role is Role.REGION_MANAGER):
        raise NotAllowed(
            "Alleen de regio zet een aanmelding vroeger."
            if earlier
            else "Alleen de lokale toegang zet een aanmelding later."
        )
    _require_open(entry)
    deed = Deed(by=actor, on=on, reason=reason.strip())
    return await change_key(deed, entry, entry.key.corrected(registered_on), LinkKind.CORRECTION)


async def change_urgency(
    actor: Actor, entry_id: int, *, urgency: Urgency, reason: str, on: date
) -> Entry:
    """Another class of urgency, where the region uses that; the access team decides."""
    _check_reason(reason)
    if actor.role is not Role.CONSULTANT:
        raise NotFound
    entry = await locked_among(entries_corrected_by(actor), entry_id)
    if not (await Region.get(id=entry.region_id)).uses_urgency or urgency == entry.urgency:
        raise NotValid("Deze regio werkt niet met urgentie, of dit is al de urgentie.")
    _require_open(entry)
    deed = Deed(by=actor, on=on, reason=reason.strip())
    return await change_key(deed, entry, entry.key.with_urgency(urgency), LinkKind.URGENCY)


def _check_reason(reason: str) -> None:
    refuse_personal_data(reason)
    if not reason.strip():
        raise NotValid("Schrijf op waarom.")


def _require_open(entry: Entry) -> None:
    if not entry.is_open:
        raise NotAllowed("De cliënt wacht niet meer op deze lijst.")


async def decide_back_dating(
    actor: Actor, back_dating_id: int, *, confirmed: bool, on: date
) -> list[Entry]:
    """The region confirms that an aanmelding is older than its entry, or refuses that.

    Confirmed, whatever the entry has become by now ranks from that day, unless it ranks from an
    earlier one already. Returns the new entries. Raises NotAllowed when it was decided.
    """
    if actor.role is not Role.REGION_MANAGER:
        raise NotFound
    claim = await (
        BackDating.filter(id=back_dating_id, region_id=actor.region_id)
        .select_for_update()
        .get_or_none()
    )
    if claim is None:
        raise NotFound
    if claim.decision is not None:
        raise NotAllowed("Hierover is al besloten.")
    claim.decision = BackDatingDecision.CONFIRMED if confirmed else BackDatingDecision.REFUSED
    claim.decided_by_id, claim.decided_at = actor.person_id, now()
    await claim.save(update_fields=["decision", "decided_by_id", "decided_at"])
    entry = await Entry.get(id=claim.entry_id).select_related("need__client")
    await note(actor, f"entry.back_dating_{claim.decision}", entry)
    return await _back_dated(actor, claim, on=on) if confirmed else []


async def _back_dated(actor: Actor, claim: BackDating, *, on: date) -> list[Entry]:
    made: list[Entry] = []
    became = await descendants_of(claim.entry_id)
    await lock_lists([entry.offering_id for entry in became])
    original = (await Entry.get(id=claim.entry_id)).key
    deed = Deed(by=actor, on=on, reason=claim.reason)
    for found in await descendants_of(claim.entry_id):
        entry = await Entry.get(id=found.id).select_related("need__client")
        claimed = replace(original, registered_on=claim.claimed_on, urgency=entry.key.urgency)
        if claimed < entry.key:
            made.append(await change_key(deed, entry, claimed, LinkKind.CORRECTION))
    return made
