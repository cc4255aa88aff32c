"""Adding, changing, confirming and ending facilities; texts of owners wait for a decision."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from portal.catalogue.models import Municipality
from portal.catalogue.queries import position_of
from portal.journal.actions import record_change
from portal.kernel.actor import Actor
from portal.kernel.clock import now
from portal.kernel.errors import NotFound, PortalError
from portal.mail.actions import post
from portal.socialmap.mails import Verdict, texts_decided
from portal.socialmap.models import (
    Facility,
    FacilityArea,
    FacilityCheck,
    FacilityKeeper,
    FacilityOwner,
    HoursException,
    OpeningHours,
    TextChange,
)
from portal.socialmap.rules.facilities import TEXT_FIELDS, Decision
from portal.socialmap.rules.keeping import STAFF, Keeping, Written


class ChangedMeanwhile(PortalError):
    """Somebody else changed the entry since it was opened."""

    def __init__(self) -> None:
        super().__init__("Iemand anders heeft dit net aangepast. Kijk of het nog klopt.")


async def add_facility(
    keeping: Keeping, owner: FacilityOwner, town_id: int, written: Written
) -> int:
    """Put a facility on the map, for the municipality whose access team looks after it."""
    if not keeping.publishes:
        raise NotFound
    facility = await Facility.create(
        region_id=owner.region_id,
        owner_id=owner.id,
        municipality_id=town_id,
        made_at=now(),
        **await columns_of(town_id, written),
    )
    await write_lists(facility, written)
    await _check(keeping, [facility.id])
    await _note(keeping, "facility.made", [facility.id], facility.region_id)
    return facility.id


async def owner_called(actor: Actor | None, region_id: int, name: str) -> FacilityOwner:
    """The owner of this name in a region; it is made where there is none yet."""
    owner, is_new = await FacilityOwner.get_or_create(region_id=region_id, name=name)
    if is_new:
        await record_change(
            actor,
            "facility_owner.made",
            subject="facility_owner",
            ids=[owner.id],
            region_id=region_id,
        )
    return owner


async def change_facility(
    keeping: Keeping, facility_id: int, written: Written, *, seen: int
) -> bool:
    """Change an entry that this keeper may change; returns whether texts wait for a decision.

    Opening hours, contact and all other facts publish at once. Raises ChangedMeanwhile when
    the entry is no longer the version that was seen.
    """
    facility = await locked(facility_id)
    if facility.version != seen:
        raise ChangedMeanwhile
    texts = {n: v for n, v in written.texts.items() if v != getattr(facility, n)}
    columns = await columns_of(facility.municipality_id, _placed(facility, written))
    if not keeping.publishes:
        columns = {name: value for name, value in columns.items() if name not in written.texts}
    await Facility.filter(id=facility.id).update(**columns, version=seen + 1)
    await write_lists(facility, written)
    await _check(keeping, [facility.id])
    await _note(keeping, "facility.changed", [facility.id], facility.region_id)
    if keeping.publishes:
        return False
    return await _ask(keeping, facility, texts)


def _placed(facility: Facility, written: Written) -> Written:
    """Where it lay before it still lies, unless the address is another or better known now."""
    same = all(
        written.facts.get(name) == getattr(facility, name)
        for name in ("street", "postcode", "place")
    )
    if written.position or not same or facility.latitude is None or facility.longitude is None:
        return written
    return replace(written, position=(facility.latitude, facility.longitude))


async def _ask(keeping: Keeping, facility: Facility, texts: dict[str, str]) -> bool:
    """Let these texts wait, in the place of those that waited before."""
    waiting = TextChange.filter(facility_id=facility.id, decision=None)
    asked: dict[str, Any] = {
        "texts": texts,
        "asked_at": now(),
        "asked_by_id": keeping.person_id,
        "keeper_id": keeping.keeper_id,
    }
    if not texts:
        return await waiting.exists()
    if not await waiting.update(**asked):
        await TextChange.create(facility_id=facility.id, **asked)
    await _note(keeping, "text_change.asked", [facility.id], facility.region_id)
    return True


async def decide_texts(
    actor: Actor, change_id: int, decision: Decision, *, note: str = ""
) -> TextChange:
    """Publish the texts that an owner proposed, or refuse them with a reason.

    The caller has seen that the actor may. Raises NotFound when somebody decided already.
    """
    change = await TextChange.filter(id=change_id, decision=None).select_for_update().first()
    if change is None or not actor.has(*STAFF):
        raise NotFound
    facility = await locked(change.facility_id)
    if decision is Decision.AGREED:
        await Facility.filter(id=facility.id).update(**change.texts, version=facility.version + 1)
        await _check(Keeping(actor=actor), [facility.id])
    await TextChange.filter(id=change.id).update(
        decision=decision, decided_at=now(), decided_by_id=actor.person_id, note=note
    )
    await record_change(
        actor,
        f"text_change.{decision.value}",
        subject="facility",
        ids=[facility.id],
        region_id=facility.region_id,
        change=change.id,
    )
    await _tell_asker(change, facility, decision, note)
    return change


async def _tell_asker(
    change: TextChange, facility: Facility, decision: Decision, note: str
) -> None:
    keeper = await FacilityKeeper.get_or_none(id=change.keeper_id, ended_at=None)
    if keeper is not None:
        verdict = Verdict(
            facility_id=facility.id,
            facility=facility.name,
            agreed=decision is Decision.AGREED,
            note=note,
            texts=[(TEXT_FIELDS[name], text) for name, text in change.texts.items()],
        )
        key = f"texts_decided:{change.id}"
        mail = texts_decided(keeper.email, name=keeper.name, verdict=verdict, dedupe_key=key)
        await post(mail)


async def confirm_facilities(keeping: Keeping, ids: Iterable[int]) -> int:
    """These entries are still right, says somebody who may; how many there were."""
    found = await Facility.filter(id__in=list(ids), ended_at=None).order_by("id")
    await _check(keeping, [one.id for one in found])
    for region_id in sorted({one.region_id for one in found}):
        own = [one.id for one in found if one.region_id == region_id]
        await _note(keeping, "facility.confirmed", own, region_id)
    return len(found)


async def end_facility(actor: Actor, facility_id: int) -> None:
    """Take a facility off the map; what is known of it stays."""
    facility = await locked(facility_id)
    await Facility.filter(id=facility.id).update(ended_at=now(), version=facility.version + 1)
    await record_change(
        actor,
        "facility.ended",
        subject="facility",
        ids=[facility.id],
        region_id=facility.region_id,
    )


async def locked(facility_id: int) -> Facility:
    """This facility until the transaction ends. Raises NotFound."""
    facility = await Facility.filter(id=facility_id, ended_at=None).select_for_update().first()
    if facility is None:
        raise NotFound
    return facility


async def columns_of(town_id: int, written: Written) -> dict[str, Any]:
    """What stands in the entry itself; a postcode alone gives the position of its four digits."""
    columns: dict[str, Any] = {**written.texts, **written.facts, "latitude": None}
    columns["longitude"] = None
    if written.position is not None:
        columns["latitude"], columns["longitude"] = written.position
    elif written.facts.get("postcode"):
        position = await position_of(written.facts["postcode"], town_id)
        columns["latitude"], columns["longitude"] = position
    return columns


async def write_lists(facility: Facility, written: Written) -> None:
    """Its towns, hours and other days, in the place of those that were."""
    towns = Municipality.filter(id__in=list(written.towns), region_id=facility.region_id)
    await FacilityArea.filter(facility_id=facility.id).delete()
    await FacilityArea.bulk_create(
        FacilityArea(facility_id=facility.id, region_id=facility.region_id, municipality_id=one.id)
        for one in await towns.order_by("id")
        if one.id != facility.municipality_id
    )
    await OpeningHours.filter(facility_id=facility.id).delete()
    await OpeningHours.bulk_create(
        OpeningHours(facility_id=facility.id, weekday=day, opens=opens, closes=closes)
        for day, opens, closes in written.hours
    )
    await HoursException.filter(facility_id=facility.id).delete()
    await HoursException.bulk_create(
        HoursException(
            facility_id=facility.id,
            from_on=one.from_on,
            until_on=one.until_on,
            opens=one.opens,
            closes=one.closes,
            note=one.note,
        )
        for one in written.exceptions
    )


async def _check(keeping: Keeping, ids: Iterable[int]) -> None:
    await FacilityCheck.bulk_create(
        FacilityCheck(
            facility_id=one,
            at=now(),
            by_id=keeping.person_id,
            keeper_id=keeping.keeper_id,
            channel=keeping.channel,
        )
        for one in ids
    )


async def _note(keeping: Keeping, action: str, ids: Iterable[int], region_id: int) -> None:
    await record_change(
        keeping.actor,
        action,
        subject="facility",
        ids=ids,
        region_id=region_id,
        keeper=keeping.keeper_id,
        channel=keeping.channel.value,
    )
