"""Reported gaps, always of the actor's own region."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from portal.availability.rules.row import Named
from portal.catalogue.models import Municipality, Product
from portal.gaps.models import GapReport
from portal.gaps.rules import Closing, Gap, GapReason, ProductChoice
from portal.kernel.actor import Actor, Role
from portal.kernel.clock import local_date
from portal.kernel.errors import NotFound
from portal.providers.models import AccessTeam, AccessTeamArea

REPORTERS: Final = (Role.CONSULTANT, Role.REGION_MANAGER, Role.MUNICIPALITY_MEMBER)
READERS: Final = (Role.REGION_MANAGER, Role.INSPECTOR)


async def region_id_around(actor: Actor) -> int:
    """The region in which the actor reports gaps or reads them. Raises NotFound for others."""
    if actor.role is Role.CONSULTANT:
        return (await AccessTeam.get(id=actor.access_team_id)).region_id
    if actor.role is Role.MUNICIPALITY_MEMBER:
        return (await Municipality.get(id=actor.municipality_id)).region_id
    if actor.region_id is None or not actor.has(*READERS):
        raise NotFound
    return actor.region_id


async def products_to_choose(actor: Actor, *, on: date) -> list[ProductChoice]:
    """The products of the region that are valid on this day, by name."""
    valid = Product.filter(
        Q(valid_until=None) | Q(valid_until__gte=on),
        region_id=await region_id_around(actor),
        valid_from__lte=on,
    )
    newest = {one.full_code: one for one in await valid.order_by("valid_from")}
    found = [_choice(one.id, one.category, one.code, one.name) for one in newest.values()]
    return sorted(found, key=lambda product: (product.name, product.code))


async def municipalities_to_choose(actor: Actor) -> list[Named]:
    """The municipalities of the region, by name."""
    found = Municipality.filter(region_id=await region_id_around(actor)).order_by("name")
    return [Named(id=one.id, name=one.name) for one in await found]


async def own_municipality_id(actor: Actor) -> int | None:
    """Whose clients the actor works for, when that is one municipality."""
    if actor.role is not Role.CONSULTANT:
        return actor.municipality_id
    served = await AccessTeamArea.filter(access_team_id=actor.access_team_id).limit(2)
    return served[0].municipality_id if len(served) == 1 else None


def gaps_visible_to(actor: Actor) -> QuerySet[GapReport]:
    """The gaps that were reported in the region whose care landscape the actor looks after."""
    if actor.region_id is None or not actor.has(*READERS):
        return GapReport.filter(id__in=[])
    return GapReport.filter(region_id=actor.region_id)


async def gaps(actor: Actor, *, closed: bool = False, most: int | None = None) -> Sequence[Gap]:
    """The gaps that are open, or those that were closed; the newest first."""
    found = gaps_visible_to(actor).filter(closed_at__isnull=not closed)
    found = found.order_by("-closed_at" if closed else "-reported_at", "-id")
    return [_gap(raw) for raw in await (found.limit(most) if most else found).values(*_COLUMNS)]


async def gap_for(actor: Actor, gap_id: int) -> Gap:
    """One reported gap; raises NotFound when it does not exist for this actor."""
    found = await gaps_visible_to(actor).filter(id=gap_id).values(*_COLUMNS)
    if not found:
        raise NotFound
    return _gap(found[0])


_COLUMNS = (
    "id",
    "product_id",
    "product__category",
    "product__code",
    "product__name",
    "municipality_id",
    "municipality__name",
    "reason",
    "remark",
    "reported_on",
    "by__name",
    "closed_at",
    "closed_by__name",
    "closing_note",
)


def _gap(raw: dict[str, Any]) -> Gap:
    product = (raw["product_id"], raw["product__category"], raw["product__code"])
    return Gap(
        id=raw["id"],
        product=_choice(*product, raw["product__name"]) if raw["product_id"] else None,
        municipality=Named(id=raw["municipality_id"], name=raw["municipality__name"]),
        reason=GapReason(raw["reason"]),
        remark=raw["remark"],
        reported_on=raw["reported_on"],
        by_name=raw["by__name"],
        closing=_closing(raw),
    )


def _closing(raw: dict[str, Any]) -> Closing | None:
    if raw["closed_at"] is None:
        return None
    on = local_date(raw["closed_at"])
    return Closing(on=on, by_name=raw["closed_by__name"], note=raw["closing_note"])


def _choice(product_id: int, category: str, code: str, name: str) -> ProductChoice:
    return ProductChoice(id=product_id, code=category + code, name=name)
