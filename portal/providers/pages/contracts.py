"""Contracts, and the region's word on subcontractors."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from portal.catalogue.forms import by_id
from portal.catalogue.queries import (
    READERS,
    found,
    found_if,
    lots_visible_to,
    municipalities_visible_to,
    products_visible_to,
    region_id_of,
    region_of,
)
from portal.kernel.actor import Actor, Role
from portal.kernel.dates import dutch_moment
from portal.providers import actions, queries
from portal.providers.forms import ContractForm
from portal.providers.models import Contract, Provider
from portal.providers.pages.tables import (
    CONTRACTS,
    PROVIDERS,
    for_manager,
    municipality_names,
    provider_of,
    subcontract_state,
    term,
    trail_of,
)
from portal.providers.rules import SubcontractDecision
from portal.web import redirects
from portal.web.flash import flash
from portal.web.handlers import reads, writes
from portal.web.records import RecordDetail, RecordForm, Verb
from portal.web.session import acting


@reads
async def contract(request: Request) -> Response:
    """One contract."""
    actor = acting(request, *READERS)
    row = await found(queries.contracts_visible_to(actor), request.path_params["contract"])
    here = f"{CONTRACTS}{row.id}/"
    return RecordDetail(
        trail=trail_of(row.provider, (row.number, "")),
        over=f"Contract van {row.provider.name}",
        title=row.number,
        facts=_facts(row),
        warnings=_warnings(row),
        edit_href=for_manager(actor, f"{here}wijzigen/"),
        verbs=_verbs(row, here) if actor.has(Role.REGION_MANAGER) else [],
        links=_links(row) if actor.has(Role.REGION_MANAGER) else [],
    ).render(request)


def _facts(row: Contract) -> list[tuple[str, str]]:
    codes = sorted(f"{one.product.full_code} {one.product.name}" for one in row.products)
    ceiling = f"€ {row.budget_ceiling:,.2f}" if row.budget_ceiling is not None else "geen"
    decided = row.approval.decided_at if row.approval else None
    note = row.approval.note if row.approval else ""
    return [
        ("Perceel", row.lot.name),
        ("Looptijd", term(row)),
        ("Producten", ", ".join(codes) or "alle producten van het perceel"),
        ("Gemeenten", municipality_names(row.parts)),
        ("Rol", subcontract_state(row)),
        *([("Besluit genomen", dutch_moment(decided))] if decided else []),
        *([("Toelichting bij het besluit", note)] if note else []),
        ("Cijfers bijwerken", _who_edits(row)),
        ("Contractmanager", row.manager.name if row.manager else "nog niemand"),
        ("Cijfers bevestigen", f"om de {row.cadence_days} dagen"),
        ("Budgetplafond", ceiling.translate(str.maketrans(",.", ".,"))),
        ("Maximum trajecten", str(row.max_trajectories or "geen")),
    ]


def _who_edits(row: Contract) -> str:
    if row.main_contract is None:
        return "de aanbieder zelf"
    return "de onderaannemer" if row.delegates_editing else "de hoofdaannemer"


def _decision(row: Contract) -> SubcontractDecision | None:
    return row.approval.decision if row.approval else None


def _warnings(row: Contract) -> list[str]:
    if row.main_contract is None or _decision(row) is SubcontractDecision.AGREED:
        return []
    return ["Deze onderaannemer telt niet mee zolang uw regio geen akkoord geeft."]


def _verbs(row: Contract, here: str) -> list[Verb]:
    if row.main_contract is None or _decision(row) is SubcontractDecision.AGREED:
        return []
    return [Verb(label="Akkoord geven", href=f"{here}akkoord/", kind="primary")]


def _links(row: Contract) -> list[tuple[str, str]]:
    """Who refuses says why, on the page where requests are decided."""
    if row.main_contract is None or _decision(row) is SubcontractDecision.REFUSED:
        return []
    return [("Weigeren", f"/regio/onderaannemers/{row.id}/")]


@reads
async def new_contract(request: Request) -> Response:
    """The form for a new contract of this provider."""
    actor = acting(request, Role.REGION_MANAGER)
    provider = await provider_of(request, actor)
    region = await region_of(actor)
    form = ContractForm.parse(cadence_days=region.default_cadence_days)
    return (await _page(actor, form, provider, None)).render(request)


@reads
async def edit_contract(request: Request) -> Response:
    """The form for a contract, filled in."""
    actor = acting(request, Role.REGION_MANAGER)
    row = await found(queries.contracts_visible_to(actor), request.path_params["contract"])
    form = ContractForm.parse(**_known(row))
    return (await _page(actor, form, row.provider, row)).render(request)


def _known(row: Contract) -> dict[str, Any]:
    known = {name: getattr(row, name, None) for name in ContractForm.parse().data}
    return {
        **known,
        "products": [one.product_id for one in row.products],
        "municipalities": [one.municipality_id for one in row.parts],
        "main_contract_id": row.main_contract_id or 0,
        "manager_id": row.manager_id or 0,
    }


@writes
async def save_contract(request: Request) -> Response:
    """Make or change a contract."""
    actor = acting(request, Role.REGION_MANAGER)
    contract_id = request.path_params.get("contract")
    row = await found_if(queries.contracts_visible_to(actor), contract_id)
    provider = row.provider if row else await provider_of(request, actor)
    form = ContractForm.parse(await request.form())
    page = await _page(actor, form, provider, row)
    lot_of = {one.id: one.lot_id for one in await products_visible_to(actor)}
    if form.check(lot_of) and await _number_used(actor, form, row):
        form.complain("number", "Er is al een contract met dit nummer.")
    if form.errors:
        return page.render(request, 422)
    saved = await _save(actor, form, provider, row)
    return flash(redirects.to(request, "providers:contract", contract=saved), "Opgeslagen.")


async def _save(actor: Actor, form: ContractForm, provider: Provider, row: Contract | None) -> int:
    return await actions.save_contract(
        actor,
        region_id_of(actor),
        row.id if row else None,
        {**form.values(), "provider_id": provider.id},
        form.products.data or [],
        form.municipalities.data or [],
    )


async def _number_used(actor: Actor, form: ContractForm, row: Contract | None) -> bool:
    named = queries.contracts_visible_to(actor).filter(number=form.number.data)
    return await named.exclude(id=row.id if row else 0).exists()


async def _page(
    actor: Actor, form: ContractForm, provider: Provider, row: Contract | None
) -> RecordForm:
    await _offer(actor, form, row)
    back = f"{CONTRACTS}{row.id}/" if row else f"{PROVIDERS}{provider.id}/"
    title = f"Contract {row.number} wijzigen" if row else "Contract toevoegen"
    return RecordForm(
        trail=trail_of(provider, *([(row.number, back)] if row else []), (title, "")),
        title=title,
        form=form,
        action=f"{back}wijzigen/" if row else f"{back}contracten/nieuw/",
        cancel_href=back,
        notes=await _notes(actor, row),
    )


async def _offer(actor: Actor, form: ContractForm, row: Contract | None) -> None:
    managers = dict(await queries.managers_of(actor))
    if row and row.manager:
        managers.setdefault(row.manager.id, row.manager.name)
    form.offer(
        lots=by_id([(one.id, one.name) for one in await lots_visible_to(actor)]),
        products=by_id(
            [
                (one.id, f"{one.full_code} {one.name} ({one.lot.name})")
                for one in await products_visible_to(actor)
            ]
        ),
        municipalities=by_id(
            [(one.id, one.name) for one in await municipalities_visible_to(actor)]
        ),
        managers=by_id(managers.items()),
    )
    mains = queries.contracts_visible_to(actor).filter(main_contract_id=None)
    form.offer_main(
        by_id(
            [
                (one.id, f"{one.number} {one.provider.name}")
                for one in await mains.exclude(id=row.id if row else 0)
            ]
        )
    )


async def _notes(actor: Actor, row: Contract | None) -> list[str]:
    """What to know before saving: the manager goes along, and whether the lot is full."""
    region = await region_of(actor)
    notes = [
        f"Uw regio heeft één contractmanager {region.managed_per.label}: "
        "uw keuze geldt ook voor de andere contracten daarvan."
    ]
    for lot in await lots_visible_to(actor).prefetch_related("contracts"):
        held = len({one.provider_id for one in lot.contracts if one.main_contract_id is None})
        if row is None and lot.max_providers and held >= lot.max_providers:
            notes.append(f"Perceel {lot.name} heeft al {held} van hoogstens {lot.max_providers}.")
    return notes


@writes
async def agree(request: Request) -> Response:
    """The region agrees with a subcontractor."""
    actor = acting(request, Role.REGION_MANAGER)
    contract_id: int = request.path_params["contract"]
    await actions.decide_subcontract(actor, contract_id, SubcontractDecision.AGREED)
    gone = redirects.to(request, "providers:contract", contract=contract_id)
    return flash(gone, "U gaf akkoord.")


_NEW = f"{PROVIDERS}{{provider:int}}/contracten/nieuw/"
_ONE = f"{CONTRACTS}{{contract:int}}/"
_POST = ["POST"]
routes = [
    Route(_NEW, new_contract, name="providers:new_contract"),
    Route(_NEW, save_contract, methods=_POST, name="providers:make_contract"),
    Route(_ONE, contract, name="providers:contract"),
    Route(f"{_ONE}wijzigen/", edit_contract, name="providers:edit_contract"),
    Route(f"{_ONE}wijzigen/", save_contract, methods=_POST, name="providers:save_contract"),
    Route(f"{_ONE}akkoord/", agree, methods=_POST, name="providers:agree"),
]
