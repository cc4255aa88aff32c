"""What a region buys, always of the actor's own region."""

from typing import Final, TypeVar

from tortoise.models import Model
from tortoise.queryset import QuerySet

from portal.catalogue.models import Lot, Municipality, Place, Product, Region
from portal.kernel.actor import Actor, Role
from portal.kernel.errors import NotFound

M = TypeVar("M", bound=Model)
READERS: Final = (Role.REGION_MANAGER, Role.INSPECTOR)


def region_id_of(actor: Actor) -> int:
    """The region for which the actor works. Raises NotFound for others."""
    if actor.region_id is None or not actor.has(*READERS):
        raise NotFound
    return actor.region_id


def lots_visible_to(actor: Actor) -> QuerySet[Lot]:
    """The lots of the actor's region, by name."""
    return Lot.filter(region_id=region_id_of(actor)).order_by("name")


def products_visible_to(actor: Actor) -> QuerySet[Product]:
    """The products of the actor's region, by code."""
    found = Product.filter(region_id=region_id_of(actor))
    return found.select_related("lot").order_by("category", "code", "valid_from")


def municipalities_visible_to(actor: Actor) -> QuerySet[Municipality]:
    """The municipalities of the actor's region, by name."""
    return Municipality.filter(region_id=region_id_of(actor)).order_by("name")


async def region_of(actor: Actor) -> Region:
    """The actor's region."""
    return await Region.get(id=region_id_of(actor))


async def found(rows: QuerySet[M], row_id: int) -> M:
    """The one row with this id. Raises NotFound."""
    row = await rows.get_or_none(id=row_id)
    if row is None:
        raise NotFound
    return row


async def found_if(rows: QuerySet[M], row_id: int | None) -> M | None:
    """The row with this id, or None where the address names none. Raises NotFound."""
    return None if row_id is None else await found(rows, row_id)


async def position_of(postcode: str, municipality_id: int) -> tuple[float, float]:
    """Where a postcode lies (latitude, longitude): its place, else its municipality's middle."""
    place = await Place.filter(pc4=postcode[:4]).order_by("id").first()
    where = place or await Municipality.get(id=municipality_id)
    return where.latitude, where.longitude
