"""Who a client is: references, joining two into one, moving to another municipality."""

import secrets
from collections.abc import Sequence
from datetime import date

from tortoise.queryset import QuerySet

from portal.catalogue.models import Municipality, Region
from portal.kernel.actor import Actor, Role
from portal.kernel.clock import now
from portal.kernel.errors import NotAllowed, NotFound, NotValid
from portal.waitlists.actions.chain import Deed, merge
from portal.waitlists.actions.locking import lock_lists, locked_entry, note_client
from portal.waitlists.models import CaseReference, Client, ClientHold, Entry, Need
from portal.waitlists.models import ProviderClientNumber as Number
from portal.waitlists.queries import client_with_reference, clients_visible_to
from portal.waitlists.rules.references import (
    ALPHABET,
    DRAWN,
    MOST_SIGNS,
    case_reference_problem,
    client_reference,
    may_be_bsn,
    prefix_of,
    text_problem,
)


async def new_client(municipality: Municipality, *, pc4: str | None = None, linked: bool) -> Client:
    """A client under a reference that nobody has; "te koppelen" unless an access team made it."""
    moment = now()
    return await Client.create(
        region_id=municipality.region_id,
        municipality_id=municipality.id,
        reference=await _free_reference(municipality.region_id),
        pc4=pc4,
        created_at=moment,
        linked_at=moment if linked else None,
    )


async def _free_reference(region_id: int) -> str:
    region = await Region.get(id=region_id)
    prefix = region.reference_prefix or prefix_of(region.name)
    while True:
        drawn = [secrets.randbelow(len(ALPHABET)) for _ in range(DRAWN)]
        reference = client_reference(prefix, drawn)
        if not await Client.exists(reference=reference):
            return reference


async def add_case_reference(
    actor: Actor, client: Client, reference: str, *, is_no_bsn: bool = False
) -> CaseReference:
    """Note a case of the municipality. Raises NotValid, also for nine digits that may be a BSN.

    Raises NotAllowed when the case belongs to another client: then the two may be one person.
    """
    municipality = await Municipality.get(id=client.municipality_id)
    reference = reference.strip()
    problem = case_reference_problem(reference, municipality.case_pattern)
    if problem:
        raise NotValid(problem)
    if may_be_bsn(reference) and not is_no_bsn:
        raise NotValid("Dit zaaknummer lijkt op een BSN. Klopt het zeker dat het dat niet is?")
    known = await CaseReference.get_or_none(municipality_id=municipality.id, reference=reference)
    if known is not None and known.client_id != client.id:
        raise NotAllowed("Dit zaaknummer hoort al bij een andere cliënt.")
    if known is not None:
        return known
    made = await CaseReference.create(
        region_id=client.region_id,
        client_id=client.id,
        municipality_id=municipality.id,
        reference=reference,
        added_at=now(),
    )
    await note_client(actor, "client.case_added", client, case=made.id)
    return made


async def set_provider_number(client: Client, provider_id: int, number: str) -> None:
    """The number by which a provider itself knows this client. Raises NotValid."""
    number = number.strip()
    problem = text_problem(number)
    if problem or len(number) > MOST_SIGNS:
        raise NotValid(problem or f"Een cliëntnummer heeft hoogstens {MOST_SIGNS} tekens.")
    await Number.update_or_create(
        client_id=client.id,
        provider_id=provider_id,
        defaults={"region_id": client.region_id, "number": number},
    )


async def number_client(actor: Actor, entry_id: int, number: str) -> None:
    """A provider notes its own number of somebody on its list; the access team sees it too."""
    if actor.provider_id is None:
        raise NotFound
    entry = await locked_entry(actor, entry_id)
    await set_provider_number(entry.need.client, actor.provider_id, number)
    await note_client(actor, "client.numbered", entry.need.client)


async def add_case(actor: Actor, client_id: int, reference: str, *, is_no_bsn: bool) -> None:
    """The access team notes another case of a client. Raises as `add_case_reference` does."""
    (client,) = await locked_clients(actor, client_id)
    await add_case_reference(actor, client, reference, is_no_bsn=is_no_bsn)


async def locked_clients(actor: Actor, *client_ids: int) -> Sequence[Client]:
    """These clients of the own access team, locked in the order of their ids. Raises NotFound."""
    seen = clients_visible_to(actor).filter(id__in=client_ids)
    if actor.role is not Role.CONSULTANT or await seen.count() != len(client_ids):
        raise NotFound
    locked: QuerySet[Client] = Client.filter(id__in=client_ids).order_by("id").select_for_update()
    found = {client.id: client for client in await locked}
    return [found[client_id] for client_id in client_ids]


async def join_clients(actor: Actor, kept_id: int, other_id: int, *, on: date) -> Client:
    """Two references turn out to be one person: the other goes on under the kept one.

    Where both wait on the same list, the smaller key stays. Raises NotFound for a client of
    another team, NotAllowed for two municipalities.
    """
    if kept_id == other_id:
        raise NotValid("Kies twee verschillende cliënten.")
    both = Entry.filter(need__client_id__in=[kept_id, other_id], ended_at=None)
    await lock_lists([entry.offering_id for entry in await both])
    kept, other = await locked_clients(actor, kept_id, other_id)
    if kept.municipality_id != other.municipality_id:
        raise NotAllowed("Deze cliënten wonen in verschillende gemeenten.")
    for need in await Need.filter(client_id=other.id).order_by("id"):
        await _join_need(Deed(by=actor, on=on), kept, need)
    await _take_over(kept, other)
    await note_client(actor, "client.joined", kept, other=other.id)
    return kept


async def _join_need(deed: Deed, kept: Client, need: Need) -> None:
    own = await Need.get_or_none(client_id=kept.id, category=need.category)
    if own is None:
        need.client = kept
        await need.save(update_fields=["client_id"])
        return
    own.client = kept
    for entry in await Entry.filter(need_id=need.id).select_related("need__client").order_by("id"):
        there = entry.ended_at is None and await Entry.get_or_none(
            need_id=own.id, offering_id=entry.offering_id, ended_at=None
        ).select_related("need__client")
        if there:
            await merge(deed, [there, entry], own)
        await Entry.filter(id=entry.id).update(need_id=own.id)


async def _take_over(kept: Client, other: Client) -> None:
    await CaseReference.filter(client_id=other.id).update(client_id=kept.id)
    await ClientHold.filter(client_id=other.id, ended_at=None).update(ended_at=now())
    known = [number.provider_id for number in await Number.filter(client_id=kept.id)]
    await (
        Number.filter(client_id=other.id)
        .exclude(provider_id__in=known or [0])
        .update(client_id=kept.id)
    )
    other.joined_into_id = kept.id
    await other.save(update_fields=["joined_into_id"])
    if kept.linked_at is None and other.linked_at is not None:
        kept.linked_at = other.linked_at
        await kept.save(update_fields=["linked_at"])


async def move_client(actor: Actor, client_id: int, municipality_id: int, *, on: date) -> Client:
    """The client moved inside the region: another access team from now on; dates stay.

    Raises NotFound for a client of another team and a municipality of another region.
    """
    (client,) = await locked_clients(actor, client_id)
    there = await Municipality.get_or_none(id=municipality_id, region_id=client.region_id)
    if there is None:
        raise NotFound
    before, client.municipality_id = client.municipality_id, there.id
    client.pc4 = None
    await client.save(update_fields=["municipality_id", "pc4"])
    await note_client(
        actor, "client.moved", client, before=before, after=there.id, on=on.isoformat()
    )
    return client


async def link_entry(
    actor: Actor,
    entry_id: int,
    *,
    on: date,
    case_reference: str = "",
    is_no_bsn: bool = False,
    reference: str = "",
) -> Client:
    """The access team says who somebody on a provider's list is: a case, or a known client."""
    entry = await locked_entry(actor, entry_id)
    (client,) = await locked_clients(actor, entry.need.client_id)
    if client.linked_at is not None:
        raise NotAllowed("Deze cliënt is al gekoppeld.")
    if reference:
        known = await client_with_reference(actor, reference)
        if known is None:
            raise NotFound("Wij kennen deze cliënt niet. Klopt de code?")
        return await join_clients(actor, known.id, client.id, on=on)
    await add_case_reference(actor, client, case_reference, is_no_bsn=is_no_bsn)
    client.linked_at = now()
    await client.save(update_fields=["linked_at"])
    await note_client(actor, "client.linked", client, entry=entry.id)
    return client
