"""What the worker does for the social map. Due work is found by query; twice is safe."""

import asyncio
from datetime import datetime
from functools import partial
from typing import Final

from portal.availability.rules.digests import mailing_day
from portal.database.transactions import committed
from portal.kernel.clock import local_date
from portal.settings import settings
from portal.socialmap.actions.keepers import owners_to_remind, remind_owner
from portal.socialmap.actions.published import note_published
from portal.socialmap.index import publications
from portal.socialmap.rules.hsds.publication import digest

BREATH: Final = 50
"""Services after which whoever waits for this process gets a turn."""


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


async def note_publications(now: datetime) -> None:
    """Remember of which services something else is told than before, for `modified_after`."""
    told: dict[str, str] = {}
    base = settings().base_url.rstrip("/")
    for publication in await publications(base, today=local_date(now)):
        for number, entry in enumerate(publication.entries):
            told[entry.uid] = digest(entry, publication.to)
            if number % BREATH == 0:
                await asyncio.sleep(0)
    await committed(partial(note_published, told, at=now))
