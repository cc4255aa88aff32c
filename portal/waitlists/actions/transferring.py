"""Moving clients between lists by hand, with the rights of the access team.

Transitions do the same for many clients at once, with `chain` itself.
"""

from collections.abc import Sequence
from datetime import date

from portal.availability.models import Offering
from portal.availability.queries import row_for
from portal.kernel.actor import Actor, Role
from portal.kernel.errors import NotAllowed, NotFound, NotValid
from portal.waitlists.actions import chain
from portal.waitlists.actions.chain import Deed
from portal.waitlists.actions.locking import lock_lists, locked_entry, refuse_personal_data
from portal.waitlists.actions.registering import refuse_stopped, refuse_uncontracted
from portal.waitlists.models import Entry, Link
from portal.waitlists.rules.moves import MOVES_TO_ANOTHER_LIST, LinkKind, Status


async def transfer_entry(
    actor: Actor, entry_id: int, *, to_offering_id: int, reason: str, on: date
) -> Entry:
    """The client waits on another list from now on, with the same key.

    Raises NotFound for another team's client, NotAllowed for a stopped list, a contract that
    has ended, a client who is not linked yet or waits no more.
    """
    refuse_personal_data(reason)
    entry = await _locked_own(actor, entry_id, to_offering_id)
    await _check(actor, entry, [to_offering_id], on=on)
    to = await Offering.get(id=to_offering_id)
    return await chain.transfer(Deed(by=actor, on=on, reason=reason.strip()), entry, to)


async def split_entry(
    actor: Actor, entry_id: int, *, to_offering_ids: Sequence[int], reason: str, on: date
) -> list[Entry]:
    """One product became several: the client waits on each of these lists with the same key."""
    refuse_personal_data(reason)
    ids = sorted(set(to_offering_ids))
    entry = await _locked_own(actor, entry_id, *ids)
    if len(ids) < 2 or entry.offering_id in ids:  # noqa: PLR2004  else it is no split
        raise NotValid("Kies twee of meer andere lijsten.")
    await _check(actor, entry, ids, on=on)
    lists = await Offering.filter(id__in=ids).order_by("id")
    return await chain.split(Deed(by=actor, on=on, reason=reason.strip()), entry, lists)


async def _locked_own(actor: Actor, entry_id: int, *and_lists: int) -> Entry:
    if actor.role is not Role.CONSULTANT:
        raise NotFound
    entry = await locked_entry(actor, entry_id, *and_lists)
    if not entry.is_open:
        raise NotAllowed("De cliënt wacht niet meer op deze lijst.")
    return entry


async def _check(actor: Actor, entry: Entry, offering_ids: Sequence[int], *, on: date) -> None:
    municipality_id = entry.need.client.municipality_id
    for offering_id in offering_ids:
        row = await row_for(actor, offering_id)
        refuse_stopped(row, municipality_id, on=on)
        await refuse_uncontracted(row, municipality_id, None, on=on)


async def undo_move(actor: Actor, entry_id: int, *, reason: str, on: date) -> list[Entry]:
    """Put a client back: on each list from which this entry came, with the key from there.

    Raises NotAllowed with the reason why that is not possible (any more).
    """
    refuse_personal_data(reason)
    if actor.role is not Role.CONSULTANT:
        raise NotFound
    seen = await locked_entry(actor, entry_id)
    parents = await _parents(seen)
    siblings = await _children(parents)
    await lock_lists(entry.offering_id for entry in (*parents, *siblings))
    entry = await locked_entry(actor, entry_id)
    problem = await undo_problem(entry)
    if problem:
        raise NotAllowed(problem)
    deed = Deed(by=actor, on=on, reason=reason.strip())
    return await chain.undo(deed, await _children(parents), await _parents(entry))


async def undo_problem(entry: Entry) -> str | None:
    """Why the last move of this entry cannot be undone, in Dutch; None when it can.

    Only while it waits, everything came from another list, and those lists are open.
    """
    kinds: list[LinkKind] = [link.kind for link in await Link.filter(to_entry_id=entry.id)]
    if not kinds or set(kinds) - MOVES_TO_ANOTHER_LIST:
        return "De laatste stap van deze cliënt is geen overzetting."
    parents = await _parents(entry)
    children = await _children(parents)
    if any(child.status is not Status.WAITING for child in children):
        return "De cliënt wacht niet meer: uitgenodigd, geplaatst, afgemeld of verder gezet."
    if {one.id for one in await _parents(*children)} != {one.id for one in parents}:
        return "Bij de splitsing is deze cliënt ook samengevoegd met een andere plaats."
    if all(parent.offering_id == entry.offering_id for parent in parents):
        return "Hier zijn twee dossiers van een persoon samengevoegd."
    old = await Offering.filter(id__in=[parent.offering_id for parent in parents])
    if any(offering.withdrawn_at is not None for offering in old):
        return "De oude lijst bestaat niet meer."
    return None


async def _parents(*entries: Entry) -> Sequence[Entry]:
    return await (
        Entry.filter(links_on__to_entry_id__in=[entry.id for entry in entries])
        .distinct()
        .select_related("need__client")
        .order_by("id")
    )


async def _children(parents: Sequence[Entry]) -> Sequence[Entry]:
    return await (
        Entry.filter(links_back__from_entry_id__in=[parent.id for parent in parents] or [0])
        .distinct()
        .select_related("need__client")
        .order_by("id")
    )
