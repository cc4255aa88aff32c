"""Files with offerings: which product where, under which contract. Figures are not in them."""

from collections.abc import Hashable
from dataclasses import asdict, dataclass
from typing import Any, Final

from portal.availability.actions.offerings import save_offering
from portal.availability.models import Offering
from portal.catalogue.imports.naming import ByName, plain, products_of
from portal.catalogue.models import Product
from portal.catalogue.rules import Delivered
from portal.providers.models import Contract, ContractProduct, Location, ServiceArea
from portal.spreadsheets.columns import Column, Faulty, mail_address, phone_number, text, text_in
from portal.spreadsheets.kinds import Given, Kind, Known, Scope, Stored


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferingRow:
    contract: str
    product: str
    location: str
    service_area: str
    contact_name: str
    contact_phone: str
    contact_email: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Names:
    """What the lines of the file refer to."""

    contracts: ByName
    products: ByName
    contract_of: dict[int, Contract]
    lot_of: dict[int, int]
    limits: dict[int, set[int]]
    """The products of the contracts that do not cover their whole lot."""
    delivered: dict[int, Delivered]
    locations: dict[tuple[int, str], tuple[int, str]]
    service_areas: dict[tuple[int, str], tuple[int, str]]

    def settled(self, given: Given) -> Given:
        where = {"location": "", "service_area": "", **given}
        contract_id = self.contracts.id(where["contract"], "contract")
        product_id = self.products.id(where["product"], "product")
        self._must_cover(contract_id, product_id)
        at_home = self.delivered[product_id] is Delivered.HOME
        column, other = ("service_area", "location") if at_home else ("location", "service_area")
        if where[other]:
            raise Faulty("dit product is " + ("thuis" if at_home else "op een locatie"), other)
        return {
            **where,
            "contract": self.contracts.official[contract_id],
            "product": self.products.official[product_id],
            column: self.place(column, self.contract_of[contract_id].provider_id, where[column])[1],
        }

    def _must_cover(self, contract_id: int, product_id: int) -> None:
        covered = self.limits.get(contract_id, {product_id})
        in_lot = self.lot_of[product_id] == self.contract_of[contract_id].lot_id
        if not in_lot or product_id not in covered:
            raise Faulty("dit contract geldt niet voor dit product", "product")

    def place(self, column: str, provider_id: int, name: str) -> tuple[int, str]:
        """The location or service area of this name: id and official name. Raises Faulty."""
        if not name:
            raise Faulty("vul deze kolom in bij dit product", column)
        known = self.locations if column == "location" else self.service_areas
        found = known.get((provider_id, plain(name)))
        if found is None:
            raise Faulty(f"‘{name}’ staat niet bij deze aanbieder", column)
        return found

    def ids(self, row: OfferingRow) -> dict[str, int | None]:
        contract_id = self.contracts.id(row.contract)
        provider_id = self.contract_of[contract_id].provider_id
        column = "location" if row.location else "service_area"
        place_id = self.place(column, provider_id, row.location or row.service_area)[0]
        return {
            "contract_id": contract_id,
            "product_id": self.products.id(row.product),
            "location_id": place_id if row.location else None,
            "service_area_id": None if row.location else place_id,
        }


async def _names(region_id: int) -> _Names:
    contracts = await Contract.filter(region_id=region_id)
    locations = await Location.filter(municipality__region_id=region_id)
    areas = await ServiceArea.filter(region_id=region_id)
    products = await Product.filter(region_id=region_id)
    limits: dict[int, set[int]] = {}
    for one in await ContractProduct.filter(region_id=region_id):
        limits.setdefault(one.contract_id, set()).add(one.product_id)
    return _Names(
        contracts=ByName("contract", {one.number: one.id for one in contracts}),
        products=await products_of(region_id),
        contract_of={one.id: one for one in contracts},
        lot_of={one.id: one.lot_id for one in products},
        limits=limits,
        delivered={one.id: one.delivered for one in products},
        locations={(one.provider_id, plain(one.name)): (one.id, one.name) for one in locations},
        service_areas={(one.provider_id, plain(one.name)): (one.id, one.name) for one in areas},
    )


async def _load(scope: Scope) -> Known[OfferingRow]:
    names = await _names(scope.region_id)
    offerings = (
        await Offering.filter(region_id=scope.region_id, withdrawn_at=None)
        .select_related("contract", "product", "location", "service_area")
        .order_by("id")
    )
    rows: dict[Hashable, Stored[OfferingRow]] = {}
    for one in offerings:
        row = _row(one)
        rows[_key(asdict(row))] = Stored(one.id, row)

    async def save(row: OfferingRow, offering_id: int | None) -> int:
        contact = {
            "contact_name": row.contact_name,
            "contact_phone": row.contact_phone,
            "contact_email": row.contact_email,
        }
        values: dict[str, Any] = {**contact, **names.ids(row)}
        return await save_offering(scope.actor, scope.region_id, offering_id, values)

    return Known(rows=rows, key=_key, settle=names.settled, save=save)


def _key(given: Given) -> Hashable:
    return tuple(plain(given[name]) for name in ("contract", "product", "location", "service_area"))


def _row(offering: Offering) -> OfferingRow:
    return OfferingRow(
        contract=offering.contract.number,
        product=offering.product.full_code,
        location=offering.location.name if offering.location else "",
        service_area=offering.service_area.name if offering.service_area else "",
        contact_name=offering.contact_name,
        contact_phone=offering.contact_phone,
        contact_email=offering.contact_email,
    )


OFFERINGS: Final = Kind(
    name="offerings",
    title="Aanbod",
    subject="offering",
    explanation=(
        "Welk product een aanbieder waar geeft, onder welk contract. Een product dat thuis is "
        "krijgt een werkgebied, een product op locatie een locatie."
    ),
    columns=(
        Column(
            name="contract",
            title="Contractnummer",
            meaning="Het nummer van het contract",
            example="WF-2025-014",
            read=text(40),
            required=True,
        ),
        Column(
            name="product",
            title="Product",
            meaning="Categorie en code van het product",
            example="02BGB",
            read=text_in,
            required=True,
        ),
        Column(
            name="location",
            title="Locatie",
            meaning="De naam van de locatie, bij een product op locatie",
            example="De Lindehof",
            read=text(120),
        ),
        Column(
            name="service_area",
            title="Werkgebied",
            meaning="De naam van het werkgebied, bij een product thuis",
            example="Hoorn en omgeving",
            read=text(120),
        ),
        Column(
            name="contact_name",
            title="Contact",
            meaning="Wie consulenten bellen over nieuwe cliënten",
            example="Afdeling aanmelding",
            read=text(120),
        ),
        Column(
            name="contact_phone",
            title="Telefoon",
            meaning="Het telefoonnummer van dit contact",
            example="0229 123 456",
            read=phone_number,
        ),
        Column(
            name="contact_email",
            title="E-mail",
            meaning="Het e-mailadres van dit contact",
            example="aanmelden@delinde.example",
            read=mail_address,
        ),
    ),
    row=OfferingRow,
    named_by=("contract", "product", "location", "service_area"),
    load=_load,
)
KINDS: Final[tuple[Kind[Any], ...]] = (OFFERINGS,)
