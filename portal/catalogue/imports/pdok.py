"""Municipalities and their postcodes from PDOK, as the files that an import reads."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from portal.catalogue.imports.places import MUNICIPALITIES, PLACES
from portal.outside.fetching import Limits, Outside, Unusable
from portal.outside.locatieserver import Position, Spot, all_of
from portal.spreadsheets.kinds import Kind
from portal.spreadsheets.writing import as_csv


async def files_of(
    address: str, codes: Sequence[str], limits: Limits | None = None
) -> dict[str, bytes]:
    """For each kind of import, the file for the municipalities with these codes (GM0405).

    A place lies in the middle of its postcodes. Raises Unusable, Unreachable.
    """
    towns: list[Sequence[str]] = []
    places: list[Sequence[str]] = []
    # Whoever runs the portal chose this address, so it may lie in the own network.
    async with Outside(address, allow_private=True, limits=limits) as outside:
        for code in codes:
            town = [one async for one in all_of(outside, "gemeente", code)]
            if len(town) != 1 or town[0].municipality_code != code:
                raise Unusable(f"De Locatieserver kent geen gemeente {code}.")
            towns.append([code, town[0].name, *_degrees(town[0].position)])
            spots = [one async for one in all_of(outside, "postcode", code)]
            places += [[*key, code, *_degrees(where)] for key, where in middles(spots).items()]
    return {
        MUNICIPALITIES.name: as_csv(_header(MUNICIPALITIES), towns),
        PLACES.name: as_csv(_header(PLACES), places),
    }


def middles(spots: Sequence[Spot]) -> dict[tuple[str, str], Position]:
    """The middle of all postcodes with the same four digits in the same place."""
    found: dict[tuple[str, str], list[Position]] = defaultdict(list)
    for spot in spots:
        if spot.postcode[:4].isdecimal() and spot.place:
            found[spot.postcode[:4], spot.place].append(spot.position)
    return {key: _middle(positions) for key, positions in sorted(found.items())}


def _middle(positions: Sequence[Position]) -> Position:
    count = len(positions)
    return sum(one[0] for one in positions) / count, sum(one[1] for one in positions) / count


def _degrees(position: Position) -> tuple[str, str]:
    return f"{position[0]:.6f}".replace(".", ","), f"{position[1]:.6f}".replace(".", ",")


def _header(kind: Kind[Any]) -> list[str]:
    return [column.title for column in kind.columns]
