"""Filling an empty database with the demo, once."""

from datetime import date
from random import Random
from typing import Final

from portal.accounts.models import Membership, Person
from portal.availability.models import Offering, StatedFigures
from portal.availability.queries import rows
from portal.availability.rules.figures import Status
from portal.availability.rules.stops import StopDecision
from portal.catalogue.models import Region
from portal.catalogue.rules import ManagedPer
from portal.demo import landscape, providers
from portal.demo.facilities import make_facilities
from portal.demo.figures import History, last_confirmed_days_ago, make_stop
from portal.demo.gaps import make_gaps
from portal.demo.joining import let_join
from portal.demo.landscape import Landscape, make_landscape
from portal.demo.people import make_managers, make_sign_ins
from portal.demo.transition import make_transition
from portal.demo.waiting import leave_room, make_waitlists
from portal.providers.models import Provider

SEED: Final = 20_250_701
STOPS: Final = (
    *((StopDecision.AGREED,) * 7),
    *((None,) * 5),
    *((StopDecision.REFUSED,) * 2),
)


async def is_filled() -> bool:
    """Whether this database holds anything already."""
    return await Region.all().exists()


async def fill(today: date) -> None:
    """Put the demo into an empty database; call it inside one transaction."""
    random = Random(SEED)
    west, midden, manager = await settle(random, today)
    await _figures(random, today)
    await _differences(west, random)
    await _stops(west, random, today)
    await make_gaps(west, today)
    await let_join(west, manager)
    await make_facilities(west, midden, today)
    await make_waitlists(Random(SEED), today)
    await make_transition(west, today)
    await landscape.add_postcodes()


async def settle(
    random: Random, today: date, *, most: int | None = None
) -> tuple[Landscape, Landscape, Person]:
    """Regions, people, contracts and offerings of which nothing is known.

    Returns Westfriesland, Midden-Holland, and the first manager of the former.

    At most so many providers per region, where fewer will do.
    """
    west = await make_landscape(
        "Westfriesland",
        "westfriesland",
        landscape.WESTFRIESLAND,
        ManagedPer.PROVIDER,
        invented=False,
    )
    midden = await make_landscape(
        "Midden-Holland", "midden-holland", landscape.MIDDEN_HOLLAND, ManagedPer.LOT, invented=True
    )
    managers = await make_managers(west, midden)
    made = await _providers(west, midden, managers, random, most)
    await make_sign_ins(west, midden, made["De Linde"], made["Het Anker"])
    # The mail of the signed-in provider comes today, whatever day it is.
    await Provider.filter(id=made["De Linde"].id).update(reminder_weekday=today.weekday())
    return west, midden, managers[0]


async def _providers(
    west: Landscape,
    midden: Landscape,
    managers: list[Person],
    random: Random,
    most: int | None,
) -> dict[str, Provider]:
    in_west = providers.Maker(west, managers[:2], random)
    for number, facts in enumerate(providers.WESTFRIESLAND[:most], start=1):
        await in_west.make(facts, number)
    for sub, main, decision in providers.SUBCONTRACTORS:
        if sub in in_west.made and main in in_west.made:
            await in_west.subcontract(sub, main, providers.BG, decision)
    in_midden = providers.Maker(midden, managers[2:], random, made=dict(in_west.made))
    for number, facts in enumerate(providers.MIDDEN_HOLLAND[:most], start=101):
        await in_midden.make(facts, number)
    if most is None:
        await in_midden.make(providers.IN_BOTH, 199)
    return in_midden.made


async def _leads() -> dict[int, int]:
    """Who fills in the figures of each provider: person id by provider id."""
    found = await Membership.exclude(provider_id=None).order_by("-id")
    return {m.provider_id: m.person_id for m in found if m.provider_id is not None}


async def _figures(random: Random, today: date) -> None:
    leads = await _leads()
    past = History(random, today)
    linde: dict[int, Offering] = {}
    around = ("product", "provider", "location", "service_area")
    for offering in await Offering.all().order_by("id").select_related(*around):
        days_ago = last_confirmed_days_ago(random)
        if days_ago is not None:
            past.add(offering, leads.get(offering.provider_id), last_days_ago=days_ago)
            if offering.provider.name == "De Linde":
                linde[past.reports[-1].id] = offering
    leave_room(past.figures, linde)
    await past.write()


async def _differences(west: Landscape, random: Random) -> None:
    """Some offerings are fuller for one municipality than for the others."""
    offered = await rows(Offering.filter(region_id=west.region.id))
    wide = [row for row in offered if row.report_id and row.at_home and len(row.municipalities) > 2]
    for row in random.sample(wide, 9):
        low = random.choice([28, 42, 56])
        await StatedFigures.create(
            region_id=row.region.id,
            report_id=row.report_id,
            municipality_id=random.choice(row.municipalities).id,
            status=Status.WAITLIST,
            intake_low=7 if row.has_intake else None,
            intake_high=14 if row.has_intake else None,
            start_low=low,
            start_high=low + 28,
            waiting=random.randint(4, 12),
        )


async def _stops(west: Landscape, random: Random, today: date) -> None:
    """Stops of all kinds, two of them at De Linde."""
    offered = await rows(Offering.filter(region_id=west.region.id))
    linde = [row for row in offered if row.provider.name == "De Linde"][:2]
    others = random.sample([row for row in offered if row not in linde], len(STOPS) - len(linde))
    leads = await _leads()
    mila = await Person.get(email="gemeente@demo.test")
    for row, decision in zip([*others[:1], *linde, *others[1:]], STOPS, strict=True):
        municipality_ids = [m.id for m in row.municipalities]
        if decision is None:
            municipality_ids = [west.municipalities["Hoorn"].id, *municipality_ids[:1]]
        await make_stop(
            await Offering.get(id=row.id),
            sorted(set(municipality_ids) & {m.id for m in row.municipalities}),
            asked_by=leads[row.provider.id],
            decided_by=mila.id,
            random=random,
            today=today,
            decision=decision,
        )
