"""The sign-ins of the demo, and the leads of all other providers."""

from typing import Any

from portal.accounts.actions import hash_password
from portal.accounts.models import Membership, Person
from portal.accounts.rules import DEMO_PASSWORD
from portal.demo.landscape import Landscape
from portal.kernel.actor import Role
from portal.kernel.clock import now
from portal.providers.models import Provider


async def make_member(
    email: str, name: str, role: Role, organisation: Any, *, password_hash: str = ""
) -> Person:
    """A person with one role at one organisation."""
    person = await Person.create(
        email=email, name=name, password_hash=password_hash, created_at=now()
    )
    await Membership.create(
        person=person,
        role=role,
        since_at=now(),
        **{f"{role.organisation}_id": organisation.id},
    )
    return person


async def make_managers(west: Landscape, midden: Landscape) -> list[Person]:
    """Who manages contracts: two people in Westfriesland, two in Midden-Holland."""
    password_hash = await hash_password(DEMO_PASSWORD)
    return [
        await make_member(
            "regio@demo.test",
            "Rik Jansen",
            Role.REGION_MANAGER,
            west.region,
            password_hash=password_hash,
        ),
        await make_member(
            "ineke@westfriesland.example", "Ineke Mol", Role.REGION_MANAGER, west.region
        ),
        await make_member(
            "tom@midden-holland.example", "Tom de Haas", Role.REGION_MANAGER, midden.region
        ),
        await make_member(
            "wil@midden-holland.example", "Wil Koster", Role.REGION_MANAGER, midden.region
        ),
    ]


async def make_sign_ins(
    west: Landscape, midden: Landscape, linde: Provider, anker: Provider
) -> None:
    """The other accounts to try; all share the password of the demo."""
    password_hash = await hash_password(DEMO_PASSWORD)
    hoorn = west.municipalities["Hoorn"]
    accounts = (
        ("aanbieder@demo.test", "Sanne de Wit", Role.PROVIDER_LEAD, linde),
        ("ontvangend@demo.test", "Aisha Karimi", Role.PROVIDER_LEAD, anker),
        ("consulent@demo.test", "Noor Bakker", Role.CONSULTANT, west.teams["Hoorn"]),
        (
            "consulent.medemblik@demo.test",
            "Joris Kok",
            Role.CONSULTANT,
            west.teams["Medemblik"],
        ),
        ("consulent.gouda@demo.test", "Guus Vermeer", Role.CONSULTANT, midden.teams["Gouda"]),
        ("gemeente@demo.test", "Mila Peters", Role.MUNICIPALITY_MEMBER, hoorn),
        ("toezicht@demo.test", "Otto Smit", Role.INSPECTOR, west.region),
        ("eigenaar@demo.test", "Evi Mol", Role.FACILITY_OWNER, hoorn),
        ("beheer@demo.test", "Bo Visser", Role.ADMINISTRATOR, west.region),
    )
    for email, name, role, organisation in accounts:
        await make_member(email, name, role, organisation, password_hash=password_hash)
    await make_member("daan@linde.example", "Daan Vos", Role.PROVIDER_MEMBER, linde)
