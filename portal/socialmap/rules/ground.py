"""The ground of the map where no other host is asked: places as points with their names."""

import json
from collections.abc import Iterable
from typing import Final

from portal.socialmap.rules.around import Around

MOST_PLACES: Final = 400
Point = tuple[float, float]


def places_in(around: Around, region_ids: Iterable[int]) -> str:
    """Names and points of the places of these regions, municipalities first, for the page."""
    regions = frozenset(region_ids)
    known: dict[str, list[object]] = {}
    for town in around.towns:
        if town.region.id in regions:
            known[town.name] = [town.name, town.near.latitude, town.near.longitude, 1]
    for here in around.places.values():
        name = here.near.name
        if here.town.region.id in regions and not name.isdecimal() and name not in known:
            known[name] = [name, here.near.latitude, here.near.longitude, 0]
    return json.dumps([*known.values()][:MOST_PLACES], ensure_ascii=False, separators=(",", ":"))
