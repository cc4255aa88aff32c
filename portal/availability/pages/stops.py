"""Asking for an intake stop and taking that back: the provider's side."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from portal.availability.actions.stops import request_stop, withdraw_stop
from portal.availability.forms.stops import StopForm, stop_form
from portal.availability.queries.desk import editable_row_for
from portal.availability.queries.stops import StopRequest, stops_of
from portal.availability.rules.desk import name_of
from portal.availability.rules.row import Row
from portal.kernel.actor import PROVIDER_ROLES, Actor
from portal.kernel.clock import today
from portal.kernel.errors import NotValid
from portal.web import redirects
from portal.web.flash import flash
from portal.web.handlers import reads, writes
from portal.web.page import Page
from portal.web.session import acting


@dataclass(frozen=True, kw_only=True)
class Stops(Page):
    template: ClassVar[str] = "availability/stops.html"
    row: Row
    name: str
    form: StopForm
    requests: Sequence[StopRequest]
    today: date


@reads
async def stops(request: Request) -> Response:
    """What was asked and answered, and the form to ask."""
    actor = acting(request, *PROVIDER_ROLES)
    row = await editable_row_for(actor, request.path_params["offering"])
    return (await _page(actor, row, stop_form(row, today=today()))).render(request)


@writes
async def ask(request: Request) -> Response:
    """Ask the municipalities for a stop."""
    actor = acting(request, *PROVIDER_ROLES)
    row = await editable_row_for(actor, request.path_params["offering"])
    form = stop_form(row, await request.form(), today=today())
    if not form.validate():
        return (await _page(actor, row, form)).render(request, 422)
    try:
        await request_stop(actor, row.id, form.wish(), on=today())
    except NotValid as error:
        form.complain("municipalities", error.message)
        return (await _page(actor, row, form)).render(request, 422)
    answer = redirects.to(request, "availability:stops", offering=row.id)
    return flash(answer, "Aangevraagd. Tot de gemeente besluit, verandert er niets.")


@writes
async def withdrawal(request: Request) -> Response:
    """Take a request back, or end the stop that came of it."""
    actor = acting(request, *PROVIDER_ROLES)
    stop = await withdraw_stop(actor, request.path_params["stop"])
    answer = redirects.to(request, "availability:stops", offering=stop.offering_id)
    return flash(answer, "Ingetrokken. Kijk of de cijfers nog kloppen.")


async def _page(actor: Actor, row: Row, form: StopForm) -> Stops:
    requests = await stops_of(actor, row.id)
    return Stops(row=row, name=name_of(row), form=form, requests=requests, today=today())


routes = [
    Route("/aanbieder/aanbod/{offering:int}/stop/", stops, name="availability:stops"),
    Route(
        "/aanbieder/aanbod/{offering:int}/stop/",
        ask,
        methods=["POST"],
        name="availability:ask_stop",
    ),
    Route(
        "/aanbieder/stop/{stop:int}/intrekken/",
        withdrawal,
        methods=["POST"],
        name="availability:withdraw_stop",
    ),
]
