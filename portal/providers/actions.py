"""Changing who gives support: providers, where they work, access teams and contracts."""

from collections.abc import Collection, Mapping
from typing import Any, Final

from portal.accounts.models import Membership
from portal.catalogue.actions import Values, require, save_regional, save_row
from portal.catalogue.models import Lot, Municipality, Product, Region
from portal.catalogue.rules import ManagedPer
from portal.journal.actions import record_change
from portal.kernel.actor import Actor, Role
from portal.kernel.clock import now
from portal.kernel.errors import NotAllowed, NotFound, NotValid
from portal.providers.models import (
    AccessTeam,
    AccessTeamArea,
    AccessTeamContact,
    Contract,
    ContractPart,
    ContractProduct,
    Location,
    Provider,
    ServiceArea,
    ServiceAreaPart,
    SubcontractApproval,
)
from portal.providers.rules import ContactPurpose, SubcontractDecision

SHARED: Final = "Een andere regio heeft ook een contract met deze aanbieder."


async def save_provider(
    actor: Actor | None, region_id: int, provider_id: int | None, values: Values
) -> int:
    """Make a provider, or change one that only this region works with (NotAllowed otherwise)."""
    if provider_id and await works_elsewhere(provider_id, region_id):
        raise NotAllowed(f"{SHARED} U kunt de gegevens hier niet wijzigen.")
    return await save_row(Provider, actor, region_id, provider_id, values, within={})


async def works_elsewhere(provider_id: int, region_id: int) -> bool:
    """Whether another region has a contract with this provider."""
    return await Contract.filter(provider_id=provider_id).exclude(region_id=region_id).exists()


async def save_location(
    actor: Actor | None, region_id: int, location_id: int | None, values: Values
) -> int:
    """Make a location in a municipality of this region, or change one there."""
    await require(Municipality, region_id, values["municipality_id"])
    within = {"municipality__region_id": region_id, "provider_id": values["provider_id"]}
    return await save_row(Location, actor, region_id, location_id, values, within=within)


async def save_service_area(
    actor: Actor | None,
    region_id: int,
    area_id: int | None,
    values: Values,
    municipalities: Collection[int],
) -> int:
    """Make or change a service area and the municipalities that it covers."""
    area_id = await save_regional(ServiceArea, actor, region_id, area_id, values)
    parts = _Parts(ServiceAreaPart, "service_area_id", "municipality_id")
    await parts.become(actor, region_id, area_id, municipalities)
    return area_id


async def save_access_team(
    actor: Actor | None,
    region_id: int,
    team_id: int | None,
    values: Values,
    municipalities: Collection[int],
) -> int:
    """Make or change an access team and the municipalities that it serves."""
    team_id = await save_regional(AccessTeam, actor, region_id, team_id, values)
    parts = _Parts(AccessTeamArea, "access_team_id", "municipality_id")
    await parts.become(actor, region_id, team_id, municipalities)
    return team_id


async def save_contacts(
    actor: Actor | None,
    region_id: int,
    team_id: int,
    contacts: Mapping[ContactPurpose, Mapping[str, str]],
) -> None:
    """Set whom to reach for each purpose: name, phone, email; all empty means nobody."""
    await require(AccessTeam, region_id, team_id)
    known = {one.purpose: one for one in await AccessTeamContact.filter(access_team_id=team_id)}
    for purpose, contact in contacts.items():
        row = known.get(purpose)
        if any(contact.values()):
            within = {"access_team_id": team_id}
            values = {**contact, "purpose": purpose, **within}
            row_id = row.id if row else None
            await save_row(AccessTeamContact, actor, region_id, row_id, values, within=within)
        elif row:
            await row.delete()
            await _record(actor, "access_team_contact.removed", row.id, region_id)


async def save_contract(
    actor: Actor | None,
    region_id: int,
    contract_id: int | None,
    values: Values,
    products: Collection[int],
    municipalities: Collection[int],
) -> int:
    """Make or change a contract; without products it covers the lot, without municipalities all.

    Where the region appoints one manager per provider or per lot, the manager comes to stand on
    the other contracts of that provider or lot too; a new contract without manager takes theirs.
    """
    await require(Lot, region_id, values["lot_id"])
    if contract_id is None and not values.get("manager_id"):
        values = {**values, "manager_id": await _manager_of_siblings(region_id, values)}
    await _require_manager(region_id, contract_id, values.get("manager_id"))
    contract_id = await save_regional(Contract, actor, region_id, contract_id, values)
    limits = _Parts(ContractProduct, "contract_id", "product_id")
    await limits.become(actor, region_id, contract_id, products)
    parts = _Parts(ContractPart, "contract_id", "municipality_id")
    await parts.become(actor, region_id, contract_id, municipalities)
    await _spread_manager(actor, region_id, values)
    return contract_id


async def decide_subcontract(
    actor: Actor, contract_id: int, decision: SubcontractDecision, *, note: str = ""
) -> None:
    """Record whether the region lets a subcontractor work; a later decision replaces it."""
    contract = await (
        Contract.filter(id=contract_id, region_id=actor.region_id).select_for_update().first()
    )
    if contract is None:
        raise NotFound
    if contract.main_contract_id is None:
        raise NotValid("Dit is een hoofdcontract; daarvoor is geen akkoord nodig.")
    moment = now()
    approval = await SubcontractApproval.get_or_none(contract_id=contract_id)
    if approval is None:
        approval = SubcontractApproval(
            contract_id=contract_id, requested_by_id=actor.person_id, requested_at=moment
        )
    if approval.decision is decision:
        return
    approval.decision = decision
    approval.decided_by_id = actor.person_id
    approval.decided_at = moment
    approval.note = note
    await approval.save()
    await record_change(
        actor,
        f"subcontract.{decision.value}",
        subject="subcontract",
        ids=[contract_id],
        region_id=actor.region_id,
        reason=note,
    )


async def _manager_of_siblings(region_id: int, values: Values) -> int | None:
    siblings = await _siblings(region_id, values)
    found = await Contract.filter(**siblings, manager_id__isnull=False).first()
    return found.manager_id if found else None


async def _spread_manager(actor: Actor | None, region_id: int, values: Values) -> None:
    manager_id = values.get("manager_id")
    if not manager_id:
        return
    for contract in await Contract.filter(**await _siblings(region_id, values)):
        if contract.manager_id != manager_id:
            await save_regional(Contract, actor, region_id, contract.id, {"manager_id": manager_id})


async def _siblings(region_id: int, values: Values) -> dict[str, Any]:
    """The contracts that have the same manager by this region's setting."""
    region = await Region.get(id=region_id)
    shared = "provider_id" if region.managed_per is ManagedPer.PROVIDER else "lot_id"
    return {"region_id": region_id, shared: values[shared]}


async def _require_manager(region_id: int, contract_id: int | None, manager_id: int | None) -> None:
    """A new manager is a region manager of this region; one who left stays until replaced."""
    if manager_id is None:
        return
    if contract_id and await Contract.exists(id=contract_id, manager_id=manager_id):
        return
    members = Membership.filter(role=Role.REGION_MANAGER, region_id=region_id, ended_at=None)
    if not await members.filter(person_id=manager_id).exists():
        raise NotFound


class _Parts:
    """The rows that tie one parent to several others of its region."""

    def __init__(self, model: Any, parent: str, other: str) -> None:
        self.model = model
        self.parent = parent
        self.other = other

    async def become(
        self, actor: Actor | None, region_id: int, parent_id: int, wanted: Collection[int]
    ) -> None:
        """Add what is missing and remove what is too much; a row of another region: NotFound."""
        mine = self.model.filter(**{self.parent: parent_id})
        held = set(await mine.values_list(self.other, flat=True))
        added, removed = sorted(set(wanted) - held), sorted(held - set(wanted))
        if not (added or removed):
            return
        target = Product if self.other == "product_id" else Municipality
        for other_id in added:
            await require(target, region_id, other_id)
            tie = {self.parent: parent_id, self.other: other_id, "region_id": region_id}
            await self.model.create(**tie)
        await mine.filter(**{f"{self.other}__in": removed}).delete()
        subject = self.parent.removesuffix("_id")
        await _record(actor, f"{subject}.{self.other}s_changed", parent_id, region_id)


async def _record(actor: Actor | None, action: str, row_id: int, region_id: int) -> None:
    await record_change(
        actor, action, subject=action.partition(".")[0], ids=[row_id], region_id=region_id
    )
