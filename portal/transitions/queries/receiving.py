"""Receiving lists: who stands on them, what they offer, and what a product becomes."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from tortoise.functions import Count

from portal.availability.models import Offering
from portal.availability.queries import rows
from portal.availability.rules.row import Row
from portal.catalogue.models import Product, Succession
from portal.providers.rules import SubcontractDecision
from portal.transitions.models import Receiving, Takeover, Transition
from portal.transitions.rules.proposing import Candidate
from portal.transitions.rules.simulation import Receiver, Waiting
from portal.transitions.rules.terms import Becomes, Rule, becomes
from portal.waitlists.models import Entry, Placement
from portal.waitlists.rules.key import Key, Urgency
from portal.waitlists.rules.waits import PLACED_WITHIN


async def receiving_rows(transition: Transition) -> list[Row]:
    """The offerings that receive, by provider and product."""
    found = await rows(Offering.filter(receiving__transition_id=transition.id))
    return sorted(found, key=lambda row: (row.provider.name, row.product.name, row.id))


async def subcontract_rows(transition: Transition) -> list[Row]:
    """Offerings of releasing providers as agreed subcontractor of somebody else."""
    found = Offering.filter(
        region_id=transition.region_id,
        withdrawn_at=None,
        provider__releasing__transition_id=transition.id,
        contract__main_contract_id__isnull=False,
        contract__ends_on__gte=transition.cut_over_on,
        contract__approval__decision=SubcontractDecision.AGREED,
    )
    return sorted(await rows(found), key=lambda row: (row.product.name, row.id))


async def left_of(transition: Transition) -> dict[int, int]:
    """How many running clients each receiving list can still take over."""
    offered = {
        one.offering_id: one.places for one in await Receiving.filter(transition_id=transition.id)
    }
    taken = Takeover.filter(transfer__batch__transition_id=transition.id)
    for takeover in await taken:
        if takeover.offering_id in offered:
            offered[takeover.offering_id] -= 1
    return offered


async def candidates(transition: Transition, *, on: date) -> list[Candidate]:
    """The receiving lists as a proposal sees them."""
    found = await receiving_rows(transition)
    left = await left_of(transition)
    waiting = await _waiting_counts([row.id for row in found])
    return [
        Candidate(
            list_id=row.id,
            product_id=row.product.id,
            municipality_ids=frozenset(one.id for one in row.municipalities),
            stopped_in=row.stopped_in(today=on),
            offered=left.get(row.id, 0),
            waiting=waiting.get(row.id, 0),
        )
        for row in found
    ]


async def _waiting_counts(list_ids: Iterable[int]) -> dict[int, int]:
    counted: list[Any] = await (
        Entry.filter(offering_id__in=list(list_ids) or [0], ended_at=None)
        .annotate(number=Count("id"))
        .group_by("offering_id")
        .values("offering_id", "number")
    )
    return {row["offering_id"]: row["number"] for row in counted}


async def receivers(
    transition: Transition, list_rows: Iterable[Row], *, on: date
) -> list[Receiver]:
    """These lists as a simulation sees them."""
    found = {row.id: row for row in list_rows}
    waiting = await _waiting(found)
    placed = await _placed(found, on=on)
    left = await left_of(transition)
    return [
        Receiver(
            list_id=row.id,
            waiting=tuple(waiting[row.id]),
            offered=max(0, left.get(row.id, 0)),
            placed=tuple(placed[row.id]),
            stated=row.expected(),
            confirmed_on=row.confirmed.on if row.confirmed else None,
        )
        for row in found.values()
    ]


async def _waiting(list_ids: Iterable[int]) -> Mapping[int, list[Waiting]]:
    found: dict[int, list[Waiting]] = defaultdict(list)
    entries = Entry.filter(offering_id__in=list(list_ids) or [0], ended_at=None)
    for raw in await entries.values(
        "id",
        "offering_id",
        "need__client_id",
        "urgency",
        "registered_on",
        "registered_at",
        "draw",
    ):
        key = Key(
            urgency=Urgency(raw["urgency"]),
            registered_on=raw["registered_on"],
            registered_at=raw["registered_at"],
            draw=raw["draw"],
        )
        one = Waiting(entry_id=raw["id"], client_id=raw["need__client_id"], key=key)
        found[raw["offering_id"]].append(one)
    return found


async def _placed(list_ids: Iterable[int], *, on: date) -> Mapping[int, list[date]]:
    found: dict[int, list[date]] = defaultdict(list)
    recent = Placement.filter(
        entry__offering_id__in=list(list_ids) or [0], placed_on__gte=on - PLACED_WITHIN
    )
    for raw in await recent.values("entry__offering_id", "placed_on"):
        found[raw["entry__offering_id"]].append(raw["placed_on"])
    return found


async def becoming(
    transition: Transition, wanted: Iterable[tuple[int, int]]
) -> dict[tuple[int, int], Becomes | None]:
    """What each product becomes in each municipality on the day of the cut-over."""
    pairs = set(wanted)
    on = transition.cut_over_on
    products = await Product.filter(id__in={product for product, _ in pairs} or {0})
    goes_on = {one.id: one.valid_until is None or one.valid_until >= on for one in products}
    lines = [
        Rule(
            product_id=one.product_id,
            successor_id=one.successor_id,
            municipality_id=one.municipality_id,
            from_on=one.from_on,
            equivalent=one.equivalent,
        )
        for one in await Succession.filter(region_id=transition.region_id)
    ]
    return {
        (product, municipality): becomes(
            lines, product, municipality, on=on, goes_on=goes_on.get(product, False)
        )
        for product, municipality in sorted(pairs)
    }
