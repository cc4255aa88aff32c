"""Intake stops: asked for, agreed, refused, left open, withdrawn, and over by themselves."""

from datetime import timedelta
from typing import Final

from portal.availability.actions.stops import StopWish, decide_stop, request_stop, withdraw_stop
from portal.availability.rules.stops import StopDecision
from portal.database.transactions import committed
from portal.demo.year.model import Asked, Offer
from portal.demo.year.world import Event, Year, keeper, refused, some_offer, somebody
from portal.kernel.actor import Actor, Role
from portal.kernel.clock import today

REASONS: Final = (
    "Twee collega's zijn ziek en er is geen vervanging.",
    "De groep zit vol tot de verbouwing klaar is.",
    "We verhuizen naar een ander pand.",
    "Te weinig personeel voor nieuwe cliënten.",
)
REFUSAL: Final = "Eerst overleg over cliënten die al wachten."


async def asked(year: Year) -> None:
    """A provider asks some of its municipalities to let it take nobody for a while."""
    offer = some_offer(year)
    actor = await keeper(year, offer) if offer else None
    if offer is None or actor is None or not offer.municipalities:
        return
    served = sorted(offer.municipalities)
    chosen = served if year.chance(0.5) else year.random.sample(served, 1)
    wish = _wish(year, chosen)
    standing = [stop for m in chosen for stop in year.model.standing(offer.id, m)]
    if any(stop.shares_a_day_with(wish.from_on, wish.until_on) for stop in standing):
        await refused(
            year, "a second stop", lambda: request_stop(actor, offer.id, wish, on=today())
        )
        return
    await _ask(year, actor, offer, wish)


def _wish(year: Year, municipalities: list[int]) -> StopWish:
    from_on = today() + timedelta(days=year.random.choice([0, 0, 1, 7, 21]))
    lasts = timedelta(days=year.random.randint(14, 90))
    return StopWish(
        reason=year.random.choice(REASONS),
        from_on=from_on,
        until_on=from_on + lasts if year.chance(0.7) else None,
        municipality_ids=municipalities,
    )


async def _ask(year: Year, actor: Actor, offer: Offer, wish: StopWish) -> None:
    made = await committed(lambda: request_stop(actor, offer.id, wish, on=today()))
    known = Asked(
        id=made.id,
        offering=offer.id,
        from_on=wish.from_on,
        until_on=wish.until_on,
        answers=dict.fromkeys(wish.municipality_ids),
    )
    year.model.stops.append(known)
    year.did["stop asked"] += 1
    for municipality in wish.municipality_ids:
        if year.chance(0.85):
            year.plan(year.soon((12, 240)), decided(known, municipality))
    if year.chance(0.25) or wish.until_on is None:
        year.plan(year.soon((100, 1500)), withdrawn(known))


def decided(stop: Asked, municipality: int) -> Event:
    """The municipality answers, or the region writes its answer down."""

    async def event(year: Year) -> None:
        offer = year.model.offers[stop.offering]
        own = await somebody(year, Role.MUNICIPALITY_MEMBER, municipality_id=municipality)
        actor = own or await somebody(year, Role.REGION_MANAGER, region_id=offer.region)
        if actor is None or offer.withdrawn:
            return
        agrees = year.chance(0.75)
        decision = StopDecision.AGREED if agrees else StopDecision.REFUSED
        note = "" if agrees else REFUSAL
        if stop.withdrawn_on is not None:
            await refused(
                year,
                "an answer to a withdrawn stop",
                lambda: decide_stop(actor, stop.id, municipality, decision, note=note),
            )
            return
        await committed(lambda: decide_stop(actor, stop.id, municipality, decision, note=note))
        stop.answers[municipality] = agrees
        year.did["stop agreed" if agrees else "stop refused"] += 1

    return event


def withdrawn(stop: Asked) -> Event:
    """The provider no longer needs it."""

    async def event(year: Year) -> None:
        offer = year.model.offers[stop.offering]
        actor = await keeper(year, offer)
        if actor is None or offer.withdrawn:
            return
        await committed(lambda: withdraw_stop(actor, stop.id))
        stop.withdrawn_on = stop.withdrawn_on or today()
        year.did["stop withdrawn"] += 1

    return event
