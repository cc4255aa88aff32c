"""A cast everyone knows: who plays in the stories that the tests tell."""

from dataclasses import dataclass

from portal.availability.models import Offering
from portal.catalogue.models import Municipality, Product, Region
from portal.catalogue.rules import Delivered, Intake
from portal.kernel.actor import Actor, Role
from portal.providers.models import AccessTeam, Provider
from tests import builders as make


@dataclass(frozen=True, slots=True, kw_only=True)
class Cast:
    """Westfriesland, where most stories happen, and Midden-Holland next door."""

    westfriesland: Region
    hoorn: Municipality
    medemblik: Municipality
    hoorn_team: AccessTeam
    begeleiding: Product
    """Begeleiding basis: at home, with an intake."""
    dagbesteding: Product
    """Dagbesteding A: at a location, with an intake."""
    linde: Provider
    """De Linde: begeleiding at home, dagbesteding in Hoorn."""
    anker: Provider
    """Het Anker: begeleiding at home."""
    linde_thuis: Offering
    linde_dag: Offering
    anker_thuis: Offering

    sanne: Actor
    """Leads the team at De Linde."""
    daan: Actor
    """Works at De Linde."""
    aisha: Actor
    """Leads the team at Het Anker."""
    noor: Actor
    """Consultant in Hoorn."""
    rik: Actor
    """Manages the contracts of Westfriesland."""
    mila: Actor
    """Works at the municipality of Hoorn."""
    otto: Actor
    """Inspector in Westfriesland."""
    bo: Actor
    """Administrator in Westfriesland."""
    evi: Actor
    """Owns a facility in Hoorn."""

    midden_holland: Region
    gouda: Municipality
    kade: Provider
    """De Kade: only in Midden-Holland."""
    kade_thuis: Offering
    guus: Actor
    """Consultant in Gouda: sees nothing of Westfriesland."""
    kim: Actor
    """Leads the team at De Kade."""


async def enter() -> Cast:
    """Put the cast on the stage (an empty, migrated database)."""
    westfriesland = await make.a_region("Westfriesland")
    hoorn = await make.a_municipality(westfriesland, "Hoorn", code="GM0405")
    medemblik = await make.a_municipality(
        westfriesland, "Medemblik", code="GM0420", latitude=52.77, longitude=5.11
    )
    hoorn_team = await make.an_access_team([hoorn], "Wijkteam Hoorn")
    support = await make.a_lot(westfriesland, "Begeleiding")
    day = await make.a_lot(westfriesland, "Dagbesteding")
    begeleiding = await make.a_product(support, "Begeleiding basis", code="BGB")
    dagbesteding = await make.a_product(
        day,
        "Dagbesteding A",
        category="07",
        code="DBA",
        unit="dagdeel",
        delivered=Delivered.LOCATION,
        intake=Intake.YES,
    )
    linde = await make.a_provider("De Linde")
    anker = await make.a_provider("Het Anker")
    linde_support = await make.a_contract(linde, support)
    linde_day = await make.a_contract(linde, day)
    anker_support = await make.a_contract(anker, support)
    both = [hoorn, medemblik]

    midden_holland = await make.a_region("Midden-Holland")
    gouda = await make.a_municipality(
        midden_holland, "Gouda", code="GM0513", latitude=52.02, longitude=4.71
    )
    gouda_team = await make.an_access_team([gouda], "Sociaal team Gouda")
    ambulant = await make.a_lot(midden_holland, "Ambulant")
    ambulant_product = await make.a_product(ambulant, "Ambulante begeleiding", code="AMB")
    kade = await make.a_provider("De Kade")
    kade_contract = await make.a_contract(kade, ambulant)

    return Cast(
        westfriesland=westfriesland,
        hoorn=hoorn,
        medemblik=medemblik,
        hoorn_team=hoorn_team,
        begeleiding=begeleiding,
        dagbesteding=dagbesteding,
        linde=linde,
        anker=anker,
        linde_thuis=await make.an_offering(
            linde_support,
            begeleiding,
            service_area=await make.a_service_area(linde, both, "Hoorn en Medemblik"),
        ),
        linde_dag=await make.an_offering(
            linde_day,
            dagbesteding,
            location=await make.a_location(linde, hoorn, name="De Lindehof"),
        ),
        anker_thuis=await make.an_offering(
            anker_support,
            begeleiding,
            service_area=await make.a_service_area(anker, both, "Hoorn en Medemblik"),
        ),
        sanne=await make.a_member(
            Role.PROVIDER_LEAD, of=linde, name="Sanne de Wit", email="sanne@linde.example"
        ),
        daan=await make.a_member(Role.PROVIDER_MEMBER, of=linde, name="Daan Vos"),
        aisha=await make.a_member(Role.PROVIDER_LEAD, of=anker, name="Aisha Karimi"),
        noor=await make.a_member(Role.CONSULTANT, of=hoorn_team, name="Noor Bakker"),
        rik=await make.a_member(Role.REGION_MANAGER, of=westfriesland, name="Rik Jansen"),
        mila=await make.a_member(Role.MUNICIPALITY_MEMBER, of=hoorn, name="Mila Peters"),
        otto=await make.a_member(Role.INSPECTOR, of=westfriesland, name="Otto Smit"),
        bo=await make.a_member(Role.ADMINISTRATOR, of=westfriesland, name="Bo Visser"),
        evi=await make.a_member(Role.FACILITY_OWNER, of=hoorn, name="Evi Mol"),
        midden_holland=midden_holland,
        gouda=gouda,
        kade=kade,
        kade_thuis=await make.an_offering(kade_contract, ambulant_product),
        guus=await make.a_member(Role.CONSULTANT, of=gouda_team, name="Guus Vermeer"),
        kim=await make.a_member(Role.PROVIDER_LEAD, of=kade, name="Kim Blom"),
    )
