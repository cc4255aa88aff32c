"""Importing by the region manager: choose, look at what would change, apply."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Final

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from portal.database.transactions import committed
from portal.importing import actions, queries
from portal.importing.forms import UploadForm
from portal.importing.imports import KINDS, Result, kind_called, rows_now, run_import
from portal.kernel.actor import Actor, Role
from portal.kernel.errors import NotFound
from portal.kernel.ids import as_id
from portal.spreadsheets.kinds import Kind
from portal.spreadsheets.previews import Line, Outcome, Preview
from portal.spreadsheets.tables import FileRefused
from portal.spreadsheets.writing import template_csv, template_xlsx
from portal.web import redirects
from portal.web.flash import flash
from portal.web.handlers import prepares, reads, writes
from portal.web.page import Page
from portal.web.session import acting

HOME: Final = "/importeren/"
PER_PAGE: Final = 50
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TAB_ORDER: Final = (
    Outcome.FAULTY,
    Outcome.NEW,
    Outcome.CHANGED,
    Outcome.KEPT,
    Outcome.UNCHANGED,
    Outcome.GONE,
)


@dataclass(frozen=True, kw_only=True)
class Kinds(Page):
    template: ClassVar[str] = "imports/kinds.html"
    kinds: Sequence[Kind[Any]]


@dataclass(frozen=True, kw_only=True)
class Upload(Page):
    template: ClassVar[str] = "imports/upload.html"
    kind: Kind[Any]
    form: UploadForm


@dataclass(frozen=True, slots=True, kw_only=True)
class Tab:
    """One outcome, and the lines that have it."""

    outcome: Outcome
    href: str
    current: bool
    count: int


@dataclass(frozen=True, kw_only=True)
class PreviewPage(Page):
    template: ClassVar[str] = "imports/preview.html"
    fragments: ClassVar[frozenset[str]] = frozenset({"lines"})
    kind: Kind[Any]
    file_name: str
    here: str
    tabs: Sequence[Tab]
    outcome: Outcome
    lines: Sequence[Line]
    page: int
    pages: int
    faulty: int
    to_write: int
    fingerprint: str
    outdated: bool


def _manager(request: Request) -> Actor:
    return acting(request, Role.REGION_MANAGER)


def _region(actor: Actor) -> int:
    assert actor.region_id is not None, "a region manager has a region"
    return actor.region_id


@reads
async def kinds(request: Request) -> Response:
    """What can be imported, in the order that works."""
    _manager(request)
    return Kinds(kinds=list(KINDS.values())).render(request)


@reads
async def kind(request: Request) -> Response:
    """The columns of one kind, its templates, and where to upload."""
    _manager(request)
    return Upload(kind=_kind(request), form=UploadForm.parse()).render(request)


def _kind(request: Request) -> Kind[Any]:
    return kind_called(request.path_params["kind"])


@prepares
async def upload(request: Request) -> Response:
    """Read the file and, when it can be read, keep it and show what it would change."""
    actor, found = _manager(request), _kind(request)
    form = UploadForm.parse()
    try:
        name, content = await _uploaded(request)
        await run_import(found.name, content, region_id=_region(actor), dry_run=True)
    except FileRefused as refused:
        form.complain("file", refused.message)
        return Upload(kind=found, form=form).render(request, 422)
    kept = await committed(lambda: actions.keep_file(actor, found.name, name, content))
    return redirects.to(request, "importing:preview", kind=found.name, file=kept)


async def _uploaded(request: Request) -> tuple[str, bytes]:
    sent = (await request.form()).get("file")
    if not isinstance(sent, UploadFile) or not sent.filename:
        raise FileRefused("Kies eerst een bestand.")
    return sent.filename, await sent.read()


@reads
async def preview(request: Request) -> Response:
    """What the kept file would change now."""
    actor, found = _manager(request), _kind(request)
    file = await queries.waiting_file(actor, found.name, request.path_params["file"])
    result = await run_import(found.name, file.content, region_id=_region(actor), dry_run=True)
    return _preview_page(request, result, file.name).render(request)


@prepares
async def apply(request: Request) -> Response:
    """Write what was agreed to; when the data changed meanwhile, show the new preview first."""
    actor, found = _manager(request), _kind(request)
    posted = await request.form()
    file = await queries.waiting_file(actor, found.name, request.path_params["file"])
    result = await run_import(
        found.name,
        file.content,
        region_id=_region(actor),
        actor=actor,
        only_good=posted.get("only_good") == "yes",
        agreed=str(posted.get("fingerprint", "")) or "none",
    )
    if not result.applied:
        return _preview_page(request, result, file.name).render(request, 409)
    await committed(lambda: actions.drop_file(actor, file.pk))
    return flash(redirects.to(request, "importing:kinds"), _told(result))


@writes
async def cancel(request: Request) -> Response:
    """Forget the file."""
    actor, found = _manager(request), _kind(request)
    await actions.drop_file(actor, request.path_params["file"])
    gone = redirects.to(request, "importing:kind", kind=found.name)
    return flash(gone, "Er is niets gewijzigd.", "info")


def _told(result: Result) -> str:
    counts = result.preview.counts
    what = result.preview.kind.title
    left_out = counts[Outcome.FAULTY]
    told = f"{what}: {counts[Outcome.NEW]} nieuw en {counts[Outcome.CHANGED]} gewijzigd."
    return f"{told} {left_out} met een fout overgeslagen." if left_out else told


def _preview_page(request: Request, result: Result, file_name: str) -> PreviewPage:
    found = result.preview
    here = f"{HOME}{found.kind.name}/voorbeeld/{request.path_params['file']}/"
    outcome = _asked_outcome(request, found)
    lines = found.with_outcome(outcome)
    pages = max(1, -(-len(lines) // PER_PAGE))
    asked = request.query_params.get("pagina", "1")
    page = min(as_id(asked) or 1, pages)
    return PreviewPage(
        kind=found.kind,
        file_name=file_name,
        here=here,
        tabs=_tabs(found, here, outcome),
        outcome=outcome,
        lines=lines[(page - 1) * PER_PAGE : page * PER_PAGE],
        page=page,
        pages=pages,
        faulty=found.counts[Outcome.FAULTY],
        to_write=found.counts[Outcome.NEW] + found.counts[Outcome.CHANGED],
        fingerprint=found.fingerprint,
        outdated=result.outdated,
    )


def _asked_outcome(request: Request, found: Preview) -> Outcome:
    """The tab that was asked for, else the first that holds something."""
    asked = request.query_params.get("toon")
    if asked in set(Outcome):
        return Outcome(asked)
    return next((one for one in TAB_ORDER if found.counts[one]), Outcome.UNCHANGED)


def _tabs(found: Preview, here: str, current: Outcome) -> list[Tab]:
    return [
        Tab(
            outcome=one,
            href=f"{here}?toon={one.value}",
            current=one is current,
            count=found.counts[one],
        )
        for one in TAB_ORDER
        if found.counts[one] or one is current
    ]


@reads
async def blank(request: Request) -> Response:
    """The empty file to fill in."""
    _manager(request)
    return await _download(_kind(request), request.path_params["format"], "sjabloon", [])


@reads
async def filled(request: Request) -> Response:
    """The file with what the region has now."""
    actor, found = _manager(request), _kind(request)
    rows = await rows_now(found, _region(actor))
    return await _download(found, request.path_params["format"], "huidig", rows)


async def _download(kind: Kind[Any], format_: str, suffix: str, rows: list[Any]) -> Response:
    if format_ not in {"xlsx", "csv"}:
        raise NotFound
    write = template_xlsx if format_ == "xlsx" else template_csv
    content = await asyncio.to_thread(write, kind, rows)
    name = f"{kind.title.lower().replace(' ', '-')}-{suffix}.{format_}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=XLSX if format_ == "xlsx" else "text/csv", headers=headers)


_KIND = f"{HOME}{{kind}}/"
_FILE = f"{_KIND}voorbeeld/{{file:int}}/"
routes = [
    Route(HOME, kinds, name="importing:kinds"),
    Route(_KIND, kind, name="importing:kind"),
    Route(f"{_KIND}bestand/", upload, methods=["POST"], name="importing:upload"),
    Route(_FILE, preview, name="importing:preview"),
    Route(f"{_FILE}toepassing/", apply, methods=["POST"], name="importing:apply"),
    Route(f"{_FILE}annulering/", cancel, methods=["POST"], name="importing:cancel"),
    Route(f"{_KIND}sjabloon.{{format:str}}", blank, name="importing:blank"),
    Route(f"{_KIND}huidig.{{format:str}}", filled, name="importing:filled"),
]
