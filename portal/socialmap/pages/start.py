"""The first page: one question, a place, and themes in everyday words."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from portal.kernel.texts import UNDER, language, local, t
from portal.socialmap.index import guides
from portal.socialmap.pages.about import About, PublicPage, address
from portal.socialmap.rules.around import Town
from portal.socialmap.rules.themes import Theme, themes
from portal.web.first_screens import first_screen
from portal.web.handlers import recalls
from portal.web.languages import prefers_english
from portal.web.public import answer
from portal.web.session import actor_of

MOST_TOWNS: Final = 40
"""More than these make a list that nobody reads; then one link leads to all of them."""


@dataclass(frozen=True, kw_only=True)
class Start(PublicPage):
    template: ClassVar[str] = "socialmap/start.html"
    themes: Sequence[Theme]
    towns: Sequence[Town]
    regions: Sequence[tuple[str, str]]
    """Name and path of the waits of each region."""


@recalls
async def start(request: Request) -> Response:
    """Residents start here; who is signed in starts at their own first screen."""
    actor = actor_of(request)
    if actor is not None:
        return RedirectResponse(first_screen(actor), 303)
    if prefers_english(request):
        return RedirectResponse(f"{UNDER}/", 303)
    around = await guides.around()
    named = [town for town in around.towns if town.team]
    page = Start(
        about=about(),
        themes=themes(),
        towns=named if len(named) <= MOST_TOWNS else [],
        regions=[(region.name, local(f"/wachttijden/{slug}/")) for region, slug in around.regions],
    )
    return answer(request, Start, guides.around_version, lambda: page)


def about() -> About:
    """What search engines show."""
    target = address(local("/zoeken/?zoek={search_term_string}"))
    return About(
        description=t(
            "Zoek hulp en ondersteuning in uw buurt. U ziet wie helpt, hoelang u wacht en wie u "
            "het eerst belt."
        ),
        path="/",
        data={
            "@context": "https://schema.org",
            "@type": "WebSite",
            "name": "Beschikbaarheidswijzer",
            "url": address(local("/")),
            "inLanguage": language(),
            "potentialAction": {
                "@type": "SearchAction",
                "target": {"@type": "EntryPoint", "urlTemplate": target},
                "query-input": "required name=search_term_string",
            },
        },
    )


routes = [Route("/", start, name="socialmap:start")]
