"""The region's lots."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from portal.catalogue import actions, queries
from portal.catalogue.forms import LotForm
from portal.catalogue.models import Lot
from portal.catalogue.pages.tables import LOTS, for_manager, products_table
from portal.catalogue.queries import READERS, found, found_if
from portal.catalogue.rules import LotKind
from portal.kernel.actor import Role
from portal.kernel.dates import dutch_date
from portal.web import redirects
from portal.web.flash import flash
from portal.web.handlers import reads, writes
from portal.web.records import Record, RecordDetail, RecordForm, RecordList, RecordTable, searched
from portal.web.session import acting


@reads
async def lots(request: Request) -> Response:
    """Every lot of the region."""
    actor = acting(request, *READERS)
    rows = await queries.lots_visible_to(actor).prefetch_related("contracts")
    table = RecordTable(
        title="Percelen",
        columns=["Perceel", "Soort", "Looptijd", "Aanbieders"],
        records=[
            Record(
                name=lot.name,
                href=f"{LOTS}{lot.id}/",
                cells=[lot.kind.label, _term(lot), _providers(lot)],
            )
            for lot in rows
        ],
        empty="Uw regio heeft nog geen percelen.",
        new_label="Perceel toevoegen",
        new_href=for_manager(actor, f"{LOTS}nieuw/"),
    )
    return RecordList(
        section="percelen",
        lead="Wat de regio inkoopt, voor hoelang en bij hoeveel aanbieders.",
        here=LOTS,
        **searched(table, request.query_params),
    ).render(request)


@reads
async def lot(request: Request) -> Response:
    """One lot with its products."""
    actor = acting(request, *READERS)
    row = await found(
        queries.lots_visible_to(actor).prefetch_related("contracts", "products"),
        request.path_params["lot"],
    )
    return RecordDetail(
        trail=[("Percelen", LOTS), (row.name, "")],
        over="Perceel",
        title=row.name,
        facts=_lot_facts(row),
        warnings=_too_many(row),
        edit_href=for_manager(actor, f"{LOTS}{row.id}/wijzigen/"),
        tables=[products_table(list(row.products), title="Producten")],
    ).render(request)


@reads
async def edit_lot(request: Request) -> Response:
    """The form for a lot, filled in, or for a new one."""
    actor = acting(request, Role.REGION_MANAGER)
    row = await found_if(queries.lots_visible_to(actor), request.path_params.get("lot"))
    return _lot_page(_filled(row), row).render(request)


def _filled(row: Lot | None) -> LotForm:
    if row is None:
        return LotForm.parse(kind=LotKind.REGIONAL.value)
    known = {name: getattr(row, name) for name in LotForm.parse().data}
    years = ", ".join(map(str, row.extension_years))
    return LotForm.parse(**{**known, "kind": row.kind.value, "extension_years": years})


@writes
async def save_lot(request: Request) -> Response:
    """Make or change a lot."""
    actor = acting(request, Role.REGION_MANAGER)
    row = await found_if(queries.lots_visible_to(actor), request.path_params.get("lot"))
    form = LotForm.parse(await request.form())
    same_name = queries.lots_visible_to(actor).filter(name=form.name.data)
    if form.check() and await same_name.exclude(id=row.id if row else 0).exists():
        form.complain("name", "Er is al een perceel met deze naam.")
    if form.errors:
        return _lot_page(form, row).render(request, 422)
    region_id = queries.region_id_of(actor)
    lot_id = await actions.save_lot(actor, region_id, row.id if row else None, form.values())
    return flash(redirects.to(request, "catalogue:lot", lot=lot_id), "Opgeslagen.")


def _lot_page(form: LotForm, row: Lot | None) -> RecordForm:
    back = f"{LOTS}{row.id}/" if row else LOTS
    title = f"{row.name} wijzigen" if row else "Perceel toevoegen"
    return RecordForm(
        trail=[("Percelen", LOTS), *([(row.name, back)] if row else []), (title, "")],
        title=title,
        form=form,
        action=f"{LOTS}{row.id}/wijzigen/" if row else f"{LOTS}nieuw/",
        cancel_href=back,
    )


def _term(lot: Lot) -> str:
    return f"{dutch_date(lot.starts_on)} tot en met {dutch_date(lot.ends_on)}"


def _provider_count(lot: Lot) -> int:
    return len({one.provider_id for one in lot.contracts if one.main_contract_id is None})


def _providers(lot: Lot) -> str:
    count = _provider_count(lot)
    return f"{count} van hoogstens {lot.max_providers}" if lot.max_providers else str(count)


def _too_many(lot: Lot) -> list[str]:
    count = _provider_count(lot)
    if not lot.max_providers or count <= lot.max_providers:
        return []
    return [f"Dit perceel heeft {count} aanbieders; het maximum is {lot.max_providers}."]


def _lot_facts(lot: Lot) -> list[tuple[str, str]]:
    years = " + ".join(map(str, lot.extension_years))
    return [
        ("Soort", lot.kind.label),
        ("Looptijd", _term(lot)),
        ("Verlengingen", f"{years} jaar" if years else "geen"),
        ("Aanbieders", _providers(lot)),
        ("Tussentijds toetreden", "ja" if lot.interim_accession else "nee"),
    ]


routes = [
    Route(LOTS, lots, name="catalogue:lots"),
    Route(f"{LOTS}nieuw/", edit_lot, name="catalogue:new_lot"),
    Route(f"{LOTS}nieuw/", save_lot, methods=["POST"], name="catalogue:make_lot"),
    Route(f"{LOTS}{{lot:int}}/", lot, name="catalogue:lot"),
    Route(f"{LOTS}{{lot:int}}/wijzigen/", edit_lot, name="catalogue:edit_lot"),
    Route(f"{LOTS}{{lot:int}}/wijzigen/", save_lot, methods=["POST"], name="catalogue:save_lot"),
]
