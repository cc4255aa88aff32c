"""What the worker does for the social map. Due work is found by query; twice is safe."""

from datetime import datetime

from portal.availability.rules.digests import mailing_day
from portal.database.transactions import committed
from portal.socialmap.actions.keepers import owners_to_remind, remind_owner


async def remind_keepers(now: datetime) -> None:
    """Ask the keepers of every owner whose day it is; one that fails holds up no other."""
    failed: list[Exception] = []
    for owner_id in await owners_to_remind(on=mailing_day(now)):
        try:
            await committed(lambda owner=owner_id: remind_owner(owner, moment=now))
        except Exception as error:  # noqa: BLE001  whatever it is, the others get their mail
            failed.append(error)
    if failed:
        raise ExceptionGroup("some keepers could not be reminded", failed)
