"""What a batch may begin with, found without reading everybody who takes part."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from tortoise.expressions import Q
from tortoise.functions import Min

from portal.transitions.models import Decision, Participant, Transition, TransitionProduct
from portal.transitions.queries.parts import parts_of
from portal.transitions.queries.receiving import becoming
from portal.transitions.rules.parts import Part
from portal.transitions.rules.words import Choice

_ENTRY: Final = "entry__need__client__municipality_id"
_CARE: Final = "running_care__need__client__municipality_id"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """Whose decisions can be carried out, and the lists that they leave and go to."""

    ids: Sequence[int]
    """Running care first, the most urgent of it first; then entries as they were made."""
    lists: frozenset[int]


async def ready_in(transition: Transition, municipality_id: int) -> Ready:
    """The participants of this municipality who are ready, as `Part.ready` says it."""
    waits: dict[str, Any] = {f"participant__{_ENTRY}": municipality_id}
    runs: dict[str, Any] = {f"participant__{_CARE}": municipality_id}
    current = Decision.filter(
        Q(**waits) | Q(**runs),
        Q(participant__entry_id__isnull=False)
        | Q(starts_on__isnull=False)
        | Q(choice=Choice.CLOSE),
        participant__transition_id=transition.id,
        participant__transfer__id__isnull=True,
        withdrawn_at=None,
    ).exclude(choice=Choice.UNTIL_END)
    # Who goes to two lists comes back twice.
    found: Any = await current.order_by("participant__entry_id").values_list(
        "participant_id",
        "participant__entry_id",
        "participant__entry__offering_id",
        "targets__offering_id",
    )
    running = [who for who, entry_id, *_ in found if entry_id is None]
    urgent = await parts_of(transition, ids=running) if running else []
    waiting = [who for who, entry_id, *_ in found if entry_id is not None]
    return Ready(
        ids=list(dict.fromkeys([*(part.id for part in urgent), *waiting])),
        lists=frozenset(one for _, _, *lists in found for one in lists if one is not None),
    )


async def may_be_unmapped(transition: Transition, municipality_id: int) -> Sequence[Part]:
    """Of each product one participant of this municipality for whom nothing was done yet.

    None at all when every product of the transition is mapped there, as it nearly always is.
    """
    products = await TransitionProduct.filter(transition_id=transition.id)
    pairs = [(one.product_id, municipality_id) for one in products]
    if None not in (await becoming(transition, pairs)).values():
        return []
    ids: list[Any] = []
    waiting = {_ENTRY: municipality_id, "entry__ended_at": None}
    for own, product in (
        (waiting, "entry__offering__product_id"),
        ({_CARE: municipality_id}, "running_care__offering__product_id"),
    ):
        open_ones = Participant.filter(
            transition_id=transition.id, transfer__id__isnull=True, **own
        )
        ids += (
            await open_ones.annotate(first=Min("id"))
            .group_by(product)
            .values_list("first", flat=True)
        )
    return await parts_of(transition, ids=ids)
