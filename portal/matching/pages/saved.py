"""Searches that somebody saved, to hear of what newly fits."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar
from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from portal.database.transactions import committed, read
from portal.kernel.actor import Actor
from portal.kernel.clock import now, today
from portal.kernel.errors import NotValid
from portal.matching.actions import Wish, change_rhythm, end, save
from portal.matching.forms import RhythmForm, SaveForm, asked, asked_in_words, save_form
from portal.matching.models import SavedSearch
from portal.matching.pages.searching import Searching, searching
from portal.matching.queries import offered_to, saved_by, search_in
from portal.matching.rules.results import summary
from portal.matching.rules.saved import MOST_SAVED, Rhythm
from portal.matching.rules.searchers import SEARCHERS
from portal.search.index import Shelved, shelves
from portal.search.rules import Near
from portal.web import redirects
from portal.web.flash import flash
from portal.web.handlers import prepares, recalls, writes
from portal.web.page import Page
from portal.web.session import acting


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One saved search, with what answers it now."""

    id: int
    name: str
    asked: list[str]
    ignored: list[str]
    """What of it no longer exists; it waits until that comes back."""
    query: str
    rhythm: Rhythm
    told_at: datetime | None
    fits: str


@dataclass(frozen=True, kw_only=True)
class Saved(Page):
    template: ClassVar[str] = "matching/saved.html"
    items: list[Item]
    rhythms: list[Rhythm]
    most: int


@dataclass(frozen=True, kw_only=True)
class Save(Page):
    template: ClassVar[str] = "matching/save.html"
    form: SaveForm
    asked: list[str]
    query: str
    back: str
    fits: str


@recalls
async def overview(request: Request) -> Response:
    """What somebody saved."""
    actor = acting(request, *SEARCHERS)
    shelved = await shelves.of(actor)
    places = (await shelves.atlas()).places
    rows = await read(lambda: saved_by(actor))
    items = [_item(actor, one, shelved, places) for one in rows]
    return Saved(items=items, rhythms=list(Rhythm), most=MOST_SAVED).render(request)


def _item(actor: Actor, saved: SavedSearch, shelved: Shelved, places: dict[str, Near]) -> Item:
    offered = offered_to(actor, shelved)
    wanted = asked(parse_qs(saved.query.removeprefix("?")), offered, places)
    found = search_in(shelved, wanted.search, today=today())
    return Item(
        id=saved.id,
        name=saved.name,
        asked=asked_in_words(wanted.search, offered),
        ignored=wanted.ignored,
        query=saved.query,
        rhythm=saved.rhythm,
        told_at=saved.told_at,
        fits=summary(found.total, found.providers),
    )


@recalls
async def form(request: Request) -> Response:
    """Name this search."""
    asking = await searching(request)
    return _page(asking, save_form(asking.wanted, asking.offered), today()).render(request)


@prepares
async def make(request: Request) -> Response:
    """Save this search."""
    asking, moment = await searching(request), now()
    filled = save_form(asking.wanted, asking.offered, await request.form())
    if not filled.validate():
        return _page(asking, filled, today()).render(request, 422)
    found = search_in(asking.shelved, asking.wanted.search, today=today())
    fits = [found.row(slot).id for slot in found.order]
    wish = Wish(
        region_id=asking.shelved.around.region.id,
        name=filled.name.data or "",
        query=asking.saved_query,
        rhythm=filled.chosen,
    )
    try:
        await committed(lambda: save(asking.actor, wish, fits=fits, now=moment))
    except NotValid as error:
        filled.complain("name", error.message)
        return _page(asking, filled, today()).render(request, 422)
    return flash(
        redirects.to(request, "matching:saved"), "Bewaard. U krijgt een mail als er iets bij komt."
    )


def _page(asking: Searching, filled: SaveForm, day: date) -> Save:
    found = search_in(asking.shelved, asking.wanted.search, today=day)
    return Save(
        form=filled,
        asked=asked_in_words(asking.wanted.search, asking.offered),
        query=asking.query,
        back=asking.back,
        fits=summary(found.total, found.providers),
    )


@writes
async def rhythm(request: Request) -> Response:
    """Hear of it at another moment."""
    actor = acting(request, *SEARCHERS)
    chosen = RhythmForm.parse(await request.form())
    if not chosen.validate():
        raise NotValid("Kies wanneer u een mail wilt.")
    await change_rhythm(actor, request.path_params["saved"], chosen.chosen, now=now())
    answer = redirects.to(request, "matching:saved")
    return flash(
        answer, f"Opgeslagen. U krijgt {chosen.chosen.label} een mail als er iets bij komt."
    )


@writes
async def stop(request: Request) -> Response:
    """Look for it no more."""
    actor = acting(request, *SEARCHERS)
    ended = await end(actor, request.path_params["saved"], now=now())
    return flash(redirects.to(request, "matching:saved"), f"‘{ended.name}’ is gestopt.")


_HERE = "/beschikbaarheid/bewaard/"
routes = [
    Route(_HERE, overview, name="matching:saved"),
    Route(f"{_HERE}nieuw/", form, name="matching:save_form"),
    Route(f"{_HERE}nieuw/", make, methods=["POST"], name="matching:save"),
    Route(f"{_HERE}{{saved:int}}/ritme/", rhythm, methods=["POST"], name="matching:rhythm"),
    Route(f"{_HERE}{{saved:int}}/stoppen/", stop, methods=["POST"], name="matching:end"),
]
