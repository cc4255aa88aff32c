"""Files with the was-wordt list."""

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import date
from typing import Final

from portal.catalogue.imports.naming import municipalities_of, plain, products_of
from portal.catalogue.models import Succession
from portal.spreadsheets.columns import Column, Faulty, day, text, yes_or_no
from portal.spreadsheets.kinds import Given, Kind, Known, Scope, Stored
from portal.transitions.actions.succeeding import save_succession


@dataclass(frozen=True, slots=True, kw_only=True)
class SuccessionRow:
    product: str
    successor: str
    municipality: str
    from_on: date
    equivalent: bool


async def _load(scope: Scope) -> Known[SuccessionRow]:
    products = await products_of(scope.region_id)
    municipalities = await municipalities_of(scope.region_id)
    found = Succession.filter(region_id=scope.region_id).select_related(
        "product", "successor", "municipality"
    )
    rows: dict[Hashable, Stored[SuccessionRow]] = {}
    for one in await found.order_by("id"):
        row = _row(one)
        rows[_key_of(row.product, row.successor, row.municipality)] = Stored(one.id, row)

    def settle(given: Given) -> Given:
        settled = {**given, "product": products.settled(given["product"], "product")}
        if given.get("successor"):
            settled["successor"] = products.settled(given["successor"], "successor")
        if given.get("municipality"):
            town = municipalities.settled(given["municipality"], "municipality")
            settled["municipality"] = town
        return settled

    async def save(row: SuccessionRow, succession_id: int | None) -> int:
        values = {
            "product_id": products.id(row.product),
            "successor_id": products.id(row.successor) if row.successor else None,
            "municipality_id": municipalities.id(row.municipality) if row.municipality else None,
            "from_on": row.from_on,
            "equivalent": row.equivalent,
        }
        return await save_succession(scope.actor, scope.region_id, succession_id, values)

    return Known(rows=rows, key=_key, settle=settle, save=save)


def _key(given: Given) -> Hashable:
    return _key_of(given["product"], given.get("successor", ""), given.get("municipality", ""))


def _key_of(product: str, successor: str, municipality: str) -> Hashable:
    return plain(product), plain(successor), plain(municipality)


def _row(one: Succession) -> SuccessionRow:
    return SuccessionRow(
        product=one.product.full_code,
        successor=one.successor.full_code if one.successor else "",
        municipality=one.municipality.name if one.municipality else "",
        from_on=one.from_on,
        equivalent=one.equivalent,
    )


def _check(row: SuccessionRow) -> None:
    if row.successor and plain(row.successor) == plain(row.product):
        raise Faulty("een product kan zichzelf niet opvolgen", "successor")


SUCCESSIONS: Final = Kind(
    name="was-wordt",
    title="Was-wordtlijst",
    subject="succession",
    explanation="Welk product na welk product komt. Twee regels voor één product betekenen een "
    "splitsing; een lege kolom ‘Wordt’ betekent dat er geen nieuw product komt.",
    columns=(
        Column(
            name="product",
            title="Was",
            meaning="De code van het oude product",
            example="02BGP",
            read=text(7),
            required=True,
        ),
        Column(
            name="successor",
            title="Wordt",
            meaning="De code van het nieuwe product; leeg als er geen komt",
            example="02BGB",
            read=text(7),
        ),
        Column(
            name="municipality",
            title="Gemeente",
            meaning="Alleen als het in deze gemeente anders is; leeg is de hele regio",
            example="",
            read=text(80),
        ),
        Column(
            name="from_on",
            title="Vanaf",
            meaning="De eerste dag van het nieuwe product",
            example="01-07-2027",
            read=day,
            required=True,
        ),
        Column(
            name="equivalent",
            title="Gelijkwaardig",
            meaning="ja of nee: of het nieuwe product hetzelfde inhoudt; leeg is ja",
            example="ja",
            read=yes_or_no,
            default=True,
        ),
    ),
    row=SuccessionRow,
    named_by=("product", "successor", "municipality"),
    load=_load,
    check=_check,
)
