"""Reporting that nothing fits, and the region that deals with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from portal.gaps import queries
from portal.gaps.actions import close_gap, report_gap
from portal.gaps.forms import (
    ClosingForm,
    GapChoices,
    GapForm,
    closing_form,
    gap_form,
)
from portal.gaps.queries import READERS, REPORTERS
from portal.gaps.rules import Gap, Tally, tallies
from portal.kernel.actor import Actor, Role
from portal.kernel.clock import today
from portal.web import redirects
from portal.web.flash import flash
from portal.web.handlers import reads, writes
from portal.web.page import Page
from portal.web.session import acting

CLOSED_SHOWN: Final = 50


@dataclass(frozen=True, kw_only=True)
class ReportGap(Page):
    template: ClassVar[str] = "gaps/report.html"
    form: GapForm
    back_href: str
    """The search that found nothing."""


@reads
async def gap(request: Request) -> Response:
    """The form, as far as the search already knows what is missing."""
    actor = acting(request, *REPORTERS)
    return _report_page(gap_form(await _choices(actor), request.query_params)).render(request)


@writes
async def report(request: Request) -> Response:
    """Report the gap, and go back to the search."""
    actor = acting(request, *REPORTERS)
    form = GapForm.over(await _choices(actor), await request.form())
    if not form.validate():
        return _report_page(form).render(request, 422)
    await report_gap(actor, form.missing(), on=today())
    answer = RedirectResponse(form.search_href(), 303)
    return flash(answer, "Hiaat gemeld. De regio ziet uw melding nu.")


async def _choices(actor: Actor) -> GapChoices:
    return GapChoices(
        products=await queries.products_to_choose(actor, on=today()),
        municipalities=await queries.municipalities_to_choose(actor),
        home_id=await queries.own_municipality_id(actor),
    )


def _report_page(form: GapForm) -> ReportGap:
    return ReportGap(form=form, back_href=form.search_href())


@dataclass(frozen=True, slots=True, kw_only=True)
class ToClose:
    """A report with the form to close it."""

    gap: Gap
    form: ClosingForm


@dataclass(frozen=True, kw_only=True)
class Gaps(Page):
    template: ClassVar[str] = "gaps/gaps.html"
    fragments: ClassVar[frozenset[str]] = frozenset({"gaps"})
    waiting: Sequence[ToClose]
    closed: Sequence[Gap]
    tallies: Sequence[Tally]
    may_close: bool
    faulty: ClosingForm | None = None


@reads
async def gaps(request: Request) -> Response:
    """What was reported, counted and one by one."""
    actor = acting(request, *READERS)
    return (await _gaps_page(actor)).render(request)


@writes
async def close(request: Request) -> Response:
    """Say what came of one report."""
    actor = acting(request, Role.REGION_MANAGER)
    seen = await queries.gap_for(actor, request.path_params["gap"])
    form = closing_form(await request.form(), gap_id=seen.id)
    if not form.validate():
        return (await _gaps_page(actor, form)).render(request, 422)
    await close_gap(actor, seen.id, note=form.note.data or "")
    return flash(redirects.to(request, "gaps:gaps"), f"Afgehandeld: {seen.title}.")


async def _gaps_page(actor: Actor, faulty: ClosingForm | None = None) -> Gaps:
    waiting = await queries.gaps(actor)
    return Gaps(
        waiting=[ToClose(gap=one, form=_form(one, faulty)) for one in waiting],
        closed=await queries.gaps(actor, closed=True, most=CLOSED_SHOWN),
        tallies=tallies(waiting),
        may_close=actor.has(Role.REGION_MANAGER),
        faulty=faulty,
    )


def _form(gap: Gap, faulty: ClosingForm | None) -> ClosingForm:
    mine = closing_form(gap_id=gap.id)
    return faulty if faulty is not None and faulty.note.id == mine.note.id else mine


routes = [
    Route("/beschikbaarheid/hiaat/", gap, name="gaps:gap"),
    Route("/beschikbaarheid/hiaat/", report, methods=["POST"], name="gaps:report"),
    Route("/regio/hiaten/", gaps, name="gaps:gaps"),
    Route("/regio/hiaten/{gap:int}/", close, methods=["POST"], name="gaps:close"),
]
