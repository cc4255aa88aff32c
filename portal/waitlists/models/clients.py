from datetime import date, datetime

from tortoise import fields
from tortoise.fields import OnDelete
from tortoise.models import Model

from portal.accounts.models import Person
from portal.catalogue.models import Municipality, Region
from portal.providers.models import Provider
from portal.waitlists.rules.moves import HoldCause


class Client(Model):
    """Somebody who asks for support (cliënt), known by a reference that the portal made.

    No name, birth date, address or BSN; of the postcode four digits at most.
    """

    id: int = fields.BigIntField(primary_key=True)
    region: fields.ForeignKeyRelation[Region] = fields.ForeignKeyField(
        "portal.Region", related_name="clients", on_delete=OnDelete.RESTRICT
    )
    region_id: int
    municipality: fields.ForeignKeyRelation[Municipality] = fields.ForeignKeyField(
        "portal.Municipality",
        related_name="clients",
        on_delete=OnDelete.RESTRICT,
        db_index=True,
    )
    municipality_id: int
    reference: str | None = fields.CharField(  # pyright: ignore[reportAssignmentType]
        max_length=12, null=True, unique=True
    )
    pc4: str | None = fields.CharField(  # pyright: ignore[reportAssignmentType]
        max_length=4, null=True
    )
    created_at: datetime = fields.DatetimeField()
    linked_at: datetime | None = fields.DatetimeField(null=True)
    """When the access team said who this is; without it the client is "te koppelen"."""
    joined_into: fields.ForeignKeyNullableRelation["Client"] = fields.ForeignKeyField(
        "portal.Client", related_name="joined", on_delete=OnDelete.RESTRICT, null=True
    )
    joined_into_id: int | None
    """The same person under another reference, which goes on."""
    anonymised_at: datetime | None = fields.DatetimeField(null=True)

    class Meta(Model.Meta):
        table = "client"


class CaseReference(Model):
    """A case (zaaknummer) of a client at a municipality; forgotten when it is NULL."""

    id: int = fields.BigIntField(primary_key=True)
    region_id: int = fields.BigIntField()
    client: fields.ForeignKeyRelation[Client] = fields.ForeignKeyField(
        "portal.Client", related_name="cases", on_delete=OnDelete.RESTRICT, db_index=True
    )
    client_id: int
    municipality: fields.ForeignKeyRelation[Municipality] = fields.ForeignKeyField(
        "portal.Municipality", related_name="case_references", on_delete=OnDelete.RESTRICT
    )
    municipality_id: int
    reference: str | None = fields.CharField(  # pyright: ignore[reportAssignmentType]
        max_length=40, null=True
    )
    added_at: datetime = fields.DatetimeField()

    class Meta(Model.Meta):
        table = "case_reference"
        unique_together = (("municipality", "reference"),)


class ProviderClientNumber(Model):
    """The number that a provider itself gave a client; forgotten when it is NULL."""

    id: int = fields.BigIntField(primary_key=True)
    region_id: int = fields.BigIntField()
    client: fields.ForeignKeyRelation[Client] = fields.ForeignKeyField(
        "portal.Client", related_name="provider_numbers", on_delete=OnDelete.RESTRICT
    )
    client_id: int
    provider: fields.ForeignKeyRelation[Provider] = fields.ForeignKeyField(
        "portal.Provider", related_name="client_numbers", on_delete=OnDelete.RESTRICT
    )
    provider_id: int
    number: str | None = fields.CharField(  # pyright: ignore[reportAssignmentType]
        max_length=40, null=True
    )

    class Meta(Model.Meta):
        table = "provider_client_number"
        unique_together = (("client", "provider"),)


class Need(Model):
    """What a client needs (behoefte): one product group, for which several lists may serve."""

    id: int = fields.BigIntField(primary_key=True)
    region_id: int = fields.BigIntField()
    client: fields.ForeignKeyRelation[Client] = fields.ForeignKeyField(
        "portal.Client", related_name="needs", on_delete=OnDelete.RESTRICT
    )
    client_id: int
    category = fields.CharField(max_length=2)
    """The category of the products: the first two characters of their codes."""
    consultant: fields.ForeignKeyNullableRelation[Person] = fields.ForeignKeyField(
        "portal.Person", related_name="needs", on_delete=OnDelete.RESTRICT, null=True
    )
    consultant_id: int | None
    """Who registered it, and hears what comes of it."""
    reported_on: date | None = fields.DateField(null=True)
    """The melding at the municipality; the place never depends on this or the next three."""
    planned_on: date | None = fields.DateField(null=True)
    """The perspectiefplan."""
    assessed_on: date | None = fields.DateField(null=True)
    """The normenkader."""
    allocated_on: date | None = fields.DateField(null=True)
    """The toewijzing."""

    class Meta(Model.Meta):
        table = "need"
        unique_together = (("client", "category"),)


class ClientHold(Model):
    """Why a client whose entries are all closed is not yet forgotten."""

    id: int = fields.BigIntField(primary_key=True)
    region_id: int = fields.BigIntField()
    client: fields.ForeignKeyRelation[Client] = fields.ForeignKeyField(
        "portal.Client", related_name="holds", on_delete=OnDelete.RESTRICT, db_index=True
    )
    client_id: int
    cause = fields.CharEnumField(HoldCause, max_length=12)
    since_at: datetime = fields.DatetimeField()
    ended_at: datetime | None = fields.DatetimeField(null=True)

    class Meta(Model.Meta):
        table = "client_hold"
