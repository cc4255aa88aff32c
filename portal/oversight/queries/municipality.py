"""What a municipality sees of its own area."""

from datetime import date

from tortoise.expressions import Q

from portal.availability.queries import offerings_visible_to, rows
from portal.availability.queries.stops import StopRequest, stops_to_decide
from portal.availability.rules.row import Named
from portal.catalogue.models import Municipality, Product
from portal.kernel.actor import Actor, Role
from portal.kernel.errors import NotFound
from portal.oversight.rules.municipality import Area, Kind, StopToDecide, in_area, waiting_first


async def area(actor: Actor, *, today: date) -> Area:
    """The area of the actor's own municipality; NotFound for other roles."""
    if actor.role is not Role.MUNICIPALITY_MEMBER:
        raise NotFound
    own = await Municipality.get(id=actor.municipality_id)
    here = Named(id=own.id, name=own.name)
    every = await rows(offerings_visible_to(actor))
    asked = [
        _to_decide(one) for one in await stops_to_decide(actor, limit=0) if one.waiting(today=today)
    ]
    return Area(
        municipality=here,
        to_decide=waiting_first(asked, today=today),
        products=in_area(await _kinds(own.region_id, today), every, here, today=today),
    )


async def _kinds(region_id: int, today: date) -> list[Kind]:
    valid = Product.filter(
        Q(valid_until=None) | Q(valid_until__gte=today), region_id=region_id, valid_from__lte=today
    )
    found = await valid.order_by("lot__name", "name", "id").select_related("lot")
    return [
        Kind(
            id=one.id,
            code=one.full_code,
            name=one.name,
            lot=one.lot.name,
            norm_days=one.norm_days,
        )
        for one in found
    ]


def _to_decide(request: StopRequest) -> StopToDecide:
    return StopToDecide(
        stop_id=request.id,
        provider=request.row.provider.name,
        product=request.row.product.name,
        place=request.row.place_name,
        from_on=request.period.from_on,
        until_on=request.period.until_on,
    )
