"""Putting proposals before the access teams, and reminding who is late."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from portal.kernel.actor import Actor
from portal.kernel.clock import now
from portal.kernel.errors import NotAllowed
from portal.transitions.actions.locking import managed_transition, note
from portal.transitions.actions.telling import (
    consultants_by_municipality,
    leads_of,
    tell_once,
)
from portal.transitions.mails import News
from portal.transitions.models import Participant, Receiving, Releasing, Transition
from portal.transitions.queries.parts import parts_of
from portal.transitions.queries.receiving import becoming
from portal.transitions.queries.simulating import proposals_for
from portal.transitions.rules.parts import Part


async def unmapped(transition: Transition, parts: Sequence[Part]) -> list[str]:
    """The products of these clients of which nobody said what they become, by code and name."""
    open_parts = [part for part in parts if part.done is None and part.waits]
    becomes = await becoming(
        transition, ((part.product.id, part.municipality.id) for part in open_parts)
    )
    return sorted(
        {
            f"{part.product.name} ({part.product_code}) in {part.municipality.name}"
            for part in open_parts
            if becomes[part.product.id, part.municipality.id] is None
        }
    )


async def refuse_unmapped(transition: Transition, parts: Sequence[Part]) -> None:
    """Raises NotAllowed while the was-wordt list misses a product, and names it."""
    missing = await unmapped(transition, parts)
    if missing:
        raise NotAllowed(f"De was-wordtlijst mist: {', '.join(missing)}.")


async def present(actor: Actor, transition_id: int, *, on: date) -> int:
    """Put a proposal before the access team for each who has none; how many are new.

    Everyone concerned hears of it once. Doing it again adds who came since.
    """
    transition = await managed_transition(actor, transition_id)
    parts = await parts_of(transition)
    if not parts:
        raise NotAllowed("Er doen nog geen cliënten mee. Verzamel eerst de wachtlijsten.")
    await refuse_unmapped(transition, parts)
    made = await _propose(transition, parts, on=on)
    if transition.presented_at is None:
        transition.presented_at = now()
        await transition.save(update_fields=["presented_at"])
    await _tell(transition, [part for part in parts if part.undecided])
    await note(actor, "transition.presented", transition, proposals=made)
    return made


async def _propose(transition: Transition, parts: Sequence[Part], *, on: date) -> int:
    by_list: dict[int, list[int]] = defaultdict(list)
    for participant_id, proposal in (await proposals_for(transition, parts, on=on)).items():
        if proposal.list_id is not None:
            by_list[proposal.list_id].append(participant_id)
    for list_id, ids in by_list.items():
        await Participant.filter(id__in=ids).update(proposed_id=list_id)
    return sum(len(ids) for ids in by_list.values())


async def _tell(transition: Transition, waiting: Sequence[Part]) -> None:
    await _ask_teams(transition, waiting, News.DECIDE, nth="")
    for releasing in await Releasing.filter(transition_id=transition.id):
        for address in await leads_of(releasing.provider_id):
            await tell_once(transition, address, News.RELEASING)
    receiving = Receiving.filter(transition_id=transition.id).prefetch_related("offering")
    for provider_id in sorted({one.offering.provider_id for one in await receiving}):
        for address in await leads_of(provider_id):
            await tell_once(transition, address, News.RECEIVING)


async def _ask_teams(
    transition: Transition, waiting: Sequence[Part], news: News, *, nth: str
) -> int:
    counts: dict[int, int] = defaultdict(int)
    for part in waiting:
        counts[part.municipality.id] += 1
    asked: dict[str, int] = defaultdict(int)
    for municipality_id, addresses in (await consultants_by_municipality(sorted(counts))).items():
        for address in addresses:
            asked[address] += counts[municipality_id]
    for address, count in asked.items():
        await tell_once(transition, address, news, count=count, nth=nth)
    return len(asked)


async def remind(actor: Actor, transition_id: int, *, on: date) -> int:
    """Remind the access teams that still have to decide, once a day; how many people."""
    transition = await managed_transition(actor, transition_id)
    if transition.presented_at is None:
        raise NotAllowed("De voorstellen zijn nog niet voorgelegd.")
    late = [part for part in await parts_of(transition) if part.undecided]
    told = await _ask_teams(transition, late, News.REMIND, nth=on.isoformat())
    await note(actor, "transition.reminded", transition, people=told)
    return told
