"""The was-wordt list: which product comes after which."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from portal.catalogue.actions import save_regional
from portal.catalogue.models import Municipality, Product, Succession
from portal.journal.actions import record_change
from portal.kernel.actor import Actor, Role
from portal.kernel.errors import NotFound, NotValid


async def save_succession(
    actor: Actor | None, region_id: int, succession_id: int | None, values: Mapping[str, Any]
) -> int:
    """Make or change one line; raises NotValid when a product would succeed itself."""
    if values["product_id"] == values["successor_id"]:
        raise NotValid("Een product kan zichzelf niet opvolgen.")
    return await save_regional(Succession, actor, region_id, succession_id, values)


async def add_succession(
    actor: Actor,
    *,
    product_id: int,
    successor_id: int | None,
    municipality_id: int | None,
    from_on: date,
    equivalent: bool,
) -> int:
    """Add a line in the own region. Raises NotFound for another region's product."""
    region_id = _own_region(actor)
    wanted = {product_id, successor_id} - {None}
    known = await Product.filter(id__in=wanted, region_id=region_id).count()
    here = municipality_id is None or await Municipality.exists(
        id=municipality_id, region_id=region_id
    )
    if known != len(wanted) or not here:
        raise NotFound
    same: dict[str, Any] = {
        "product_id": product_id,
        "successor_id": successor_id,
        "municipality_id": municipality_id,
    }
    if await Succession.exists(region_id=region_id, **same):
        raise NotValid("Deze regel staat al in de lijst.")
    values = {**same, "from_on": from_on, "equivalent": equivalent}
    return await save_succession(actor, region_id, None, values)


async def remove_succession(actor: Actor, succession_id: int) -> None:
    """Take a line off the list. Raises NotFound for another region's."""
    region_id = _own_region(actor)
    if not await Succession.filter(id=succession_id, region_id=region_id).delete():
        raise NotFound
    await record_change(
        actor, "succession.removed", subject="succession", ids=[succession_id], region_id=region_id
    )


def _own_region(actor: Actor) -> int:
    if actor.role is not Role.REGION_MANAGER or actor.region_id is None:
        raise NotFound
    return actor.region_id
