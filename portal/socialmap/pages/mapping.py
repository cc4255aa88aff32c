"""The map beside a list or an entry: only for who asks, and nobody else is asked before."""

from collections.abc import Sequence
from dataclasses import dataclass

from starlette.responses import Response

from portal.settings import settings
from portal.socialmap.pages.looking import Looking
from portal.socialmap.rules.ground import Point, places_in
from portal.web.middleware import policy_with_images_from


@dataclass(frozen=True, slots=True, kw_only=True)
class MapView:
    """The map, or the way to it."""

    is_shown: bool
    show_href: str
    hide_href: str
    on_map: int
    """How many results lie somewhere; without any there is nothing to show."""
    elsewhere: int
    """How many come to people's homes, and so stand in the list only."""
    here: str
    """Where somebody looks from, when they said so."""
    places: str
    """What the plain ground shows; empty until somebody asks."""
    tiles: str
    credit: str
    host: str
    """Who draws the ground, and so hears what is looked at; empty when nobody does."""


def map_view(looked: Looking, points: Sequence[Point | None], *, anchor: str = "") -> MapView:
    """The map of what lies at these points, as the address bar asks it."""
    is_shown, known = looked.asked.on_map, settings()
    regions = [one.shelved.around.region.id for one in looked.guided]
    is_plain = is_shown and not known.map_tiles
    return MapView(
        is_shown=is_shown,
        show_href=looked.asked.mapped(on_map=True) + anchor,
        hide_href=looked.asked.mapped(on_map=False),
        on_map=sum(point is not None for point in points),
        elsewhere=sum(point is None for point in points),
        here=_here(looked),
        places=places_in(looked.around, regions) if is_plain else "",
        tiles=known.map_tiles,
        credit=known.map_credit,
        host=known.map_host,
    )


def _here(looked: Looking) -> str:
    here = looked.asked.ask.here
    return f"{here.near.latitude},{here.near.longitude}" if here else ""


def letting_in(response: Response, looked: Looking) -> Response:
    """Pictures of the map's ground may come from its host, on a page that shows the map."""
    host = settings().map_host
    if host and looked.asked.on_map:
        response.headers["Content-Security-Policy"] = policy_with_images_from(host)
    return response
