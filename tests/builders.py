"""Builders: async functions that make one thing, with sensible rest."""

from datetime import date, timedelta
from itertools import count
from typing import Any

from portal.accounts.models import Membership, Person
from portal.accounts.queries import actor_with_membership
from portal.availability.models import Offering
from portal.catalogue.models import Lot, Municipality, Product, Region
from portal.catalogue.rules import Delivered, Intake
from portal.kernel.actor import Actor, Role
from portal.kernel.clock import now, today
from portal.providers.models import (
    AccessTeam,
    AccessTeamArea,
    Contract,
    Location,
    Provider,
    ServiceArea,
    ServiceAreaPart,
)

_next = count(1)


async def a_region(name: str = "", **known: Any) -> Region:
    name = name or f"Regio {next(_next)}"
    return await Region.create(slug=name.lower().replace(" ", "-"), name=name, **known)


async def a_municipality(region: Region, name: str = "", **known: Any) -> Municipality:
    number = next(_next)
    values: dict[str, Any] = {
        "code": f"GM{number:04}",
        "name": name or f"Gemeente {number}",
        "latitude": 52.64,
        "longitude": 5.06,
    }
    return await Municipality.create(region=region, **{**values, **known})


async def a_lot(region: Region, name: str = "", **known: Any) -> Lot:
    values: dict[str, Any] = {
        "name": name or f"Perceel {next(_next)}",
        "starts_on": date(2025, 7, 1),
        "ends_on": date(2099, 6, 30),
    }
    return await Lot.create(region=region, **{**values, **known})


async def a_product(lot: Lot, name: str = "", **known: Any) -> Product:
    number = next(_next)
    values: dict[str, Any] = {
        "category": "02",
        "code": f"P{number % 10_000:03}",
        "name": name or f"Product {number}",
        "unit": "minuut",
        "valid_from": date(2025, 7, 1),
        "delivered": Delivered.HOME,
        "intake": Intake.YES,
    }
    return await Product.create(region_id=lot.region_id, lot=lot, **{**values, **known})


async def a_provider(name: str = "", **known: Any) -> Provider:
    number = next(_next)
    values: dict[str, Any] = {
        "name": name or f"Aanbieder {number}",
        "kvk": f"9{number:07}",
        "agb": f"7{number:07}",
        "phone": "0229 000 000",
        "email": f"contact{number}@aanbieder.example",
    }
    return await Provider.create(**{**values, **known})


async def a_location(provider: Provider, municipality: Municipality, **known: Any) -> Location:
    values: dict[str, Any] = {
        "name": f"Locatie {next(_next)}",
        "street": "Dorpsstraat 1",
        "postcode": "1621 AA",
        "place": municipality.name,
        "latitude": municipality.latitude,
        "longitude": municipality.longitude,
    }
    return await Location.create(
        provider=provider, municipality=municipality, **{**values, **known}
    )


async def a_service_area(
    provider: Provider, municipalities: list[Municipality], name: str = ""
) -> ServiceArea:
    region_id = municipalities[0].region_id
    area = await ServiceArea.create(
        region_id=region_id, provider=provider, name=name or f"Werkgebied {next(_next)}"
    )
    for municipality in municipalities:
        await ServiceAreaPart.create(
            region_id=region_id, service_area=area, municipality=municipality
        )
    return area


async def an_access_team(municipalities: list[Municipality], name: str = "") -> AccessTeam:
    region_id = municipalities[0].region_id
    team = await AccessTeam.create(region_id=region_id, name=name or f"Wijkteam {next(_next)}")
    for municipality in municipalities:
        await AccessTeamArea.create(
            region_id=region_id, access_team=team, municipality=municipality
        )
    return team


async def a_contract(provider: Provider, lot: Lot, **known: Any) -> Contract:
    values: dict[str, Any] = {
        "number": f"C-{next(_next)}",
        "starts_on": lot.starts_on,
        "ends_on": lot.ends_on,
        "cadence_days": 14,
    }
    return await Contract.create(
        region_id=lot.region_id, provider=provider, lot=lot, **{**values, **known}
    )


async def an_offering(contract: Contract, product: Product, **known: Any) -> Offering:
    """Give `location=` or `service_area=`; without either it serves the whole region at home."""
    if not {"location", "service_area"} & known.keys():
        municipalities = await Municipality.filter(region_id=contract.region_id)
        provider = await Provider.get(id=contract.provider_id)
        known["service_area"] = await a_service_area(provider, list(municipalities))
    return await Offering.create(
        region_id=contract.region_id,
        provider_id=contract.provider_id,
        product=product,
        contract=contract,
        **known,
    )


async def a_person(name: str = "", email: str = "", **known: Any) -> Person:
    number = next(_next)
    name = name or f"Persoon {number}"
    email = email or f"persoon{number}@voorbeeld.example"
    return await Person.create(name=name, email=email, created_at=now(), **known)


async def a_member(role: Role, *, of: Any, name: str = "", email: str = "") -> Actor:
    """A person with this role at a provider, access team, region or municipality."""
    person = await a_person(name, email)
    membership = await Membership.create(
        person=person, role=role, since_at=now(), **{f"{role.organisation}_id": of.id}
    )
    actor = await actor_with_membership(membership.id)
    assert actor is not None
    return actor


def days_ago(days: int) -> date:
    return today() - timedelta(days=days)
