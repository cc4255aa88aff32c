"""A page for each municipality, theme and provider."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from portal.availability.rules.row import Row
from portal.database.transactions import read
from portal.kernel.errors import NotFound
from portal.kernel.texts import local, t
from portal.socialmap.pages.about import About, PublicPage, address
from portal.socialmap.pages.looking import Looking, looking
from portal.socialmap.queries.keeping import ProviderFacts, provider_facts
from portal.socialmap.rules.around import Here, Town
from portal.socialmap.rules.asking import NO_REQUEST, ON_REQUEST, Ask, Wish
from portal.socialmap.rules.cards import Card, card
from portal.socialmap.rules.products import ProductName, name_of
from portal.socialmap.rules.structured import town_data, web_page
from portal.socialmap.rules.themes import Theme, by_slug, themes
from portal.web.handlers import recalls
from portal.web.public import answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """A choice with how many it gives, and where they are."""

    name: str
    sentence: str
    count: int
    href: str


@dataclass(frozen=True, kw_only=True)
class Towns(PublicPage):
    template: ClassVar[str] = "socialmap/towns.html"
    regions: Sequence[tuple[str, str, Sequence[Town]]]
    """Name, path of its waits, and municipalities of each region."""


@dataclass(frozen=True, kw_only=True)
class TownPage(PublicPage):
    template: ClassVar[str] = "socialmap/town.html"
    town: Town
    themes: Sequence[Counted]
    waits_href: str


@dataclass(frozen=True, kw_only=True)
class Themes(PublicPage):
    template: ClassVar[str] = "socialmap/themes.html"
    themes: Sequence[Theme]


@dataclass(frozen=True, kw_only=True)
class ThemePage(PublicPage):
    template: ClassVar[str] = "socialmap/theme.html"
    theme: Theme
    facilities: Sequence[Card]
    products: Sequence[ProductName]
    towns: Sequence[Counted]


@dataclass(frozen=True, kw_only=True)
class ProviderPage(PublicPage):
    template: ClassVar[str] = "socialmap/provider.html"
    provider: ProviderFacts
    offers: Sequence[Card]
    back_href: str
    query: str


@recalls
async def towns(request: Request) -> Response:
    """Every municipality, by region."""
    looked = await looking(request, everywhere=True)
    return answer(request, Towns, looked.key, lambda: _towns(looked))


def _towns(looked: Looking) -> Towns:
    every = looked.around.towns
    return Towns(
        about=About(
            description=t("Alle gemeenten en het team dat u als eerste belt."), path="/gemeenten/"
        ),
        regions=[
            (
                region.name,
                local(f"/wachttijden/{slug}/"),
                [town for town in every if town.region.id == region.id],
            )
            for region, slug in looked.around.regions
        ],
    )


@recalls
async def town(request: Request) -> Response:
    """Whom residents of a municipality call for what, and what there is."""
    looked = await looking(request, everywhere=True)
    found = looked.around.town_called(request.path_params["town"])
    if found is None:
        raise NotFound
    return answer(request, TownPage, looked.key, lambda: _town(looked, found))


def _town(looked: Looking, found: Town) -> TownPage:
    path = f"/gemeenten/{found.slug}/"
    slugs = {region.id: slug for region, slug in looked.around.regions}
    return TownPage(
        about=About(
            description=t(
                "Hulp en ondersteuning in {town}: wie u het eerst belt en wat er is.",
                town=found.name,
            ),
            path=path,
            data=web_page(address(local(path)), town_data(found)),
        ),
        town=found,
        themes=_themes_in(looked, found),
        waits_href=local(f"/wachttijden/{slugs[found.region.id]}/?gemeente={found.slug}"),
    )


def _themes_in(looked: Looking, found: Town) -> list[Counted]:
    here = Here(near=found.near, town=found)
    counts = looked.found(Ask(here=here)).counts(Wish.THEME, by_slug())
    return [
        Counted(
            name=t(theme.name),
            sentence=t(theme.sentence),
            count=counts[theme.slug],
            href=local("/zoeken/?") + urlencode({"thema": theme.slug, "bij": found.name}),
        )
        for theme in themes()
        if counts[theme.slug]
    ]


@recalls
async def all_themes(request: Request) -> Response:
    """Every theme."""
    looked = await looking(request, everywhere=True)
    about = About(description=t("Alle onderwerpen waarbij u hulp vindt."), path="/onderwerpen/")
    return answer(request, Themes, looked.key, lambda: Themes(about=about, themes=themes()))


@recalls
async def theme(request: Request) -> Response:
    """What belongs to a theme, and how much of it there is in each municipality."""
    found = by_slug().get(request.path_params["theme"])
    if found is None:
        raise NotFound
    looked = await looking(request, everywhere=True)
    return answer(request, ThemePage, looked.key, lambda: _theme(looked, found))


def _theme(looked: Looking, found: Theme) -> ThemePage:
    answers = looked.found(Ask(theme=found.slug))
    offered = [hit.item for hit in answers.of_kind(ON_REQUEST)]
    return ThemePage(
        about=About(
            description=f"{t(found.name)}. {t(found.sentence)}", path=f"/onderwerpen/{found.slug}/"
        ),
        theme=found,
        facilities=[card(hit, at=looked.at, town=None) for hit in answers.of_kind(NO_REQUEST)[:6]],
        products=sorted({name_of(row) for row in offered if isinstance(row, Row)}, key=str),
        towns=_towns_with(looked, found),
    )


def _towns_with(looked: Looking, found: Theme) -> list[Counted]:
    told = [
        Counted(
            name=one.name,
            sentence="",
            count=looked.found(Ask(theme=found.slug, here=Here(near=one.near, town=one))).total,
            href=local("/zoeken/?") + urlencode({"thema": found.slug, "bij": one.name}),
        )
        for one in looked.around.towns
    ]
    return [one for one in told if one.count]


@recalls
async def provider(request: Request) -> Response:
    """One provider with all that it offers."""
    number = request.path_params["provider"]
    looked = await looking(request, everywhere=True)
    found = await read(lambda: provider_facts(number))
    return answer(request, ProviderPage, looked.key, lambda: _provider(looked, found))


def _provider(looked: Looking, found: ProviderFacts) -> ProviderPage:
    here = looked.asked.ask.here
    hits = looked.found(Ask(provider=found.id, here=here)).of_kind(ON_REQUEST)
    return ProviderPage(
        about=About(
            description=t("Wat {name} doet en hoelang u wacht.", name=found.name),
            path=f"/aanbieders/{found.id}/",
            query=looked.asked.query,
        ),
        provider=found,
        offers=[card(hit, at=looked.at, town=looked.town) for hit in hits],
        back_href=local("/zoeken/") + looked.asked.query,
        query=looked.asked.query,
    )


routes = [
    Route("/gemeenten/", towns, name="socialmap:towns"),
    Route("/gemeenten/{town}/", town, name="socialmap:town"),
    Route("/onderwerpen/", all_themes, name="socialmap:themes"),
    Route("/onderwerpen/{theme}/", theme, name="socialmap:theme"),
    Route("/aanbieders/{provider:int}/", provider, name="socialmap:provider"),
]
