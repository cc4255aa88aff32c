"""Searches as consultants all over the country make them."""

from functools import cache
from random import Random
from typing import Final
from urllib.parse import urlencode

from bench.country import Searcher
from bench.loading.running import Query
from portal.kernel.spelling import slug

PATH: Final = "/beschikbaarheid/"
WEEKS: Final = (2, 4, 6, 8, 12)
WORDS: Final = (
    *("begeleiding", "dagbesteding", "linde", "anker", "vervoer", "huis", "werkplaats"),
    *("zorggroep", "verblijf", "boerderij", "dijken", "spoed", "dinsdag", "molen"),
)
SEED: Final = 7


@cache
def varied(searchers: tuple[Searcher, ...], count: int) -> tuple[Query, ...]:
    """So many searches of which no two are alike, each by another consultant than before."""
    random = Random(SEED)
    found: dict[Query, None] = {}
    while len(found) < count:
        searcher = searchers[len(found) % len(searchers)]
        found[Query(searcher.token, PATH + _asked(searcher, random))] = None
    return tuple(found)


def _asked(searcher: Searcher, random: Random) -> str:
    asked = {
        "zoek": random.choice(WORDS) if random.random() < 0.35 else "",
        "product": random.choice(searcher.products) if random.random() < 0.7 else "",
        "gemeente": slug(random.choice([*searcher.municipalities, "alle"])),
        "binnen": str(random.choice(WEEKS)) if random.random() < 0.5 else "",
        "actueel": "ja" if random.random() < 0.3 else "",
        "vrij": "ja" if random.random() < 0.2 else "",
        "rolstoel": "ja" if random.random() < 0.1 else "",
        "bij": (near := random.choice(searcher.municipalities) if random.random() < 0.15 else ""),
        "straal": random.choice(("5", "10", "25", "")) if near else "",
        "volgorde": "naam" if random.random() < 0.05 else "",
    }
    return "?" + urlencode({key: value for key, value in asked.items() if value})
