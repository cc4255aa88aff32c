"""Waitlists of one region, for whoever looks after it; a fixed number of queries."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, Final

from tortoise.expressions import Q

from portal.availability.models import MeasuredWait
from portal.kernel.actor import Actor, Role
from portal.kernel.errors import NotFound
from portal.providers.models import AccessTeamArea
from portal.waitlists.models import (
    BackDating,
    Entry,
    Postponement,
    ReturnToConsultant,
)
from portal.waitlists.queries.places import ORDER
from portal.waitlists.queries.region import back_datings_to_decide, out_of_order_calls
from portal.waitlists.rules.key import Key
from portal.waitlists.rules.moves import Status
from portal.waitlists.rules.references import read_reference
from portal.waitlists.rules.region import Called, Claim, Counted, RegionLists, Returned, ToLink

READERS: Final = (Role.REGION_MANAGER, Role.INSPECTOR)
LOOK_BACK: Final = timedelta(days=90)


async def region_lists(actor: Actor, *, on: date) -> RegionLists:
    """Counts, exceptions and what waits for the region. Raises NotFound for others."""
    if not actor.has(*READERS) or actor.region_id is None:
        raise NotFound
    region_id = actor.region_id
    return RegionLists(
        counted=await _counted(region_id, on=on),
        claims=await _claims(actor),
        returned=await _returned(region_id, on=on),
        called=await _called(actor, on=on),
        to_link=await _to_link(region_id),
    )


async def _counted(region_id: int, *, on: date) -> list[Counted]:
    current = Postponement.filter(
        region_id=region_id, ended_at=None, from_on__lte=on, until_on__gte=on
    )
    postponed = {one.entry_id for one in await current}
    raw: list[Any] = await Entry.filter(region_id=region_id, ended_at=None).values(
        "id", "status", "registered_on", "offering__product_id"
    )
    by_product: dict[int, list[Any]] = defaultdict(list)
    for one in raw:
        by_product[one["offering__product_id"]].append(one)
    measured = await _measured(region_id)
    names = await _products(by_product)
    counted = [
        _count(names[product_id], own, postponed, measured[product_id], on)
        for product_id, own in by_product.items()
    ]
    return sorted(counted, key=lambda one: (-one.past_norm, -one.waiting, one.product))


async def _products(by_product: dict[int, list[Any]]) -> dict[int, Any]:
    found = await Entry.filter(
        ended_at=None, offering__product_id__in=list(by_product)
    ).distinct().values(
        "offering__product_id",
        "offering__product__name",
        "offering__product__category",
        "offering__product__code",
        "offering__product__norm_days",
    )  # fmt: skip
    return {one["offering__product_id"]: one for one in found}


async def _measured(region_id: int) -> dict[int, list[int]]:
    medians: dict[int, list[int]] = defaultdict(list)
    known = MeasuredWait.filter(region_id=region_id).exclude(started_median=None)
    for product_id, median in await known.values_list("offering__product_id", "started_median"):
        medians[product_id].append(median)
    return medians


def _count(
    product: Any, own: Sequence[Any], postponed: set[int], measured: list[int], on: date
) -> Counted:
    counts = [one for one in own if one["id"] not in postponed]
    days = [(on - one["registered_on"]).days for one in counts]
    norm = product["offering__product__norm_days"]
    return Counted(
        product=product["offering__product__name"],
        code=product["offering__product__category"] + product["offering__product__code"],
        waiting=len(counts),
        invited=sum(one["status"] == Status.INVITED for one in counts),
        postponed=len(own) - len(counts),
        longest_days=max(days, default=None),
        norm_days=norm,
        past_norm=sum(norm is not None and one > norm for one in days),
        measured=sorted(measured),
    )


async def _claims(actor: Actor) -> list[Claim]:
    found = await back_datings_to_decide(actor).select_related(
        "entry__need__client__municipality",
        "entry__offering__provider",
        "entry__offering__product",
        "asked_by",
    )
    stands = await _standing_now(found)
    return [
        Claim(
            id=one.id,
            client_id=one.entry.need.client_id,
            provider=one.entry.offering.provider.name,
            product=one.entry.offering.product.name,
            municipality=one.entry.need.client.municipality.name,
            claimed_on=one.claimed_on,
            entered_on=one.entry.opened_on,
            reason=one.reason,
            asked_by=one.asked_by.name if one.asked_by else "",
            passes=_passes(one, stands),
        )
        for one in found
    ]


async def _standing_now(claims: Sequence[BackDating]) -> dict[int, list[tuple[int, Key]]]:
    """The open entries of the lists that are claimed on, by offering."""
    lists = {one.entry.offering_id for one in claims}
    stands: dict[int, list[tuple[int, Key]]] = defaultdict(list)
    every = Entry.filter(offering_id__in=lists, ended_at=None)
    for one in await every.only("id", "offering_id", *ORDER[:-1]):
        stands[one.offering_id].append((one.id, one.key))
    return stands


def _passes(claim: BackDating, stands: dict[int, list[tuple[int, Key]]]) -> int:
    """How many stand between the place that is claimed and the place of today."""
    entry = claim.entry
    claimed = replace(entry.key, registered_on=claim.claimed_on)
    return sum(claimed < key < entry.key for _, key in stands[entry.offering_id])


async def _returned(region_id: int, *, on: date) -> list[Returned]:
    recent = Q(answer=None) | Q(returned_on__gte=on - LOOK_BACK)
    found = (
        ReturnToConsultant.filter(recent, region_id=region_id)
        .order_by("-returned_on", "-id")
        .select_related(
            "entry__need__client__municipality",
            "entry__offering__provider",
            "entry__offering__product",
        )
    )
    return [
        Returned(
            on=one.returned_on,
            provider=one.entry.offering.provider.name,
            product=one.entry.offering.product.name,
            municipality=one.entry.need.client.municipality.name,
            cause=one.cause,
            reason=one.reason,
            answer=one.answer,
        )
        for one in await found
    ]


async def _called(actor: Actor, *, on: date) -> list[Called]:
    found = (
        out_of_order_calls(actor)
        .filter(invitation__invited_on__gte=on - LOOK_BACK)
        .select_related(
            "invitation__entry__offering__provider", "invitation__entry__offering__product"
        )
    )
    return [
        Called(
            on=one.invitation.invited_on,
            provider=one.invitation.entry.offering.provider.name,
            product=one.invitation.entry.offering.product.name,
            passed=len(one.passed),
            reason=one.reason,
        )
        for one in await found
    ]


async def _to_link(region_id: int) -> list[ToLink]:
    raw: list[Any] = await Entry.filter(
        region_id=region_id, ended_at=None, need__client__linked_at=None
    ).values_list(
        "offering__provider__name",
        "need__client__municipality_id",
        "need__client__municipality__name",
    )
    teams: dict[int, list[str]] = defaultdict(list)
    areas = AccessTeamArea.filter(region_id=region_id)
    for town_id, name in await areas.values_list("municipality_id", "access_team__name"):
        teams[town_id].append(name)
    counts = Counter(raw)
    return [
        ToLink(provider=provider, municipality=town, team=", ".join(teams[town_id]), count=count)
        for (provider, town_id, town), count in sorted(counts.items())
    ]


async def open_lists(actor: Actor) -> list[tuple[int, str]]:
    """The lists of the region on which somebody waits: id and name, by name."""
    raw: list[Any] = await (
        Entry.filter(region_id=actor.region_id, ended_at=None)
        .distinct()
        .values_list(
            "offering_id",
            "offering__provider__name",
            "offering__product__name",
            "offering__location__name",
            "offering__service_area__name",
        )
    )
    named = [(one, f"{who}: {what}, {at or area}") for one, who, what, at, area in raw]
    return sorted(named, key=lambda pair: (pair[1], pair[0]))


async def entry_called(actor: Actor, text: str, offering_id: int) -> Entry:
    """The open entry of the client with this reference on this list. Raises NotFound."""
    reference = read_reference(text)
    found = await Entry.filter(
        region_id=actor.region_id,
        offering_id=offering_id,
        need__client__reference=reference or "-",
        ended_at=None,
    ).first()
    if found is None:
        raise NotFound("Op die lijst wacht niemand met deze code.")
    return found
