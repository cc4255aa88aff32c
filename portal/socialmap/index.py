"""The social map in the memory of this process: what residents read instead of the database."""

import asyncio
from collections.abc import Sequence
from datetime import date
from typing import Final

from portal.database.changes import EVERYTHING, Change, feed
from portal.database.transactions import read
from portal.kernel.errors import NotFound
from portal.search.index import Shelved, shelves
from portal.search.rules import View
from portal.socialmap.models import Facility
from portal.socialmap.queries.around import around
from portal.socialmap.queries.facilities import facility_rows, open_facilities
from portal.socialmap.rules.around import Around
from portal.socialmap.rules.facilities import FacilityRow
from portal.socialmap.rules.guide import Guide
from portal.socialmap.rules.hsds.publication import Publication
from portal.socialmap.rules.hsds.publishing import Publishing

_AROUND_TOPICS: Final = frozenset({"region", "place", "team", "guide"})
_OWN_TOPICS: Final = {"facility": "id", "facilities": "owner_id"}


class Guided:
    """The guide of one region with the shelf that it follows."""

    def __init__(self, shelved: Shelved, guide: Guide) -> None:
        self.shelved = shelved
        self.guide = guide

    def view(self, town_id: int | None, *, today: date) -> View:
        """The offerings as residents of this municipality see them today."""
        return self.shelved.view(town_id, today=today)


class Guides:
    """A guide for each region; never the truth, and never older than asked."""

    def __init__(self) -> None:
        self._guides: dict[int, Guided] = {}
        self._around: Around | None = None
        self._unread: set[Change] = set()
        self._round = 0
        """Goes up when everything became uncertain; what was asked before is not kept then."""
        self.around_version = 0
        self._lock = asyncio.Lock()

    def hear(self, changes: Sequence[Change]) -> None:
        """Remember what changed until somebody asks; cheap however much it is."""
        for change in changes:
            if change.topic == EVERYTHING:
                self._round += 1
                self._guides.clear()
                self._unread.clear()
            elif change.topic in _OWN_TOPICS:
                self._unread.add(change)
            if change.topic in _AROUND_TOPICS | {EVERYTHING}:
                self._around = None
                self.around_version += 1

    async def around(self) -> Around:
        """Places, municipalities and access teams of all regions."""
        kept = await feed.heard()
        found = self._around
        if found is None:
            asked_in = self.around_version
            found = await read(around)
            self._around = found if kept and asked_in == self.around_version else None
        return found

    async def of_region(self, region_id: int) -> Guided:
        """The guide of this region, with everything that was committed before."""
        shelved = await shelves.of_region(region_id)
        kept = await feed.heard()
        async with self._lock:
            await self._read_up()
            guided = self._guides.get(region_id)
            if guided is None or guided.shelved is not shelved:
                guided = await self._made(region_id, shelved, keep=kept)
            guided.guide.follow()
            return guided

    async def of_all(self) -> list[Guided]:
        """The guides of all regions."""
        return [await self.of_region(region.id) for region, _ in (await self.around()).regions]

    async def _made(self, region_id: int, shelved: Shelved, *, keep: bool) -> Guided:
        asked_in = self._round
        rows = await read(lambda: facility_rows(open_facilities().filter(region_id=region_id)))
        guided = Guided(shelved, Guide(shelved.shelf, rows))
        if keep and asked_in == self._round:
            self._guides[region_id] = guided
        return guided

    async def _read_up(self) -> None:
        unread, self._unread = self._unread, set()
        if not unread or not self._guides:
            return
        try:
            await read(lambda: self._take_in(unread))
        except BaseException:
            self._unread |= unread
            raise

    async def _take_in(self, changes: set[Change]) -> None:
        ids: set[int] = set()
        for topic, column in _OWN_TOPICS.items():
            subjects = [change.subject_id for change in changes if change.topic == topic]
            if subjects:
                concerned = Facility.filter(**{f"{column}__in": subjects})
                ids.update([one.id for one in await concerned.only("id")])
        rows = await facility_rows(open_facilities().filter(id__in=list(ids)))
        now = {row.id: row for row in rows}
        for facility_id in ids:
            for region_id, guided in self._guides.items():
                row = now.get(facility_id)
                if row is not None and row.region.id == region_id:
                    guided.guide.put(row)
                else:
                    guided.guide.drop(FacilityRow, facility_id)


async def publications(base: str, *, today: date) -> list[Publication]:
    """What every region publishes today as open data."""
    around = await guides.around()
    to = Publishing(base=base, around=around, today=today)
    return [
        _published(await guides.of_region(region.id), to, slug) for region, slug in around.regions
    ]


def _published(guided: Guided, to: Publishing, slug: str) -> Publication:
    view = guided.view(None, today=to.today)
    key = ("published", to.base, to.today, guides.around_version)
    return guided.guide.once(key, lambda: Publication(guided.guide, view, to, slug))


async def guided_with(guides: Guides, kind: type, number: int) -> Guided:
    """The region in which this offering or facility stands. Raises NotFound."""
    for guided in await guides.of_all():
        if guided.guide.item(kind, number) is not None:
            return guided
    raise NotFound


guides: Final = Guides()
feed.tell_to(guides.hear)
