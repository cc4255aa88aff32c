"""One offering: its row, its history as table and chart, and its contact for new clients."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from portal.availability.actions.reports import change_contact
from portal.availability.forms.contact import ContactForm
from portal.availability.pages.rows import desk_for, is_region, path_to, reporter
from portal.availability.queries import Moment, history, row_for
from portal.availability.queries.desk import editable_row_for
from portal.availability.rules.chart import Chart, wait_chart
from portal.availability.rules.desk import Card
from portal.availability.rules.row import Row
from portal.availability.rules.words import statement_told
from portal.kernel.actor import PROVIDER_ROLES, Actor
from portal.kernel.clock import today
from portal.web import redirects
from portal.web.flash import flash
from portal.web.handlers import reads, writes
from portal.web.page import Page
from portal.web.session import acting


@dataclass(frozen=True, kw_only=True)
class OfferingPage(Page):
    template: ClassVar[str] = "availability/offering.html"
    card: Card
    told: Sequence[tuple[str, str]]
    moments: Sequence[Moment]
    drawn: Chart | None
    contact: ContactForm
    own_desk: bool
    """Whether the reader works for the provider; else the region reads along."""
    paths: dict[str, str]


@reads
async def offering(request: Request) -> Response:
    """All that is known of one offering."""
    actor = reporter(request)
    row = await row_for(actor, request.path_params["offering"])
    return (await _page(request, actor, row, _contact_form(row))).render(request)


@writes
async def contact(request: Request) -> Response:
    """Say whom consultants call about new clients."""
    actor = acting(request, *PROVIDER_ROLES)
    row = await editable_row_for(actor, request.path_params["offering"])
    form = ContactForm.parse(await request.form())
    if not form.validate():
        return (await _page(request, actor, row, form)).render(request, 422)
    await change_contact(
        actor,
        row.id,
        name=form.name.data or "",
        phone=form.phone.data or "",
        email=form.email.data or "",
    )
    answer = redirects.to(request, "availability:offering", offering=row.id)
    return flash(answer, "Opgeslagen. Consulenten zien dit contact nu.")


async def _page(request: Request, actor: Actor, row: Row, form: ContactForm) -> OfferingPage:
    moments = await history(actor, row.id)
    return OfferingPage(
        card=(await desk_for(request, actor)).card(row),
        told=statement_told(row, row.statement),
        moments=moments,
        drawn=_drawn(row, moments),
        contact=form,
        own_desk=not is_region(actor),
        paths={name: path_to(request, actor, name, row.id) for name in ("edit", "undo")},
    )


def _drawn(row: Row, moments: Sequence[Moment]) -> Chart | None:
    stated = [
        (moment.confirmed.on, moment.statement.figures.expected(has_intake=row.has_intake))
        for moment in reversed(moments)
    ]
    return wait_chart(stated, today=today())


def _contact_form(row: Row) -> ContactForm:
    return ContactForm.parse(
        name=row.contact.name, phone=row.contact.phone, email=row.contact.email
    )


routes = [
    Route("/aanbieder/aanbod/{offering:int}/", offering, name="availability:offering"),
    Route(
        "/aanbieder/aanbod/{offering:int}/contact/",
        contact,
        methods=["POST"],
        name="availability:contact",
    ),
    Route("/regio/aanbod/{offering:int}/cijfers/", offering, name="availability:region_offering"),
]
