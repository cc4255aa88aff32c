"""What may be taken along of the social map: as a spreadsheet, and for programs."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from portal.kernel.clock import today
from portal.kernel.errors import NotFound
from portal.kernel.texts import t
from portal.settings import settings
from portal.socialmap.index import guides, publications
from portal.socialmap.pages.about import About, PublicPage, address
from portal.socialmap.rules.hsds.openapi import LICENCES
from portal.socialmap.rules.hsds.publication import Publication
from portal.socialmap.rules.hsds.publishing import PATH
from portal.socialmap.rules.open_rows import COLUMNS, open_row
from portal.spreadsheets.writing import as_csv
from portal.web.handlers import recalls
from portal.web.problems import OPEN
from portal.web.public import answer, answer_with, body_of

BREATH = 100
"""Rows after which whoever waits for this process gets a turn."""
FILE = "sociale-kaart.csv"


@dataclass(frozen=True, kw_only=True)
class OpenData(PublicPage):
    template: ClassVar[str] = "socialmap/open_data.html"
    feed: str
    licence: str
    licence_href: str
    regions: Sequence[tuple[str, str]]
    """The name of each, and where its file is."""


@recalls
async def open_data(request: Request) -> Response:
    """What there is, and how it is meant."""
    around, known = await guides.around(), settings()
    page = OpenData(
        about=About(
            description=t("De sociale kaart als bestand en voor programma's."), path="/open-data/"
        ),
        feed=address(PATH + "/"),
        licence=known.open_data_licence,
        licence_href=LICENCES[known.open_data_licence],
        regions=[(region.name, f"/open-data/{slug}/{FILE}") for region, slug in around.regions],
    )
    key = (repr(known), guides.around_version)
    return answer(request, OpenData, key, lambda: page)


@recalls
async def everything(request: Request) -> Response:
    """All regions in one file."""
    return await _file(request, await _published(), "alles")


@recalls
async def of_region(request: Request) -> Response:
    """One region."""
    slug = request.path_params["region"]
    published = [one for one in await _published() if one.slug == slug]
    if not published:
        raise NotFound
    return await _file(request, published, slug)


async def _published() -> list[Publication]:
    return await publications(address(""), today=today())


async def _file(request: Request, published: Sequence[Publication], slug: str) -> Response:
    rows: list[list[str]] = []
    for one in published:
        for number, entry in enumerate(one.entries):
            rows.append(open_row(entry.item, one.to))
            if number % BREATH == 0:
                await asyncio.sleep(0)
    response = answer_with(request, body_of(as_csv(COLUMNS, rows)), "text/csv; charset=utf-8")
    response.headers.update(OPEN)
    name = f"sociale-kaart-{slug}.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


routes = [
    Route("/open-data/", open_data, name="socialmap:open_data"),
    Route(f"/open-data/{FILE}", everything, name="socialmap:csv"),
    Route("/open-data/{region}/" + FILE, of_region, name="socialmap:csv_of_region"),
]
