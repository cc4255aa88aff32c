"""A provider's locations and service areas."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from portal.catalogue.forms import Options, by_id
from portal.catalogue.queries import (
    found_if,
    municipalities_visible_to,
    position_of,
    region_id_of,
)
from portal.database.transactions import committed
from portal.kernel.actor import Actor, Role
from portal.outside.locatieserver import Position, addresses
from portal.providers import actions, queries
from portal.providers.forms import LocationForm, ServiceAreaForm
from portal.providers.models import Location, Provider, ServiceArea
from portal.providers.pages.tables import PROVIDERS, provider_of, trail_of
from portal.settings import settings
from portal.web import redirects
from portal.web.flash import flash
from portal.web.forms import Posted
from portal.web.handlers import prepares, reads, writes
from portal.web.records import RecordForm
from portal.web.session import acting


async def _municipalities(actor: Actor) -> Options:
    return by_id([(one.id, one.name) for one in await municipalities_visible_to(actor)])


def _page(form: Any, provider: Provider, folder: str, title: str, row_id: int | None) -> RecordForm:
    here = f"{PROVIDERS}{provider.id}/"
    return RecordForm(
        trail=trail_of(provider, (title, "")),
        title=title,
        form=form,
        action=f"{here}{folder}/{row_id or 'nieuw'}/",
        cancel_href=here,
    )


# -- locations ------------------------------------------------------------------------------


@reads
async def edit_location(request: Request) -> Response:
    """The form for a location, or for a new one."""
    actor = acting(request, Role.REGION_MANAGER)
    provider = await provider_of(request, actor)
    row = await _location(request, actor, provider)
    form = LocationForm(obj=row, data=_known(row))
    return (await _location_page(actor, form, provider, row)).render(request)


@prepares
async def save_location(request: Request) -> Response:
    """Make or change a location; its position comes from its address, else from its postcode."""
    actor = acting(request, Role.REGION_MANAGER)
    posted = await request.form()
    position = await addresses.position_in(settings().locatieserver_url, posted)
    return await committed(lambda: _save_location(request, actor, posted, position))


async def _save_location(
    request: Request, actor: Actor, posted: Posted, position: Position | None
) -> Response:
    provider = await provider_of(request, actor)
    row = await _location(request, actor, provider)
    form = LocationForm.parse(posted)
    page = await _location_page(actor, form, provider, row)
    if form.check() and await _same_name(Location, provider, form.name.data, row):
        form.complain("name", "Deze aanbieder heeft al een locatie met deze naam.")
    if form.errors:
        return page.render(request, 422)
    values = {**form.values(), "provider_id": provider.id}
    if position is not None:
        values |= {"latitude": position[0], "longitude": position[1]}
    elif row is None or row.postcode != values["postcode"]:
        values |= await _position(values)
    row_id = row.id if row else None
    await actions.save_location(actor, region_id_of(actor), row_id, values)
    return flash(redirects.to(request, "providers:provider", provider=provider.id), "Opgeslagen.")


async def _location(request: Request, actor: Actor, provider: Provider) -> Location | None:
    rows = queries.locations_visible_to(actor, provider.id)
    return await found_if(rows, request.path_params.get("location"))


def _known(row: Location | None) -> dict[str, str]:
    words = {True: "ja", False: "nee"}
    return {"wheelchair": words.get(row.wheelchair_accessible, "") if row else ""}  # pyright: ignore[reportArgumentType, reportCallIssue]


async def _location_page(
    actor: Actor, form: LocationForm, provider: Provider, row: Location | None
) -> RecordForm:
    form.municipality_id.choices = await _municipalities(actor)
    title = f"{row.name} wijzigen" if row else "Locatie toevoegen"
    return _page(form, provider, "locaties", title, row.id if row else None)


async def _position(values: dict[str, Any]) -> dict[str, float]:
    latitude, longitude = await position_of(values["postcode"], values["municipality_id"])
    return {"latitude": latitude, "longitude": longitude}


async def _same_name(model: Any, provider: Provider, name: str | None, row: Any) -> bool:
    others = model.filter(provider_id=provider.id, name=name).exclude(id=row.id if row else 0)
    return await others.exists()


# -- service areas ----------------------------------------------------------------------------


@reads
async def edit_area(request: Request) -> Response:
    """The form for a service area, or for a new one."""
    actor = acting(request, Role.REGION_MANAGER)
    provider = await provider_of(request, actor)
    row = await _area(request, actor, provider)
    covered = [part.municipality_id for part in row.parts] if row else []
    form = ServiceAreaForm.parse(name=row.name if row else "", municipalities=covered)
    return (await _area_page(actor, form, provider, row)).render(request)


@writes
async def save_area(request: Request) -> Response:
    """Make or change a service area."""
    actor = acting(request, Role.REGION_MANAGER)
    provider = await provider_of(request, actor)
    row = await _area(request, actor, provider)
    form = ServiceAreaForm.parse(await request.form())
    page = await _area_page(actor, form, provider, row)
    here = ServiceArea.filter(region_id=region_id_of(actor), name=form.name.data)
    if form.validate() and await _same_area(here, provider, row):
        form.complain("name", "Deze aanbieder heeft al een werkgebied met deze naam.")
    if form.errors:
        return page.render(request, 422)
    values = {"name": form.name.data, "provider_id": provider.id}
    covered = form.municipalities.data or []
    row_id = row.id if row else None
    await actions.save_service_area(actor, region_id_of(actor), row_id, values, covered)
    return flash(redirects.to(request, "providers:provider", provider=provider.id), "Opgeslagen.")


async def _same_area(named: Any, provider: Provider, row: ServiceArea | None) -> bool:
    return await named.filter(provider_id=provider.id).exclude(id=row.id if row else 0).exists()


async def _area(request: Request, actor: Actor, provider: Provider) -> ServiceArea | None:
    rows = queries.service_areas_visible_to(actor, provider.id)
    return await found_if(rows, request.path_params.get("area"))


async def _area_page(
    actor: Actor, form: ServiceAreaForm, provider: Provider, row: ServiceArea | None
) -> RecordForm:
    form.municipalities.choices = await _municipalities(actor)
    title = f"{row.name} wijzigen" if row else "Werkgebied toevoegen"
    return _page(form, provider, "werkgebieden", title, row.id if row else None)


_LOCATIONS = f"{PROVIDERS}{{provider:int}}/locaties/"
_AREAS = f"{PROVIDERS}{{provider:int}}/werkgebieden/"
_POST = ["POST"]
routes = [
    Route(f"{_LOCATIONS}nieuw/", edit_location, name="providers:new_location"),
    Route(f"{_LOCATIONS}nieuw/", save_location, methods=_POST, name="providers:make_location"),
    Route(f"{_LOCATIONS}{{location:int}}/", edit_location, name="providers:location"),
    Route(
        f"{_LOCATIONS}{{location:int}}/",
        save_location,
        methods=_POST,
        name="providers:save_location",
    ),
    Route(f"{_AREAS}nieuw/", edit_area, name="providers:new_area"),
    Route(f"{_AREAS}nieuw/", save_area, methods=_POST, name="providers:make_area"),
    Route(f"{_AREAS}{{area:int}}/", edit_area, name="providers:area"),
    Route(f"{_AREAS}{{area:int}}/", save_area, methods=_POST, name="providers:save_area"),
]
