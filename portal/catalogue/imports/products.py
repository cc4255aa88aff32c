"""Files with products. A code is never refused on its pattern, only when it does not fit."""

from collections.abc import Hashable
from dataclasses import asdict, dataclass
from datetime import date
from typing import Final

from portal.catalogue import actions
from portal.catalogue.imports.naming import lots_of, plain
from portal.catalogue.models import Product
from portal.catalogue.rules import Delivered, Intake, Intensity
from portal.spreadsheets.columns import Column, Faulty, day, one_of, text, whole_number, yes_or_no
from portal.spreadsheets.kinds import Given, Kind, Known, Scope, Stored

DELIVERED: Final = {one.label: one for one in Delivered}
INTAKES: Final = {one.label: one for one in Intake}
INTENSITIES: Final = {one.label: one for one in Intensity}


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductRow:
    lot: str
    category: str
    code: str
    name: str
    description: str
    unit: str
    valid_from: date
    valid_until: date | None
    delivered: Delivered
    intake: Intake
    intensity: Intensity | None
    target_group: str
    companion_of: str
    norm_days: int | None
    code_is_invented: bool

    @property
    def full_code(self) -> str:
        return f"{self.category}{self.code}"


async def _load(scope: Scope) -> Known[ProductRow]:
    lots = await lots_of(scope.region_id)
    products = (
        await Product.filter(region_id=scope.region_id)
        .select_related("lot", "target_group", "companion_of")
        .order_by("category", "code", "valid_from")
    )
    rows: dict[Hashable, Stored[ProductRow]] = {
        (plain(one.category), plain(one.code), one.valid_from): Stored(one.id, _row(one))
        for one in products
    }
    ids = {plain(one.full_code): one.id for one in products}

    def settle(given: Given) -> Given:
        settled = {**given, "lot": lots.settled(given["lot"], "lot")}
        stored = rows.get(_key(given))
        if stored:
            settled |= {"category": stored.row.category, "code": stored.row.code}
        return settled

    async def save(row: ProductRow, product_id: int | None) -> int:
        values = asdict(row)
        del values["lot"], values["companion_of"]
        values["lot_id"] = lots.id(row.lot)
        values["companion_of_id"] = ids[plain(row.companion_of)] if row.companion_of else None
        saved = await actions.save_product(scope.actor, scope.region_id, product_id, values)
        ids[plain(row.full_code)] = saved
        return saved

    return Known(rows=rows, key=_key, settle=settle, save=save)


def _key(given: Given) -> Hashable:
    return plain(given["category"]), plain(given["code"]), given["valid_from"]


def _row(product: Product) -> ProductRow:
    return ProductRow(
        lot=product.lot.name,
        category=product.category,
        code=product.code,
        name=product.name,
        description=product.description,
        unit=product.unit,
        valid_from=product.valid_from,
        valid_until=product.valid_until,
        delivered=product.delivered,
        intake=product.intake,
        intensity=product.intensity,
        target_group=product.target_group.name if product.target_group else "",
        companion_of=product.companion_of.full_code if product.companion_of else "",
        norm_days=product.norm_days,
        code_is_invented=product.code_is_invented,
    )


def _check(row: ProductRow) -> None:
    if row.valid_until and row.valid_until < row.valid_from:
        raise Faulty("de laatste dag ligt vóór de eerste dag", "valid_until")
    if row.companion_of and plain(row.companion_of) == plain(row.full_code):
        raise Faulty("een product kan niet bij zichzelf horen", "companion_of")


def _leans_on(row: ProductRow) -> tuple[Hashable, str] | None:
    return (plain(row.companion_of), "companion_of") if row.companion_of else None


PRODUCTS: Final = Kind(
    name="products",
    title="Producten",
    subject="product",
    explanation=(
        "De producten van de percelen. Een product herkennen we aan categorie, code en eerste dag: "
        "dezelfde code met een andere eerste dag is een nieuwe versie."
    ),
    columns=(
        Column(
            name="lot",
            title="Perceel",
            meaning="De naam van het perceel",
            example="Begeleiding",
            read=text(120),
            required=True,
        ),
        Column(
            name="category",
            title="Categorie",
            meaning="De productcategorie van iWmo, twee tekens",
            example="02",
            read=text(2, digits=2),
            required=True,
        ),
        Column(
            name="code",
            title="Code",
            meaning="De productcode zonder de categorie, ten hoogste vijf tekens",
            example="BGB",
            read=text(5),
            required=True,
        ),
        Column(
            name="name",
            title="Naam",
            meaning="De naam van het product",
            example="Begeleiding basis",
            read=text(120),
            required=True,
        ),
        Column(
            name="description",
            title="Omschrijving",
            meaning="Voor wie of waarvoor het is, in één zin",
            example="De gewone vorm van begeleiding",
            read=text(300),
        ),
        Column(
            name="unit",
            title="Eenheid",
            meaning="De eenheid van toewijzing",
            example="minuut",
            read=text(30),
            required=True,
        ),
        Column(
            name="valid_from",
            title="Geldig vanaf",
            meaning="De eerste dag",
            example="01-07-2025",
            read=day,
            required=True,
        ),
        Column(
            name="valid_until",
            title="Geldig tot en met",
            meaning="De laatste dag; leeg is onbepaald",
            example="30-06-2029",
            read=day,
            default=None,
        ),
        Column(
            name="delivered",
            title="Waar",
            meaning="thuis of op locatie",
            example="thuis",
            read=one_of(DELIVERED),
            required=True,
            words=DELIVERED,
        ),
        Column(
            name="intake",
            title="Intake",
            meaning="ja, alleen kennismaking of nee",
            example="ja",
            read=one_of(INTAKES),
            required=True,
            words=INTAKES,
        ),
        Column(
            name="intensity",
            title="Intensiteit",
            meaning="licht, midden of zwaar, als de regio dat gebruikt",
            example="midden",
            read=one_of(INTENSITIES),
            default=None,
            words=INTENSITIES,
        ),
        Column(
            name="target_group",
            title="Doelgroep",
            meaning="De doelgroep, als de regio die gebruikt; een nieuwe naam maakt een doelgroep",
            example="ouderen",
            read=text(80),
        ),
        Column(
            name="companion_of",
            title="Hoort bij product",
            meaning="Het product waar dit bij hoort, zoals dagbesteding bij vervoer",
            example="07DBA",
            read=text(7),
        ),
        Column(
            name="norm_days",
            title="Norm in dagen",
            meaning="Hoelang het wachten ten hoogste mag duren; leeg is geen norm",
            example="42",
            read=whole_number(0, 730),
            default=None,
        ),
        Column(
            name="code_is_invented",
            title="Code is verzonnen",
            meaning="ja als de echte code nog niet bekend is; leeg is nee",
            example="nee",
            read=yes_or_no,
            default=False,
        ),
    ),
    row=ProductRow,
    named_by=("category", "code", "name"),
    load=_load,
    known_as=lambda row: plain(row.full_code),
    leans_on=_leans_on,
    check=_check,
)
