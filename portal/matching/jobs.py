"""What the worker does for saved searches. Due work is found by query; running it twice is safe."""

import asyncio
from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime
from functools import partial
from itertools import groupby
from urllib.parse import parse_qs

from portal.database.transactions import committed, read
from portal.kernel.clock import local_date
from portal.matching.actions import Look, note_unchanged, tell
from portal.matching.forms import asked
from portal.matching.queries import Watched, offered_in, search_in, searches_to_look_at
from portal.matching.rules.cards import card
from portal.matching.rules.saved import LOOK_AFTER, difference, is_time
from portal.search.index import Shelved, shelves
from portal.search.rules import Near


async def tell_of_new_fits(now: datetime) -> None:
    """Look at every saved search and tell its owner what is new.

    Each owner has a short transaction, and only where something came, went or is to be told: one
    that fails holds up no other, and is raised after the rest is done.
    """
    watched = await read(lambda: searches_to_look_at(before=now - LOOK_AFTER))
    by_owner, same = await _looks(watched, now)
    if same:
        await committed(lambda: note_unchanged(same, now=now))
    failed: list[Exception] = []
    for person_id, looks in by_owner.items():
        try:
            await committed(partial(tell, person_id, looks, now=now))
        except Exception as error:  # noqa: BLE001  whatever it is, the others get their mail
            failed.append(error)
    if failed:
        raise ExceptionGroup("some owners of saved searches could not be told", failed)


async def _looks(watched: list[Watched], now: datetime) -> tuple[dict[int, list[Look]], list[int]]:
    """What is to be noted, by owner; and the searches that found what they found before."""
    by_owner: dict[int, list[Look]] = defaultdict(list)
    same: list[int] = []
    places = (await shelves.atlas()).places if watched else {}
    for region_id, theirs in groupby(watched, key=lambda one: one.region_id):
        shelved = await shelves.of_region(region_id)
        for one in theirs:
            look = _look(one, shelved, places, local_date(now))
            if _matters(one, look, now):
                by_owner[one.person_id].append(look)
            else:
                same.append(one.id)
            await asyncio.sleep(0)  # the web may live in this process
    return by_owner, same


def _look(one: Watched, shelved: Shelved, places: Mapping[str, Near], day: date) -> Look:
    """What answers now; a search of which a part no longer exists is not answered by the rest."""
    offered = offered_in(shelved, None)
    wanted = asked(parse_qs(one.query.removeprefix("?")), offered, places)
    found = search_in(shelved, wanted.search, today=day)
    size = len(shelved.around.municipalities)
    slots = {} if wanted.ignored else {found.row(slot).id: slot for slot in found.order}
    return Look(
        saved_id=one.id,
        fits=list(slots),
        card=lambda offering_id: card(found.match(slots[offering_id]), region_size=size),
    )


def _matters(one: Watched, look: Look, now: datetime) -> bool:
    found = difference(one.known, look.fits)
    is_due = is_time(one.rhythm, one.round_on, now)
    return bool(found.new or found.gone or (is_due and found.untold))
