"""Many people on lists, in as few statements as possible."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import count
from typing import Final

from portal.availability.models import Offering
from portal.kernel.clock import AMSTERDAM, now, today
from portal.waitlists.models import Client, Entry, Need
from portal.waitlists.rules.key import Urgency
from portal.waitlists.rules.moves import Status
from tests.cast import Cast

BOTH_EVERY: Final = 50
LISTS_AT_ONCE: Final = 200


class Crowd:
    """Clients with a need, in as few statements as possible."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.numbers = count(1)
        self.draws = count(1)

    async def stand(self, offering: Offering, people: int, *also: Offering) -> None:
        """So many people more on this list; every fiftieth on another one too."""
        ids = await self._people(people)
        places = [(offering, one) for one in ids]
        places += [(other, one) for one in ids[::BOTH_EVERY] for other in also]
        await self._put(places)

    async def spread(self, offerings: Sequence[Offering], each: int) -> None:
        """So many people on each of these lists."""
        for start in range(0, len(offerings), LISTS_AT_ONCE):
            some = offerings[start : start + LISTS_AT_ONCE]
            ids = await self._people(each * len(some))
            await self._put([(some[n // each], one) for n, one in enumerate(ids)])

    async def _put(self, places: Sequence[tuple[Offering, int]]) -> None:
        entries = [self._entry(offering, one) for offering, one in places]
        await Entry.bulk_create(entries, batch_size=1_000)

    async def _people(self, people: int) -> list[int]:
        ids = [next(self.numbers) for _ in range(people)]
        region, town = self.cast.westfriesland.id, self.cast.hoorn.id
        moment = now()
        await Client.bulk_create(
            [
                Client(
                    id=one,
                    region_id=region,
                    municipality_id=town,
                    reference=f"WF-{one:08}",
                    created_at=moment,
                    linked_at=moment,
                )
                for one in ids
            ],
            batch_size=1_000,
        )
        await Need.bulk_create(
            [Need(id=one, region_id=region, client_id=one, category="02") for one in ids],
            batch_size=1_000,
        )
        return ids

    def _entry(self, offering: Offering, need_id: int) -> Entry:
        draw = next(self.draws)
        day = today() - timedelta(days=draw * 7919 % 400)
        return Entry(
            region_id=offering.region_id,
            offering_id=offering.id,
            need_id=need_id,
            urgency=Urgency.REGULAR,
            registered_on=day,
            registered_at=datetime(day.year, day.month, day.day, 9, tzinfo=AMSTERDAM),
            draw=draw,
            status=Status.WAITING,
            opened_on=day,
            opened_at=now(),
        )
