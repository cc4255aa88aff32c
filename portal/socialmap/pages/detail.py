"""One offering or one facility, with the way to it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from portal.availability.rules.row import Row
from portal.kernel.texts import t
from portal.search.rules import seen
from portal.socialmap.index import Guided, guided_with, guides
from portal.socialmap.pages.about import About, PublicPage, address
from portal.socialmap.pages.looking import Looking, looking
from portal.socialmap.pages.mapping import MapView, letting_in, map_view
from portal.socialmap.rules.around import Town
from portal.socialmap.rules.cards import point_of, theme_sentence
from portal.socialmap.rules.facilities import FacilityRow
from portal.socialmap.rules.favourites import Favourite, with_one, without
from portal.socialmap.rules.ground import Point
from portal.socialmap.rules.hours import exceptions_in_words, today_in_words, week_in_words
from portal.socialmap.rules.structured import facility_data, offering_data
from portal.socialmap.rules.telling import facility_facts, offering_facts, route_href
from portal.socialmap.rules.words import Waiting, checked_in_words, places_in_words, waiting
from portal.web.handlers import recalls
from portal.web.public import answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """What stands around one entry: back to the results, the list, and saying what is wrong."""

    back_href: str
    keep_href: str
    is_kept: bool
    kept: int
    kept_href: str
    wrong_href: str


@dataclass(frozen=True, kw_only=True)
class OfferingPage(PublicPage):
    template: ClassVar[str] = "socialmap/offering.html"
    row: Row
    lead: str
    waiting: Waiting
    places: str
    facts: Sequence[tuple[str, str]]
    town: Town | None
    serves: bool
    """Whether it comes to residents of this municipality."""
    towns: Sequence[Town]
    """To choose from, when nobody said where they live."""
    differs: bool
    """Whether the wait differs per municipality."""
    route: str
    map: MapView
    point: Point | None
    beside: Beside


@dataclass(frozen=True, kw_only=True)
class FacilityPage(PublicPage):
    template: ClassVar[str] = "socialmap/facility.html"
    row: FacilityRow
    facts: Sequence[tuple[str, str]]
    open_now: str
    week: Sequence[tuple[str, str]]
    exceptions: Sequence[str]
    checked: str
    route: str
    map: MapView
    point: Point | None
    beside: Beside


@recalls
async def offering(request: Request) -> Response:
    """What an offering is, how long one waits, and how to apply."""
    number = request.path_params["offering"]
    guided = await guided_with(guides, Row, number)
    looked = await looking(request)
    key = (looked.key, guided.guide.version)
    response = answer(request, OfferingPage, key, lambda: _offering(looked, guided, number))
    return letting_in(response, looked)


def _offering(looked: Looking, guided: Guided, number: int) -> OfferingPage:
    row = guided.guide.item(Row, number)
    assert isinstance(row, Row), "it stands there"
    town, served = looked.town, {one.id for one in row.municipalities}
    town_id = town.id if town and town.id in served else None
    match = seen(row, town_id, today=looked.at.today)
    lead = row.description or theme_sentence(row.product_code)
    path = f"/aanbod/{number}/"
    return OfferingPage(
        about=About(
            description=t(
                "{product} bij {provider}: hoelang wacht u en hoe vraagt u het aan?",
                product=row.product.name,
                provider=row.provider.name,
            ),
            path=path,
            data=offering_data(row, address(path), lead),
        ),
        row=row,
        lead=lead,
        waiting=waiting(match, town.team if town else None),
        places=places_in_words(match),
        facts=offering_facts(row),
        town=town,
        serves=town is None or town_id is not None,
        towns=[one for one in looked.around.towns if one.id in served],
        differs=town_id is None and bool(row.statement and row.statement.local),
        route=route_href(row.where.latitude, row.where.longitude) if row.where else "",
        map=map_view(looked, [point_of(row)], anchor="#kaart"),
        point=point_of(row),
        beside=_beside(looked, Favourite("offering", number)),
    )


@recalls
async def facility(request: Request) -> Response:
    """What a facility is, when it is open, and where."""
    number = request.path_params["facility"]
    guided = await guided_with(guides, FacilityRow, number)
    looked = await looking(request)
    key = (looked.key, guided.guide.version)
    response = answer(request, FacilityPage, key, lambda: _facility(looked, guided, number))
    return letting_in(response, looked)


def _facility(looked: Looking, guided: Guided, number: int) -> FacilityPage:
    row = guided.guide.item(FacilityRow, number)
    assert isinstance(row, FacilityRow), "it stands there"
    path = f"/voorziening/{number}/"
    return FacilityPage(
        about=About(description=row.summary, path=path, data=facility_data(row, address(path))),
        row=row,
        facts=facility_facts(row),
        open_now=today_in_words(row.opening, looked.at.at),
        week=week_in_words(row.opening) if row.opening.is_known else [],
        exceptions=exceptions_in_words(row.opening, today=looked.at.today),
        checked=checked_in_words(row, today=looked.at.today),
        route=route_href(row.where.latitude, row.where.longitude) if row.where else "",
        map=map_view(looked, [point_of(row)], anchor="#kaart"),
        point=point_of(row),
        beside=_beside(looked, Favourite("facility", number)),
    )


def _beside(looked: Looking, one: Favourite) -> Beside:
    wanted = looked.asked
    is_kept = one in wanted.favourites
    change = without if is_kept else with_one
    kind = "voorziening" if one.kind == "facility" else "aanbod"
    bij = f"?bij={looked.town.slug}" if looked.town else ""
    return Beside(
        back_href="/zoeken/" + wanted.query,
        keep_href=wanted.keeping(change(wanted.favourites, one)),
        is_kept=is_kept,
        kept=len(wanted.favourites),
        kept_href="/bewaard/" + wanted.query,
        wrong_href=f"/klopt-dit-niet/{kind}/{one.number}/{bij}",
    )


routes = [
    Route("/aanbod/{offering:int}/", offering, name="socialmap:offering"),
    Route("/voorziening/{facility:int}/", facility, name="socialmap:facility"),
]
