"""Ringing a provider."""

from datetime import date, timedelta
from typing import Any, Final

from portal.availability.queries.reminders import offerings_asked_of
from portal.catalogue.queries import region_id_of
from portal.journal.actions import record_change
from portal.kernel.actor import Actor
from portal.kernel.clock import now
from portal.kernel.errors import NotFound
from portal.oversight.models import CallAttempt
from portal.providers.models import Provider

TWICE_WITHIN: Final = timedelta(minutes=1)


async def note_no_answer(actor: Actor, provider_id: int, *, note: str, on: date) -> None:
    """Note that the actor rang a provider that is to be rung, and nobody answered.

    Pressing twice makes one note. Raises NotFound for a provider that nobody has to ring here.
    """
    region_id = region_id_of(actor)
    await Provider.filter(id=provider_id).select_for_update().first()
    asked = offerings_asked_of(provider_id, on=on).filter(region_id=region_id)
    if not await asked.filter(
        manager_tasks__id__not_isnull=True, manager_tasks__done_at=None
    ).exists():
        raise NotFound
    known: dict[str, Any] = {
        "region_id": region_id,
        "provider_id": provider_id,
        "by_id": actor.person_id,
    }
    if await CallAttempt.filter(**known, note=note, at__gt=now() - TWICE_WITHIN).exists():
        return
    attempt = await CallAttempt.create(**known, at=now(), note=note)
    await record_change(
        actor,
        "call.no_answer",
        subject="provider",
        ids=[provider_id],
        region_id=region_id,
        attempt=attempt.id,
    )
