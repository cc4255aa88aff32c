"""Taking over facilities from a feed of others; what changed here meanwhile stays if it can."""

from datetime import date, datetime, time
from typing import Any

from portal.availability.rules.figures import Channel
from portal.journal.actions import record_change
from portal.kernel.clock import AMSTERDAM, now
from portal.socialmap.actions.facilities import columns_of, locked, owner_called, write_lists
from portal.socialmap.models import Facility, FacilityCheck, FeedSource, TakenOver
from portal.socialmap.rules.keeping import Written


async def source_called(region_id: int, name: str, *, at: datetime) -> FeedSource:
    """The source of this name in a region, and that it was read now."""
    source, _ = await FeedSource.get_or_create({"read_at": at}, region_id=region_id, name=name)
    await FeedSource.filter(id=source.id).update(read_at=at)
    return source


async def take_over(
    source: FeedSource,
    uid: str,
    digest: str,
    owner_name: str,
    town_id: int,
    written: Written,
) -> int:
    """Make or change the facility of this entry; returns its number."""
    owner = await owner_called(None, source.region_id, owner_name)
    values = await columns_of(town_id, written)
    values |= {"owner_id": owner.id, "municipality_id": town_id}
    known = await TakenOver.get_or_none(source_id=source.id, uid=uid).select_related("facility")
    if known is None or known.facility.ended_at is not None:
        facility = await Facility.create(region_id=source.region_id, made_at=now(), **values)
    else:
        facility = await _changed(known.facility_id, values)
    await write_lists(facility, written)
    await TakenOver.update_or_create(
        {"facility_id": facility.id, "digest": digest, "region_id": source.region_id},
        source_id=source.id,
        uid=uid,
    )
    return facility.id


async def _changed(facility_id: int, values: dict[str, Any]) -> Facility:
    facility = await locked(facility_id)
    await Facility.filter(id=facility.id).update(**values, version=facility.version + 1)
    await facility.refresh_from_db()
    return facility


async def note_checked(facility_id: int, on: date) -> None:
    """The other feed says that the entry was right on this day."""
    at = datetime.combine(on, time(12), AMSTERDAM)
    if not await FacilityCheck.filter(facility_id=facility_id, at__gte=at).exists():
        await FacilityCheck.create(facility_id=facility_id, at=at, channel=Channel.UPLOAD)


async def end_taken_over(source: FeedSource, uids: list[str]) -> list[int]:
    """What the feed no longer has leaves the map; returns the numbers of the facilities."""
    entries = await TakenOver.filter(source_id=source.id, uid__in=uids)
    ids = [one.facility_id for one in entries]
    open_ids = [one.id for one in await Facility.filter(id__in=ids, ended_at=None)]
    for facility_id in open_ids:
        facility = await locked(facility_id)
        await Facility.filter(id=facility_id).update(ended_at=now(), version=facility.version + 1)
    return open_ids


async def note_taken_over(source: FeedSource, taken: list[int], ended: list[int]) -> None:
    """Tell the journal what came of it."""
    for action, ids in (("facility.taken_over", taken), ("facility.ended", ended)):
        if ids:
            await record_change(
                None,
                action,
                subject="facility",
                ids=ids,
                region_id=source.region_id,
                source=source.id,
            )
