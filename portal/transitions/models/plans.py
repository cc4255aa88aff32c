from datetime import date, datetime

from tortoise import fields
from tortoise.fields import OnDelete
from tortoise.models import Model

from portal.accounts.models import Person
from portal.availability.models import Offering
from portal.catalogue.models import Product, Region
from portal.providers.models import Provider


class Transition(Model):
    """A handing over (overgangstraject): who leaves, who receives, from which day, until when."""

    id: int = fields.BigIntField(primary_key=True)
    region: fields.ForeignKeyRelation[Region] = fields.ForeignKeyField(
        "portal.Region", related_name="transitions", on_delete=OnDelete.RESTRICT
    )
    region_id: int
    name = fields.CharField(max_length=120)
    cut_over_on: date = fields.DateField()
    """The first day on the new contracts."""
    final_on: date = fields.DateField()
    """The last day of all: no bridging term reaches beyond it."""
    set_up_at: datetime = fields.DatetimeField()
    set_up_by: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField(
        "portal.Person", related_name="transitions_set_up", on_delete=OnDelete.RESTRICT
    )
    set_up_by_id: int
    presented_at: datetime | None = fields.DatetimeField(null=True)
    """When the proposals were put before the access teams."""
    closed_at: datetime | None = fields.DatetimeField(null=True)

    class Meta(Model.Meta):
        table = "transition"
        unique_together = (("region", "name"),)


class TransitionProduct(Model):
    """A product that the releasing providers no longer give, and how long the bridge is."""

    id: int = fields.BigIntField(primary_key=True)
    region_id: int = fields.BigIntField()
    transition: fields.ForeignKeyRelation[Transition] = fields.ForeignKeyField(
        "portal.Transition", related_name="products", on_delete=OnDelete.RESTRICT
    )
    transition_id: int
    product: fields.ForeignKeyRelation[Product] = fields.ForeignKeyField(
        "portal.Product", related_name="transitions", on_delete=OnDelete.RESTRICT
    )
    product_id: int
    bridging_days: int = fields.IntField()

    class Meta(Model.Meta):
        table = "transition_product"
        unique_together = (("transition", "product"),)


class Releasing(Model):
    """A provider without a (new) contract (latende aanbieder)."""

    id: int = fields.BigIntField(primary_key=True)
    region_id: int = fields.BigIntField()
    transition: fields.ForeignKeyRelation[Transition] = fields.ForeignKeyField(
        "portal.Transition", related_name="releasing", on_delete=OnDelete.RESTRICT
    )
    transition_id: int
    provider: fields.ForeignKeyRelation[Provider] = fields.ForeignKeyField(
        "portal.Provider", related_name="releasing", on_delete=OnDelete.RESTRICT
    )
    provider_id: int

    class Meta(Model.Meta):
        table = "releasing"
        unique_together = (("transition", "provider"),)


class Receiving(Model):
    """An offering whose provider is ready to receive (ontvangende aanbieder)."""

    id: int = fields.BigIntField(primary_key=True)
    region_id: int = fields.BigIntField()
    transition: fields.ForeignKeyRelation[Transition] = fields.ForeignKeyField(
        "portal.Transition", related_name="receiving", on_delete=OnDelete.RESTRICT
    )
    transition_id: int
    offering: fields.ForeignKeyRelation[Offering] = fields.ForeignKeyField(
        "portal.Offering", related_name="receiving", on_delete=OnDelete.RESTRICT
    )
    offering_id: int
    places: int = fields.IntField()
    """How many running clients it offers to take over."""

    class Meta(Model.Meta):
        table = "receiving"
        unique_together = (("transition", "offering"),)


class TakeoverTalk(Model):
    """A talk between a releasing and a receiving provider (overnamegesprek), with the region."""

    id: int = fields.BigIntField(primary_key=True)
    region_id: int = fields.BigIntField()
    receiving: fields.ForeignKeyRelation[Receiving] = fields.ForeignKeyField(
        "portal.Receiving", related_name="talks", on_delete=OnDelete.RESTRICT, db_index=True
    )
    receiving_id: int
    releasing: fields.ForeignKeyRelation[Releasing] = fields.ForeignKeyField(
        "portal.Releasing", related_name="talks", on_delete=OnDelete.RESTRICT
    )
    releasing_id: int
    held_on: date = fields.DateField()
    clients: int = fields.IntField()
    """How many clients it was agreed to take over."""
    staff_fte: float = fields.FloatField(default=0.0)
    """How much staff comes along, in full-time equivalents."""

    class Meta(Model.Meta):
        table = "takeover_talk"
