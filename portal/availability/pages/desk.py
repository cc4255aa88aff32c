"""The provider's desk: all own offerings on one screen, and "klopt nog"."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from portal.accounts.queries import absences_of
from portal.availability.actions.reports import Outcome, confirm
from portal.availability.forms.versions import versions_in
from portal.availability.pages.rows import RowPage, desk_for, grouping_of, targeted_row
from portal.availability.queries import offerings_visible_to, rows
from portal.availability.rules.desk import Card, Desk, Group, Grouping, Summary, name_of
from portal.availability.rules.figures import Channel
from portal.availability.rules.row import Row
from portal.availability.rules.words import first_few
from portal.kernel.actor import PROVIDER_ROLES, Actor
from portal.kernel.clock import today
from portal.kernel.dates import dutch_date
from portal.web.flash import Kind, flash
from portal.web.handlers import reads, writes
from portal.web.page import Page
from portal.web.redirects import path_of
from portal.web.session import acting


@dataclass(frozen=True, kw_only=True)
class DeskPage(Page):
    template: ClassVar[str] = "availability/desk.html"
    fragments: ClassVar[frozenset[str]] = frozenset({"desk"})
    provider_name: str
    groups: Sequence[Group]
    grouping: Grouping
    summary: Summary
    absence: str
    """Until when the reader is away and who stands in; empty when nobody does."""


@dataclass(frozen=True, kw_only=True)
class DeskRow(RowPage):
    """One row in the place of what stood there, and the summary beside it; for htmx alone."""

    template: ClassVar[str] = "availability/desk_row.html"
    card: Card
    summary: Summary


@reads
async def desk(request: Request) -> Response:
    """All own offerings; or, after a change in one row, that row and the summary."""
    actor = acting(request, *PROVIDER_ROLES)
    its_desk = await desk_for(request, actor)
    own = await rows(offerings_visible_to(actor))
    changed = [row for row in own if row.id == targeted_row(request)]
    if changed:
        page = DeskRow(card=its_desk.card(changed[0]), summary=its_desk.summary(own))
        return page.render(request)
    return (await _whole(actor, its_desk, own)).render(request)


async def _whole(actor: Actor, its_desk: Desk, own: list[Row]) -> DeskPage:
    return DeskPage(
        provider_name=actor.organisation_name,
        groups=its_desk.groups(own),
        grouping=its_desk.grouping,
        summary=its_desk.summary(own),
        absence=await _absence(actor),
    )


async def _absence(actor: Actor) -> str:
    now = [a for a in await absences_of(actor.person_id, today=today()) if a.from_on <= today()]
    if not now:
        return ""
    return (
        f"U bent afwezig tot en met {dutch_date(now[0].until_on)}. {now[0].deputy.name} vervangt u."
    )


@writes
async def confirmation(request: Request) -> Response:
    """Say of one, some or all rows that they are still right."""
    actor = acting(request, *PROVIDER_ROLES)
    posted = await request.form()
    outcome = await confirm(actor, versions_in(str(posted.get("rows", ""))), channel=Channel.SCREEN)
    names = await names_of(actor, outcome.changed_meanwhile)
    return flash(back_to_desk(request), told(outcome, names), _kind(outcome))


async def names_of(actor: Actor, offering_ids: Sequence[int]) -> list[str]:
    """Product and place of these offerings."""
    if not offering_ids:
        return []
    found = await rows(offerings_visible_to(actor).filter(id__in=offering_ids))
    return [name_of(row) for row in found]


def told(outcome: Outcome, changed: Sequence[str]) -> str:
    """What became of a confirmation; rows that changed meanwhile are named."""
    number = len(outcome.confirmed)
    done = f"{number} {'regel' if number == 1 else 'regels'} bevestigd."
    if not changed:
        return f"{done} Consulenten zien dat uw cijfers kloppen."
    return (
        f"{done} Niet bevestigd, want net door een collega gewijzigd: {first_few(changed)}. "
        "Kijk of dat klopt."
    )


def _kind(outcome: Outcome) -> Kind:
    return "warning" if outcome.changed_meanwhile else "success"


def desk_path(request: Request) -> str:
    """The path of the desk, grouped as it was."""
    return path_of(request, "availability:desk") + grouping_of(request).query


def back_to_desk(request: Request) -> RedirectResponse:
    """Go back to the desk, grouped as it was."""
    return RedirectResponse(desk_path(request), 303)


routes = [
    Route("/aanbieder/", desk, name="availability:desk"),
    Route(
        "/aanbieder/bevestiging/",
        confirmation,
        methods=["POST"],
        name="availability:confirmation",
    ),
]
