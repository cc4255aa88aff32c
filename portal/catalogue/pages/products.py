"""The region's products."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from portal.catalogue import actions, queries
from portal.catalogue.forms import ProductForm, by_id
from portal.catalogue.models import Product
from portal.catalogue.pages.tables import PRODUCTS, for_manager, products_table
from portal.catalogue.queries import READERS, found, found_if
from portal.catalogue.rules import Delivered, Intake
from portal.kernel.actor import Actor, Role
from portal.kernel.dates import dutch_date
from portal.web import redirects
from portal.web.flash import flash
from portal.web.handlers import reads, writes
from portal.web.records import RecordDetail, RecordForm, RecordList, searched
from portal.web.session import acting


@reads
async def products(request: Request) -> Response:
    """Every product of the region."""
    actor = acting(request, *READERS)
    table = products_table(
        await queries.products_visible_to(actor),
        title="Producten",
        new_href=for_manager(actor, f"{PRODUCTS}nieuw/"),
    )
    return RecordList(
        section="producten",
        lead="De producten van de percelen, zoals gemeenten ze toewijzen.",
        here=PRODUCTS,
        **searched(table, request.query_params),
    ).render(request)


@reads
async def product(request: Request) -> Response:
    """One product."""
    actor = acting(request, *READERS)
    rows = queries.products_visible_to(actor).select_related("lot", "target_group", "companion_of")
    row = await found(rows, request.path_params["product"])
    return RecordDetail(
        trail=[("Producten", PRODUCTS), (row.name, "")],
        over=f"Product {row.full_code}",
        title=row.name,
        facts=_product_facts(row),
        warnings=["De code is verzonnen."] if row.code_is_invented else [],
        edit_href=for_manager(actor, f"{PRODUCTS}{row.id}/wijzigen/"),
    ).render(request)


@reads
async def edit_product(request: Request) -> Response:
    """The form for a product, filled in, or for a new one."""
    actor = acting(request, Role.REGION_MANAGER)
    rows = queries.products_visible_to(actor).select_related("lot", "target_group")
    row = await found_if(rows, request.path_params.get("product"))
    return (await _product_page(actor, _filled(row), row)).render(request)


def _filled(row: Product | None) -> ProductForm:
    if row is None:
        return ProductForm.parse(delivered=Delivered.HOME.value, intake=Intake.YES.value)
    known = {name: getattr(row, name) for name in ProductForm.parse().data}
    known |= {
        "delivered": row.delivered.value,
        "intake": row.intake.value,
        "intensity": str(row.intensity.value) if row.intensity else "",
        "target_group": row.target_group.name if row.target_group else "",
        "companion_of_id": row.companion_of_id or 0,
    }
    return ProductForm.parse(**known)


@writes
async def save_product(request: Request) -> Response:
    """Make or change a product."""
    actor = acting(request, Role.REGION_MANAGER)
    row = await found_if(queries.products_visible_to(actor), request.path_params.get("product"))
    form = ProductForm.parse(await request.form())
    page = await _product_page(actor, form, row)
    if form.check() and await _taken(actor, form, row):
        form.complain("code", "Dit product is er al met deze eerste dag.")
    if form.errors:
        return page.render(request, 422)
    region_id = queries.region_id_of(actor)
    saved = await actions.save_product(actor, region_id, row.id if row else None, form.values())
    return flash(redirects.to(request, "catalogue:product", product=saved), "Opgeslagen.")


async def _taken(actor: Actor, form: ProductForm, row: Product | None) -> bool:
    same = {name: form[name].data for name in ("category", "code", "valid_from")}
    others = queries.products_visible_to(actor).filter(**same).exclude(id=row.id if row else 0)
    return await others.exists()


async def _product_page(actor: Actor, form: ProductForm, row: Product | None) -> RecordForm:
    lots = by_id([(one.id, one.name) for one in await queries.lots_visible_to(actor)])
    others = await queries.products_visible_to(actor).exclude(id=row.id if row else 0)
    form.offer(lots, by_id((one.id, f"{one.full_code} {one.name}") for one in others))
    back = f"{PRODUCTS}{row.id}/" if row else PRODUCTS
    title = f"{row.name} wijzigen" if row else "Product toevoegen"
    return RecordForm(
        trail=[("Producten", PRODUCTS), *([(row.name, back)] if row else []), (title, "")],
        title=title,
        form=form,
        action=f"{PRODUCTS}{row.id}/wijzigen/" if row else f"{PRODUCTS}nieuw/",
        cancel_href=back,
    )


def _product_facts(row: Product) -> list[tuple[str, str]]:
    until = f" tot en met {dutch_date(row.valid_until)}" if row.valid_until else ""
    return [
        ("Perceel", row.lot.name),
        ("Code", row.full_code),
        ("Omschrijving", row.description or "–"),
        ("Eenheid", row.unit),
        ("Geldig", f"vanaf {dutch_date(row.valid_from)}{until}"),
        ("Waar", row.delivered.label),
        ("Intake", row.intake.label),
        ("Intensiteit", row.intensity.label if row.intensity else "niet van toepassing"),
        ("Doelgroep", row.target_group.name if row.target_group else "niet van toepassing"),
        ("Hoort bij", row.companion_of.name if row.companion_of else "geen ander product"),
        ("Norm voor de wachttijd", _norm(row.norm_days)),
    ]


def _norm(days: int | None) -> str:
    if days is None:
        return "geen"
    weeks, over = divmod(days, 7)
    return f"{weeks} weken" if weeks > 1 and not over else f"{days} dagen"


_EDIT = f"{PRODUCTS}{{product:int}}/wijzigen/"
routes = [
    Route(PRODUCTS, products, name="catalogue:products"),
    Route(f"{PRODUCTS}nieuw/", edit_product, name="catalogue:new_product"),
    Route(f"{PRODUCTS}nieuw/", save_product, methods=["POST"], name="catalogue:make_product"),
    Route(f"{PRODUCTS}{{product:int}}/", product, name="catalogue:product"),
    Route(_EDIT, edit_product, name="catalogue:edit_product"),
    Route(_EDIT, save_product, methods=["POST"], name="catalogue:save_product"),
]
