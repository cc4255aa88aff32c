"""The shelves of this process: what searches read instead of the database, kept by its changes."""

import asyncio
import gc
from collections.abc import Callable, Generator, Hashable, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any, Final, TypeVar

from portal.availability.rules.row import Row
from portal.database.changes import EVERYTHING, Change, feed
from portal.database.transactions import read
from portal.kernel.actor import Actor
from portal.kernel.errors import NotFound
from portal.kernel.spelling import fold
from portal.search import queries
from portal.search.queries import Around, Atlas
from portal.search.rules import Near, Shelf, View

T = TypeVar("T")
_ATLAS_TOPICS: Final = frozenset({"region", "place"})
_ELSEWHERE: Final = "session"


class Shelved:
    """The shelf of one region, what lies around it, and the views that were asked for."""

    def __init__(self, shelf: Shelf, around: Around) -> None:
        self.shelf = shelf
        self.around = around
        self._views: dict[int | None, View] = {}
        self._answers: dict[Hashable, Any] = {}
        self._answered_at = 0

    def once(self, question: Hashable, answer: Callable[[], T]) -> T:
        """The answer to a question that is asked more often, until anything changes."""
        if self._answered_at != self.shelf.version:
            self._answers, self._answered_at = {}, self.shelf.version
        if question not in self._answers:
            self._answers[question] = answer()
        return self._answers[question]

    def view(self, municipality_id: int | None, *, today: date) -> View:
        """The shelf as clients of this municipality see it today."""
        view = self._views.get(municipality_id)
        if view is None or view.today != today:
            view = self._views[municipality_id] = View(self.shelf, municipality_id, today)
        return view

    def put(self, row: Row) -> None:
        """Take this for what was known of the offering."""
        self._refresh(self.shelf.put(row))

    def drop(self, offering_id: int) -> None:
        """Take this offering away, if it stood here."""
        slot = self.shelf.drop(offering_id)
        if slot is not None:
            self._refresh(slot)

    def _refresh(self, slot: int) -> None:
        for view in self._views.values():
            view.refresh(slot)


class Shelves:
    """A shelf for each region that was searched; never the truth, and never older than asked."""

    def __init__(self) -> None:
        self._shelves: dict[int, Shelved] = {}
        self._atlas: Atlas | None = None
        self._unread: set[Change] = set()
        self._round = 0
        """Goes up when everything became uncertain; what was asked before is not kept then."""
        self._lock = asyncio.Lock()

    def hear(self, changes: Sequence[Change]) -> None:
        """Remember what changed until the next search; cheap however much it is."""
        for change in changes:
            if change.topic == EVERYTHING:
                self._forget()
            elif change.topic != _ELSEWHERE:
                self._unread.add(change)
            if change.topic in _ATLAS_TOPICS:
                self._atlas = None

    def _forget(self) -> None:
        self._round += 1
        self._shelves.clear()
        self._unread.clear()
        self._atlas = None

    async def of(self, actor: Actor) -> Shelved:
        """What this actor may search: the shelf of its region. Raises NotFound without a region."""
        return await self.of_region(await self.region_of(actor))

    async def of_region(self, region_id: int) -> Shelved:
        """The shelf of this region, with everything that was committed before."""
        kept = await feed.heard()
        shelved = self._shelves.get(region_id)
        if shelved is not None and not self._unread:
            return shelved
        return await self._up_to_date(region_id, keep=kept)

    async def region_of(self, actor: Actor) -> int:
        """The region in which this actor searches; raises NotFound when there is none."""
        if actor.region_id is not None:
            return actor.region_id
        known = await self.atlas()
        region_id = known.of_team.get(actor.access_team_id or 0)
        region_id = region_id or known.of_municipality.get(actor.municipality_id or 0)
        if region_id is None:
            raise NotFound
        return region_id

    async def place(self, text: str) -> Near | None:
        """The place or postcode that somebody named, if it is known."""
        return (await self.atlas()).places.get(fold(text.strip()))

    async def atlas(self) -> Atlas:
        """Which region whom belongs to, and where places lie."""
        kept = await feed.heard()
        found = self._atlas
        if found is None:
            asked_in = self._round
            found = await read(queries.atlas)
            self._atlas = found if kept and asked_in == self._round else None
        return found

    async def _up_to_date(self, region_id: int, *, keep: bool) -> Shelved:
        async with self._lock:
            await self._read_up()
            shelved = self._shelves.get(region_id)
            if shelved is None:
                asked_in = self._round
                shelved = await read(lambda: _shelved(region_id))
                if keep and asked_in == self._round:
                    self._shelves[region_id] = shelved
                    gc.collect()  # or what reading left behind would be frozen too
                    gc.freeze()  # what stays is no longer walked along by each collection
            return shelved

    async def _read_up(self) -> None:
        unread, self._unread = self._unread, set()
        try:
            await read(lambda: self._take_in(unread))
        except BaseException:
            self._unread |= unread
            raise

    async def _take_in(self, changes: set[Change]) -> None:
        for change in changes:
            if change.topic == "region":
                self._shelves.pop(change.subject_id, None)
        if not self._shelves:
            return
        offering_ids = await queries.concerned(changes)
        now = {row.id: row for row in await queries.rows_now(offering_ids)} if offering_ids else {}
        for offering_id in offering_ids:
            row = now.get(offering_id)
            for region_id, shelved in self._shelves.items():
                if row is not None and row.region.id == region_id:
                    shelved.put(row)
                else:
                    shelved.drop(offering_id)


async def _shelved(region_id: int) -> Shelved:
    with _collector_waiting():
        shelf = Shelf(
            await queries.open_rows(region_id),
            await queries.successions(region_id),
            await queries.synonyms_of(region_id),
        )
    return Shelved(shelf, await queries.around(region_id))


@contextmanager
def _collector_waiting() -> Generator[None]:
    """A shelf is many objects that stay: looking for garbage among them doubles the time."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


shelves: Final = Shelves()
feed.tell_to(shelves.hear)
