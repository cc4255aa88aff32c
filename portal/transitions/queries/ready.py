"""What a batch may begin with, found without reading everybody who takes part."""

from collections.abc import Sequence
from typing import Any

from tortoise.expressions import Q
from tortoise.functions import Min
from tortoise.queryset import QuerySet

from portal.transitions.models import Decision, Participant, Transition
from portal.transitions.queries.parts import parts_of
from portal.transitions.rules.parts import Part
from portal.transitions.rules.words import Choice

_ENTRY = "entry__need__client__municipality_id"
_CARE = "running_care__need__client__municipality_id"


async def ready_ids(transition: Transition, municipality_id: int) -> list[int]:
    """The participants of this municipality whose decisions can be carried out, as `Part.ready`.

    Running care first, the most urgent of it first; then entries in the order in which they
    were made.
    """
    ready = _ready(transition, municipality_id)
    running: list[Any] = await ready.filter(participant__entry_id=None).values_list(
        "participant_id", flat=True
    )
    entries: list[Any] = (
        await ready.filter(participant__entry_id__isnull=False)
        .order_by("participant__entry_id")
        .values_list("participant_id", flat=True)
    )
    urgent = await parts_of(transition, ids=running) if running else []
    return [*(part.id for part in urgent), *entries]


async def lists_in(transition: Transition, municipality_id: int) -> list[int]:
    """The lists that those who are ready leave, and the lists that they go to."""
    ready = _ready(transition, municipality_id)
    left: list[Any] = (
        await ready.filter(participant__entry_id__isnull=False)
        .distinct()
        .values_list("participant__entry__offering_id", flat=True)
    )
    goals: list[Any] = (
        await ready.filter(targets__id__isnull=False)
        .distinct()
        .values_list("targets__offering_id", flat=True)
    )
    return [*left, *goals]


def _ready(transition: Transition, municipality_id: int) -> QuerySet[Decision]:
    entry, care = f"participant__{_ENTRY}", f"participant__{_CARE}"
    current = Decision.filter(
        Q(**{entry: municipality_id}) | Q(**{care: municipality_id}),
        participant__transition_id=transition.id,
        participant__transfer__id__isnull=True,
        withdrawn_at=None,
    )
    with_day = Q(participant__entry_id__isnull=False) | Q(starts_on__isnull=False)
    return current.exclude(choice=Choice.UNTIL_END).filter(with_day | Q(choice=Choice.CLOSE))


async def one_of_each_product(transition: Transition, municipality_id: int) -> Sequence[Part]:
    """Of each product one participant of this municipality for whom nothing was done yet."""
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
