"""Confirming by the personal link of a mail, without signing in. Opening changes nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from portal.database.transactions import committed
from portal.kernel.clock import now, today
from portal.outside.locatieserver import Position, addresses
from portal.settings import settings
from portal.socialmap.actions.facilities import confirm_facilities
from portal.socialmap.forms.keeping import FacilityForm
from portal.socialmap.pages.desk import Line, is_due, line
from portal.socialmap.pages.editing import Edit, form_of, other_towns, saved
from portal.socialmap.queries.keeping import OpenLink, open_link, row_of_owner, rows_of_owner
from portal.socialmap.rules.facilities import FacilityRow
from portal.web.flash import flash
from portal.web.forms import Posted
from portal.web.handlers import prepares, reads, writes
from portal.web.page import Page
from portal.web.rate_limits import Tries, at_most, client_address, rate_limits

WRONG_LINKS: Final = at_most("30 per 15 minutes")
PRIVATE: Final = {"Referrer-Policy": "strict-origin", "X-Robots-Tag": "noindex"}


@dataclass(frozen=True, kw_only=True)
class ByLink(Page):
    template: ClassVar[str] = "socialmap/by_link.html"
    token: str
    owner: str
    person: str
    lines: Sequence[Line]
    due: int


@dataclass(frozen=True, kw_only=True)
class LinkGone(Page):
    template: ClassVar[str] = "socialmap/link_gone.html"


@reads
async def form(request: Request) -> Response:
    """The entries of an owner as they are now."""
    link = await _link(request)
    return _gone(request) if link is None else await _list(request, link)


@writes
async def confirm(request: Request) -> Response:
    """All entries that were shown are still right; what changed meanwhile is left alone."""
    link = await _link(request)
    if link is None:
        return _gone(request)
    seen = set((await request.form()).getlist("seen"))
    rows = await rows_of_owner(link.owner.id)
    same = [row.id for row in rows if f"{row.id}-{row.version}" in seen]
    count = await confirm_facilities(link.keeping, same)
    answer = RedirectResponse(f"/voorzieningen/bevestigen/{_token(request)}/", 303)
    told = "Bedankt. 1 voorziening is" if count == 1 else f"Bedankt. {count} voorzieningen zijn"
    return _private(flash(answer, f"{told} bevestigd."))


@reads
async def edit_form(request: Request) -> Response:
    """One of these entries, to change."""
    link = await _link(request)
    if link is None:
        return _gone(request)
    row = await row_of_owner(link.owner.id, request.path_params["facility"])
    return _private(_page(request, row, await form_of(row)).render(request))


@prepares
async def save(request: Request) -> Response:
    """Change one of these entries; texts wait for the access team."""
    if await _link(request) is None:
        return _gone(request)
    posted = await request.form()
    position = await addresses.position_in(settings().locatieserver_url, posted)
    return await committed(lambda: _save(request, posted, position))


async def _save(request: Request, posted: Posted, position: Position | None) -> Response:
    link = await _link(request)
    if link is None:
        return _gone(request)
    row = await row_of_owner(link.owner.id, request.path_params["facility"])
    form = FacilityForm.over(await other_towns(row), posted)
    told = await saved(link.keeping, row, form, position) if form.validate() else ""
    if not told:
        return _private(_page(request, row, form).render(request, 422))
    answer = RedirectResponse(f"/voorzieningen/bevestigen/{_token(request)}/", 303)
    return _private(flash(answer, told))


async def _list(request: Request, link: OpenLink) -> Response:
    day = today()
    rows = await rows_of_owner(link.owner.id)
    page = ByLink(
        token=_token(request),
        owner=link.owner.name,
        person=link.keeper_name,
        lines=[line(row, day) for row in rows],
        due=sum(is_due(row, day) for row in rows),
    )
    return _private(page.render(request))


async def _link(request: Request) -> OpenLink | None:
    """The link of this request; who tries many wrong ones has to wait."""
    tries = Tries(WRONG_LINKS, "facility-link", client_address(request))
    await rate_limits(request).check(tries)
    found = await open_link(_token(request), now=now())
    if found is None:
        await rate_limits(request).count(tries)
    return found


def _token(request: Request) -> str:
    return str(request.path_params["token"])


def _page(request: Request, row: FacilityRow, form: FacilityForm) -> Edit:
    return Edit(
        row=row,
        form=form,
        publishes=False,
        back_href=f"/voorzieningen/bevestigen/{_token(request)}/",
        end_href="",
        owner_href="",
    )


def _gone(request: Request) -> Response:
    return _private(LinkGone().render(request, 404))


def _private(response: Response) -> Response:
    response.headers.update(PRIVATE)
    return response


_LINK = "/voorzieningen/bevestigen/{token}/"
routes = [
    Route(_LINK, form, name="socialmap:by_link"),
    Route(_LINK, confirm, methods=["POST"], name="socialmap:confirm_by_link"),
    Route(f"{_LINK}{{facility:int}}/", edit_form, name="socialmap:edit_by_link"),
    Route(f"{_LINK}{{facility:int}}/", save, methods=["POST"], name="socialmap:save_by_link"),
]
