"""Telling everybody concerned what a batch did: once, with references only."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from portal.availability.models import Offering
from portal.transitions.actions.telling import consultants_by_municipality, leads_of, tell_once
from portal.transitions.mails import News
from portal.transitions.models import Batch, Transfer, Transition
from portal.transitions.queries.parts import parts_of
from portal.transitions.rules.words import Outcome
from portal.waitlists.models import Entry


async def tell_batch(transition: Transition, batch: Batch) -> None:
    """The receiving and releasing providers, and the consultants of the municipality."""
    done = [
        transfer.participant_id
        for transfer in await Transfer.filter(batch_id=batch.id).exclude(outcome=Outcome.LAPSED)
    ]
    parts = await parts_of(transition, ids=done)
    came: dict[int, list[str]] = defaultdict(list)
    went: dict[int, list[str]] = defaultdict(list)
    providers = await _providers([p.done.to_id for p in parts if p.done and p.done.to_id])
    for part in parts:
        went[part.provider.id].append(part.reference)
        if part.done is not None and part.done.to_id is not None:
            came[providers[part.done.to_id]].append(part.reference)
    nth = f"batch-{batch.number}"
    await _tell_leads(transition, News.CAME, came, nth)
    await _tell_leads(transition, News.WENT, went, nth)
    team = await consultants_by_municipality([batch.municipality_id])
    for address in team.get(batch.municipality_id, []):
        references = sorted(part.reference for part in parts)
        await tell_once(
            transition, address, News.DONE, count=len(parts), references=references, nth=nth
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
