"""What a provider offers in the region: the manager makes and withdraws offerings."""

from dataclasses import dataclass
from typing import ClassVar, Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from tortoise.queryset import QuerySet

from portal.availability.actions.offerings import save_offering, withdraw_offering
from portal.availability.forms.offerings import OfferingForm
from portal.availability.models import Offering
from portal.availability.queries import offerings_visible_to, rows
from portal.catalogue.forms import by_id
from portal.catalogue.queries import READERS, found, products_visible_to, region_id_of
from portal.kernel.actor import Actor, Role
from portal.kernel.clock import today
from portal.kernel.errors import NotValid
from portal.providers.models import Provider
from portal.providers.queries import (
    contracts_visible_to,
    locations_visible_to,
    providers_visible_to,
    service_areas_visible_to,
)
from portal.web import redirects
from portal.web.flash import flash
from portal.web.handlers import reads, writes
from portal.web.page import Page
from portal.web.records import RecordForm
from portal.web.session import acting

PROVIDERS: Final = "/regio/aanbieders/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """One offering with the codes of what consultants see of it today."""

    offering: Offering
    status: str
    freshness: str


@dataclass(frozen=True, kw_only=True)
class OfferingsOfProvider(Page):
    template: ClassVar[str] = "providers/offerings.html"
    provider: Provider
    offered: list[Offered]
    may_edit: bool


@reads
async def offerings(request: Request) -> Response:
    """What the provider offers, where, under which contract, and how recent its figures are."""
    actor = acting(request, *READERS)
    provider = await _provider(request, actor)
    return OfferingsOfProvider(
        provider=provider,
        offered=await _offered(actor, provider),
        may_edit=actor.has(Role.REGION_MANAGER),
    ).render(request)


@reads
async def new_offering(request: Request) -> Response:
    """The form for a new offering."""
    actor = acting(request, Role.REGION_MANAGER)
    provider = await _provider(request, actor)
    return (await _page(actor, OfferingForm.parse(), provider)).render(request)


@writes
async def make_offering(request: Request) -> Response:
    """Make an offering."""
    actor = acting(request, Role.REGION_MANAGER)
    provider = await _provider(request, actor)
    form = OfferingForm.parse(await request.form())
    page = await _page(actor, form, provider)
    if form.validate() and await _is_there(actor, form, provider):
        form.complain("product_id", "Dit aanbod is er al.")
    if form.errors:
        return page.render(request, 422)
    try:
        await save_offering(actor, region_id_of(actor), None, form.values())
    except NotValid as refused:
        form.complain(form.where.name, refused.message)
        return page.render(request, 422)
    gone = redirects.to(request, "availability:offerings_of_provider", provider=provider.id)
    return flash(gone, "Opgeslagen. De aanbieder kan de cijfers nu invullen.")


@writes
async def withdraw(request: Request) -> Response:
    """End an offering."""
    actor = acting(request, Role.REGION_MANAGER)
    provider = await _provider(request, actor)
    row = await found(_offerings(actor, provider), request.path_params["offering"])
    await withdraw_offering(actor, row.id)
    gone = redirects.to(request, "availability:offerings_of_provider", provider=provider.id)
    return flash(gone, "Dit aanbod is beëindigd. De geschiedenis blijft bewaard.")


async def _provider(request: Request, actor: Actor) -> Provider:
    return await found(providers_visible_to(actor), request.path_params["provider"])


def _offerings(actor: Actor, provider: Provider) -> QuerySet[Offering]:
    own = Offering.filter(region_id=region_id_of(actor), provider_id=provider.id, withdrawn_at=None)
    return own.select_related("product", "contract", "location", "service_area")


async def _offered(actor: Actor, provider: Provider) -> list[Offered]:
    known = await rows(offerings_visible_to(actor).filter(provider_id=provider.id))
    row_of = {row.id: row for row in known}
    on = today()
    return [
        Offered(
            offering=one,
            status=row_of[one.id].status(today=on),
            freshness=row_of[one.id].freshness(today=on).value,
        )
        for one in await _offerings(actor, provider).order_by("product__name", "id")
    ]


async def _is_there(actor: Actor, form: OfferingForm, provider: Provider) -> bool:
    values = form.values()
    where = ("contract_id", "product_id", "location_id", "service_area_id")
    same = {name: values[name] for name in where}
    return await _offerings(actor, provider).filter(**same).exists()


async def _page(actor: Actor, form: OfferingForm, provider: Provider) -> RecordForm:
    contracts = await contracts_visible_to(actor).filter(provider_id=provider.id)
    lots = {one.lot_id for one in contracts}
    products = await products_visible_to(actor).filter(lot_id__in=lots)
    locations = await locations_visible_to(actor, provider.id)
    areas = await service_areas_visible_to(actor, provider.id)
    form.contract_id.choices = by_id((one.id, f"{one.number} {one.lot.name}") for one in contracts)
    form.product_id.choices = by_id(
        (one.id, f"{one.full_code} {one.name} ({one.delivered.label})") for one in products
    )
    form.offer_places(
        by_id((one.id, one.name) for one in areas), by_id((one.id, one.name) for one in locations)
    )
    here = f"{PROVIDERS}{provider.id}/aanbod/"
    return RecordForm(
        trail=[
            ("Aanbieders", PROVIDERS),
            (provider.name, f"{PROVIDERS}{provider.id}/"),
            ("Aanbod", here),
            ("Aanbod toevoegen", ""),
        ],
        title="Aanbod toevoegen",
        form=form,
        action=f"{here}nieuw/",
        cancel_href=here,
    )


_HERE = f"{PROVIDERS}{{provider:int}}/aanbod/"
routes = [
    Route(_HERE, offerings, name="availability:offerings_of_provider"),
    Route(f"{_HERE}nieuw/", new_offering, name="availability:new_offering"),
    Route(f"{_HERE}nieuw/", make_offering, methods=["POST"], name="availability:make_offering"),
    Route(
        f"{_HERE}{{offering:int}}/einde/", withdraw, methods=["POST"], name="availability:withdraw"
    ),
]
