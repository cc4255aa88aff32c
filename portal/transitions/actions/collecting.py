"""Bringing together whom a transition is about: open entries, and running care from a file."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from portal.availability.models import Offering
from portal.availability.queries import rows
from portal.catalogue.models import Municipality
from portal.kernel.actor import Actor, Role
from portal.kernel.clock import now
from portal.kernel.errors import NotAllowed, NotValid
from portal.transitions.actions.locking import managed_transition, note
from portal.transitions.actions.setting_up import releasing_lists
from portal.transitions.models import Participant, RunningCare, Transition
from portal.waitlists.actions.chain import need_for
from portal.waitlists.actions.clients import (
    add_case_reference,
    new_client,
    set_provider_number,
)
from portal.waitlists.models import CaseReference, Client, ClientHold, Entry
from portal.waitlists.rules.moves import HoldCause


async def collect(actor: Actor, transition_id: int) -> int:
    """Take in every open entry on the released lists that no other transition has; how many.

    Doing it again takes in who came since.
    """
    transition = await managed_transition(actor, transition_id)
    lists = await releasing_lists(transition)
    taken = Participant.filter(entry__offering_id__in=lists or [0], transition__closed_at=None)
    known = {one.entry_id for one in await taken}
    found = await Entry.filter(offering_id__in=lists or [0], ended_at=None).order_by("id")
    new = [entry.id for entry in found if entry.id not in known]
    await take_in(transition, new)
    await note(actor, "transition.collected", transition, entries=len(new))
    return len(new)


async def take_in(transition: Transition, entry_ids: Iterable[int]) -> None:
    """These entries take part from now on."""
    moment = now()
    await Participant.bulk_create(
        (
            Participant(
                region_id=transition.region_id,
                transition_id=transition.id,
                entry_id=entry_id,
                collected_at=moment,
            )
            for entry_id in entry_ids
        ),
        batch_size=500,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Care:
    """Running care as a releasing provider lists it."""

    provider_id: int
    product_id: int
    municipality_id: int
    provider_number: str
    case_reference: str
    care_since_on: date
    allocation_ends_on: date | None
    registered_on: date | None
    weekly_volume: float | None


async def save_care(
    actor: Actor | None, transition: Transition, care_id: int | None, care: Care
) -> int:
    """Take running care in, or correct its days. Returns its id.

    A client whom nobody knows is made, and stays "te koppelen" without a case reference.
    Raises NotValid where the releasing provider does not give this product in the municipality.
    """
    if actor is not None and actor.role is not Role.REGION_MANAGER:
        raise NotAllowed("Alleen de regio neemt lopende zorg op.")
    days: dict[str, Any] = {
        "care_since_on": care.care_since_on,
        "allocation_ends_on": care.allocation_ends_on,
        "registered_on": care.registered_on,
        "weekly_volume": care.weekly_volume,
    }
    if care.registered_on and care.registered_on > care.care_since_on:
        raise NotValid("De aanmelding ligt na het begin van de zorg.")
    if care_id is not None:
        await RunningCare.filter(id=care_id, transition_id=transition.id).update(**days)
        return care_id
    offering = await _offering_of(transition, care)
    client = await _client_of(actor, care)
    need = await need_for(client, offering)
    made = await RunningCare.create(
        region_id=transition.region_id,
        transition_id=transition.id,
        need_id=need.id,
        offering_id=offering.id,
        imported_at=now(),
        **days,
    )
    await _keep(made, client)
    return made.id


async def _offering_of(transition: Transition, care: Care) -> Offering:
    lists = await releasing_lists(transition)
    found = await rows(
        Offering.filter(
            id__in=lists or [0], provider_id=care.provider_id, product_id=care.product_id
        )
    )
    for row in found:
        if care.municipality_id in {one.id for one in row.municipalities}:
            return await Offering.get(id=row.id)
    raise NotValid("Deze aanbieder laat dit product in deze gemeente niet los.")


async def _client_of(actor: Actor | None, care: Care) -> Client:
    known = None
    if care.case_reference:
        case = await CaseReference.get_or_none(
            municipality_id=care.municipality_id, reference=care.case_reference
        ).select_related("client")
        known = case.client if case else None
    if known is None and care.provider_number:
        known = await Client.filter(
            provider_numbers__provider_id=care.provider_id,
            provider_numbers__number=care.provider_number,
            joined_into_id=None,
        ).first()
    while known is not None and known.joined_into_id is not None:
        known = await Client.get(id=known.joined_into_id)
    return known or await _new_client(actor, care)


async def _new_client(actor: Actor | None, care: Care) -> Client:
    municipality = await Municipality.get(id=care.municipality_id)
    client = await new_client(municipality, linked=bool(care.case_reference))
    if care.case_reference and actor is not None:
        await add_case_reference(actor, client, care.case_reference)
    if care.provider_number:
        await set_provider_number(client, care.provider_id, care.provider_number)
    return client


async def _keep(care: RunningCare, client: Client) -> None:
    """The client takes part, and is not forgotten while the care runs."""
    await Participant.create(
        region_id=care.region_id,
        transition_id=care.transition_id,
        running_care_id=care.id,
        collected_at=now(),
    )
    held = await ClientHold.exists(client_id=client.id, cause=HoldCause.RUNNING_CARE, ended_at=None)
    if not held:
        await ClientHold.create(
            region_id=care.region_id,
            client_id=client.id,
            cause=HoldCause.RUNNING_CARE,
            since_at=now(),
        )
