"""Trying a deed in one transaction, so that what was typed is never lost."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from portal.database.transactions import committed
from portal.journal.actions import record_seen
from portal.kernel.actor import Actor
from portal.kernel.errors import NotFound, PortalError
from portal.web.forms import Form

T = TypeVar("T")
_UNSEEN = NotFound().message


async def attempted(form: Form, deed: Callable[[], Awaitable[T]]) -> T | None:
    """What the deed made; None when it was refused, and then the form says why.

    What the actor may not see stays NotFound. Nothing of a refused deed is kept.
    """
    try:
        return await committed(deed)
    except PortalError as refused:
        if isinstance(refused, NotFound) and refused.message == _UNSEEN:
            raise
        form.form_errors = [*form.form_errors, refused.message]
        return None


async def looked_again(actor: Actor, client_ids: list[int]) -> None:
    """A form that comes back shows a client once more: the journal says so."""
    await committed(lambda: record_seen(actor, "client.shown", subject="client", ids=client_ids))
