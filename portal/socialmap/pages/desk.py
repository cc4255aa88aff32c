"""What keepers see first: what asks for attention, and all that they keep."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from portal.availability.rules.freshness import Freshness
from portal.kernel.clock import today
from portal.socialmap.actions.facilities import confirm_facilities, end_facility
from portal.socialmap.queries.keeping import (
    keeping_of,
    open_wrongs_for,
    row_kept_by,
    rows_kept_by,
    waiting_texts,
)
from portal.socialmap.rules.facilities import FacilityRow
from portal.socialmap.rules.keeping import KEEPERS, STAFF, Waiting, Wrong
from portal.socialmap.rules.words import checked_shortly, where_of_facility
from portal.web import redirects
from portal.web.flash import flash
from portal.web.handlers import reads, writes
from portal.web.page import Page
from portal.web.session import acting


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A facility on the desk."""

    row: FacilityRow
    where: str
    checked: str
    freshness: str


@dataclass(frozen=True, kw_only=True)
class Desk(Page):
    template: ClassVar[str] = "socialmap/desk.html"
    fragments: ClassVar[frozenset[str]] = frozenset({"facilities"})
    lines: Sequence[Line]
    due: int
    waiting: Sequence[Waiting]
    wrongs: Sequence[Wrong]
    may_add: bool
    query: str


@dataclass(frozen=True, kw_only=True)
class Ending(Page):
    template: ClassVar[str] = "socialmap/end.html"
    row: FacilityRow


@reads
async def desk(request: Request) -> Response:
    """Everything that this actor keeps; what is due comes first."""
    actor = acting(request, *KEEPERS)
    day, words = today(), request.query_params.get("zoek", "").strip()
    rows = await rows_kept_by(actor)
    page = Desk(
        lines=[
            line(row, day)
            for row in sorted(rows, key=lambda r: _order(r, day))
            if _holds(row, words)
        ],
        due=sum(is_due(row, day) for row in rows),
        waiting=await waiting_texts(actor),
        wrongs=await open_wrongs_for(actor),
        may_add=actor.has(*STAFF),
        query=words,
    )
    return page.render(request)


def line(row: FacilityRow, day: date) -> Line:
    """A facility with when it was checked."""
    return Line(
        row=row,
        where=where_of_facility(row),
        checked=checked_shortly(row, today=day),
        freshness=row.freshness(today=day).value,
    )


def is_due(row: FacilityRow, day: date) -> bool:
    """Whether somebody should look whether it is still right."""
    return row.freshness(today=day) is not Freshness.FRESH


def _order(row: FacilityRow, day: date) -> tuple[bool, str]:
    return (not is_due(row, day), row.name.casefold())


def _holds(row: FacilityRow, words: str) -> bool:
    text = f"{row.name} {row.owner.name} {row.municipality.name} {row.summary}".casefold()
    return all(word in text for word in words.casefold().split())


@writes
async def confirm(request: Request) -> Response:
    """One entry is still right."""
    actor = acting(request, *KEEPERS)
    row = await row_kept_by(actor, request.path_params["facility"])
    await confirm_facilities(await keeping_of(actor), [row.id])
    answer = redirects.to(request, "socialmap:desk")
    return flash(answer, f"Bevestigd: {row.name}.")


@writes
async def confirm_all(request: Request) -> Response:
    """All that was due is still right."""
    actor = acting(request, *KEEPERS)
    day = today()
    due = [row.id for row in await rows_kept_by(actor) if is_due(row, day)]
    count = await confirm_facilities(await keeping_of(actor), due)
    told = "1 voorziening is" if count == 1 else f"{count} voorzieningen zijn"
    return flash(redirects.to(request, "socialmap:desk"), f"{told} bevestigd.")


@reads
async def end_form(request: Request) -> Response:
    """Whether to take it off the map."""
    actor = acting(request, *STAFF)
    row = await row_kept_by(actor, request.path_params["facility"])
    return Ending(row=row).render(request)


@writes
async def end(request: Request) -> Response:
    """Take it off the map."""
    actor = acting(request, *STAFF)
    row = await row_kept_by(actor, request.path_params["facility"])
    await end_facility(actor, row.id)
    return flash(
        redirects.to(request, "socialmap:desk"), f"{row.name} staat niet meer op de kaart."
    )


_ONE = "/voorzieningen/{facility:int}/"
routes = [
    Route("/voorzieningen/", desk, name="socialmap:desk"),
    Route("/voorzieningen/kloppen/", confirm_all, methods=["POST"], name="socialmap:confirm_all"),
    Route(f"{_ONE}klopt/", confirm, methods=["POST"], name="socialmap:confirm"),
    Route(f"{_ONE}weghalen/", end_form, name="socialmap:end_form"),
    Route(f"{_ONE}weghalen/", end, methods=["POST"], name="socialmap:end"),
]
