"""Setting up a transition: who leaves, who receives, what was talked over, and until when."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from portal.availability.models import Offering
from portal.availability.queries import row_for
from portal.catalogue.models import Product
from portal.kernel.actor import Actor, Role
from portal.kernel.clock import now
from portal.kernel.errors import NotAllowed, NotFound, NotValid
from portal.providers.models import Provider
from portal.transitions.actions.locking import managed_transition, note
from portal.transitions.models import (
    DecisionTarget,
    Participant,
    Receiving,
    Releasing,
    TakeoverTalk,
    Transition,
    TransitionProduct,
)

LONGEST_BRIDGE: Final = 3_660


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a region starts a transition with."""

    name: str
    releasing_id: int
    """A provider that gives its products no longer."""
    cut_over_on: date
    final_on: date
    bridging_days: int
    """For all its products at first; each can be given its own."""


async def set_up(actor: Actor, plan: Plan, *, on: date) -> Transition:
    """Start a transition for all products of one provider.

    Raises NotFound for who manages no region and a provider without offerings in it, NotValid
    for days in the wrong order or a name that exists.
    """
    region_id = actor.region_id
    if region_id is None or actor.role is not Role.REGION_MANAGER:
        raise NotFound
    _check_days(plan.cut_over_on, plan.final_on)
    if await Transition.exists(region_id=region_id, name=plan.name):
        raise NotValid("Er is al een overgangstraject met deze naam.")
    transition = await Transition.create(
        region_id=region_id,
        name=plan.name,
        cut_over_on=plan.cut_over_on,
        final_on=plan.final_on,
        set_up_at=now(),
        set_up_by_id=actor.person_id,
    )
    await _release(transition, plan.releasing_id, plan.bridging_days)
    await note(actor, "transition.set_up", transition, on=on.isoformat())
    return transition


def _check_days(cut_over_on: date, final_on: date) -> None:
    if final_on < cut_over_on:
        raise NotValid("De einddatum ligt vóór de overgangsdatum.")


async def add_releasing(actor: Actor, transition_id: int, provider_id: int, days: int) -> None:
    """One provider more that gives its products no longer, with the term for what is new."""
    transition = await managed_transition(actor, transition_id)
    if await Releasing.exists(transition_id=transition.id, provider_id=provider_id):
        raise NotValid("Deze aanbieder staat er al bij.")
    await _release(transition, provider_id, days)
    await note(actor, "transition.changed", transition, releasing=provider_id)


async def _release(transition: Transition, provider_id: int, days: int) -> None:
    products = Product.filter(
        offerings__provider_id=provider_id,
        offerings__withdrawn_at=None,
        region_id=transition.region_id,
    )
    found = sorted({product.id for product in await products})
    if not found or not await Provider.exists(id=provider_id):
        raise NotFound("Deze aanbieder heeft geen aanbod in deze regio.")
    await Releasing.create(
        region_id=transition.region_id, transition_id=transition.id, provider_id=provider_id
    )
    known = {one.product_id for one in await TransitionProduct.filter(transition_id=transition.id)}
    await TransitionProduct.bulk_create(
        TransitionProduct(
            region_id=transition.region_id,
            transition_id=transition.id,
            product_id=product_id,
            bridging_days=_term(days),
        )
        for product_id in found
        if product_id not in known
    )


def _term(days: int) -> int:
    if not 0 <= days <= LONGEST_BRIDGE:
        raise NotValid("Een overbruggingstermijn duurt hoogstens tien jaar.")
    return days


async def set_terms(
    actor: Actor, transition_id: int, *, cut_over_on: date, final_on: date, days: Mapping[int, int]
) -> None:
    """Change the days, and the bridging term of each product (days by product id)."""
    transition = await managed_transition(actor, transition_id)
    _check_days(cut_over_on, final_on)
    transition.cut_over_on, transition.final_on = cut_over_on, final_on
    await transition.save(update_fields=["cut_over_on", "final_on"])
    for product_id, term in days.items():
        await TransitionProduct.filter(transition_id=transition.id, product_id=product_id).update(
            bridging_days=_term(term)
        )
    await note(actor, "transition.changed", transition)


async def add_receiving(actor: Actor, transition_id: int, offering_id: int, places: int) -> None:
    """A list is ready to receive, and its provider offers to take over so many running clients.

    The same list again changes the number. Raises NotValid where the contract or product does
    not reach the cut-over.
    """
    transition = await managed_transition(actor, transition_id)
    row = await row_for(actor, offering_id)
    if await Releasing.exists(transition_id=transition.id, provider_id=row.provider.id):
        raise NotValid("Deze aanbieder is zelf een latende aanbieder in dit traject.")
    day = transition.cut_over_on
    if day not in row.contract or (row.validity is not None and day not in row.validity):
        raise NotValid("Het contract of product van dit aanbod geldt niet op de overgangsdatum.")
    if places < 0:
        raise NotValid("Een aantal plaatsen is nul of meer.")
    await Receiving.update_or_create(
        transition_id=transition.id,
        offering_id=offering_id,
        defaults={"region_id": transition.region_id, "places": places},
    )
    await note(actor, "transition.changed", transition, receiving=offering_id, places=places)


async def remove_receiving(actor: Actor, transition_id: int, receiving_id: int) -> None:
    """This list receives no more. Raises NotAllowed once it was proposed, decided or talked of."""
    transition = await managed_transition(actor, transition_id)
    found = await Receiving.get_or_none(id=receiving_id, transition_id=transition.id)
    if found is None:
        raise NotFound
    used = (
        await Participant.exists(transition_id=transition.id, proposed_id=found.offering_id)
        or await DecisionTarget.exists(
            offering_id=found.offering_id, decision__participant__transition_id=transition.id
        )
        or await TakeoverTalk.exists(receiving_id=found.id)
    )
    if used:
        raise NotAllowed("Dit aanbod is al voorgesteld, gekozen of besproken.")
    await found.delete()
    await note(actor, "transition.changed", transition, no_longer=found.offering_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """What was agreed in a talk between a releasing and a receiving provider."""

    receiving_id: int
    releasing_id: int
    """The row of the releasing provider in this transition."""
    held_on: date
    clients: int
    staff_fte: float


async def add_talk(actor: Actor, transition_id: int, talk: Talk, *, on: date) -> TakeoverTalk:
    """Note an overnamegesprek; the receiver then offers at least what was agreed in all talks."""
    transition = await managed_transition(actor, transition_id)
    receiving = await Receiving.get_or_none(id=talk.receiving_id, transition_id=transition.id)
    mine = await Releasing.exists(id=talk.releasing_id, transition_id=transition.id)
    if receiving is None or not mine:
        raise NotFound
    if talk.held_on > on or talk.clients < 0 or talk.staff_fte < 0:
        raise NotValid("Een gesprek was vandaag of eerder, en aantallen zijn nul of meer.")
    made = await TakeoverTalk.create(
        region_id=transition.region_id,
        receiving_id=receiving.id,
        releasing_id=talk.releasing_id,
        held_on=talk.held_on,
        clients=talk.clients,
        staff_fte=talk.staff_fte,
    )
    agreed = sum(one.clients for one in await TakeoverTalk.filter(receiving_id=receiving.id))
    receiving.places = max(receiving.places, agreed)
    await receiving.save(update_fields=["places"])
    await note(actor, "transition.talked", transition, talk=made.id)
    return made


async def releasing_lists(transition: Transition) -> list[int]:
    """The lists that are released: these products of these providers."""
    found = Offering.filter(
        region_id=transition.region_id,
        provider__releasing__transition_id=transition.id,
        product__transitions__transition_id=transition.id,
        contract__main_contract_id=None,
    )
    return sorted({one.id for one in await found.only("id")})
