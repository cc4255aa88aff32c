"""The spreadsheet round trip: download own rows, change them, look, save."""

import asyncio
from dataclasses import dataclass
from typing import ClassVar, Final

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from portal.availability.actions.sheets import Done, Wish, save_sheet
from portal.availability.forms.sheets.reading import Compared, Outcome, Sheet, compared, unpacked
from portal.availability.forms.sheets.writing import as_table, as_workbook
from portal.availability.forms.upload import ApplyForm, UploadForm
from portal.availability.pages.desk import names_of
from portal.availability.queries import offerings_editable_by, rows
from portal.availability.rules.row import Row
from portal.availability.rules.words import first_few
from portal.kernel.actor import PROVIDER_ROLES, Actor
from portal.kernel.clock import today
from portal.spreadsheets.reading import read_table
from portal.spreadsheets.tables import FileRefused, Table
from portal.web import redirects
from portal.web.flash import flash
from portal.web.handlers import prepares, reads, writes
from portal.web.page import Page
from portal.web.session import acting

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV: Final = "text/csv; charset=utf-8"


@dataclass(frozen=True, kw_only=True)
class Upload(Page):
    template: ClassVar[str] = "availability/upload.html"
    form: UploadForm


@dataclass(frozen=True, kw_only=True)
class Preview(Page):
    template: ClassVar[str] = "availability/upload_preview.html"
    form: ApplyForm
    changed: list[Compared]
    unchanged: list[Compared]
    conflicts: list[Compared]
    faulty: list[Compared]


@reads
async def download(request: Request) -> Response:
    """The rows that one may edit, as XLSX or when asked as CSV."""
    own = await _own(acting(request, *PROVIDER_ROLES))
    csv = request.query_params.get("vorm") == "csv"
    make, media_type = (as_table, CSV) if csv else (as_workbook, XLSX)
    content = await asyncio.to_thread(make, own)
    name = f"beschikbaarheid-{today():%Y-%m-%d}.{'csv' if csv else 'xlsx'}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=media_type, headers=headers)


@reads
async def upload(request: Request) -> Response:
    """Where to upload, and how it works."""
    acting(request, *PROVIDER_ROLES)
    return Upload(form=UploadForm.parse()).render(request)


@prepares
async def preview(request: Request) -> Response:
    """What the file would change; nothing is saved yet."""
    actor = acting(request, *PROVIDER_ROLES)
    try:
        table = await asyncio.to_thread(read_table, await _uploaded(request))
        sheet = compared(table, await _own(actor))
    except FileRefused as refused:
        form = UploadForm.parse()
        form.complain("file", refused.message)
        return Upload(form=form).render(request, 422)
    return _preview(sheet).render(request)


@writes
async def apply(request: Request) -> Response:
    """Save what was shown; each row is compared once more with what stands there now."""
    actor = acting(request, *PROVIDER_ROLES)
    form = ApplyForm.parse(await request.form())
    sheet = compared(_table(form), await _own(actor))
    confirmed = sheet.of(Outcome.UNCHANGED) if form.confirm.data else []
    done = await save_sheet(
        actor,
        {
            line.offering_id: Wish(statement=line.statement, seen=line.seen)
            for line in sheet.of(Outcome.CHANGED)
            if line.statement is not None
        },
        {line.offering_id: line.seen for line in confirmed if line.seen is not None},
    )
    missed = [line.offering_id for line in sheet.of(Outcome.CONFLICT)] + done.changed_meanwhile
    answer = redirects.to(request, "availability:desk")
    names = await names_of(actor, missed)
    return flash(answer, _told(done, names), "warning" if names else "success")


async def _own(actor: Actor) -> list[Row]:
    return await rows(offerings_editable_by(actor))


async def _uploaded(request: Request) -> bytes:
    sent = (await request.form()).get("file")
    if not isinstance(sent, UploadFile) or not sent.filename:
        raise FileRefused("Kies eerst een bestand.")
    return await sent.read()


def _table(form: ApplyForm) -> Table:
    return unpacked(form.rows.data or "")


def _preview(sheet: Sheet) -> Preview:
    return Preview(
        form=ApplyForm.parse(rows=sheet.packed()),
        changed=sheet.of(Outcome.CHANGED),
        unchanged=sheet.of(Outcome.UNCHANGED),
        conflicts=sheet.of(Outcome.CONFLICT),
        faulty=sheet.of(Outcome.FAULTY),
    )


def _told(done: Done, missed: list[str]) -> str:
    told = f"{_lines(len(done.changed))} gewijzigd, {len(done.confirmed)} bevestigd."
    if not missed:
        return f"{told} Consulenten zien dit nu."
    return f"{told} Niet opgeslagen, want net door een collega gewijzigd: {first_few(missed)}."


def _lines(number: int) -> str:
    return f"{number} {'regel' if number == 1 else 'regels'}"


routes = [
    Route("/aanbieder/downloaden/", download, name="availability:download"),
    Route("/aanbieder/uploaden/", upload, name="availability:upload"),
    Route("/aanbieder/uploaden/", apply, methods=["POST"], name="availability:apply"),
    Route("/aanbieder/uploaden/bestand/", preview, methods=["POST"], name="availability:preview"),
]
