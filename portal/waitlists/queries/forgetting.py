"""Whose record has done its work, and who is asked again whether they still wait."""

from collections.abc import Sequence
from datetime import date

from tortoise.expressions import Subquery

from portal.kernel.actor import Actor, Role
from portal.waitlists.models import Client, ClientHold, Entry
from portal.waitlists.queries.entries import entries_visible_to
from portal.waitlists.rules.calendar import FORGOTTEN_AFTER, asks_again_on, forgotten_from


async def clients_to_look_at(*, on: date, most: int = 200) -> Sequence[int]:
    """Clients who may be due: nothing open, and something that closed long enough ago."""
    waiting = Entry.filter(ended_at=None).values("need__client_id")
    found = (
        Client.filter(
            anonymised_at=None,
            joined_into_id=None,
            needs__entries__ended_on__lte=on - FORGOTTEN_AFTER,
        )
        .exclude(id__in=Subquery(waiting))
        .distinct()
        .order_by("id")
    )
    due = [client.id for client in await found if await may_be_forgotten(client, on=on)]
    return due[:most]


async def may_be_forgotten(client: Client, *, on: date) -> bool:
    """Ninety days after the last entry closed and no return, undo or running care is open."""
    entries = await Entry.filter(need__client_id=client.id).prefetch_related("placement")
    if not entries or any(entry.is_open for entry in entries):
        return False
    if await ClientHold.exists(client_id=client.id, ended_at=None):
        return False
    return all(on >= _forgotten_from(entry) for entry in entries)


def _forgotten_from(entry: Entry) -> date:
    assert entry.ended_on is not None, "a closed entry has a last day"
    placement = entry.placement
    return forgotten_from(
        entry.ended_on,
        placed_on=placement.placed_on if placement else None,
        failed_on=placement.failed_on if placement else None,
    )


async def still_waiting_due(actor: Actor, *, on: date) -> Sequence[Entry]:
    """The open entries of own clients to ask "wacht u nog?", the longest unasked first."""
    if actor.role is not Role.CONSULTANT:
        return []
    found = await entries_visible_to(actor).filter(ended_at=None).select_related("need__client")
    asked = [(entry.still_waiting_on or entry.registered_on, entry) for entry in found]
    due = [(since, entry) for since, entry in asked if on >= asks_again_on(since)]
    return [entry for _, entry in sorted(due, key=lambda pair: (pair[0], pair[1].id))]
