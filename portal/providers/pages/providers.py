"""The region's providers: the list, one of them, a new one."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from portal.catalogue.forms import by_id
from portal.catalogue.queries import READERS, lots_visible_to, region_id_of
from portal.kernel.actor import Actor, Role
from portal.kernel.languages import LANGUAGES
from portal.providers import actions, queries
from portal.providers.forms import FirstContractForm, ProviderForm
from portal.providers.models import Contract, Location, Provider, ServiceArea
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
from portal.web import redirects
from portal.web.flash import flash
from portal.web.handlers import reads, writes
from portal.web.records import Record, RecordDetail, RecordForm, RecordList, RecordTable, searched
from portal.web.session import acting


@reads
async def providers(request: Request) -> Response:
    """Every provider of the region."""
    actor = acting(request, *READERS)
    lots: dict[int, set[str]] = {}
    for contract in await queries.contracts_visible_to(actor):
        lots.setdefault(contract.provider_id, set()).add(contract.lot.name)
    table = RecordTable(
        title="Aanbieders",
        columns=["Aanbieder", "Percelen", "Telefoon", "KvK", "AGB"],
        records=[
            _record(one, lots.get(one.id, set()))
            for one in await queries.providers_visible_to(actor)
        ],
        empty="Uw regio heeft nog geen aanbieders.",
        new_label="Aanbieder toevoegen",
        new_href=for_manager(actor, f"{PROVIDERS}nieuw/"),
    )
    return RecordList(
        section="aanbieders",
        lead="Wie ondersteuning geeft in de regio, waar en onder welk contract.",
        here=PROVIDERS,
        **searched(table, request.query_params),
    ).render(request)


def _record(provider: Provider, lots: set[str]) -> Record:
    return Record(
        name=provider.name,
        href=f"{PROVIDERS}{provider.id}/",
        cells=[
            ", ".join(sorted(lots)) or "nog geen contract",
            provider.phone.replace(" ", "\N{NO-BREAK SPACE}"),
            provider.kvk or "",
            provider.agb or "",
        ],
    )


@reads
async def provider(request: Request) -> Response:
    """One provider: contact, contracts, locations and service areas."""
    actor = acting(request, *READERS)
    row = await provider_of(request, actor)
    contracts = await queries.contracts_visible_to(actor).filter(provider_id=row.id)
    under = await queries.contracts_visible_to(actor).filter(main_contract__provider_id=row.id)
    locations = await queries.locations_visible_to(actor, row.id)
    areas = await queries.service_areas_visible_to(actor, row.id)
    return RecordDetail(
        trail=trail_of(row),
        over="Aanbieder",
        title=row.name,
        facts=_facts(row),
        edit_href=for_manager(actor, f"{PROVIDERS}{row.id}/wijzigen/"),
        links=[("Aanbod bekijken", f"{PROVIDERS}{row.id}/aanbod/")],
        tables=[
            _contracts(actor, row, contracts),
            _subcontractors(under),
            _locations(actor, row, locations),
            _areas(actor, row, areas),
        ],
    ).render(request)


def _facts(provider: Provider) -> list[tuple[str, str]]:
    return [
        ("KvK-nummer", provider.kvk or "–"),
        ("AGB-code", provider.agb or "–"),
        ("Telefoon", provider.phone or "–"),
        ("E-mailadres", provider.email or "–"),
        ("Website", provider.website or "–"),
        ("Talen", ", ".join(LANGUAGES[code] for code in provider.languages) or "Nederlands"),
    ]


def _contracts(actor: Actor, provider: Provider, rows: list[Contract]) -> RecordTable:
    return RecordTable(
        title="Contracten",
        columns=["Contract", "Perceel", "Looptijd", "Rol", "Contractmanager"],
        records=[
            Record(
                name=one.number,
                href=f"{CONTRACTS}{one.id}/",
                cells=[
                    one.lot.name,
                    term(one),
                    subcontract_state(one),
                    one.manager.name if one.manager else "nog niemand",
                ],
            )
            for one in rows
        ],
        empty="Deze aanbieder heeft nog geen contract in uw regio.",
        new_label="Contract toevoegen",
        new_href=for_manager(actor, f"{PROVIDERS}{provider.id}/contracten/nieuw/"),
        anchor="contracten",
    )


def _subcontractors(rows: list[Contract]) -> RecordTable:
    return RecordTable(
        title="Onderaannemers",
        columns=["Aanbieder", "Contract", "Perceel", "Rol"],
        records=[
            Record(
                name=one.provider.name,
                href=f"{CONTRACTS}{one.id}/",
                cells=[one.number, one.lot.name, subcontract_state(one)],
            )
            for one in rows
        ],
        empty="Geen onderaannemers.",
        anchor="onderaannemers",
    )


def _locations(actor: Actor, provider: Provider, rows: list[Location]) -> RecordTable:
    here = f"{PROVIDERS}{provider.id}/locaties/"
    return RecordTable(
        title="Locaties",
        columns=["Locatie", "Adres", "Gemeente", "Rolstoeltoegankelijk"],
        records=[
            Record(
                name=one.name,
                href=for_manager(actor, f"{here}{one.id}/"),
                cells=[
                    ", ".join(filter(None, [one.street, f"{one.postcode} {one.place}"])),
                    one.municipality.name,
                    {True: "ja", False: "nee", None: "onbekend"}[one.wheelchair_accessible],
                ],
            )
            for one in rows
        ],
        empty="Geen locaties in uw regio.",
        new_label="Locatie toevoegen",
        new_href=for_manager(actor, f"{here}nieuw/"),
        anchor="locaties",
    )


def _areas(actor: Actor, provider: Provider, rows: list[ServiceArea]) -> RecordTable:
    here = f"{PROVIDERS}{provider.id}/werkgebieden/"
    return RecordTable(
        title="Werkgebieden",
        columns=["Werkgebied", "Gemeenten"],
        records=[
            Record(
                name=one.name,
                href=for_manager(actor, f"{here}{one.id}/"),
                cells=[municipality_names(one.parts)],
            )
            for one in rows
        ],
        empty="Deze aanbieder komt in uw regio niet bij mensen thuis.",
        new_label="Werkgebied toevoegen",
        new_href=for_manager(actor, f"{here}nieuw/"),
        anchor="werkgebieden",
    )


@reads
async def edit_provider(request: Request) -> Response:
    """The form for a provider."""
    actor = acting(request, Role.REGION_MANAGER)
    row = await provider_of(request, actor)
    return (await _edit_page(actor, ProviderForm(obj=row), row)).render(request)


@writes
async def save_provider(request: Request) -> Response:
    """Change a provider."""
    actor = acting(request, Role.REGION_MANAGER)
    row = await provider_of(request, actor)
    form = ProviderForm.parse(await request.form())
    if form.check() and await _number_taken(form, row.id):
        form.complain("kvk", "Een andere aanbieder heeft dit KvK-nummer of deze AGB-code.")
    if form.errors:
        return (await _edit_page(actor, form, row)).render(request, 422)
    await actions.save_provider(actor, region_id_of(actor), row.id, form.values())
    return flash(redirects.to(request, "providers:provider", provider=row.id), "Opgeslagen.")


async def _edit_page(actor: Actor, form: ProviderForm, row: Provider) -> RecordForm:
    shared = await actions.works_elsewhere(row.id, region_id_of(actor))
    here = f"{PROVIDERS}{row.id}/"
    title = f"{row.name} wijzigen"
    return RecordForm(
        trail=trail_of(row, (title, "")),
        title=title,
        form=form,
        action=f"{here}wijzigen/",
        cancel_href=here,
        notes=[f"{actions.SHARED} U kunt de gegevens hier niet wijzigen."] if shared else [],
    )


async def _number_taken(form: ProviderForm, provider_id: int) -> bool:
    numbers = {name: form[name].data for name in ("kvk", "agb") if form[name].data}
    for name, number in numbers.items():
        if await Provider.filter(**{name: number}).exclude(id=provider_id).exists():
            return True
    return False


@reads
async def new_provider(request: Request) -> Response:
    """The form for a provider that is new to the region."""
    actor = acting(request, Role.REGION_MANAGER)
    return (await _new_page(actor, FirstContractForm.parse())).render(request)


@writes
async def make_provider(request: Request) -> Response:
    """Take a provider in, with its first contract; one that the portal knows is linked."""
    actor = acting(request, Role.REGION_MANAGER)
    form = FirstContractForm.parse(await request.form())
    page = await _new_page(actor, form)
    known = await _known(form) if form.check() else None
    if not form.errors and await _number_used(actor, form):
        form.complain("number", "Er is al een contract met dit nummer.")
    if form.errors:
        return page.render(request, 422)
    region_id = region_id_of(actor)
    provider_id = (
        known.id
        if known
        else await actions.save_provider(actor, region_id, None, form.provider_values())
    )
    contract = {**form.contract_values(), "provider_id": provider_id}
    await actions.save_contract(actor, region_id, None, contract, [], [])
    told = (
        f"{known.name} stond al in het portaal. Het contract is toegevoegd."
        if known
        else "Opgeslagen."
    )
    return flash(redirects.to(request, "providers:provider", provider=provider_id), told)


async def _known(form: FirstContractForm) -> Provider | None:
    """The provider with these numbers; complains when they belong to two."""
    numbers: dict[str, Any] = {name: form[name].data for name in ("kvk", "agb") if form[name].data}
    found = [await Provider.get_or_none(**{name: number}) for name, number in numbers.items()]
    there = {one.id: one for one in found if one}
    if len(there) > 1:
        form.complain("agb", "KvK-nummer en AGB-code horen bij verschillende aanbieders.")
    return next(iter(there.values()), None)


async def _number_used(actor: Actor, form: FirstContractForm) -> bool:
    return await queries.contracts_visible_to(actor).filter(number=form.number.data).exists()


async def _new_page(actor: Actor, form: FirstContractForm) -> RecordForm:
    form.lot_id.choices = by_id([(one.id, one.name) for one in await lots_visible_to(actor)])
    return RecordForm(
        trail=[("Aanbieders", PROVIDERS), ("Aanbieder toevoegen", "")],
        title="Aanbieder toevoegen",
        form=form,
        action=f"{PROVIDERS}nieuw/",
        cancel_href=PROVIDERS,
    )


_EDIT = f"{PROVIDERS}{{provider:int}}/wijzigen/"
routes = [
    Route(PROVIDERS, providers, name="providers:providers"),
    Route(f"{PROVIDERS}nieuw/", new_provider, name="providers:new"),
    Route(f"{PROVIDERS}nieuw/", make_provider, methods=["POST"], name="providers:make"),
    Route(f"{PROVIDERS}{{provider:int}}/", provider, name="providers:provider"),
    Route(_EDIT, edit_provider, name="providers:edit"),
    Route(_EDIT, save_provider, methods=["POST"], name="providers:save"),
]
