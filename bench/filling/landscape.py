"""Which municipalities there are, in which region, and where they lie."""

import csv
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Final

import portal.demo

REGIONS: Final = 42
MUNICIPALITIES: Final = 342
SIZES: Final = (4, 16)
"""The least and the most municipalities of an invented region."""
SOUTH, NORTH, WEST, EAST = 50.75, 53.55, 3.36, 7.23
Fact = tuple[str, str, float, float]
"""Code, name, latitude and longitude of a municipality."""


def landscape(random: Random) -> Iterator[tuple[str, list[Fact]]]:
    """Each region's name with its municipalities."""
    known = _known_regions()
    yield from known.items()
    left = REGIONS - len(known)
    number = sum(map(len, known.values()))
    for index, size in enumerate(_sizes(left, MUNICIPALITIES - number, random)):
        south = SOUTH + (NORTH - SOUTH) * ((index // 7) + 0.5) / -(-left // 7)
        west = WEST + (EAST - WEST) * ((index % 7) + 0.5) / 7
        made: list[Fact] = []
        for _ in range(size):
            number += 1
            where = (south + random.uniform(-0.2, 0.2), west + random.uniform(-0.25, 0.25))
            made.append((f"GX{number:04}", f"Gemeente {number:03}", *where))
        yield f"Regio {len(known) + index + 1:02}", made


def _known_regions() -> dict[str, list[Fact]]:
    found: dict[str, list[Fact]] = defaultdict(list)
    path = Path(portal.demo.__file__).parent / "municipalities.csv"
    for fact in csv.DictReader(path.read_text(encoding="utf-8").splitlines()):
        line = (fact["code"], fact["name"], float(fact["lat"]), float(fact["lon"]))
        found[fact["region"]].append(line)
    return found


def _sizes(count: int, total: int, random: Random) -> list[int]:
    """So many unequal sizes, within bounds, that together make the total."""
    least, most = SIZES
    sizes = [least] * count
    sizes[0] = most
    while sum(sizes) < total:
        # Squared: a few regions grow large and most stay small.
        grown = int(count * random.random() ** 2)
        sizes[grown] = min(most, sizes[grown] + 1)
    return sizes
