"""What the region arranges: contracts that end, narrow, begin, and work through subcontractors."""

from datetime import timedelta
from typing import Any

from portal.accounts.actions.invitations import invite
from portal.accounts.rules import Organisation, OrganisationKind
from portal.availability.actions.offerings import save_offering, withdraw_offering
from portal.catalogue.models import Municipality, Product
from portal.catalogue.rules import Delivered
from portal.database.transactions import committed
from portal.demo.year.model import Offer
from portal.demo.year.world import Event, Year, look_at_offers, some_offer, somebody
from portal.kernel.actor import Actor, Role
from portal.kernel.clock import today
from portal.providers.actions import (
    decide_subcontract,
    save_contract,
    save_provider,
    save_service_area,
)
from portal.providers.models import Contract, ContractPart, ContractProduct
from portal.providers.rules import SubcontractDecision

LASTS = timedelta(days=100)
"""Nobody begins under a contract that is about to end."""
NAMES = ("Zorg", "Hulp", "Steun", "Thuis", "Kracht", "Ruimte")
OF = ("de Polder", "het Dorp", "de Dijk", "de Haven", "het Meer", "de Molen")


async def _manager(year: Year, offer: Offer) -> Actor:
    found = await somebody(year, Role.REGION_MANAGER, region_id=offer.region)
    assert found is not None, "every region has managers"
    return found


async def _change(year: Year, offer: Offer, values: dict[str, Any], parts: list[int]) -> None:
    actor = await _manager(year, offer)
    contract = await Contract.get(id=offer.contract)
    products: list[Any] = await ContractProduct.filter(contract_id=contract.id).values_list(
        "product_id", flat=True
    )
    known = {"lot_id": contract.lot_id, "provider_id": contract.provider_id}
    await committed(
        lambda: save_contract(
            actor, offer.region, contract.id, {**known, **values}, products, parts
        )
    )
    await look_at_offers(year, contract_id=contract.id, withdrawn_at=None)


async def _parts(offer: Offer) -> list[int]:
    found: list[Any] = await ContractPart.filter(contract_id=offer.contract).values_list(
        "municipality_id", flat=True
    )
    return found


async def ended(year: Year) -> None:
    """A contract is not prolonged; nobody is reminded of its offerings after its last day."""
    offer = some_offer(year)
    if offer is None or offer.ends_on < today() + timedelta(days=400):
        return
    ends_on = today() + timedelta(days=year.random.randint(7, 60))
    await _change(year, offer, {"ends_on": ends_on}, await _parts(offer))
    year.did["contract ended"] += 1


async def narrowed(year: Year) -> None:
    """A contract no longer holds in one of the municipalities."""
    offer = some_offer(year)
    if offer is None or len(offer.municipalities) < 2:
        return
    dropped = year.random.choice(sorted(offer.municipalities))
    every: list[Any] = await Municipality.filter(region_id=offer.region).values_list(
        "id", flat=True
    )
    held = await _parts(offer) or every
    await _change(year, offer, {}, [one for one in held if one != dropped])
    year.did["contract narrowed"] += 1


async def other_cadence(year: Year) -> None:
    """The region wants the figures of a contract confirmed more or less often."""
    offer = some_offer(year)
    if offer is None:
        return
    days = year.random.choice([7, 14, 14, 21, 28])
    await _change(year, offer, {"cadence_days": days}, await _parts(offer))
    year.did["other cadence"] += 1


async def withdrawn(year: Year) -> None:
    """An offering is no longer given; its history stays."""
    offer = some_offer(year)
    if offer is None:
        return
    actor = await _manager(year, offer)
    await committed(lambda: withdraw_offering(actor, offer.id))
    offer.withdrawn = True
    year.did["offering withdrawn"] += 1


async def begun(year: Year) -> None:
    """A new provider: its contract, where it works, what it gives, and its first account."""
    await _begin(year, main=None)


async def begun_under_another(year: Year) -> None:
    """A new provider works for another one; the region has to agree first."""
    offer = some_offer(year)
    if offer is None or offer.main is not None:
        return
    contract_id = await _begin(year, main=offer)
    if contract_id is None:
        return
    year.model.subcontracts_open[contract_id] = offer.region
    if year.chance(0.9):
        year.plan(year.soon((48, 500)), _decided(offer, contract_id))


def _decided(main: Offer, contract_id: int) -> Event:
    async def event(year: Year) -> None:
        actor = await _manager(year, main)
        agrees = year.chance(0.75)
        decision = SubcontractDecision.AGREED if agrees else SubcontractDecision.REFUSED
        await committed(lambda: decide_subcontract(actor, contract_id, decision))
        year.model.subcontracts_open.pop(contract_id)
        await look_at_offers(year, contract_id=contract_id, withdrawn_at=None)
        year.did["subcontractor agreed" if agrees else "subcontractor refused"] += 1

    return event


async def _begin(year: Year, *, main: Offer | None) -> int | None:
    pattern = main or some_offer(year)
    if pattern is None or pattern.ends_on < today() + LASTS:
        return None
    actor = await _manager(year, pattern)
    name = f"{year.random.choice(NAMES)} in {year.random.choice(OF)} {year.number()}"
    contract_id = await committed(lambda: _arranged(year, actor, pattern, name, main))
    await look_at_offers(year, contract_id=contract_id, withdrawn_at=None)
    year.did["subcontractor asked" if main else "provider begun"] += 1
    return contract_id


async def _arranged(year: Year, actor: Actor, pattern: Offer, name: str, main: Offer | None) -> int:
    like = await Contract.get(id=pattern.contract)
    region, host = pattern.region, name.lower().replace(" ", "-")
    values = {"name": name, "phone": "0229 000 900", "email": f"aanmelden@{host}.example"}
    provider_id = await save_provider(actor, region, None, values)
    municipalities = await Municipality.filter(region_id=region).order_by("id")
    area_id = await save_service_area(
        actor,
        region,
        None,
        {"name": "Werkgebied", "provider_id": provider_id},
        [m.id for m in year.random.sample(municipalities, 3)],
    )
    contract_id = await save_contract(
        actor, region, None, _contract(year, like, provider_id, main), [], []
    )
    for product in await Product.filter(lot_id=like.lot_id, delivered=Delivered.HOME):
        offered = {"contract_id": contract_id, "product_id": product.id}
        where = {"service_area_id": area_id, "location_id": None}
        await save_offering(actor, region, None, {**offered, **where})
    organisation = Organisation(kind=OrganisationKind.PROVIDER, id=provider_id, name=name)
    await invite(
        actor,
        organisation,
        email=f"leiding@{host}.example",
        name=f"Leiding {name}",
        role=Role.PROVIDER_LEAD,
    )
    return contract_id


def _contract(year: Year, like: Contract, provider_id: int, main: Offer | None) -> dict[str, Any]:
    return {
        "provider_id": provider_id,
        "lot_id": like.lot_id,
        "number": f"JR-{year.number()}",
        "starts_on": today(),
        "ends_on": like.ends_on,
        "main_contract_id": main.contract if main else None,
        "delegates_editing": year.chance(0.5),
        "cadence_days": 14,
    }
