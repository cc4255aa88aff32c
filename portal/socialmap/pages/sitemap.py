"""All addresses of the social map, for search engines."""

from collections.abc import Iterable
from typing import Final
from xml.sax.saxutils import escape

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from portal.availability.rules.row import Row
from portal.kernel.errors import NotFound
from portal.socialmap.index import Guided, guides
from portal.socialmap.pages.about import address
from portal.socialmap.rules.around import Around
from portal.socialmap.rules.themes import themes
from portal.web.handlers import recalls
from portal.web.public import answer_with, body_of

MOST: Final = 50_000
"""A search engine reads no more of one file."""
SCHEMA: Final = "http://www.sitemaps.org/schemas/sitemap/0.9"
XML: Final = "application/xml; charset=utf-8"
FIXED: Final = (
    "/",
    "/gemeenten/",
    "/onderwerpen/",
    "/contact/",
    "/privacy/",
    "/toegankelijkheid/",
    "/open-data/",
)
ROBOTS: Final = """User-agent: *
Disallow: /zoeken/
Disallow: /bewaard/
Disallow: /klopt-dit-niet/
Disallow: /inloggen/

Sitemap: {sitemap}
"""


@recalls
async def sitemap(request: Request) -> Response:
    """One file of fixed pages, and one for each region."""
    around = await guides.around()
    names = ["algemeen", *(slug for _, slug in around.regions)]
    rows = "".join(_tag("sitemap", f"/sitemap/{name}.xml") for name in names)
    return answer_with(request, body_of(_document("sitemapindex", rows)), XML)


@recalls
async def part(request: Request) -> Response:
    """The addresses of one region, or those that belong to none."""
    around = await guides.around()
    name = request.path_params["name"]
    if name == "algemeen":
        paths = list(_general(around))
    else:
        region = next((region for region, slug in around.regions if slug == name), None)
        if region is None:
            raise NotFound
        paths = list(_of_region(await guides.of_region(region.id)))
    rows = "".join(_tag("url", path) for path in paths[:MOST])
    return answer_with(request, body_of(_document("urlset", rows)), XML)


def _general(around: Around) -> Iterable[str]:
    yield from FIXED
    yield from (f"/gemeenten/{town.slug}/" for town in around.towns)
    yield from (f"/onderwerpen/{theme.slug}/" for theme in themes())
    yield from (f"/wachttijden/{slug}/" for _, slug in around.regions)


def _of_region(guided: Guided) -> Iterable[str]:
    providers: dict[int, None] = {}
    for item in guided.guide.items.values():
        if isinstance(item, Row):
            providers[item.provider.id] = None
            yield f"/aanbod/{item.id}/"
        else:
            yield f"/voorziening/{item.id}/"
    yield from (f"/aanbieders/{number}/" for number in providers)


def _tag(name: str, path: str) -> str:
    return f"<{name}><loc>{escape(address(path))}</loc></{name}>"


def _document(name: str, rows: str) -> bytes:
    head = f'<?xml version="1.0" encoding="UTF-8"?><{name} xmlns="{SCHEMA}">'
    return f"{head}{rows}</{name}>".encode()


@recalls
async def robots(_request: Request) -> Response:
    """What search engines leave alone."""
    return PlainTextResponse(ROBOTS.format(sitemap=address("/sitemap.xml")))


routes = [
    Route("/sitemap.xml", sitemap, name="socialmap:sitemap"),
    Route("/sitemap/{name}.xml", part, name="socialmap:sitemap_part"),
    Route("/robots.txt", robots, name="socialmap:robots"),
]
