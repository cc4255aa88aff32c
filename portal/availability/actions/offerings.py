"""Making and withdrawing offerings: what a provider gives where, under which contract."""

from portal.availability.models import ManagerTask, Offering
from portal.catalogue.actions import Values, save_regional
from portal.catalogue.models import Product
from portal.catalogue.rules import Delivered
from portal.journal.actions import record_change
from portal.kernel.actor import Actor
from portal.kernel.clock import now
from portal.kernel.errors import NotFound, NotValid
from portal.providers.models import Contract, ContractProduct


async def save_offering(
    actor: Actor | None, region_id: int, offering_id: int | None, values: Values
) -> int:
    """Make an offering, or change the contact of one. Returns its id.

    The contract must cover the product; at home needs a service area, at a location a location.
    """
    contract = await Contract.get_or_none(id=values["contract_id"], region_id=region_id)
    product = await Product.get_or_none(id=values["product_id"], region_id=region_id)
    if contract is None or product is None:
        raise NotFound
    if not await _covers(contract, product):
        raise NotValid(f"Contract {contract.number} geldt niet voor {product.name}.")
    at_home = product.delivered is Delivered.HOME
    if at_home != (values["service_area_id"] is not None):
        needed = "een werkgebied" if at_home else "een locatie"
        raise NotValid(f"{product.name} is {product.delivered.label}: kies {needed}.")
    found = {**values, "provider_id": contract.provider_id}
    return await save_regional(Offering, actor, region_id, offering_id, found)


async def withdraw_offering(actor: Actor, offering_id: int) -> None:
    """End an offering; its history stays, and nobody need ring about it any more.

    Withdrawing it again changes nothing.
    """
    offering = await (
        Offering.filter(id=offering_id, region_id=actor.region_id).select_for_update().first()
    )
    if offering is None:
        raise NotFound
    if offering.withdrawn_at is None:
        offering.withdrawn_at = now()
        await offering.save(update_fields=["withdrawn_at"])
        await ManagerTask.filter(offering_id=offering.id, done_at=None).update(
            done_at=offering.withdrawn_at, done_by_id=actor.person_id
        )
        await record_change(
            actor,
            "offering.withdrawn",
            subject="offering",
            ids=[offering.id],
            region_id=offering.region_id,
        )


async def _covers(contract: Contract, product: Product) -> bool:
    """Whether the contract's lot, and its list of products if it has one, hold the product."""
    if contract.lot_id != product.lot_id:
        return False
    limits = ContractProduct.filter(contract_id=contract.id)
    return not await limits.exists() or await limits.filter(product_id=product.id).exists()
