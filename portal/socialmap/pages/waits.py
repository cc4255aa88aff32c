"""The waits of a region: what may be published of them, as a table and a picture."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from portal.availability.rules.row import Named
from portal.kernel.errors import NotFound
from portal.kernel.texts import local, t
from portal.socialmap.index import Guided, guides
from portal.socialmap.pages.about import About, PublicPage
from portal.socialmap.pages.looking import moment
from portal.socialmap.rules.around import Around, Town
from portal.socialmap.rules.waits import LEAST, Picture, ProductWaits, picture, product_waits
from portal.web.handlers import recalls
from portal.web.public import answer


@dataclass(frozen=True, kw_only=True)
class Waits(PublicPage):
    template: ClassVar[str] = "socialmap/waits.html"
    region: str
    path: str
    towns: Sequence[Town]
    town: Town | None
    products: Sequence[ProductWaits]
    picture: Picture | None
    today: date
    least: int
    others: Sequence[tuple[str, str]]
    """The waits of other regions: name and path."""


@recalls
async def waits(request: Request) -> Response:
    """The middle and the range of the waits per product and municipality."""
    around = await guides.around()
    region = _region(around, request.path_params["region"])
    town = around.town_called(request.query_params.get("gemeente", ""))
    guided = await guides.of_region(region.id)
    own = town if town and town.region.id == region.id else None
    today = moment().today
    key = (guided.guide.version, guides.around_version, today, own.id if own else None)
    return answer(request, Waits, key, lambda: page(around, guided, own, today))


def _region(around: Around, slug: str) -> Named:
    for region, own in around.regions:
        if own == slug:
            return region
    raise NotFound


def page(around: Around, guided: Guided, town: Town | None, today: date) -> Waits:
    """The waits of one region; the picture is of one municipality where somebody chose it."""
    region = guided.shelved.around.region
    towns = [one for one in around.towns if one.region.id == region.id]
    named = [Named(id=one.id, name=one.name) for one in towns]
    products = product_waits(guided.guide.shelf, named, today=today)
    at = towns.index(town) if town else None
    drawn = [(one.name.name, one.whole if at is None else one.towns[at]) for one in products]
    slugs = {one.id: slug for one, slug in around.regions}
    paths = {other: local(f"/wachttijden/{slug}/") for other, slug in slugs.items()}
    return Waits(
        about=About(
            description=t("Hoelang u in {region} wacht op hulp, per soort.", region=region.name),
            path=f"/wachttijden/{slugs[region.id]}/",
            query=f"?gemeente={town.slug}" if town else "",
        ),
        region=region.name,
        path=paths[region.id],
        towns=towns,
        town=town,
        products=products,
        picture=picture(drawn),
        today=today,
        least=LEAST,
        others=[(one.name, paths[one.id]) for one, _ in around.regions if one.id != region.id],
    )


routes = [Route("/wachttijden/{region}/", waits, name="socialmap:waits")]
