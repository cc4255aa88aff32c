"""What a region manager prepares a transition with."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from portal.availability.models import Offering
from portal.availability.queries import rows
from portal.availability.rules.desk import name_of
from portal.availability.rules.row import Named, Row
from portal.catalogue.models import Municipality, Product, Succession
from portal.providers.models import Provider
from portal.transitions.models import (
    Receiving,
    Releasing,
    RunningCare,
    TakeoverTalk,
    Transition,
    TransitionProduct,
)


def named_in_full(row: Row) -> str:
    """An offering with its provider: Het Anker: Begeleiding basis, thuis in Hoorn."""
    return f"{row.provider.name}: {name_of(row)}"


async def providers_of(region_id: int) -> list[Named]:
    """The providers with offerings in this region, by name."""
    found = await Provider.filter(
        offerings__region_id=region_id, offerings__withdrawn_at=None
    ).distinct()
    return sorted((Named(id=one.id, name=one.name) for one in found), key=lambda one: one.name)


async def offerings_to_receive(transition: Transition) -> list[Named]:
    """The region's offerings of other providers whose contract reaches the cut-over, by name."""
    leaving = [one.provider_id for one in await Releasing.filter(transition_id=transition.id)]
    found = Offering.filter(
        region_id=transition.region_id,
        withdrawn_at=None,
        contract__starts_on__lte=transition.cut_over_on,
        contract__ends_on__gte=transition.cut_over_on,
    ).exclude(provider_id__in=leaving or [0])
    named = [Named(id=row.id, name=named_in_full(row)) for row in await rows(found)]
    return sorted(named, key=lambda one: one.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class TermOf:
    """A product with its bridging term."""

    product: Named
    code: str
    days: int


async def terms_of(transition: Transition) -> list[TermOf]:
    """The products that are released, by name."""
    found = TransitionProduct.filter(transition_id=transition.id).prefetch_related("product")
    terms = [
        TermOf(
            product=Named(id=one.product_id, name=one.product.name),
            code=one.product.full_code,
            days=one.bridging_days,
        )
        for one in await found
    ]
    return sorted(terms, key=lambda one: (one.product.name, one.code))


async def releasing_of(transition: Transition) -> list[Named]:
    """Who leaves: the id is that of the row in this transition."""
    found = Releasing.filter(transition_id=transition.id).prefetch_related("provider")
    return [Named(id=one.id, name=one.provider.name) for one in await found.order_by("id")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Receives:
    """A receiving list and what it offers."""

    id: int
    row: Row
    places: int

    @property
    def name(self) -> str:
        """Provider, product and place."""
        return named_in_full(self.row)


async def receiving_of(transition: Transition) -> list[Receives]:
    """Who receives, by name."""
    found = {one.offering_id: one for one in await Receiving.filter(transition_id=transition.id)}
    every = await rows(Offering.filter(id__in=sorted(found) or [0]))
    made = [Receives(id=found[row.id].id, row=row, places=found[row.id].places) for row in every]
    return sorted(made, key=lambda one: one.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class TalkHeld:
    """An overnamegesprek as the page lists it."""

    held_on: date
    releasing: str
    receiving: str
    clients: int
    staff_fte: float


async def talks_of(transition: Transition, receiving: Sequence[Receives]) -> list[TalkHeld]:
    """The talks, the first one first."""
    names = {one.id: one.name for one in receiving}
    found = TakeoverTalk.filter(receiving__transition_id=transition.id)
    return [
        TalkHeld(
            held_on=one.held_on,
            releasing=one.releasing.provider.name,
            receiving=names[one.receiving_id],
            clients=one.clients,
            staff_fte=one.staff_fte,
        )
        for one in await found.order_by("held_on", "id").prefetch_related("releasing__provider")
    ]


async def running_count(transition: Transition) -> int:
    """How much running care was taken in."""
    return await RunningCare.filter(transition_id=transition.id).count()


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of the was-wordt list."""

    id: int
    was: str
    becomes: str
    municipality: str
    from_on: date
    equivalent: bool


async def successions_of(region_id: int) -> list[Line]:
    """The was-wordt list of a region, by code."""
    found = Succession.filter(region_id=region_id).select_related(
        "product", "successor", "municipality"
    )
    lines = [
        Line(
            id=one.id,
            was=_product(one.product),
            becomes=_product(one.successor) if one.successor else "geen nieuw product",
            municipality=one.municipality.name if one.municipality else "hele regio",
            from_on=one.from_on,
            equivalent=one.equivalent,
        )
        for one in await found
    ]
    return sorted(lines, key=lambda one: (one.was, one.municipality, one.becomes))


def _product(product: Any) -> str:
    return f"{product.name} ({product.full_code})"


async def products_of_region(region_id: int) -> list[Named]:
    """All products of a region with their codes, by name."""
    found = await Product.filter(region_id=region_id)
    return sorted((Named(id=one.id, name=_product(one)) for one in found), key=lambda one: one.name)


async def towns_of(region_id: int) -> list[Named]:
    """The municipalities of a region, by name."""
    found = Municipality.filter(region_id=region_id).order_by("name")
    return [Named(id=one.id, name=one.name) for one in await found]
