"""Facilities as rows with all that is known of them today."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from tortoise.functions import Max
from tortoise.queryset import QuerySet

from portal.availability.rules.row import Named
from portal.kernel.clock import local_date
from portal.kernel.periods import Period
from portal.socialmap.models import (
    Facility,
    FacilityArea,
    FacilityCheck,
    HoursException,
    OpeningHours,
)
from portal.socialmap.rules.facilities import Address, FacilityRow
from portal.socialmap.rules.hours import Exceptionally, Opening, Span, as_time
from portal.socialmap.rules.moments import moment_of


def open_facilities() -> QuerySet[Facility]:
    """Every facility that residents may find, of all regions."""
    return Facility.filter(ended_at=None)


async def facility_rows(found: QuerySet[Facility]) -> list[FacilityRow]:
    """These facilities with all that is known of them, in a few statements however many."""
    facilities = await found.select_related("region", "owner", "municipality").order_by("id")
    ids = [one.id for one in facilities]
    areas, openings = await _areas(ids), await _openings(ids)
    checks = FacilityCheck.filter(facility_id__in=ids).annotate(last=Max("at"))
    last = dict(await checks.group_by("facility_id").values_list("facility_id", "last"))
    return [_row(one, areas[one.id], openings[one.id], last.get(one.id)) for one in facilities]


async def _areas(ids: list[int]) -> dict[int, list[Named]]:
    found: dict[int, list[Named]] = defaultdict(list)
    areas = FacilityArea.filter(facility_id__in=ids).order_by("municipality__name")
    for area in await areas.select_related("municipality"):
        found[area.facility_id].append(Named(id=area.municipality.id, name=area.municipality.name))
    return found


async def _openings(ids: list[int]) -> dict[int, Opening]:
    weekly: dict[int, list[tuple[int, Span]]] = defaultdict(list)
    for one in await OpeningHours.filter(facility_id__in=ids).order_by("weekday", "opens"):
        weekly[one.facility_id].append((one.weekday, _span(one.opens, one.closes)))
    others: dict[int, list[Exceptionally]] = defaultdict(list)
    for other in await HoursException.filter(facility_id__in=ids).order_by("from_on", "id"):
        span = _span(other.opens, other.closes) if other.opens and other.closes else None
        period = Period(other.from_on, other.until_on)
        others[other.facility_id].append(Exceptionally(period=period, span=span, note=other.note))
    return defaultdict(
        Opening,
        {
            one: Opening(weekly=tuple(weekly[one]), exceptions=tuple(others[one]))
            for one in {*weekly, *others}
        },
    )


def _span(opens: str, closes: str) -> Span:
    return Span(as_time(opens), as_time(closes))


def _row(one: Facility, areas: Iterable[Named], opening: Opening, last: Any) -> FacilityRow:
    own = Named(id=one.municipality.id, name=one.municipality.name)
    return FacilityRow(
        id=one.id,
        region=Named(id=one.region.id, name=one.region.name),
        municipality=own,
        municipalities=(own, *(area for area in areas if area.id != own.id)),
        owner=Named(id=one.owner.id, name=one.owner.name),
        name=one.name,
        summary=one.summary,
        description=one.description,
        how_to=one.how_to,
        cost=one.cost,
        cost_note=one.cost_note,
        themes=tuple(one.themes),
        audiences=tuple(one.audiences),
        languages=tuple(one.languages),
        where=_address(one),
        wheelchair_accessible=one.wheelchair_accessible,
        access_note=one.access_note,
        phone=one.phone,
        email=one.email,
        website=one.website,
        opening=opening,
        checked_on=local_date(moment_of(last)) if last else None,
        cadence_days=one.cadence_days,
        version=one.version,
    )


def _address(one: Facility) -> Address | None:
    if one.latitude is None or one.longitude is None:
        return None
    return Address(
        street=one.street,
        postcode=one.postcode,
        place=one.place,
        latitude=one.latitude,
        longitude=one.longitude,
    )
