"""What the worker does for waitlists. Due work is found by query; running it twice is safe."""

from collections.abc import Awaitable, Callable, Iterable
from datetime import datetime
from typing import Any

from portal.database.transactions import committed, read
from portal.kernel.clock import local_date
from portal.waitlists.actions.calling import expire
from portal.waitlists.actions.forgetting import anonymise
from portal.waitlists.actions.measuring import measure
from portal.waitlists.models import Entry, IntakeInvitation
from portal.waitlists.queries.forgetting import clients_to_look_at


async def expire_invitations(now: datetime) -> None:
    """End the invitations whose term has passed."""
    on = local_date(now)
    due = await IntakeInvitation.filter(outcome=None, expires_on__lt=on).order_by("id")
    await _each([one.id for one in due], lambda one: expire(one, on=on))


async def forget_clients(now: datetime) -> None:
    """Make those clients anonymous whom nothing can happen to any more."""
    on = local_date(now)
    due = await read(lambda: clients_to_look_at(on=on))
    await _each(due, lambda one: anonymise(one, on=on))


async def measure_waits(now: datetime) -> None:
    """Measure every list anew: people come and time passes, also where nobody is placed."""
    on = local_date(now)
    await _each(await _lists(), lambda one: measure(one, on=on))


async def _lists() -> list[int]:
    lists: list[Any] = await Entry.all().distinct().values_list("offering_id", flat=True)
    return sorted(lists)


async def _each(ids: Iterable[int], work: Callable[[int], Awaitable[object]]) -> None:
    """Each in a short transaction: one that fails holds up no other, and is raised at the end."""
    failed: list[Exception] = []
    for one in ids:
        try:
            await committed(lambda one=one: work(one))
        except Exception as error:  # noqa: BLE001  whatever it is, the others are done
            failed.append(error)
    if failed:
        raise ExceptionGroup("some waitlists were not dealt with", failed)
