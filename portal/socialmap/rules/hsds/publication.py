"""All that one region publishes on one day, ready to be asked."""

import json
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256

from portal.availability.rules.row import Row
from portal.search.rules import View
from portal.search.rules.bitmaps import members
from portal.search.rules.distance import distance_km
from portal.socialmap.rules.around import Here
from portal.socialmap.rules.facilities import FacilityRow
from portal.socialmap.rules.guide import Guide, Item
from portal.socialmap.rules.hsds.organizations import Giver, givers_of
from portal.socialmap.rules.hsds.publishing import Publishing, Record
from portal.socialmap.rules.hsds.services import (
    organization_uid,
    place_uid,
    service,
    service_at_location,
    service_uid,
)
from portal.socialmap.rules.hsds.terms import (
    WAIT_TERMS,
    Term,
    audience_terms,
    fixed_terms,
    product_of,
    product_terms,
    theme_terms,
)
from portal.socialmap.rules.themes import themes_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One service that is published."""

    uid: str
    item: Item
    slot: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedAsk:
    """What somebody asks of the open data; nothing asks for everything."""

    search: str = ""
    taxonomy_term_id: str = ""
    taxonomy_id: str = ""
    organization_id: str = ""
    here: Here | None = None
    nowhere: bool = False
    """A postcode was given that nobody knows."""
    metres: int | None = None


def digest(entry: Entry, to: Publishing) -> str:
    """Another one whenever anything else is told."""
    told = json.dumps(service(entry.item, to), sort_keys=True)
    return sha256(told.encode()).hexdigest()


class Publication:
    """The services of one region, in a fixed order, and what they are marked with."""

    def __init__(self, guide: Guide, view: View, to: Publishing, slug: str) -> None:
        self.guide = guide
        self.view = view
        self.slug = slug
        """The word of the region in an address."""
        self.to = to
        slots = members(guide.everything(view))
        found = [(slot, guide.items[slot]) for slot in slots]
        found.sort(key=lambda one: (isinstance(one[1], FacilityRow), one[1].id))
        self.entries = [
            Entry(uid=service_uid(item, to), item=item, slot=slot) for slot, item in found
        ]
        self._by_uid = {entry.uid: entry for entry in self.entries}
        self._by_place = {
            place_uid(entry.item, to): entry for entry in self.entries if entry.item.where
        }

    def service(self, uid: str) -> Record | None:
        """The service with this id."""
        entry = self._by_uid.get(uid)
        return service(entry.item, self.to) if entry else None

    def services(self) -> list[Record]:
        """Every service with all that hangs on it."""
        return [service(entry.item, self.to) for entry in self.entries]

    def place(self, uid: str) -> Record | None:
        """The service where it is given, with this id."""
        entry = self._by_place.get(uid)
        return service_at_location(entry.item, self.to) if entry else None

    @cached_property
    def givers(self) -> list[Giver]:
        """Whose services these are, by name."""
        return self.givers_of(self.entries)

    def givers_of(self, entries: Iterable[Entry]) -> list[Giver]:
        """Who gives these services, by name."""
        return givers_of((entry.item for entry in entries), self.to)

    def terms(self) -> list[Term]:
        """The words that only this region uses."""
        rows = (entry.item for entry in self.entries if isinstance(entry.item, Row))
        return product_terms(rows, self.to)

    def asked(self, ask: FeedAsk) -> list[Entry]:
        """The services that answer to this question."""
        if ask.nowhere:
            return []
        bits = self._words(ask.search) if ask.search.strip() else None
        checks = list(self._checks(ask))
        return [
            entry
            for entry in self.entries
            if bits is None or bits >> entry.slot & 1
            if all(check(entry.item) for check in checks)
        ]

    def _words(self, words: str) -> int:
        return self.guide.understood(words, self.view).bits

    def _checks(self, ask: FeedAsk) -> Iterable[Callable[[Item], bool]]:
        if ask.organization_id:
            yield lambda item: organization_uid(item, self.to) == ask.organization_id
        if ask.taxonomy_term_id:
            yield self._marked(ask.taxonomy_term_id)
        if ask.taxonomy_id:
            yield self._marked(ask.taxonomy_id)
        if ask.here:
            yield _comes(ask.here, ask.metres)

    def _marked(self, uid: str) -> Callable[[Item], bool]:
        """Whether it has this term, or any term of this taxonomy."""
        wanted = {
            term for term in self._used if uid in {term.uid(self.to), term.taxonomy.uid(self.to)}
        }
        return lambda item: not wanted.isdisjoint(_terms(item, self.to))

    @cached_property
    def _used(self) -> list[Term]:
        return [*fixed_terms(), *self.terms()]


def _comes(here: Here, metres: int | None) -> Callable[[Item], bool]:
    """Whether it is for residents from there, and near enough; at home is always near."""
    point = (here.near.latitude, here.near.longitude)

    def comes(item: Item) -> bool:
        if all(town.id != here.town.id for town in item.municipalities):
            return False
        if metres is None or item.where is None:
            return True
        there = (item.where.latitude, item.where.longitude)
        return distance_km(point, there) * 1000 <= metres

    return comes


def _terms(item: Item, to: Publishing) -> list[Term]:
    if isinstance(item, Row):
        return [
            product_of(item, to),
            *_of_themes(themes_of(item.product_code)),
            *WAIT_TERMS.values(),
        ]
    audiences = [term for term in audience_terms() if term.code in item.audiences]
    return [*_of_themes(item.themes), *audiences]


def _of_themes(slugs: Collection[str]) -> list[Term]:
    return [term for term in theme_terms() if term.code in slugs]
