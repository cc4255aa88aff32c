"""The inspector: figures, and the journal to search. Reads only, and every look is journalled."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from portal.kernel.actor import Actor, Role
from portal.kernel.clock import now, today
from portal.kernel.dates import dutch_moment
from portal.kernel.errors import NotValid
from portal.kernel.ids import as_id
from portal.oversight.forms.inspection import JournalForm
from portal.oversight.queries import inspection as queries
from portal.oversight.rules.inspection import Oversight, Told
from portal.spreadsheets.writing import as_csv
from portal.web.handlers import looks, reads, shown
from portal.web.page import Page
from portal.web.session import acting

PER_PAGE: Final = 50
MOST_LINES: Final = 5_000
CSV: Final = "text/csv; charset=utf-8"
_HEADER: Final = ("Wanneer", "Wie", "Rol", "Soort", "Wat", "Onderwerp", "Over", "Nummers", "Reden")


@dataclass(frozen=True, kw_only=True)
class Inspection(Page):
    template: ClassVar[str] = "oversight/inspection.html"
    region_name: str
    figures: Oversight


@dataclass(frozen=True, kw_only=True)
class Journal(Page):
    template: ClassVar[str] = "oversight/journal.html"
    fragments: ClassVar[frozenset[str]] = frozenset({"results"})
    form: JournalForm
    told: Sequence[Told]
    total: int
    page: int
    pages: int
    query: str


@reads
async def inspection(request: Request) -> Response:
    """Figures only: how much happened, and how current everything is."""
    actor = acting(request, Role.INSPECTOR)
    figures = await queries.oversight(actor, now=now())
    return Inspection(region_name=actor.organisation_name, figures=figures).render(request)


@looks
async def journal(request: Request) -> Response:
    """Who did or saw what, when, of whom."""
    actor = acting(request, Role.INSPECTOR)
    form = await _form(request, actor)
    if not form.validate():
        empty = Journal(form=form, told=[], total=0, page=1, pages=1, query="")
        return empty.render(request, NotValid.status)
    found = await queries.journal(actor, form.search)
    total = await found.count()
    pages = max(1, -(-total // PER_PAGE))
    page = min(max(1, as_id(request.query_params.get("pagina", "")) or 1), pages)
    entries = await found.offset((page - 1) * PER_PAGE).limit(PER_PAGE)
    shown(request, "journal_entry", [one.id for one in entries], action="journal.searched")
    told = await queries.in_words(entries)
    full = Journal(form=form, told=told, total=total, page=page, pages=pages, query=form.query)
    return full.render(request)


@looks
async def export(request: Request) -> Response:
    """The same as CSV, whole."""
    actor = acting(request, Role.INSPECTOR)
    form = await _form(request, actor)
    if not form.validate():
        raise NotValid(" ".join(str(words) for field in form for words in field.errors))
    entries = await (await queries.journal(actor, form.search)).limit(MOST_LINES + 1)
    if len(entries) > MOST_LINES:
        raise NotValid("Dit zijn meer dan 5.000 regels. Kies een kortere periode.")
    shown(request, "journal_entry", [one.id for one in entries], action="journal.exported")
    lines = [_line(one) for one in await queries.in_words(entries)]
    content = await asyncio.to_thread(as_csv, _HEADER, lines)
    name = f"logboek-{form.van.data}-{form.tot.data}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=CSV, headers=headers)


def _line(one: Told) -> list[str]:
    numbers = " ".join(str(number) for number in one.subject_ids)
    when = dutch_moment(one.at)
    return [when, one.who, one.role, one.kind, one.what, one.subject_word, one.about, numbers,
            one.reason]  # fmt: skip


async def _form(request: Request, actor: Actor) -> JournalForm:
    people = await queries.people_of_region(actor)
    return JournalForm.asked(request.query_params, people, today=today())


routes = [
    Route("/toezicht/", inspection, name="oversight:inspection"),
    Route("/toezicht/logboek/", journal, name="oversight:journal"),
    Route("/toezicht/logboek/bestand/", export, name="oversight:journal_export"),
]
