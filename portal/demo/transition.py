"""A provider whose contract ends, with people on its lists and in its care, in two places."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from portal.accounts.models import Membership
from portal.accounts.queries import actor_with_membership
from portal.availability.models import Offering
from portal.availability.queries import rows
from portal.availability.rules.row import Row
from portal.catalogue.models import Municipality, Product, Succession
from portal.catalogue.rules import Delivered, Intake
from portal.demo.landscape import Landscape
from portal.kernel.actor import Actor
from portal.kernel.clock import AMSTERDAM
from portal.providers.models import Contract, Provider, ServiceArea, ServiceAreaPart
from portal.transitions.actions.collecting import Care, collect, save_care
from portal.transitions.actions.setting_up import Plan, Talk, add_receiving, add_talk, set_up
from portal.transitions.models import Receiving, Releasing, Transition
from portal.waitlists.actions.chain import Deed, need_for, open_entry
from portal.waitlists.actions.clients import add_case_reference, new_client
from portal.waitlists.models import Client
from portal.waitlists.rules.key import Key, Urgency

STOPS: Final = "Kompas Noord"
MANAGER: Final = "regio@demo.test"
RECEIVE: Final = ("Het Anker", "De Brug begeleiding", "De Linde", "Stap voor Stap begeleiding")
CUT_OVER_IN: Final = timedelta(days=60)
FINAL_IN: Final = timedelta(days=240)
WAITING: Final = {"Hoorn": (71, 52, 33, 18), "Medemblik": (64, 25, 9)}
"""How many days ago somebody was registered at the provider that stops."""
WAITING_THERE: Final = {"Hoorn": (58, 21), "Medemblik": (40,)}
"""The same at the provider that receives."""
RUNNING: Final = {"Hoorn": (400, 250, 120), "Medemblik": (310, 90)}
"""Since how many days care runs."""
OFFERED: Final = 2
CONSULTANTS: Final = {
    "Hoorn": "consulent@demo.test",
    "Medemblik": "consulent.medemblik@demo.test",
}
TWICE: Final = 18
"""Who was registered so many days ago in Hoorn waits at the receiver too, for longer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Town:
    """A municipality with who decides there."""

    municipality: Municipality
    consultant: Actor
    leaves: Row
    receives: Row


async def make_transition(west: Landscape, today: date, *, stops: str = STOPS) -> Transition:
    """Set up, collected, and ready to be simulated and put before the access teams."""
    manager = await member(MANAGER)
    cut_over_on = today + CUT_OVER_IN
    provider = await Provider.filter(name=stops, contracts__region_id=west.region.id).first()
    assert provider is not None, "a provider of this region"
    old = await _old_product(west, provider, cut_over_on)
    towns: list[Town] = []
    for name, email in CONSULTANTS.items():
        others = [town.receives.provider.id for town in towns]
        towns.append(
            Town(
                municipality=west.municipalities[name],
                consultant=await member(email),
                leaves=await _leaves(west, old, name, today),
                receives=await _receives(
                    west, name, today, cut_over_on, but=provider.id, rather_not=others
                ),
            )
        )
    await _waiting(towns, today)
    await Contract.filter(provider_id=provider.id, region_id=west.region.id).update(
        ends_on=cut_over_on - timedelta(days=1)
    )
    plan = Plan(
        name=f"{stops} stopt",
        releasing_id=provider.id,
        cut_over_on=cut_over_on,
        final_on=today + FINAL_IN,
        bridging_days=91,
    )
    transition = await set_up(manager, plan, on=today)
    await _receiving(manager, transition, towns, today)
    await _running(manager, transition, provider, old, towns, today)
    await collect(manager, transition.id)
    return transition


async def member(email: str) -> Actor:
    """Somebody with a sign-in of the demo."""
    membership = await Membership.get(person__email=email, ended_at=None)
    actor = await actor_with_membership(membership.id)
    assert actor is not None
    return actor


async def _old_product(west: Landscape, provider: Provider, cut_over_on: date) -> Product:
    """A product of the old contracts that only this provider still gives, and what comes after."""
    lot = west.lots["Begeleiding"]
    after = next(one for one in west.products[lot.name] if one.code == "BGB")
    old = await Product.create(
        region=west.region,
        lot=lot,
        category="02",
        code="BGI",
        code_is_invented=True,
        name="Begeleiding individueel",
        description="Begeleiding thuis uit de oude contracten.",
        unit="minuut",
        valid_from=lot.starts_on,
        valid_until=cut_over_on - timedelta(days=1),
        delivered=Delivered.HOME,
        intake=Intake.YES,
        norm_days=42,
    )
    await Succession.create(
        region=west.region, product=old, successor=after, from_on=cut_over_on, equivalent=True
    )
    contract = await Contract.get(provider_id=provider.id, lot_id=lot.id, main_contract_id=None)
    await Offering.create(
        region=west.region,
        provider=provider,
        product=old,
        contract=contract,
        service_area=await _area(west, provider),
    )
    return old


async def _area(west: Landscape, provider: Provider) -> ServiceArea:
    area = await ServiceArea.create(
        region=west.region, provider=provider, name="Hoorn en Medemblik (oude contracten)"
    )
    for name in WAITING:
        await ServiceAreaPart.create(
            region_id=west.region.id, service_area=area, municipality=west.municipalities[name]
        )
    return area


async def _leaves(west: Landscape, old: Product, name: str, today: date) -> Row:
    found = await rows(Offering.filter(product_id=old.id))
    row = _serving(found, west.municipalities[name], today)
    assert row is not None, "it was made for these towns"
    return row


async def _receives(
    west: Landscape,
    name: str,
    today: date,
    cut_over_on: date,
    *,
    but: int,
    rather_not: Sequence[int],
) -> Row:
    found = Offering.filter(
        region_id=west.region.id,
        product__code="BGB",
        contract__ends_on__gte=cut_over_on,
        contract__main_contract_id=None,
    ).exclude(provider_id=but)
    every = await rows(found)
    others = [row for row in every if row.provider.id not in rather_not]
    town = west.municipalities[name]
    return _serving(others, town, today) or _serving(every, town, today) or every[0]


def _serving(found: Sequence[Row], municipality: Municipality, on: date) -> Row | None:
    """Who serves this municipality and is not stopped: rather one of RECEIVE."""
    here = [
        row
        for row in found
        if municipality.id in {one.id for one in row.municipalities}
        and not row.is_stopped(municipality.id, today=on)
    ]
    rank = {name: number for number, name in enumerate(RECEIVE)}
    return min(here, key=lambda row: (rank.get(row.provider.name, len(rank)), row.id), default=None)


async def _waiting(towns: Sequence[Town], today: date) -> None:
    """Some wait at the provider that stops, some where they go, and one at both."""
    twice: Client | None = None
    number = 0
    for town in towns:
        for list_row, days in (
            (town.leaves, WAITING[town.municipality.name]),
            (town.receives, WAITING_THERE[town.municipality.name]),
        ):
            for ago in days:
                number += 1
                client = await _registered(town, list_row, today - timedelta(days=ago), number)
                twice = client if ago == TWICE else twice
    assert twice is not None
    await _put(towns[0], twice, towns[0].receives, today - timedelta(days=60), number + 1)


async def _registered(town: Town, row: Row, day: date, number: int) -> Client:
    client = await new_client(town.municipality, linked=True)
    await add_case_reference(town.consultant, client, f"Z-{day.year}-{4100 + 37 * number}")
    await _put(town, client, row, day, number)
    return client


async def _put(town: Town, client: Client, row: Row, day: date, number: int) -> None:
    need = await need_for(client, await Offering.get(id=row.id))
    if need.consultant_id is None:
        need.consultant_id = town.consultant.person_id
        await need.save(update_fields=["consultant_id"])
    moment = datetime.combine(day, time(9, number % 60), tzinfo=AMSTERDAM)
    key = Key(urgency=Urgency.REGULAR, registered_on=day, registered_at=moment, draw=number)
    await open_entry(Deed(by=town.consultant, on=day), need, row.id, key)


async def _receiving(
    manager: Actor, transition: Transition, towns: Sequence[Town], today: date
) -> None:
    for offering_id in sorted({town.receives.id for town in towns}):
        await add_receiving(manager, transition.id, offering_id, OFFERED)
    receiving = await Receiving.filter(transition_id=transition.id).order_by("id").first()
    releasing = await Releasing.get(transition_id=transition.id)
    assert receiving is not None
    talk = Talk(
        receiving_id=receiving.id,
        releasing_id=releasing.id,
        held_on=today - timedelta(days=12),
        clients=OFFERED,
        staff_fte=1.5,
    )
    await add_talk(manager, transition.id, talk, on=today)


async def _running(
    manager: Actor,
    transition: Transition,
    provider: Provider,
    old: Product,
    towns: Sequence[Town],
    today: date,
) -> None:
    for town in towns:
        for number, ago in enumerate(RUNNING[town.municipality.name], 1):
            care = Care(
                provider_id=provider.id,
                product_id=old.id,
                municipality_id=town.municipality.id,
                provider_number=f"KN-{town.municipality.id}{number:02}",
                case_reference=f"Z-{town.municipality.id}-{900 + number}",
                care_since_on=today - timedelta(days=ago),
                allocation_ends_on=today + timedelta(days=100 + 10 * number),
                registered_on=None if number > 1 else today - timedelta(days=ago + 30),
                weekly_volume=120.0,
            )
            await save_care(manager, transition, None, care)
