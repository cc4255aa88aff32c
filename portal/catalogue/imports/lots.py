"""Files with lots."""

from collections.abc import Hashable
from dataclasses import asdict, dataclass
from datetime import date
from typing import Final

from portal.catalogue import actions
from portal.catalogue.imports.naming import plain
from portal.catalogue.models import Lot
from portal.catalogue.rules import LotKind
from portal.spreadsheets.columns import (
    Column,
    Faulty,
    day,
    one_of,
    text,
    whole_number,
    whole_numbers,
    yes_or_no,
)
from portal.spreadsheets.kinds import Given, Kind, Known, Scope, Stored

KINDS_OF_LOT: Final = {one.label: one for one in LotKind}


@dataclass(frozen=True, slots=True, kw_only=True)
class LotRow:
    name: str
    kind: LotKind
    max_providers: int | None
    starts_on: date
    ends_on: date
    extension_years: tuple[int, ...]
    interim_accession: bool


async def _load(scope: Scope) -> Known[LotRow]:
    lots = await Lot.filter(region_id=scope.region_id).order_by("name")
    rows: dict[Hashable, Stored[LotRow]] = {
        plain(lot.name): Stored(lot.id, _row(lot)) for lot in lots
    }

    def settle(given: Given) -> Given:
        stored = rows.get(_key(given))
        return {**given, "name": stored.row.name} if stored else given

    async def save(row: LotRow, lot_id: int | None) -> int:
        values = {**asdict(row), "extension_years": list(row.extension_years)}
        return await actions.save_lot(scope.actor, scope.region_id, lot_id, values)

    return Known(rows=rows, key=_key, settle=settle, save=save)


def _key(given: Given) -> Hashable:
    return plain(given["name"])


def _row(lot: Lot) -> LotRow:
    return LotRow(
        name=lot.name,
        kind=lot.kind,
        max_providers=lot.max_providers,
        starts_on=lot.starts_on,
        ends_on=lot.ends_on,
        extension_years=tuple(lot.extension_years),
        interim_accession=lot.interim_accession,
    )


def _check(row: LotRow) -> None:
    if row.ends_on < row.starts_on:
        raise Faulty("de laatste dag ligt vóór de eerste dag", "ends_on")


LOTS: Final = Kind(
    name="lots",
    title="Percelen",
    subject="lot",
    explanation="De percelen van de inkoop. Een perceel herkennen we aan zijn naam.",
    columns=(
        Column(
            name="name",
            title="Perceel",
            meaning="De naam van het perceel",
            example="Begeleiding",
            read=text(120),
            required=True,
        ),
        Column(
            name="kind",
            title="Soort",
            meaning="regionaal of lokaal; leeg is regionaal",
            example="regionaal",
            read=one_of(KINDS_OF_LOT),
            default=LotKind.REGIONAL,
            words=KINDS_OF_LOT,
        ),
        Column(
            name="max_providers",
            title="Maximum aanbieders",
            meaning="Hoeveel aanbieders er ten hoogste een contract krijgen; leeg is geen maximum",
            example="12",
            read=whole_number(1, 9_999),
            default=None,
        ),
        Column(
            name="starts_on",
            title="Eerste dag",
            meaning="De eerste dag van de looptijd",
            example="01-07-2025",
            read=day,
            required=True,
        ),
        Column(
            name="ends_on",
            title="Laatste dag",
            meaning="De laatste dag van de looptijd, zonder verlengingen",
            example="30-06-2029",
            read=day,
            required=True,
        ),
        Column(
            name="extension_years",
            title="Verlengingen",
            meaning="De jaren van elke verlenging, met een komma ertussen",
            example="2, 2",
            read=whole_numbers(1, 20),
            default=(),
        ),
        Column(
            name="interim_accession",
            title="Tussentijds toetreden",
            meaning="ja of nee: of aanbieders tijdens de looptijd mogen instappen; leeg is nee",
            example="nee",
            read=yes_or_no,
            default=False,
        ),
    ),
    row=LotRow,
    named_by=("name",),
    load=_load,
    check=_check,
)
