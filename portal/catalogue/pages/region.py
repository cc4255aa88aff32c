"""The region's municipalities, and how it works."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from portal.catalogue import actions, queries
from portal.catalogue.forms import MunicipalityForm, RegionForm
from portal.catalogue.models import Municipality
from portal.catalogue.pages.tables import MUNICIPALITIES, for_manager
from portal.catalogue.queries import READERS, found_if
from portal.kernel.actor import Role
from portal.web import redirects
from portal.web.flash import flash
from portal.web.handlers import reads, writes
from portal.web.records import Record, RecordForm, RecordList, RecordTable, searched
from portal.web.session import acting


@reads
async def municipalities(request: Request) -> Response:
    """The municipalities of the region."""
    actor = acting(request, *READERS)
    table = RecordTable(
        title="Gemeenten",
        columns=["Gemeente", "Code"],
        records=[
            Record(
                name=row.name,
                href=for_manager(actor, f"{MUNICIPALITIES}{row.id}/wijzigen/"),
                cells=[row.code],
            )
            for row in await queries.municipalities_visible_to(actor)
        ],
        empty="Uw regio heeft nog geen gemeenten.",
        new_label="Gemeente toevoegen",
        new_href=for_manager(actor, f"{MUNICIPALITIES}nieuw/"),
    )
    return RecordList(
        section="gemeenten",
        lead="De gemeenten die samen inkopen.",
        here=MUNICIPALITIES,
        **searched(table, request.query_params),
    ).render(request)


@reads
async def edit_municipality(request: Request) -> Response:
    """The form for a municipality, or for a new one."""
    actor = acting(request, Role.REGION_MANAGER)
    row = await found_if(
        queries.municipalities_visible_to(actor), request.path_params.get("municipality")
    )
    return _municipality_page(MunicipalityForm(obj=row), row).render(request)


@writes
async def save_municipality(request: Request) -> Response:
    """Make or change a municipality."""
    actor = acting(request, Role.REGION_MANAGER)
    row = await found_if(
        queries.municipalities_visible_to(actor), request.path_params.get("municipality")
    )
    form = MunicipalityForm.parse(await request.form())
    taken = Municipality.filter(code=form.code.data).exclude(id=row.id if row else 0)
    if form.validate() and await taken.exists():
        form.complain("code", "Deze gemeente staat al in het portaal.")
    if form.errors:
        return _municipality_page(form, row).render(request, 422)
    region_id = queries.region_id_of(actor)
    await actions.save_municipality(actor, region_id, row.id if row else None, form.data)
    return flash(redirects.to(request, "catalogue:municipalities"), "Opgeslagen.")


def _municipality_page(form: MunicipalityForm, row: Municipality | None) -> RecordForm:
    title = f"{row.name} wijzigen" if row else "Gemeente toevoegen"
    return RecordForm(
        trail=[("Gemeenten", MUNICIPALITIES), (title, "")],
        title=title,
        form=form,
        action=f"{MUNICIPALITIES}{row.id}/wijzigen/" if row else f"{MUNICIPALITIES}nieuw/",
        cancel_href=MUNICIPALITIES,
    )


@reads
async def settings(request: Request) -> Response:
    """How the region works."""
    actor = acting(request, Role.REGION_MANAGER)
    region = await queries.region_of(actor)
    form = RegionForm.parse(
        managed_per=region.managed_per.value,
        default_cadence_days=region.default_cadence_days,
        invitation_days=region.invitation_days,
        uses_urgency=region.uses_urgency,
        reference_prefix=region.reference_prefix,
    )
    return _settings_page(form).render(request)


@writes
async def save_settings(request: Request) -> Response:
    """Change how the region works."""
    actor = acting(request, Role.REGION_MANAGER)
    form = RegionForm.parse(await request.form())
    if not form.validate():
        return _settings_page(form).render(request, 422)
    await actions.save_region(actor, form.values())
    return flash(redirects.to(request, "catalogue:settings"), "Opgeslagen.")


def _settings_page(form: RegionForm) -> RecordForm:
    return RecordForm(
        trail=[("Regio", "/regio/"), ("Afspraken van de regio", "")],
        title="Afspraken van de regio",
        form=form,
        action=SETTINGS,
        cancel_href="/regio/",
    )


SETTINGS = "/regio/afspraken/"
_EDIT = f"{MUNICIPALITIES}{{municipality:int}}/wijzigen/"
_NEW = f"{MUNICIPALITIES}nieuw/"
routes = [
    Route(MUNICIPALITIES, municipalities, name="catalogue:municipalities"),
    Route(_NEW, edit_municipality, name="catalogue:new_municipality"),
    Route(_NEW, save_municipality, methods=["POST"], name="catalogue:make_municipality"),
    Route(_EDIT, edit_municipality, name="catalogue:edit_municipality"),
    Route(_EDIT, save_municipality, methods=["POST"], name="catalogue:save_municipality"),
    Route(SETTINGS, settings, name="catalogue:settings"),
    Route(SETTINGS, save_settings, methods=["POST"], name="catalogue:save_settings"),
]
