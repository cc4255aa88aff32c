"""Taking hold of lists before looking at them, so that of two people one wins.

Whoever changes an entry first locks the offerings whose lists it touches, in the order of their
ids, and only then reads: then nobody else changes those lists until the transaction ends.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from tortoise.queryset import QuerySet

from portal.availability.models import Offering
from portal.journal.actions import record_change
from portal.kernel.actor import Actor
from portal.kernel.clock import now
from portal.kernel.errors import NotFound, NotValid
from portal.waitlists.models import Client, Entry
from portal.waitlists.queries import entries_visible_to
from portal.waitlists.rules.moves import OPEN, Status, moved
from portal.waitlists.rules.references import text_problem


async def lock_lists(offering_ids: Iterable[int]) -> None:
    """Nobody else changes these lists until the transaction ends."""
    ids = sorted(set(offering_ids))
    # Not `values_list`: it forgets the lock that was asked for.
    await Offering.filter(id__in=ids).order_by("id").select_for_update().only("id")


async def locked_entry(actor: Actor, entry_id: int, *and_lists: int) -> Entry:
    """The entry with its need and client, its list locked, and others too; raises NotFound."""
    return await locked_among(entries_visible_to(actor), entry_id, *and_lists)


async def locked_among(entries: QuerySet[Entry], entry_id: int, *and_lists: int) -> Entry:
    """As `locked_entry`, for whoever may see these entries."""
    seen = await entries.filter(id=entry_id).first()
    if seen is None:
        raise NotFound
    await lock_lists([seen.offering_id, *and_lists])
    await Entry.filter(id=entry_id).select_for_update().only("id")
    return await Entry.get(id=entry_id).select_related("need__client", "offering__product")


async def set_status(entry: Entry, to: Status, *, on: date) -> None:
    """Move an entry that is locked. Raises MoveNotAllowed."""
    entry.status = moved(entry.status, to)
    if to not in OPEN:
        entry.ended_on, entry.ended_at = on, now()
    await entry.save(update_fields=["status", "ended_on", "ended_at"])


def refuse_personal_data(*texts: str) -> None:
    """Raises NotValid when one of these texts holds a BSN, phone number or mail address."""
    for text in texts:
        problem = text_problem(text)
        if problem:
            raise NotValid(problem)


async def note(actor: Actor | None, action: str, entry: Entry, **details: Any) -> None:
    """Write in the journal what was done with an entry; its subject is the client."""
    await note_client(actor, action, entry.need.client, entry=entry.id, **details)


async def note_client(actor: Actor | None, action: str, client: Client, **details: Any) -> None:
    """Write in the journal what was done with a client; ids and figures only."""
    await record_change(
        actor, action, subject="client", ids=[client.id], region_id=client.region_id, **details
    )
