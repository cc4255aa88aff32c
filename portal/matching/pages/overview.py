"""A consultant searches, with the client at the table."""

from dataclasses import dataclass, replace
from datetime import date
from typing import ClassVar, Final

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from portal.kernel.actor import Role
from portal.kernel.clock import today
from portal.matching.forms import Asked, in_words, left_out_in_words, query
from portal.matching.pages.drawing import drawn
from portal.matching.pages.keeping import Answer, CardMaker
from portal.matching.pages.searching import Searcher, Searching, searcher, searching, without
from portal.matching.queries import search_in
from portal.matching.rules.choices import Choices
from portal.matching.rules.filters import filters
from portal.matching.rules.results import PER_PAGE, Results, results, understood_in_words
from portal.search.jobs import note_missed
from portal.search.rules import Criterion, Found, Search, Slice
from portal.web.handlers import recalls
from portal.web.keeping import Kept
from portal.web.page import Page, fragment_response

_answers: Final = Kept[tuple[object, ...], Answer](most_bytes=64 * 1024 * 1024)


@dataclass(frozen=True, slots=True, kw_only=True)
class Loosening:
    """A wish to let go: its words, how many there would be more or in all, and where they are."""

    wish: str
    count: int
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """An offering that was picked to set beside others."""

    name: str
    without_href: str


@dataclass(frozen=True, kw_only=True)
class Overview(Page):
    template: ClassVar[str] = "matching/overview.html"
    fragments: ClassVar[frozenset[str]] = frozenset({"search"})
    filters: Markup
    """The fields of the form."""
    wishes: int
    """How many of the filters are in use."""
    ignored: list[str]
    """What of the address bar could not be understood, in sentences."""
    understood: list[str]
    """How the words were read, in sentences."""
    meant: list[Loosening]
    """Words that somebody may have meant, each with its search."""
    results: Results
    out_of_contract: int
    left_out: list[Loosening]
    """What each wish leaves out, in words."""
    loosenings: list[Loosening]
    """When nothing was found: what to let go."""
    compared: list[Compared]
    compare_query: str
    gap_href: str
    """Where to tell that nothing fits; empty for who may only read."""
    previous_href: str
    next_href: str


@recalls
async def overview(request: Request) -> Response:
    """Who can help soonest."""
    by = await searcher(request)
    if Overview.asked_for(request) is None:
        asking = await searching(request, by)
        response = page(asking, _found(asking, today())).render(request)
        response.headers["HX-Push-Url"] = asking.back
        return response
    kept = await _fragment(request, by, today())
    response = fragment_response(request, kept.html)
    response.headers["HX-Push-Url"] = kept.address
    return response


async def _fragment(request: Request, by: Searcher, day: date) -> Answer:
    """The results; who asks the same before anything changes gets the same."""
    query: bytes = request.scope["query_string"]
    key = (by.shelved.shelf.version, day, by.offered.home_id, by.actor.role, query)
    kept = _answers.answer(key)
    if kept is None:
        asking = await searching(request, by)
        found = _found(asking, day)
        html = page(asking, found).fragment(request, "search")
        kept = Answer(html=html.encode(), address=asking.back)
        if not found.missed:  # those are counted each time
            _answers.keep(key, kept)
    return kept


def _found(asking: Searching, day: date) -> Found:
    """The answer, with a note of the words that found nothing."""
    found = search_in(asking.shelved, asking.wanted.search, today=day)
    if found.missed:
        note_missed(asking.shelved.around.region.id, found.search.words, found.missed)
    return found


def page(asking: Searching, found: Found) -> Overview:
    """The page that answers this search."""
    wanted, offered = asking.wanted, asking.offered
    shown = found.slice(PER_PAGE, after=wanted.after, before=wanted.before)
    wishes = wanted.search.wishes()
    return Overview(
        filters=drawn(filters(found, offered, _elsewhere(asking, found), wanted.compared)),
        wishes=len(wishes),
        ignored=wanted.ignored,
        understood=understood_in_words(found.understood),
        meant=_meant(asking, found),
        results=results(found, shown, CardMaker(asking, found)),
        out_of_contract=found.out_of_contract,
        left_out=_left_out(wanted, offered, found) if found.total else [],
        loosenings=[] if found.total else _loosenings(wanted, offered, found),
        compared=_compared(asking),
        compare_query=asking.query or "?",
        gap_href=_gap_href(asking),
        previous_href=_page(asking, shown, back=True),
        next_href=_page(asking, shown, back=False),
    )


def _elsewhere(asking: Searching, found: Found) -> dict[int | None, int]:
    """How many the same search finds for each municipality, and for the whole region."""
    places = [None, *(one.id for one in asking.offered.municipalities)]
    views = (asking.shelved.view(one, today=found.view.today) for one in places)
    return dict(zip(places, found.count_in(views), strict=True))


def _page(asking: Searching, shown: Slice, *, back: bool) -> str:
    """The address of the page before or after this one; empty when there is none."""
    wanted = asking.wanted
    key = shown.before if back else shown.after
    if key is None:
        return ""
    turned = replace(wanted, before=key if back else None, after=None if back else key)
    return turned.as_query(asking.offered)


# What is left out -------------------------------------------------------------------------


def _left_out(wanted: Asked, offered: Choices, found: Found) -> list[Loosening]:
    told: list[Loosening] = []
    for wish, count in found.without.items():
        words = left_out_in_words(wish, wanted.search, offered)
        if words and count > found.total:
            href = _without(wanted, offered, wish)
            told.append(Loosening(wish=words, count=count - found.total, href=href))
    return told


def _loosenings(wanted: Asked, offered: Choices, found: Found) -> list[Loosening]:
    """What one wish less would give; where no single one helps, what none at all would."""
    singly = [
        Loosening(
            wish=in_words(wish, wanted.search, offered),
            count=count,
            href=_without(wanted, offered, wish),
        )
        for wish, count in found.without.items()
        if count
    ]
    if singly or not found.without_wishes:
        return singly
    href = _without(wanted, offered, *wanted.search.wishes())
    return [Loosening(wish="", count=found.without_wishes, href=href)]


def _without(wanted: Asked, offered: Choices, *wishes: Criterion) -> str:
    return query(wanted.search.without(*wishes), offered, compared=wanted.compared) or "?"


def _meant(asking: Searching, found: Found) -> list[Loosening]:
    """For words that nobody knows: known words that look like them, and what those would find."""
    search, told = found.search, list[Loosening]()
    for word in found.missed[:2]:
        for other in asking.shelved.shelf.closest(word)[:2]:
            meant = replace(search, words=search.words.lower().replace(word, other))
            count = search_in(asking.shelved, meant, today=found.view.today).total
            if count:
                href = query(meant, asking.offered, compared=asking.wanted.compared)
                told.append(Loosening(wish=other, count=count, href=href))
    return told


def _gap_href(asking: Searching) -> str:
    """With product and municipality filled in."""
    if asking.actor.role is Role.INSPECTOR:
        return ""
    search = asking.wanted.search
    asked = Search(products=search.products[:1], municipality_id=search.municipality_id)
    return asking.gap_path + query(asked, asking.offered)


def _compared(asking: Searching) -> list[Compared]:
    shelf = asking.shelved.shelf
    rows = [shelf.row_of(number) for number in asking.wanted.compared]
    return [
        Compared(
            name=f"{row.provider.name}, {row.product.name}", without_href=without(asking, row.id)
        )
        for row in rows
        if row is not None
    ]


routes = [Route("/beschikbaarheid/", overview, name="matching:overview")]
