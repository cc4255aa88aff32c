"""Files with contracts, from the contract system."""

from collections.abc import Hashable
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from portal.accounts.models import Membership, Person
from portal.catalogue.imports.naming import ByName, lots_of, municipalities_of, plain, products_of
from portal.catalogue.models import Product, Region
from portal.catalogue.rules import ManagedPer
from portal.kernel.actor import Role
from portal.providers import actions
from portal.providers.imports.providers import PROVIDER_COLUMN, ByNumber, all_providers
from portal.providers.models import Contract
from portal.spreadsheets.columns import (
    Column,
    Faulty,
    day,
    mail_address,
    many,
    money,
    text,
    text_in,
    whole_number,
    yes_or_no,
)
from portal.spreadsheets.kinds import Given, Kind, Known, Scope, Stored


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractRow:
    number: str
    provider: str
    lot: str
    starts_on: date
    ends_on: date
    products: tuple[str, ...]
    municipalities: tuple[str, ...]
    main_contract: str
    delegates_editing: bool
    manager: str
    cadence_days: int
    budget_ceiling: Decimal | None
    max_trajectories: int | None


async def contracts_in(region_id: int) -> list[Contract]:
    """The region's contracts with all that a file tells of them."""
    return await (
        Contract.filter(region_id=region_id)
        .select_related("lot", "main_contract", "manager")
        .prefetch_related("products__product", "parts__municipality")
        .order_by("number")
    )


async def _managers(region_id: int) -> dict[str, int]:
    """Who may manage a contract, and who does though they left, by mail address."""
    members = Membership.filter(role=Role.REGION_MANAGER, region_id=region_id, ended_at=None)
    now_there = await members.values_list("person__email", "person_id")
    standing = await Person.filter(managed_contracts__region_id=region_id).values_list(
        "email", "id"
    )
    return dict([*standing, *now_there])


@dataclass(frozen=True, slots=True, kw_only=True)
class _Names:
    """What the lines of the file refer to, and what they have said so far."""

    providers: ByNumber
    lots: ByName
    products: ByName
    lot_of_product: dict[int, int]
    municipalities: ByName
    managers: dict[str, int]
    managed_per: ManagedPer
    told: dict[str, tuple[str, str]]
    """The manager of each provider or lot, and the contract that said so."""

    def settled(self, given: Given, stored: ContractRow | None) -> Given:
        settled = {
            **given,
            "provider": self.providers.settled(given["provider"]),
            "lot": self.lots.settled(given["lot"], "lot"),
        }
        if stored and stored.provider != settled["provider"]:
            raise Faulty("dit contract is van een andere aanbieder", "provider")
        if "products" in given:
            settled["products"] = self._products(given["products"], self.lots.id(given["lot"]))
        if "municipalities" in given:
            names = {
                self.municipalities.settled(n, "municipalities") for n in given["municipalities"]
            }
            settled["municipalities"] = tuple(sorted(names))
        return self._with_manager(settled)

    def _products(self, codes: tuple[str, ...], lot_id: int) -> tuple[str, ...]:
        for code in codes:
            if self.lot_of_product[self.products.id(code, "products")] != lot_id:
                raise Faulty(f"product ‘{code}’ hoort niet bij dit perceel", "products")
        return tuple(sorted({self.products.settled(code, "products") for code in codes}))

    def _with_manager(self, given: Given) -> Given:
        """An empty cell leaves the manager as it is; there is one per provider or per lot."""
        email = given.pop("manager", "")
        if not email:
            return given
        if email not in self.managers:
            raise Faulty(f"‘{email}’ is geen contractmanager van deze regio", "manager")
        shared = given["provider" if self.managed_per is ManagedPer.PROVIDER else "lot"]
        told, by = self.told.setdefault(shared, (email, given["number"]))
        if told != email:
            raise Faulty(
                f"contract {by} noemt een andere contractmanager; "
                f"in deze regio is er één {self.managed_per.label}",
                "manager",
            )
        return {**given, "manager": email}


async def _names(region_id: int) -> _Names:
    region = await Region.get(id=region_id)
    lots = dict(await Product.filter(region_id=region_id).values_list("id", "lot_id"))
    return _Names(
        providers=await all_providers(),
        lots=await lots_of(region_id),
        products=await products_of(region_id),
        lot_of_product=lots,
        municipalities=await municipalities_of(region_id),
        managers=await _managers(region_id),
        managed_per=region.managed_per,
        told={},
    )


async def _load(scope: Scope) -> Known[ContractRow]:
    names = await _names(scope.region_id)
    contracts = await contracts_in(scope.region_id)
    rows: dict[Hashable, Stored[ContractRow]] = {
        plain(one.number): Stored(one.id, _row(one, names.providers)) for one in contracts
    }
    ids = {plain(one.number): one.id for one in contracts}

    def settle(given: Given) -> Given:
        stored = rows.get(_key(given))
        return names.settled(given, stored.row if stored else None)

    async def save(row: ContractRow, contract_id: int | None) -> int:
        values = asdict(row)
        products = [names.products.id(code) for code in values.pop("products")]
        parts = [names.municipalities.id(name) for name in values.pop("municipalities")]
        main = values.pop("main_contract")
        values["main_contract_id"] = ids[plain(main)] if main else None
        values["provider_id"] = names.providers.id(values.pop("provider"))
        values["lot_id"] = names.lots.id(values.pop("lot"))
        values["manager_id"] = names.managers.get(values.pop("manager"))
        saved = await actions.save_contract(
            scope.actor, scope.region_id, contract_id, values, products, parts
        )
        ids[plain(row.number)] = saved
        return saved

    return Known(rows=rows, key=_key, settle=settle, save=save)


def _key(given: Given) -> Hashable:
    return plain(given["number"])


def _row(contract: Contract, providers: ByNumber) -> ContractRow:
    return ContractRow(
        number=contract.number,
        provider=providers.numbers[contract.provider_id],
        lot=contract.lot.name,
        starts_on=contract.starts_on,
        ends_on=contract.ends_on,
        products=tuple(sorted({one.product.full_code for one in contract.products})),
        municipalities=tuple(sorted(part.municipality.name for part in contract.parts)),
        main_contract=contract.main_contract.number if contract.main_contract else "",
        delegates_editing=contract.delegates_editing,
        manager=contract.manager.email if contract.manager else "",
        cadence_days=contract.cadence_days,
        budget_ceiling=contract.budget_ceiling,
        max_trajectories=contract.max_trajectories,
    )


def _check(row: ContractRow) -> None:
    if row.ends_on < row.starts_on:
        raise Faulty("de laatste dag ligt vóór de eerste dag", "ends_on")
    if row.main_contract and plain(row.main_contract) == plain(row.number):
        raise Faulty("een contract kan niet onder zichzelf vallen", "main_contract")


def _leans_on(row: ContractRow) -> tuple[Hashable, str] | None:
    return (plain(row.main_contract), "main_contract") if row.main_contract else None


CONTRACTS: Final = Kind(
    name="contracts",
    title="Contracten",
    subject="contract",
    explanation=(
        "De contracten uit uw contractsysteem. Een contract herkennen we aan zijn nummer. Een "
        "onderaannemer telt pas mee als u op de pagina van de aanbieder akkoord geeft."
    ),
    columns=(
        Column(
            name="number",
            title="Contractnummer",
            meaning="Het nummer in uw contractsysteem",
            example="WF-2025-014",
            read=text(40),
            required=True,
        ),
        PROVIDER_COLUMN,
        Column(
            name="lot",
            title="Perceel",
            meaning="De naam van het perceel",
            example="Begeleiding",
            read=text(120),
            required=True,
        ),
        Column(
            name="starts_on",
            title="Eerste dag",
            meaning="De eerste dag van het contract",
            example="01-07-2025",
            read=day,
            required=True,
        ),
        Column(
            name="ends_on",
            title="Laatste dag",
            meaning="De laatste dag van het contract",
            example="30-06-2029",
            read=day,
            required=True,
        ),
        Column(
            name="products",
            title="Producten",
            meaning="Codes van producten, met een komma ertussen; leeg is alle van het perceel",
            example="02BGB, 02BGS",
            read=many(text_in),
            default=(),
        ),
        Column(
            name="municipalities",
            title="Gemeenten",
            meaning="Namen of codes, met een komma ertussen; leeg is alle gemeenten van de regio",
            example="Hoorn, Medemblik",
            read=many(text_in),
            default=(),
        ),
        Column(
            name="main_contract",
            title="Onderaannemer van contract",
            meaning="Het nummer van het hoofdcontract; leeg is hoofdaannemer",
            example="WF-2025-003",
            read=text(40),
        ),
        Column(
            name="delegates_editing",
            title="Onderaannemer werkt cijfers bij",
            meaning="ja of nee: of de onderaannemer de cijfers zelf bijwerkt; leeg is nee",
            example="nee",
            read=yes_or_no,
            default=False,
        ),
        Column(
            name="manager",
            title="Contractmanager",
            meaning="E-mailadres van de contractmanager; leeg laat de contractmanager zoals die is",
            example="contract@regio.example",
            read=mail_address,
        ),
        Column(
            name="cadence_days",
            title="Bevestigen om de … dagen",
            meaning="Na hoeveel dagen de aanbieder zijn cijfers opnieuw bevestigt; leeg is 14",
            example="14",
            read=whole_number(1, 366),
            default=14,
        ),
        Column(
            name="budget_ceiling",
            title="Budgetplafond",
            meaning="Het bedrag in euro; leeg is geen plafond",
            example="125000,00",
            read=money,
            default=None,
        ),
        Column(
            name="max_trajectories",
            title="Maximum trajecten",
            meaning="Het aantal trajecten; leeg is geen maximum",
            example="40",
            read=whole_number(1, 100_000),
            default=None,
        ),
    ),
    row=ContractRow,
    named_by=("number",),
    load=_load,
    known_as=lambda row: plain(row.number),
    leans_on=_leans_on,
    check=_check,
)
