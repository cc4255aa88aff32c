"""Files with the running care of a releasing provider."""

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from portal.catalogue.imports.naming import ByName, municipalities_of, plain, products_of
from portal.providers.models import Provider
from portal.spreadsheets.columns import Column, Faulty, day, degrees, text
from portal.spreadsheets.kinds import Given, Kind, Known, Scope, Stored
from portal.transitions.actions.collecting import Care, save_care
from portal.transitions.models import RunningCare, Transition
from portal.waitlists.rules.references import case_reference_problem, may_be_bsn, text_problem


@dataclass(frozen=True, slots=True, kw_only=True)
class CareRow:
    transition: str
    provider: str
    product: str
    municipality: str
    number: str
    case: str
    care_since_on: date
    allocation_ends_on: date | None
    registered_on: date | None
    weekly_volume: float | None


async def _load(scope: Scope) -> Known[CareRow]:
    open_ones = Transition.filter(region_id=scope.region_id, closed_at=None)
    transitions = {one.id: one for one in await open_ones}
    named = ByName("overgangstraject", {one.name: one.id for one in transitions.values()})
    releasing = Provider.filter(releasing__transition_id__in=list(transitions) or [0])
    providers = ByName("latende aanbieder", {one.name: one.id for one in await releasing})
    products = await products_of(scope.region_id)
    municipalities = await municipalities_of(scope.region_id)

    def settle(given: Given) -> Given:
        return {
            **given,
            "transition": named.settled(given["transition"], "transition"),
            "provider": providers.settled(given["provider"], "provider"),
            "product": products.settled(given["product"], "product"),
            "municipality": municipalities.settled(given["municipality"], "municipality"),
        }

    async def save(row: CareRow, care_id: int | None) -> int:
        care = Care(
            provider_id=providers.id(row.provider),
            product_id=products.id(row.product),
            municipality_id=municipalities.id(row.municipality),
            provider_number=row.number,
            case_reference=row.case,
            care_since_on=row.care_since_on,
            allocation_ends_on=row.allocation_ends_on,
            registered_on=row.registered_on,
            weekly_volume=row.weekly_volume,
        )
        return await save_care(scope.actor, transitions[named.id(row.transition)], care_id, care)

    return Known(rows=await _rows(list(transitions)), key=_key, settle=settle, save=save)


async def _rows(transition_ids: list[int]) -> dict[Hashable, Stored[CareRow]]:
    found = RunningCare.filter(transition_id__in=transition_ids or [0]).select_related(
        "transition", "offering__provider", "offering__product", "need__client__municipality"
    )
    rows: dict[Hashable, Stored[CareRow]] = {}
    for one in await found.prefetch_related(
        "need__client__cases", "need__client__provider_numbers"
    ):
        row = _row(one)
        rows[_key_of(row.transition, row.provider, row.product, row.number)] = Stored(one.id, row)
    return rows


def _row(one: Any) -> CareRow:
    client = one.need.client
    numbers = [
        n.number for n in client.provider_numbers if n.provider_id == one.offering.provider_id
    ]
    return CareRow(
        transition=one.transition.name,
        provider=one.offering.provider.name,
        product=one.offering.product.full_code,
        municipality=client.municipality.name,
        number=(numbers[0] if numbers else "") or "",
        case=next((case.reference for case in client.cases if case.reference), ""),
        care_since_on=one.care_since_on,
        allocation_ends_on=one.allocation_ends_on,
        registered_on=one.registered_on,
        weekly_volume=one.weekly_volume,
    )


def _key(given: Given) -> Hashable:
    return _key_of(given["transition"], given["provider"], given["product"], given["number"])


def _key_of(transition: str, provider: str, product: str, number: str) -> Hashable:
    return plain(transition), plain(provider), plain(product), plain(number)


def _check(row: CareRow) -> None:
    if row.registered_on and row.registered_on > row.care_since_on:
        raise Faulty("de aanmelding ligt na het begin van de zorg", "registered_on")
    if row.allocation_ends_on and row.allocation_ends_on < row.care_since_on:
        raise Faulty("de toewijzing eindigt vóór het begin van de zorg", "allocation_ends_on")
    if problem := text_problem(row.number):
        raise Faulty(problem, "number")
    if row.case and may_be_bsn(row.case):
        raise Faulty("dit zaaknummer lijkt op een BSN", "case")
    if row.case and (problem := case_reference_problem(row.case)):
        raise Faulty(problem, "case")


RUNNING_CARE: Final = Kind(
    name="lopende-zorg",
    title="Lopende zorg bij een overgang",
    subject="running_care",
    explanation="Cliënten die nu zorg krijgen van een latende aanbieder. Een regel herkennen we "
    "aan traject, aanbieder, product en cliëntnummer. Schrijf geen namen of BSN op.",
    columns=(
        Column(
            name="transition",
            title="Overgangstraject",
            meaning="De naam van het traject in het portaal",
            example="Kompas Noord stopt",
            read=text(120),
            required=True,
        ),
        Column(
            name="provider",
            title="Latende aanbieder",
            meaning="De naam van de aanbieder die stopt",
            example="Kompas Noord",
            read=text(120),
            required=True,
        ),
        Column(
            name="product",
            title="Product",
            meaning="De code van het oude product",
            example="02BGP",
            read=text(7),
            required=True,
        ),
        Column(
            name="municipality",
            title="Gemeente",
            meaning="De gemeente van de cliënt",
            example="Hoorn",
            read=text(80),
            required=True,
        ),
        Column(
            name="number",
            title="Cliëntnummer",
            meaning="Het nummer van de cliënt bij de aanbieder",
            example="KN-1041",
            read=text(40),
            required=True,
        ),
        Column(
            name="case",
            title="Zaaknummer",
            meaning="Het zaaknummer van de gemeente; zonder zaaknummer koppelt de toegang later",
            example="Z-2026-0123",
            read=text(40),
        ),
        Column(
            name="care_since_on",
            title="Zorg sinds",
            meaning="De eerste dag van de zorg",
            example="01-03-2026",
            read=day,
            required=True,
        ),
        Column(
            name="allocation_ends_on",
            title="Toewijzing tot en met",
            meaning="De laatste dag van de toewijzing",
            example="31-12-2027",
            read=day,
            default=None,
        ),
        Column(
            name="registered_on",
            title="Aangemeld op",
            meaning="De oorspronkelijke aanmelddatum, als die bekend is",
            example="14-01-2026",
            read=day,
            default=None,
        ),
        Column(
            name="weekly_volume",
            title="Omvang per week",
            meaning="In de eenheid van het product",
            example="120",
            read=degrees(0, 100_000),
            default=None,
        ),
    ),
    row=CareRow,
    named_by=("provider", "product", "number"),
    load=_load,
    check=_check,
)
