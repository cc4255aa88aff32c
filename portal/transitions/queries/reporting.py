"""The account of a transition: what came of everybody, and the proof of the order."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from portal.transitions.models import Batch, Overtaken, Transfer, Transition
from portal.transitions.rules.order import Moved, OrderCheck, order_check
from portal.transitions.rules.parts import Part
from portal.transitions.rules.words import Outcome
from portal.waitlists.rules.key import Key, Urgency

_BEFORE: Final = "participant__entry"
_KEY: Final = ("urgency", "registered_on", "registered_at", "draw")
_COLUMNS: Final = (
    "outcome",
    f"{_BEFORE}__offering_id",
    "entry__offering_id",
    *(f"{_BEFORE}__{part}" for part in _KEY),
    *(f"entry__{part}" for part in _KEY),
)


async def check_of(transition: Transition) -> OrderCheck:
    """Whether those who went together from one list to another kept their order."""
    moved = Transfer.filter(
        participant__transition_id=transition.id,
        participant__entry_id__isnull=False,
        entry_id__isnull=False,
        undo__id__isnull=True,
    )
    return order_check([_moved(raw) for raw in await moved.values(*_COLUMNS)])


def _moved(raw: Mapping[str, Any]) -> Moved:
    return Moved(
        from_list=raw[f"{_BEFORE}__offering_id"],
        to_list=raw["entry__offering_id"],
        before=_key(raw, _BEFORE),
        after=_key(raw, "entry"),
        merged=raw["outcome"] == Outcome.MERGED,
    )


def _key(raw: Mapping[str, Any], of: str) -> Key:
    return Key(
        urgency=Urgency(raw[f"{of}__urgency"]),
        registered_on=raw[f"{of}__registered_on"],
        registered_at=raw[f"{of}__registered_at"],
        draw=raw[f"{of}__draw"],
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchDone:
    """One batch, as the report lists it."""

    number: int
    municipality: str
    at: datetime
    on: date
    by_name: str
    clients: int


async def batches_of(transition: Transition, municipality_ids: Sequence[int]) -> list[BatchDone]:
    """The batches of these municipalities, the first one first."""
    found = Batch.filter(
        transition_id=transition.id, municipality_id__in=list(municipality_ids) or [0]
    )
    batches = await found.order_by("number").prefetch_related("municipality", "executed_by")
    transfers: Any = await Transfer.filter(batch__transition_id=transition.id).values_list(
        "batch_id", flat=True
    )
    counts = Counter[int](transfers)
    return [
        BatchDone(
            number=one.number,
            municipality=one.municipality.name,
            at=one.executed_at,
            on=one.executed_on,
            by_name=one.executed_by.name,
            clients=counts[one.id],
        )
        for one in batches
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class PassedBy:
    """Somebody whom a merged client passed."""

    reference: str
    client_id: int
    municipality_id: int
    registered_on: date
    by_reference: str
    by_client_id: int
    list_id: int


async def overtaken_in(transition: Transition) -> list[PassedBy]:
    """Everybody who was passed because of a merge, as it was written down in the batch."""
    found = Overtaken.filter(transfer__participant__transition_id=transition.id)
    return [
        PassedBy(
            reference=raw["entry__need__client__reference"] or "",
            client_id=raw["entry__need__client_id"],
            municipality_id=raw["entry__need__client__municipality_id"],
            registered_on=raw["entry__registered_on"],
            by_reference=raw["transfer__entry__need__client__reference"] or "",
            by_client_id=raw["transfer__entry__need__client_id"],
            list_id=raw["entry__offering_id"],
        )
        for raw in await found.order_by("id").values(
            "entry__need__client__reference",
            "entry__need__client_id",
            "entry__need__client__municipality_id",
            "entry__registered_on",
            "entry__offering_id",
            "transfer__entry__need__client__reference",
            "transfer__entry__need__client_id",
        )
    ]


def counted(parts: Sequence[Part]) -> dict[Outcome, int]:
    """How many came to each end; what was undone is left out."""
    ends = Counter(part.done.outcome for part in parts if part.done and not part.done.undone_on)
    return {outcome: ends[outcome] for outcome in Outcome if ends[outcome]}
