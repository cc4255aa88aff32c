"""How current the figures are, per group and over time, and which are only ticked off."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from portal.kernel.actor import Actor, Role
from portal.kernel.clock import today
from portal.oversight.forms.asked import Asked, asks_mine
from portal.oversight.queries.signals import signals_about
from portal.oversight.queries.upkeep import (
    first_confirmed_on,
    kept_in_region,
    manages_contracts,
    said_lately,
    signed_in_ever,
)
from portal.oversight.rules.signals import Signal
from portal.oversight.rules.trend import Trend, mondays, trend, weekly
from portal.oversight.rules.upkeep import By, Kept, Order, Upkeep, ordered, upkeep, whole
from portal.web.handlers import reads
from portal.web.page import Page
from portal.web.session import acting


@dataclass(frozen=True, kw_only=True)
class UpkeepOverview(Page):
    template: ClassVar[str] = "oversight/upkeep.html"
    fragments: ClassVar[frozenset[str]] = frozenset({"upkeep"})
    asked: Asked
    groupings: Sequence[By]
    orders: Sequence[Order]
    within: str
    """The lot, product or manager that the providers are kept to; empty is the whole region."""
    groups: Sequence[Upkeep]
    whole: Upkeep | None
    """All groups together; None when there is nothing to count."""
    trend: Trend | None
    offers_mine: bool


@reads
async def overview(request: Request) -> Response:
    """Who keeps figures current: per provider, lot, product or contract manager."""
    actor = acting(request, Role.REGION_MANAGER, Role.INSPECTOR)
    asked = Asked.parse(request.query_params)
    every = await kept_in_region(actor, mine=asked.mine)
    held = [one for one in every if asked.holds(one)]
    now = [one for one in held if one.counts_on(today())]
    providers = {one.row.provider.id for one in now}
    never = providers - await signed_in_ever(sorted(providers))
    groups = upkeep(now, asked.by, today=today(), never=never)
    return UpkeepOverview(
        asked=asked,
        groupings=list(By),
        orders=list(Order),
        within=_named(held, asked),
        groups=ordered(groups, asked.order),
        whole=whole(now, today=today(), never=never),
        trend=await _trend(actor, held),
        offers_mine=asked.mine or await manages_contracts(actor),
    ).render(request)


def _named(held: Sequence[Kept], asked: Asked) -> str:
    return held[0].key(asked.within).name if held and asked.within else ""


async def _trend(actor: Actor, held: Sequence[Kept]) -> Trend | None:
    said = await said_lately(actor, held, today=today())
    days = [*mondays(today=today()), today()]
    first_on = await first_confirmed_on(actor)
    return trend(weekly(held, said, days=dict.fromkeys(days), first_on=first_on))


@dataclass(frozen=True, kw_only=True)
class Signals(Page):
    template: ClassVar[str] = "oversight/signals.html"
    signals: Sequence[Signal]
    mine: bool
    may_decide: bool


@reads
async def signals(request: Request) -> Response:
    """Figures that are confirmed again and again, or that differ from what is measured."""
    actor = acting(request, Role.REGION_MANAGER, Role.INSPECTOR)
    mine = asks_mine(request.query_params)
    every = await kept_in_region(actor, mine=mine)
    now = [one for one in every if one.counts_on(today())]
    page = Signals(
        signals=await signals_about(actor, now),
        mine=mine,
        may_decide=actor.has(Role.REGION_MANAGER),
    )
    return page.render(request)


routes = [
    Route("/regio/actualiteit/", overview, name="oversight:upkeep"),
    Route("/regio/signalen/", signals, name="oversight:signals"),
]
