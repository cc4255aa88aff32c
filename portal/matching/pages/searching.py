"""What every page of a search starts with: who asks, over what, and what the address bar says."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Final

from starlette.requests import Request

from portal.kernel.actor import Actor
from portal.matching.forms import Asked, asked, query
from portal.matching.queries import matches_of, offered_to, search_in
from portal.matching.rules.choices import Choices
from portal.matching.rules.searchers import SEARCHERS
from portal.search.index import Shelved, shelves
from portal.search.rules import Found, Match
from portal.web.redirects import path_of
from portal.web.session import acting

NOWHERE: Final = 0


@dataclass(frozen=True, kw_only=True)
class Searcher:
    """Somebody who searches, and what there is to search."""

    actor: Actor
    shelved: Shelved
    offered: Choices


@dataclass(frozen=True, kw_only=True)
class Searching(Searcher):
    """Somebody who searches, with what is asked."""

    wanted: Asked
    here: str
    """The path of the search."""
    gap_path: str
    """Where to tell that nothing fits."""

    @cached_property
    def query(self) -> str:
        """The shortest address that asks the same."""
        return self.wanted.as_query(self.offered)

    @property
    def back(self) -> str:
        """The address of the results as they were."""
        return self.here + self.query

    @property
    def saved_query(self) -> str:
        """The search alone, without pages and picks, with its municipality always named."""
        return query(self.wanted.search, replace(self.offered, home_id=NOWHERE))

    @property
    def region_size(self) -> int:
        """How many municipalities the region has."""
        return len(self.offered.municipalities)


@dataclass(frozen=True, slots=True, kw_only=True)
class Picked:
    """The offerings that were picked and exist here, and how many do not."""

    found: Found
    matches: list[Match]
    gone: int


def picked(asking: Searching, day: date) -> Picked:
    """What was picked, as this search shows it."""
    found = search_in(asking.shelved, asking.wanted.search, today=day)
    matches = matches_of(found, asking.wanted.compared)
    gone = len(asking.wanted.compared) - len(matches)
    return Picked(found=found, matches=matches, gone=gone)


def without(asking: Searching, offering_id: int) -> str:
    """The address of this search that no longer picks this offering."""
    others = tuple(number for number in asking.wanted.compared if number != offering_id)
    return replace(asking.wanted, compared=others).as_query(asking.offered) or "?"


async def searcher(request: Request) -> Searcher:
    """Who asks, and over what; raises SignInNeeded or NotFound."""
    actor = acting(request, *SEARCHERS)
    shelved = await shelves.of(actor)
    return Searcher(actor=actor, shelved=shelved, offered=offered_to(actor, shelved))


async def searching(request: Request, by: Searcher | None = None) -> Searching:
    """Read the address bar for whoever asks; raises SignInNeeded or NotFound."""
    by = by or await searcher(request)
    places = (await shelves.atlas()).places
    return Searching(
        actor=by.actor,
        shelved=by.shelved,
        offered=by.offered,
        wanted=asked(_given(request), by.offered, places),
        here=path_of(request, "matching:overview"),
        gap_path=path_of(request, "gaps:gap"),
    )


def _given(request: Request) -> Mapping[str, Sequence[str]]:
    given: dict[str, list[str]] = {}
    for key, value in request.query_params.multi_items():
        given.setdefault(key, []).append(value)
    return given
