"""Telling everybody concerned what a batch did: once, with references only."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Final

from portal.availability.models import Offering
from portal.transitions.actions.telling import consultants_by_municipality, leads_of, tell_once
from portal.transitions.mails import News
from portal.transitions.models import Batch, Transfer, Transition
from portal.transitions.rules.words import Outcome
from portal.waitlists.models import Entry

_ENTRY: Final = "participant__entry"
_CARE: Final = "participant__running_care"
_CONCERNED: Final = (
    f"{_ENTRY}__need__client__reference",
    f"{_CARE}__need__client__reference",
    f"{_ENTRY}__offering__provider_id",
    f"{_CARE}__offering__provider_id",
    "entry__offering__provider_id",
    "takeover__offering__provider_id",
)


async def tell_batch(transition: Transition, batch: Batch) -> None:
    """The receiving and releasing providers, and the consultants of the municipality."""
    came: dict[int, list[str]] = defaultdict(list)
    went: dict[int, list[str]] = defaultdict(list)
    references: list[str] = []
    done = Transfer.filter(batch_id=batch.id).exclude(outcome=Outcome.LAPSED)
    for raw in await done.values(*_CONCERNED):
        reference = raw[f"{_ENTRY}__need__client__reference"]
        reference = reference or raw[f"{_CARE}__need__client__reference"] or ""
        references.append(reference)
        from_id = raw[f"{_ENTRY}__offering__provider_id"] or raw[f"{_CARE}__offering__provider_id"]
        went[from_id].append(reference)
        to_id = raw["entry__offering__provider_id"] or raw["takeover__offering__provider_id"]
        if to_id is not None:
            came[to_id].append(reference)
    nth = f"batch-{batch.number}"
    await _tell_leads(transition, News.CAME, came, nth)
    await _tell_leads(transition, News.WENT, went, nth)
    team = await consultants_by_municipality([batch.municipality_id])
    for address in team.get(batch.municipality_id, []):
        await tell_once(
            transition,
            address,
            News.DONE,
            count=len(references),
            references=sorted(references),
            nth=nth,
        )


async def _tell_leads(
    transition: Transition, news: News, by_provider: Mapping[int, Sequence[str]], nth: str
) -> None:
    for provider_id, references in sorted(by_provider.items()):
        for address in await leads_of(provider_id):
            await tell_once(
                transition,
                address,
                news,
                count=len(references),
                references=sorted(references),
                nth=nth,
            )


async def _providers(offering_ids: Sequence[int]) -> dict[int, int]:
    found = await Offering.filter(id__in=sorted(set(offering_ids)) or [0])
    return {one.id: one.provider_id for one in found}


async def tell_undone(transition: Transition, entries: Sequence[Entry], *, nth: str) -> None:
    """The provider of each of these lists hears that a client was put back."""
    reference = {entry.need.client.reference or "" for entry in entries}
    providers = await _providers([entry.offering_id for entry in entries])
    for provider_id in sorted(set(providers.values())):
        for address in await leads_of(provider_id):
            await tell_once(
                transition,
                address,
                News.UNDONE,
                count=1,
                references=sorted(reference),
                nth=f"undo-{nth}",
            )
