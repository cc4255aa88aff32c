"""Changing what a region buys: one way to write, for screens and imports alike."""

import re
from collections.abc import Mapping
from typing import Any, TypeVar, cast

from tortoise.expressions import Q
from tortoise.models import Model

from portal.catalogue.models import Lot, Municipality, Place, Product, Region, TargetGroup
from portal.journal.actions import record_change
from portal.kernel.actor import Actor
from portal.kernel.errors import NotFound, NotValid

M = TypeVar("M", bound=Model)
Values = Mapping[str, Any]


async def save_lot(actor: Actor | None, region_id: int, lot_id: int | None, values: Values) -> int:
    """Make a lot, or change one of this region. Returns its id."""
    return await save_regional(Lot, actor, region_id, lot_id, values)


async def save_product(
    actor: Actor | None, region_id: int, product_id: int | None, values: Values
) -> int:
    """Make a product, or change one; `target_group` is a name, and a new name makes a group."""
    group = values["target_group"]
    group_id = await _target_group(actor, region_id, group) if group else None
    rest = {name: value for name, value in values.items() if name != "target_group"}
    return await save_regional(
        Product, actor, region_id, product_id, {**rest, "target_group_id": group_id}
    )


async def save_municipality(
    actor: Actor | None, region_id: int, municipality_id: int | None, values: Values
) -> int:
    """Make a municipality of this region, or change one."""
    return await save_regional(Municipality, actor, region_id, municipality_id, values)


async def save_place(
    actor: Actor | None, region_id: int, place_id: int | None, values: Values
) -> int:
    """Make a place in a municipality of this region, or change one."""
    await require(Municipality, region_id, values["municipality_id"])
    within = {"municipality__region_id": region_id}
    return await save_row(Place, actor, region_id, place_id, values, within=within)


async def save_region(actor: Actor, values: Values) -> None:
    """Change how the actor's own region works."""
    assert actor.region_id is not None
    region_id = actor.region_id
    await save_row(Region, actor, region_id, region_id, values, within={"id": region_id})


async def save_regional(
    model: type[M], actor: Actor | None, region_id: int, row_id: int | None, values: Values
) -> int:
    """Make or change a row that carries a region; a row of another region raises NotFound."""
    fresh = values if row_id else {**values, "region_id": region_id}
    return await save_row(model, actor, region_id, row_id, fresh, within={"region_id": region_id})


async def save_row(
    model: type[M],
    actor: Actor | None,
    region_id: int,
    row_id: int | None,
    values: Values,
    within: Values,
) -> int:
    """Make a row, or change the one with this id among those `within`; unchanged stays unwritten.

    The journal gets the names of the fields that changed, never what they hold.
    """
    subject = _table(model)
    if row_id is None:
        made = await model.create(**values)
        await record_change(
            actor, f"{subject}.made", subject=subject, ids=[made.pk], region_id=region_id
        )
        return made.pk
    if not await model.filter(**within).filter(id=row_id).exists():
        raise NotFound
    row = await model.filter(id=row_id).select_for_update().get()
    changed = sorted(name for name, value in values.items() if getattr(row, name) != value)
    if changed:
        for name in changed:
            setattr(row, name, values[name])
        await row.save(update_fields=changed)
        await record_change(
            actor,
            f"{subject}.changed",
            subject=subject,
            ids=[row.pk],
            region_id=region_id,
            fields=changed,
        )
    return row.pk


async def require(model: type[Model], region_id: int, row_id: int) -> None:
    """The row must belong to this region. Raises NotFound."""
    if not await model.exists(id=row_id, region_id=region_id):
        raise NotFound


def _table(model: type[Model]) -> str:
    return str(cast(Any, model)._meta.db_table)  # noqa: SLF001  as Tortoise itself documents


async def _target_group(actor: Actor | None, region_id: int, name: str) -> int:
    group = await TargetGroup.get_or_none(region_id=region_id, name=name)
    if group is not None:
        return group.id
    return await save_regional(TargetGroup, actor, region_id, None, {"name": name})


async def create_region(name: str) -> Region:
    """Begin a new region, from the command line; raises NotValid for a name that exists."""
    slug = "-".join(re.findall(r"[a-z0-9]+", name.lower()))
    if not slug or await Region.filter(Q(slug=slug) | Q(name=name)).exists():
        raise NotValid("Deze regio bestaat al, of de naam heeft geen letters.")
    region = await Region.create(name=name, slug=slug)
    await record_change(None, "region.created", subject="region", ids=[region.id])
    return region
