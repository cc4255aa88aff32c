from datetime import date
from typing import Any

from tortoise import fields
from tortoise.fields import OnDelete
from tortoise.models import Model

from portal.accounts.models import Person
from portal.catalogue.models import Lot, Municipality, Product, Region
from portal.providers.rules import ContactPurpose, SubcontractDecision


class Provider(Model):
    """An organisation that gives support (aanbieder); one row for the whole country."""

    id: int = fields.BigIntField(primary_key=True)
    name = fields.CharField(max_length=120)
    agb = fields.CharField(max_length=8, null=True, unique=True)
    kvk = fields.CharField(max_length=8, null=True, unique=True)
    phone = fields.CharField(max_length=20, default="")
    email = fields.CharField(max_length=254, default="")
    website = fields.CharField(max_length=200, default="")
    languages: list[str] = fields.JSONField[list[str]](default=list)
    """Languages spoken besides Dutch, by their ISO 639-1 code."""
    reminder_weekday = fields.IntField(default=0)
    """The day of the digest: 0 is Monday."""
    reminded_on: date | None = fields.DateField(null=True)
    """The latest day of the digest that was dealt with; one worker at a time moves it on."""

    memberships: fields.ReverseRelation[Any]
    contracts: fields.ReverseRelation["Contract"]
    locations: fields.ReverseRelation["Location"]

    class Meta(Model.Meta):
        table = "provider"


class Location(Model):
    """An address where a provider gives support (locatie)."""

    id: int = fields.BigIntField(primary_key=True)
    provider: fields.ForeignKeyRelation[Provider] = fields.ForeignKeyField(
        "portal.Provider", related_name="locations", on_delete=OnDelete.RESTRICT, db_index=True
    )
    provider_id: int
    name = fields.CharField(max_length=120)
    street = fields.CharField(max_length=120, default="")
    postcode = fields.CharField(max_length=7)
    place = fields.CharField(max_length=80)
    municipality: fields.ForeignKeyRelation[Municipality] = fields.ForeignKeyField(
        "portal.Municipality", related_name="locations", on_delete=OnDelete.RESTRICT
    )
    municipality_id: int
    latitude = fields.FloatField()
    longitude = fields.FloatField()
    wheelchair_accessible = fields.BooleanField(null=True)

    class Meta(Model.Meta):
        table = "location"
        unique_together = (("provider", "name"),)


class ServiceArea(Model):
    """The municipalities of one region where a provider comes to people's homes (werkgebied)."""

    id: int = fields.BigIntField(primary_key=True)
    region: fields.ForeignKeyRelation[Region] = fields.ForeignKeyField(
        "portal.Region", related_name="service_areas", on_delete=OnDelete.RESTRICT, db_index=True
    )
    region_id: int
    provider: fields.ForeignKeyRelation[Provider] = fields.ForeignKeyField(
        "portal.Provider", related_name="service_areas", on_delete=OnDelete.RESTRICT, db_index=True
    )
    provider_id: int
    name = fields.CharField(max_length=120)

    parts: fields.ReverseRelation["ServiceAreaPart"]

    class Meta(Model.Meta):
        table = "service_area"
        unique_together = (("region", "provider", "name"),)


class ServiceAreaPart(Model):
    """One municipality of a service area."""

    id: int = fields.BigIntField(primary_key=True)
    region_id: int = fields.BigIntField()
    service_area: fields.ForeignKeyRelation[ServiceArea] = fields.ForeignKeyField(
        "portal.ServiceArea", related_name="parts", on_delete=OnDelete.RESTRICT
    )
    service_area_id: int
    municipality: fields.ForeignKeyRelation[Municipality] = fields.ForeignKeyField(
        "portal.Municipality", related_name="service_area_parts", on_delete=OnDelete.RESTRICT
    )
    municipality_id: int

    class Meta(Model.Meta):
        table = "service_area_part"
        unique_together = (("service_area", "municipality"),)


class AccessTeam(Model):
    """The local access (lokale toegang) of one or more municipalities; residents go there first."""

    id: int = fields.BigIntField(primary_key=True)
    region: fields.ForeignKeyRelation[Region] = fields.ForeignKeyField(
        "portal.Region", related_name="access_teams", on_delete=OnDelete.RESTRICT, db_index=True
    )
    region_id: int
    name = fields.CharField(max_length=120)

    areas: fields.ReverseRelation["AccessTeamArea"]
    contacts: fields.ReverseRelation["AccessTeamContact"]

    class Meta(Model.Meta):
        table = "access_team"
        unique_together = (("region", "name"),)


class AccessTeamArea(Model):
    """One municipality that an access team serves."""

    id: int = fields.BigIntField(primary_key=True)
    region_id: int = fields.BigIntField()
    access_team: fields.ForeignKeyRelation[AccessTeam] = fields.ForeignKeyField(
        "portal.AccessTeam", related_name="areas", on_delete=OnDelete.RESTRICT
    )
    access_team_id: int
    municipality: fields.ForeignKeyRelation[Municipality] = fields.ForeignKeyField(
        "portal.Municipality", related_name="access_team_areas", on_delete=OnDelete.RESTRICT
    )
    municipality_id: int

    class Meta(Model.Meta):
        table = "access_team_area"
        unique_together = (("access_team", "municipality"),)


class AccessTeamContact(Model):
    """Whom to reach at an access team for what."""

    id: int = fields.BigIntField(primary_key=True)
    access_team: fields.ForeignKeyRelation[AccessTeam] = fields.ForeignKeyField(
        "portal.AccessTeam", related_name="contacts", on_delete=OnDelete.RESTRICT
    )
    access_team_id: int
    purpose = fields.CharEnumField(ContactPurpose, max_length=12)
    name = fields.CharField(max_length=120)
    phone = fields.CharField(max_length=20, default="")
    email = fields.CharField(max_length=254, default="")

    class Meta(Model.Meta):
        table = "access_team_contact"
        unique_together = (("access_team", "purpose"),)


class Contract(Model):
    """A provider may give products of a lot for a time, as main contractor or as subcontractor.

    Without rows in `products` it covers all products of the lot; without rows in `parts`, all
    municipalities of the region.
    """

    id: int = fields.BigIntField(primary_key=True)
    region: fields.ForeignKeyRelation[Region] = fields.ForeignKeyField(
        "portal.Region", related_name="contracts", on_delete=OnDelete.RESTRICT, db_index=True
    )
    region_id: int
    provider: fields.ForeignKeyRelation[Provider] = fields.ForeignKeyField(
        "portal.Provider", related_name="contracts", on_delete=OnDelete.RESTRICT, db_index=True
    )
    provider_id: int
    lot: fields.ForeignKeyRelation[Lot] = fields.ForeignKeyField(
        "portal.Lot", related_name="contracts", on_delete=OnDelete.RESTRICT, db_index=True
    )
    lot_id: int
    number = fields.CharField(max_length=40)
    starts_on = fields.DateField()
    ends_on = fields.DateField()
    main_contract: fields.ForeignKeyNullableRelation["Contract"] = fields.ForeignKeyField(
        "portal.Contract", related_name="subcontracts", on_delete=OnDelete.RESTRICT, null=True
    )
    main_contract_id: int | None
    delegates_editing = fields.BooleanField(default=False)
    manager: fields.ForeignKeyNullableRelation[Person] = fields.ForeignKeyField(
        "portal.Person", related_name="managed_contracts", on_delete=OnDelete.RESTRICT, null=True
    )
    manager_id: int | None
    cadence_days = fields.IntField(default=14)
    budget_ceiling = fields.DecimalField(max_digits=12, decimal_places=2, null=True)
    max_trajectories = fields.IntField(null=True)

    products: fields.ReverseRelation["ContractProduct"]
    parts: fields.ReverseRelation["ContractPart"]
    approval: fields.BackwardOneToOneRelation["SubcontractApproval"]

    class Meta(Model.Meta):
        table = "contract"
        unique_together = (("region", "number"),)


class ContractProduct(Model):
    """One product that a contract is limited to."""

    id: int = fields.BigIntField(primary_key=True)
    region_id: int = fields.BigIntField()
    contract: fields.ForeignKeyRelation[Contract] = fields.ForeignKeyField(
        "portal.Contract", related_name="products", on_delete=OnDelete.RESTRICT
    )
    contract_id: int
    product: fields.ForeignKeyRelation[Product] = fields.ForeignKeyField(
        "portal.Product", related_name="contract_products", on_delete=OnDelete.RESTRICT
    )
    product_id: int

    class Meta(Model.Meta):
        table = "contract_product"
        unique_together = (("contract", "product"),)


class ContractPart(Model):
    """One municipality that a contract is limited to."""

    id: int = fields.BigIntField(primary_key=True)
    region_id: int = fields.BigIntField()
    contract: fields.ForeignKeyRelation[Contract] = fields.ForeignKeyField(
        "portal.Contract", related_name="parts", on_delete=OnDelete.RESTRICT
    )
    contract_id: int
    municipality: fields.ForeignKeyRelation[Municipality] = fields.ForeignKeyField(
        "portal.Municipality", related_name="contract_parts", on_delete=OnDelete.RESTRICT
    )
    municipality_id: int

    class Meta(Model.Meta):
        table = "contract_part"
        unique_together = (("contract", "municipality"),)


class SubcontractApproval(Model):
    """A request to let a subcontractor work, and what the region decided; undecided without one."""

    id: int = fields.BigIntField(primary_key=True)
    contract: fields.OneToOneRelation[Contract] = fields.OneToOneField(
        "portal.Contract", related_name="approval", on_delete=OnDelete.RESTRICT
    )
    contract_id: int
    requested_by: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField(
        "portal.Person", related_name="subcontract_requests", on_delete=OnDelete.RESTRICT
    )
    requested_by_id: int
    requested_at = fields.DatetimeField()
    decision: SubcontractDecision | None = fields.CharEnumField(  # pyright: ignore[reportAssignmentType]
        SubcontractDecision, max_length=10, null=True
    )
    decided_by: fields.ForeignKeyNullableRelation[Person] = fields.ForeignKeyField(
        "portal.Person",
        related_name="subcontract_decisions",
        on_delete=OnDelete.RESTRICT,
        null=True,
    )
    decided_by_id: int | None
    decided_at = fields.DatetimeField(null=True)
    note = fields.CharField(max_length=300, default="", db_default="")

    class Meta(Model.Meta):
        table = "subcontract_approval"
