"""The region: how long people wait, what happened out of order, and what it decides."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from portal.database.transactions import read
from portal.kernel.actor import Actor, Role
from portal.kernel.clock import today
from portal.waitlists.actions.correcting import correct_date, decide_back_dating
from portal.waitlists.forms.region import EarlierForm
from portal.waitlists.pages.attempts import attempted
from portal.waitlists.queries.regional import READERS, entry_called, open_lists, region_lists
from portal.waitlists.rules.region import RegionLists
from portal.web import redirects
from portal.web.flash import flash
from portal.web.handlers import looks, prepares, reads, shown, writes
from portal.web.page import Page
from portal.web.records import RecordForm
from portal.web.session import acting

HOME: Final = "/regio/wachtlijsten/"


@dataclass(frozen=True, kw_only=True)
class RegionPage(Page):
    template: ClassVar[str] = "waitlists/region.html"
    fragments: ClassVar[frozenset[str]] = frozenset({"lists"})
    lists: RegionLists
    may_decide: bool


@looks
async def lists(request: Request) -> Response:
    """Counts and exceptions; only what waits for a decision is about one client."""
    actor = acting(request, *READERS)
    found = await region_lists(actor, on=today())
    shown(request, "client", {one.client_id for one in found.claims}, action="client.listed")
    return RegionPage(lists=found, may_decide=actor.has(Role.REGION_MANAGER)).render(request)


@writes
async def decide(request: Request) -> Response:
    """Confirm that an aanmelding is older than its entry, or not."""
    actor = acting(request, Role.REGION_MANAGER)
    confirmed = (await request.form()).get("decision") == "confirmed"
    claim = request.path_params["claim"]
    await decide_back_dating(actor, claim, confirmed=confirmed, on=today())
    told = (
        "Bevestigd. De oudere datum bepaalt nu de plaats."
        if confirmed
        else "Niet bevestigd. De dag van invoer blijft gelden."
    )
    return flash(redirects.to(request, "waitlists:region"), told)


@reads
async def earlier_form(request: Request) -> Response:
    """Ask whose day of aanmelding was earlier."""
    actor = acting(request, Role.REGION_MANAGER)
    return _earlier_page(await _earlier(actor)).render(request)


@prepares
async def earlier(request: Request) -> Response:
    """Correct a day of aanmelding to an earlier one: only the region may."""
    actor = acting(request, Role.REGION_MANAGER)
    posted = await request.form()
    form = await read(lambda: _earlier(actor, posted))
    if not form.validate() or not await attempted(form, lambda: _corrected(actor, form, today())):
        return _earlier_page(form).render(request, 422)
    answer = redirects.to(request, "waitlists:region")
    return flash(answer, "Opgeslagen. De eerdere datum bepaalt nu de plaats.")


async def _earlier(actor: Actor, posted: object = None) -> EarlierForm:
    return EarlierForm.over(await open_lists(actor), posted)  # pyright: ignore[reportArgumentType]


async def _corrected(actor: Actor, form: EarlierForm, on: date) -> bool:
    assert form.registered_on.data
    entry = await entry_called(actor, form.reference.data or "", int(form.offering.data))
    day, reason = form.registered_on.data, form.reason.data or ""
    await correct_date(actor, entry.id, registered_on=day, reason=reason, on=on)
    return True


def _earlier_page(form: EarlierForm) -> RecordForm:
    title = "Aanmelddatum vroeger zetten"
    return RecordForm(
        trail=[("Wachtlijsten", HOME), (title, "")],
        title=title,
        form=form,
        action=f"{HOME}vroeger/",
        cancel_href=HOME,
        notes=["Een latere datum zet de lokale toegang zelf. Beide data blijven zichtbaar."],
    )


routes = [
    Route(HOME, lists, name="waitlists:region"),
    Route(f"{HOME}vroeger/", earlier_form, name="waitlists:earlier_form"),
    Route(f"{HOME}vroeger/", earlier, methods=["POST"], name="waitlists:earlier"),
    Route(f"{HOME}datum/{{claim:int}}/", decide, methods=["POST"], name="waitlists:decide"),
]
