"""A country to measure in: 42 regions, 342 municipalities, and as many offerings as one asks.

Run: portal bench country OFFERINGS fills the empty, migrated database of DATABASE_URL; other
programs call `fill`. The same number gives the same country each time. Municipalities are named
"Gemeente 020" and so on, but for those of three regions of which the demo knows the facts.
"""

import asyncio
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest
from random import Random
from typing import Final

from bench.filling.figures import Figures
from bench.filling.landscape import landscape
from bench.filling.people import People
from bench.filling.providers import Offered, Providers
from bench.filling.regions import Region, Regions
from bench.filling.rows import Rows
from portal.kernel.actor import Role
from portal.kernel.clock import now, today
from portal.settings import settings

SEED: Final = 20_261_124
WRITERS: Final = 240
"""Members of providers that are signed in, each with an offering of its own."""


@dataclass(frozen=True, slots=True)
class Searcher:
    """A consultant who is signed in, and what this one may ask for."""

    token: str
    municipalities: tuple[str, ...]
    products: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Writer:
    """A member of a provider who is signed in, and an offering that nobody else will change."""

    token: str
    offering_id: int
    reader: Searcher
    """A consultant in whose search it must show."""


@dataclass(frozen=True, slots=True)
class Country:
    """Who plays in the measuring."""

    offerings: int
    searchers: list[Searcher]
    writers: list[Writer]


class Maker:
    """Makes all rows in memory."""

    def __init__(self) -> None:
        random, moment = Random(SEED), now()
        self.random = random
        self.rows = Rows()
        self.people = People(self.rows, moment)
        self.regions = Regions(self.rows, self.people)
        figures = Figures(self.rows, random, today(), moment)
        self.providers = Providers(self.rows, self.people, figures, random)

    def make(self, offerings: int) -> Country:
        """All rows of the country; larger regions have more offerings."""
        regions = [self.regions.make(name, facts) for name, facts in landscape(self.random)]
        shares = divided(offerings, [len(region.municipalities) for region in regions])
        for region, share in zip(regions, shares, strict=True):
            self.providers.make(region, share)
        searchers = {region.id: self._searcher(region) for region in regions}
        writers = [self._writer(one, searchers) for one in self._spread()]
        return Country(offerings, list(searchers.values()), writers)

    def _searcher(self, region: Region) -> Searcher:
        token = self.people.signed_in(*region.consultant)
        municipalities = tuple(one.name for one in region.municipalities)
        products = (one.code for some in region.products.values() for one in some)
        return Searcher(token, municipalities, tuple(products))

    def _writer(self, one: Offered, searchers: dict[int, Searcher]) -> Writer:
        member = self.people.member(
            f"lid-{one.offering_id}", Role.PROVIDER_MEMBER, provider_id=one.provider_id
        )
        return Writer(self.people.signed_in(*member), one.offering_id, searchers[one.region.id])

    def _spread(self) -> list[Offered]:
        """Offerings over the whole country, of as many providers as there are."""
        desks = self.providers.desks.values()
        rounds = ([one for one in some if one] for some in zip_longest(*desks))
        chosen: list[Offered] = []
        for offered in rounds:
            wanted = WRITERS - len(chosen)
            chosen += offered[:: max(1, len(offered) // wanted)][:wanted]
            if len(chosen) == WRITERS:
                break
        return chosen


def divided(total: int, shares: Sequence[int]) -> list[int]:
    """The total in whole parts, in proportion to the shares."""
    parts = [total * share // sum(shares) for share in shares]
    for index in range(total - sum(parts)):
        parts[index % len(parts)] += 1
    return parts


async def fill(database_url: str, offerings: int) -> Country:
    """Put the country into an empty, migrated database: all of it or nothing."""
    maker = Maker()
    country = maker.make(offerings)
    await maker.rows.write(database_url)
    return country


def main(arguments: Sequence[str]) -> None:
    """Fill the database of the settings."""
    start = time.perf_counter()
    country = asyncio.run(fill(settings().database_url, int(arguments[0])))
    print(f"{country.offerings:,} offerings in {time.perf_counter() - start:.1f} s")


if __name__ == "__main__":
    main(sys.argv[1:])
