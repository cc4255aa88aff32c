"""The clients in a transition, in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, Final

from portal.availability.rules.row import Named
from portal.transitions.models import Decision, Participant, Transfer, Transition, TransitionProduct
from portal.transitions.rules.parts import CarriedOut, Decided, Part
from portal.transitions.rules.terms import deadline
from portal.waitlists.rules.key import Key, Urgency

_AROUND: Final = (
    "need_id",
    "need__client_id",
    "need__client__reference",
    "need__client__linked_at",
    "need__client__municipality_id",
    "need__client__municipality__name",
    "offering_id",
    "offering__provider_id",
    "offering__provider__name",
    "offering__product_id",
    "offering__product__name",
    "offering__product__category",
    "offering__product__code",
    "weekly_volume",
)
_OF_ENTRY: Final = (*_AROUND, "urgency", "registered_on", "registered_at", "draw", "ended_at")
_OF_CARE: Final = (*_AROUND, "care_since_on", "allocation_ends_on", "registered_on")
_OF_DECISION: Final = (
    "id",
    "participant_id",
    "choice",
    "starts_on",
    "departure",
    "reason",
    "decided_on",
    "decided_by__name",
    "targets__offering_id",
)
_OF_TRANSFER: Final = (
    "id",
    "participant_id",
    "outcome",
    "entry_id",
    "derived",
    "batch__number",
    "batch__executed_on",
    "entry__offering_id",
    "takeover__offering_id",
    "undo__undone_on",
)
Raw = Mapping[str, Any]


async def parts_of(
    transition: Transition,
    *,
    municipality_ids: Iterable[int] | None = None,
    ids: Iterable[int] | None = None,
) -> list[Part]:
    """The participants, of these municipalities or with these ids only; asks no rights.

    Those whose term ends first come first.
    """
    found: list[Part] = []
    only = None if ids is None else list(ids)
    around = await _around(transition, only)
    for kind, columns in (("entry", _OF_ENTRY), ("running_care", _OF_CARE)):
        there: dict[str, Any] = {f"{kind}_id__isnull": False}
        query = Participant.filter(transition_id=transition.id, **there)
        if municipality_ids is not None:
            where = f"{kind}__need__client__municipality_id__in"
            query = query.filter(**{where: list(municipality_ids)})
        if only is not None:
            query = query.filter(id__in=only)
        names = ["id", "proposed_id", "entry_id", *(f"{kind}__{column}" for column in columns)]
        for raw in await query.values(*names):
            plain = {name.removeprefix(f"{kind}__"): value for name, value in raw.items()}
            found.append(_part(transition, plain, around))
    return sorted(found, key=lambda part: (part.deadline_on, part.since_on, part.id))


class _Around:
    def __init__(self) -> None:
        self.days: dict[int, int] = {}
        self.decided: dict[int, Decided] = {}
        self.done: dict[int, CarriedOut] = {}


async def _around(transition: Transition, only: list[int] | None) -> _Around:
    around = _Around()
    for one in await TransitionProduct.filter(transition_id=transition.id):
        around.days[one.product_id] = one.bridging_days
    decisions = Decision.filter(participant__transition_id=transition.id, withdrawn_at=None)
    transfers = Transfer.filter(participant__transition_id=transition.id)
    if only is not None:
        decisions = decisions.filter(participant_id__in=only)
        transfers = transfers.filter(participant_id__in=only)
    # A decision about two lists comes back twice.
    to_ids: dict[int, list[int]] = defaultdict(list)
    found = await decisions.order_by("id").values(*_OF_DECISION)
    for raw in found:
        if raw["targets__offering_id"] is not None:
            to_ids[raw["id"]].append(raw["targets__offering_id"])
    for raw in found:
        around.decided[raw["participant_id"]] = _decided(raw, to_ids[raw["id"]])
    for raw in await transfers.values(*_OF_TRANSFER):
        around.done[raw["participant_id"]] = _done(raw)
    return around


def _decided(raw: Raw, to_ids: Iterable[int]) -> Decided:
    return Decided(
        id=raw["id"],
        choice=raw["choice"],
        to_ids=tuple(sorted(to_ids)),
        starts_on=raw["starts_on"],
        departure=raw["departure"],
        reason=raw["reason"],
        by_name=raw["decided_by__name"],
        on=raw["decided_on"],
    )


def _done(raw: Raw) -> CarriedOut:
    return CarriedOut(
        id=raw["id"],
        batch=raw["batch__number"],
        on=raw["batch__executed_on"],
        outcome=raw["outcome"],
        entry_id=raw["entry_id"],
        to_id=raw["entry__offering_id"] or raw["takeover__offering_id"],
        undone_on=raw["undo__undone_on"],
        derived=raw["derived"],
    )


def _part(transition: Transition, raw: Raw, around: _Around) -> Part:
    product_id = raw["offering__product_id"]
    return Part(
        id=raw["id"],
        client_id=raw["need__client_id"],
        need_id=raw["need_id"],
        reference=raw["need__client__reference"] or "",
        linked=raw["need__client__linked_at"] is not None,
        municipality=Named(
            id=raw["need__client__municipality_id"], name=raw["need__client__municipality__name"]
        ),
        product=Named(id=product_id, name=raw["offering__product__name"]),
        product_code=raw["offering__product__category"] + raw["offering__product__code"],
        provider=Named(id=raw["offering__provider_id"], name=raw["offering__provider__name"]),
        from_list=raw["offering_id"],
        entry_id=raw["entry_id"],
        key=_key(raw),
        since_on=raw.get("care_since_on") or raw["registered_on"],
        registered_on=raw["registered_on"],
        volume=raw["weekly_volume"],
        deadline_on=deadline(
            allocation_ends_on=raw.get("allocation_ends_on"),
            cut_over_on=transition.cut_over_on,
            bridging_days=around.days.get(product_id, 0),
            final_on=transition.final_on,
        ),
        waits=raw["entry_id"] is None or raw["ended_at"] is None,
        proposed_id=raw["proposed_id"],
        decided=around.decided.get(raw["id"]),
        done=around.done.get(raw["id"]),
    )


def _key(raw: Raw) -> Key | None:
    if raw["entry_id"] is None:
        return None
    return Key(
        urgency=Urgency(raw["urgency"]),
        registered_on=raw["registered_on"],
        registered_at=raw["registered_at"],
        draw=raw["draw"],
    )
