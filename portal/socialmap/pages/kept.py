"""A list of favourites that lives in its own address: to print, or to send to oneself."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from portal.availability.rules.row import Row
from portal.kernel.texts import local, t
from portal.search.rules import seen
from portal.socialmap.pages.about import About, PublicPage, address
from portal.socialmap.pages.looking import Looking, looking
from portal.socialmap.rules.around import Town
from portal.socialmap.rules.cards import Card, facility_card, offering_card
from portal.socialmap.rules.facilities import FacilityRow
from portal.socialmap.rules.favourites import Favourite, without
from portal.socialmap.rules.hours import week_in_words
from portal.socialmap.rules.telling import Told, cost_fact
from portal.web.handlers import recalls
from portal.web.public import answer


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptLine:
    """One favourite with what somebody needs on paper."""

    card: Card
    href: str
    phone: str
    email: str
    website: str
    week: Sequence[tuple[str, str]]
    cost: Told
    drop_href: str


@dataclass(frozen=True, kw_only=True)
class KeptPage(PublicPage):
    template: ClassVar[str] = "socialmap/kept.html"
    lines: Sequence[KeptLine]
    gone: int
    """How many on the list exist no more."""
    town: Town | None
    back_href: str
    mail_href: str
    link: str


@recalls
async def kept(request: Request) -> Response:
    """The favourites in this address, with what to call and when."""
    looked = await looking(request, everywhere=True)
    return answer(request, KeptPage, looked.key, lambda: page(looked))


def page(looked: Looking) -> KeptPage:
    """The list as a page."""
    favourites = looked.asked.favourites
    lines = [line for one in favourites if (line := _line(looked, one)) is not None]
    link = address(local("/bewaard/") + looked.asked.query)
    subject, body = t("Mijn lijst met hulp"), t("Mijn lijst: {link}", link=link)
    return KeptPage(
        about=About(
            description=t("Uw lijst met hulp en ondersteuning."),
            path="/bewaard/",
            query=looked.asked.query,
            is_indexed=False,
        ),
        lines=lines,
        gone=len(favourites) - len(lines),
        town=looked.town,
        back_href=local("/zoeken/") + looked.asked.query,
        mail_href=f"mailto:?subject={quote(subject)}&body={quote(body)}",
        link=link,
    )


def _line(looked: Looking, one: Favourite) -> KeptLine | None:
    kind = FacilityRow if one.kind == "facility" else Row
    found = [guided.guide.item(kind, one.number) for guided in looked.guided]
    item = next((item for item in found if item is not None), None)
    if item is None:
        return None
    drop = local("/bewaard/") + looked.asked.keeping(without(looked.asked.favourites, one))
    if isinstance(item, Row):
        return _offering(looked, item, drop)
    return _facility(looked, item, drop)


def _offering(looked: Looking, row: Row, drop: str) -> KeptLine:
    town = looked.town
    served = {one.id for one in row.municipalities}
    match = seen(row, town.id if town and town.id in served else None, today=looked.at.today)
    shown = offering_card(match, None, town.team if town else None)
    return KeptLine(
        card=shown,
        href=shown.path + looked.asked.query,
        phone="",
        email="",
        website="",
        week=[],
        cost=Told("", t("U betaalt meestal een eigen bijdrage.")),
        drop_href=drop,
    )


def _facility(looked: Looking, row: FacilityRow, drop: str) -> KeptLine:
    shown = facility_card(row, None, looked.at)
    return KeptLine(
        card=shown,
        href=shown.path + looked.asked.query,
        phone=row.phone,
        email=row.email,
        website=row.website,
        week=week_in_words(row.opening) if row.opening.is_known else [],
        cost=cost_fact(row),
        drop_href=drop,
    )


routes = [Route("/bewaard/", kept, name="socialmap:kept")]
