"""Cliënt aanmelden: a consultant puts a client on one list or on several."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from starlette.datastructures import ImmutableMultiDict
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from portal.availability.rules.desk import place_of
from portal.availability.rules.row import Row
from portal.availability.rules.words import wait
from portal.catalogue.models import Region
from portal.database.transactions import read
from portal.kernel.actor import Actor, Role
from portal.kernel.clock import today
from portal.kernel.errors import NotFound
from portal.kernel.ids import as_id
from portal.waitlists.actions.calling import return_to_list
from portal.waitlists.actions.registering import register_on_lists
from portal.waitlists.forms.registering import RegistrationChoices, RegistrationForm
from portal.waitlists.models import Entry
from portal.waitlists.pages.attempts import attempted
from portal.waitlists.queries import client_with_reference
from portal.waitlists.queries.registering import municipalities_served, rows_to_register_at
from portal.web import redirects
from portal.web.flash import flash
from portal.web.handlers import prepares, reads
from portal.web.page import Page
from portal.web.session import acting

SEARCH: Final = "/beschikbaarheid/"
MOST_LISTS: Final = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class ChosenList:
    """A list on which the client is put."""

    id: int
    provider: str
    product: str
    place: str
    status: str
    wait: str

    @classmethod
    def of(cls, row: Row) -> "ChosenList":
        """The list of this offering, with what its provider states today."""
        return cls(
            id=row.id,
            provider=row.provider.name,
            product=row.product.name,
            place=place_of(row),
            status=row.status(today=today()),
            wait=wait(row.expected()),
        )


@dataclass(frozen=True, kw_only=True)
class Register(Page):
    template: ClassVar[str] = "waitlists/register.html"
    form: RegistrationForm
    lists: Sequence[ChosenList]


@reads
async def form(request: Request) -> Response:
    """The form, for the lists that the search led to; without one the search comes first."""
    actor = acting(request, Role.CONSULTANT)
    if "aanbod" not in request.query_params:
        return RedirectResponse(SEARCH, 303)
    rows = await _rows(actor, request.query_params.getlist("aanbod"))
    blank = RegistrationForm.over(await _choices(actor, rows), None)
    return _page(blank, rows).render(request)


@prepares
async def register(request: Request) -> Response:
    """Put the client on each of the lists, or on none."""
    actor = acting(request, Role.CONSULTANT)
    posted = await request.form()
    if "aanbod" not in posted:
        return RedirectResponse(SEARCH, 303)
    rows, choices = await read(lambda: _asked(actor, posted))
    typed = RegistrationForm.over(choices, posted)
    made = await _registered(actor, typed, rows) if typed.validate() else None
    if not made:
        return _page(typed, rows).render(request, 422)
    answer = redirects.to(request, "waitlists:client", client=made[0].need.client_id)
    return flash(answer, _told(typed))


async def _asked(
    actor: Actor, posted: "ImmutableMultiDict[str, object]"
) -> tuple[list[Row], RegistrationChoices]:
    rows = await _rows(actor, [str(one) for one in posted.getlist("aanbod")])
    return rows, await _choices(actor, rows)


async def _rows(actor: Actor, asked: Sequence[str]) -> list[Row]:
    ids = {as_id(one) or 0 for one in asked[:MOST_LISTS]}
    rows = await rows_to_register_at(actor, ids)
    if len(rows) != len(ids) or not rows:
        raise NotFound
    return rows


async def _choices(actor: Actor, rows: Sequence[Row]) -> RegistrationChoices:
    units = {row.unit for row in rows}
    return RegistrationChoices(
        municipalities=await municipalities_served(actor, rows),
        uses_urgency=(await Region.get(id=rows[0].region.id)).uses_urgency,
        unit=units.pop() if len(units) == 1 else "",
        today=today(),
    )


async def _registered(
    actor: Actor, typed: RegistrationForm, rows: Sequence[Row]
) -> list[Entry] | None:
    ids = [row.id for row in rows]

    async def deed() -> list[Entry]:
        if typed.returns:
            code = str(typed.reference.data)
            return [await return_to_list(actor, code, one, on=today()) for one in ids]
        town = await _municipality_id(actor, typed)
        wish = typed.registration(ids[0], town)
        return await register_on_lists(actor, wish, ids, on=today())

    return await attempted(typed, deed)


async def _municipality_id(actor: Actor, typed: RegistrationForm) -> int:
    """Where a known client lives; else what was chosen."""
    if not typed.reference.data:
        return int(typed.municipality.data)
    client = await client_with_reference(actor, typed.reference.data)
    if client is None:
        raise NotFound("Wij kennen deze cliënt niet. Klopt de code?")
    return client.municipality_id


def _told(typed: RegistrationForm) -> str:
    if typed.returns:
        return "De cliënt staat weer op de lijst, met de oude aanmelddatum."
    if typed.is_far_back:
        return (
            "Aangemeld. De dag van aanmelding is meer dan 14 dagen geleden: "
            "tot de regio die bevestigt, telt vandaag."
        )
    if typed.reference.data:
        return "Aangemeld. De aanbieder ziet de cliënt nu op de lijst."
    return "Aangemeld. Zet de code van de cliënt in het perspectiefplan."


def _page(typed: RegistrationForm, rows: Sequence[Row]) -> Register:
    return Register(form=typed, lists=[ChosenList.of(row) for row in rows])


routes = [
    Route("/clienten/aanmelden/", form, name="waitlists:register_form"),
    Route("/clienten/aanmelden/", register, methods=["POST"], name="waitlists:register"),
]
