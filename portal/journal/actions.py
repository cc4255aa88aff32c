"""Writing the journal, always in the transaction of what it tells of."""

from collections.abc import Iterable
from typing import Any

from portal.journal.models import JournalEntry, Kind
from portal.kernel.actor import Actor
from portal.kernel.clock import now


async def record_change(
    actor: Actor | None,
    action: str,
    *,
    subject: str,
    ids: Iterable[int],
    region_id: int | None = None,
    reason: str = "",
    **details: Any,
) -> None:
    """Note who changed what, of which rows and why; without an actor the portal itself did.

    `action` is a verb of the domain such as "stop.requested"; details hold ids and figures,
    never a name, an address or free text about a person.
    """
    await _record(Kind.CHANGED, actor, action, subject, ids, region_id, reason, details)


async def record_seen(actor: Actor, action: str, *, subject: str, ids: Iterable[int]) -> None:
    """Note who looked at the records of which persons."""
    await _record(Kind.SEEN, actor, action, subject, ids, actor.region_id, "", {})


async def _record(  # noqa: PLR0913, PLR0917
    kind: Kind,
    actor: Actor | None,
    action: str,
    subject: str,
    ids: Iterable[int],
    region_id: int | None,
    reason: str,
    details: dict[str, Any],
) -> None:
    await JournalEntry.create(
        at=now(),
        kind=kind,
        person_id=actor.person_id if actor else None,
        membership_id=actor.membership_id if actor else None,
        action=action,
        subject=subject,
        subject_ids=sorted(ids),
        region_id=region_id,
        reason=reason,
        details=details,
    )
