"""What the worker does for availability. Due work is found by query; running it twice is safe."""

from datetime import datetime

from portal.availability.actions.reminders import remind
from portal.availability.queries.reminders import providers_to_remind
from portal.availability.rules.digests import mailing_day
from portal.database.transactions import committed


async def send_reminders(now: datetime) -> None:
    """Send the weekly digest of every provider whose day it is, or was while nothing ran.

    Each provider has its own short transaction: one that fails holds up no other, and is
    raised after the rest is done.
    """
    failed: list[Exception] = []
    for provider_id in await providers_to_remind(on=mailing_day(now)):
        try:
            await committed(lambda provider=provider_id: remind(provider, now=now))
        except Exception as error:  # noqa: BLE001  whatever it is, the others get their mail
            failed.append(error)
    if failed:
        raise ExceptionGroup("some providers could not be reminded", failed)
