"""Changing one row in place: the form, saving it, taking it back."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from portal.availability.actions.reports import ChangedMeanwhile, report, undo
from portal.availability.forms.figures import RowForm, announced_is_now, row_form
from portal.availability.forms.versions import versions_in
from portal.availability.pages.desk import desk_path
from portal.availability.pages.rows import RowPage, is_region, path_to, reporter, targeted_row
from portal.availability.queries.desk import editable_row_for
from portal.availability.rules.desk import name_of
from portal.availability.rules.figures import Channel
from portal.availability.rules.row import Row
from portal.availability.rules.words import announced, statement_told
from portal.kernel.actor import Actor
from portal.kernel.clock import today
from portal.web.flash import flash
from portal.web.forms import Posted
from portal.web.handlers import reads, writes

SAVED: Final = "Opgeslagen. Consulenten zien dit nu."
UNCHANGED: Final = "U hebt niets gewijzigd. De cijfers zijn bevestigd."
UNDONE: Final = "Ongedaan gemaakt. Consulenten zien weer de vorige cijfers."


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """What somebody else reported meanwhile beside what the writer typed."""

    message: str
    author: str
    told: Sequence[tuple[str, str, str]]
    """Name, theirs, the writer's own; what differs comes first."""


@dataclass(frozen=True, kw_only=True)
class Editing(RowPage):
    template: ClassVar[str] = "availability/edit.html"
    row: Row
    name: str
    form: RowForm
    action: str
    cancel: str
    in_place: bool
    """Whether the form stands in the desk, or on a page of its own."""
    begun: str
    """The announced change of which the day has come."""
    on_behalf_of: str
    """The provider that rang, when the region fills this in; else empty."""
    conflict: Conflict | None = None


@reads
async def edit(request: Request) -> Response:
    """The form with what stands there now."""
    actor = reporter(request)
    row = await editable_row_for(actor, request.path_params["offering"])
    return _page(request, actor, row_form(row, today=today())).render(request)


@writes
async def save(request: Request) -> Response:
    """Report what was filled in; the other buttons give the form back, one block larger or less."""
    actor = reporter(request)
    row = await editable_row_for(actor, request.path_params["offering"])
    form = row_form(row, await request.form(), today=today())
    if _rebuilt(form, await request.form()):
        return _page(request, actor, form).render(request)
    if not form.validate():
        return _page(request, actor, form).render(request, 422)
    channel = Channel.PHONE if is_region(actor) else Channel.SCREEN
    try:
        saved = await report(
            actor, row.id, form.statement(), seen=form.seen_report, channel=channel
        )
    except ChangedMeanwhile as conflict:
        return _conflict(request, actor, form, conflict).render(request, 409)
    return _saved(request, actor, form, saved)


@writes
async def undone(request: Request) -> Response:
    """Take back one's own last save."""
    actor = reporter(request)
    row = await editable_row_for(actor, request.path_params["offering"])
    seen = versions_in(str((await request.form()).get("rows", "")))
    await undo(actor, row.id, seen=seen.get(row.id, 0))
    return flash(_back(request, actor, row.id), UNDONE)


def _page(
    request: Request, actor: Actor, form: RowForm, conflict: Conflict | None = None
) -> Editing:
    row = form.row
    begun = announced_is_now(row, today=today()) and row.statement
    return Editing(
        row=row,
        name=name_of(row),
        form=form,
        action=_with_query(request, path_to(request, actor, "edit", row.id)),
        cancel=_overview(request, actor, row.id),
        in_place=targeted_row(request) is not None,
        begun=announced(begun) if begun else "",
        on_behalf_of=row.provider.name if is_region(actor) else "",
        conflict=conflict,
    )


def _with_query(request: Request, path: str) -> str:
    """The grouping of the desk goes along."""
    return f"{path}?{request.url.query}" if request.url.query else path


def _rebuilt(form: RowForm, posted: Posted) -> bool:
    """Whether another button than the one that saves was pressed."""
    if "remove" in posted:
        form.without_municipality(str(posted["remove"]))
        return True
    if posted.get("action") == "add":
        form.with_municipality(str(form.add.data))
        return True
    return False


def _conflict(request: Request, actor: Actor, form: RowForm, found: ChangedMeanwhile) -> Editing:
    """The form again, now knowing of the other version: saving it is an explicit choice."""
    theirs = dict(statement_told(found.theirs, found.theirs.statement))
    own = dict(statement_told(found.theirs, form.statement()))
    form.seen.data = str(found.theirs.report_id)
    every = [(name, theirs.get(name, ""), own.get(name, "")) for name in {**theirs, **own}]
    told = sorted(every, key=lambda one: one[1] == one[2])
    return _page(
        request, actor, form, Conflict(message=found.message, author=found.author, told=told)
    )


def _saved(request: Request, actor: Actor, form: RowForm, row: Row) -> Response:
    unchanged = row.report_id == form.seen_report
    return flash(_back(request, actor, row.id), UNCHANGED if unchanged else SAVED)


def _back(request: Request, actor: Actor, offering: int) -> RedirectResponse:
    """To the row, which says that it was saved and offers to undo that."""
    path = _overview(request, actor, offering)
    joint = "&" if "?" in path else "?"
    return RedirectResponse(f"{path}{joint}opgeslagen={offering}#row-{offering}", 303)


def _overview(request: Request, actor: Actor, offering: int) -> str:
    """Where the reader came from: the desk, or in the region the offering's own page."""
    if is_region(actor):
        return path_to(request, actor, "offering", offering)
    return desk_path(request)


routes = [
    Route("/aanbieder/aanbod/{offering:int}/wijzigen/", edit, name="availability:edit"),
    Route(
        "/aanbieder/aanbod/{offering:int}/wijzigen/",
        save,
        methods=["POST"],
        name="availability:save",
    ),
    Route(
        "/aanbieder/aanbod/{offering:int}/ongedaan/",
        undone,
        methods=["POST"],
        name="availability:undo",
    ),
    Route("/regio/aanbod/{offering:int}/wijzigen/", edit, name="availability:region_edit"),
    Route(
        "/regio/aanbod/{offering:int}/wijzigen/",
        save,
        methods=["POST"],
        name="availability:region_save",
    ),
    Route(
        "/regio/aanbod/{offering:int}/ongedaan/",
        undone,
        methods=["POST"],
        name="availability:region_undo",
    ),
]
