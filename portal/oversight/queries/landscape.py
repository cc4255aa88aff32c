"""The care landscape as the actor may see it; one's own municipality stands first."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any

from tortoise.expressions import Q

from portal.availability.queries import rows
from portal.availability.rules.row import Named
from portal.catalogue.models import Product
from portal.gaps.queries import gaps_visible_to, municipalities_to_choose, region_id_around
from portal.kernel.actor import Actor
from portal.oversight.rules.landscape import Landscape, ProductLine, Reported, landscape
from portal.search.queries import offerings_open_to


async def landscape_around(actor: Actor, *, today: date) -> Landscape:
    """Every product that is valid today in every municipality of the actor's region.

    For a consultant, municipality, region manager or inspector; raises NotFound for others.
    """
    return landscape(
        await rows(offerings_open_to(actor)),
        await product_lines(actor, today=today),
        await _municipalities(actor),
        reported=await reported(actor),
        today=today,
    )


async def product_lines(actor: Actor, *, today: date) -> list[ProductLine]:
    """The products of the actor's region that are valid on this day."""
    valid = Product.filter(
        Q(valid_until=None) | Q(valid_until__gte=today),
        region_id=await region_id_around(actor),
        valid_from__lte=today,
    )
    found = await valid.select_related("lot", "companion_of").order_by("valid_from", "id")
    return [
        ProductLine(
            id=product.id,
            code=product.full_code,
            name=product.name,
            lot=Named(id=product.lot_id, name=product.lot.name),
            norm_days=product.norm_days,
            companion_of=product.companion_of.full_code if product.companion_of else "",
        )
        for product in found
    ]


async def _municipalities(actor: Actor) -> Sequence[Named]:
    found = await municipalities_to_choose(actor)
    return sorted(found, key=lambda one: one.id != actor.municipality_id)


async def reported(actor: Actor) -> Reported:
    """How many reports that nothing fits are open, by product code and municipality."""
    found: list[Any] = await (
        gaps_visible_to(actor)
        .filter(closed_at=None, product_id__not_isnull=True)
        .values_list("product__category", "product__code", "municipality_id")
    )
    return Counter((category + code, municipality) for category, code, municipality in found)
