from typing import Any

from tortoise import fields
from tortoise.fields import OnDelete
from tortoise.models import Model

from portal.catalogue.rules import Delivered, Intake, Intensity, LotKind, ManagedPer


class Region(Model):
    """Municipalities that buy support together. Regions never see each other's rows."""

    id: int = fields.BigIntField(primary_key=True)
    slug = fields.CharField(max_length=40, unique=True)
    name = fields.CharField(max_length=80, unique=True)
    managed_per = fields.CharEnumField(ManagedPer, max_length=10, default=ManagedPer.PROVIDER)
    default_cadence_days = fields.IntField(default=14)
    invitation_days = fields.IntField(default=5, db_default=5)
    """How many working days a client has to answer an invitation."""
    uses_urgency = fields.BooleanField(default=False, db_default=False)
    """Whether urgency goes before the day of aanmelding on waitlists."""
    reference_prefix = fields.CharField(max_length=2, default="", db_default="")
    """The two letters with which references of clients begin; without them those of the name."""

    class Meta(Model.Meta):
        table = "region"


class Municipality(Model):
    """A municipality (gemeente) with its CBS code."""

    id: int = fields.BigIntField(primary_key=True)
    region: fields.ForeignKeyRelation[Region] = fields.ForeignKeyField(
        "portal.Region", related_name="municipalities", on_delete=OnDelete.RESTRICT, db_index=True
    )
    region_id: int
    code = fields.CharField(max_length=6, unique=True)
    name = fields.CharField(max_length=80)
    latitude = fields.FloatField()
    longitude = fields.FloatField()
    case_pattern = fields.CharField(max_length=40, default="", db_default="")
    """What a case reference looks like: 9 is a digit, A a letter; without it anything goes."""

    class Meta(Model.Meta):
        table = "municipality"


class Place(Model):
    """A place with four-digit postcode and where it lies."""

    id: int = fields.BigIntField(primary_key=True)
    pc4 = fields.CharField(max_length=4)
    name = fields.CharField(max_length=80)
    municipality: fields.ForeignKeyRelation[Municipality] = fields.ForeignKeyField(
        "portal.Municipality", related_name="places", on_delete=OnDelete.RESTRICT, db_index=True
    )
    municipality_id: int
    latitude = fields.FloatField()
    longitude = fields.FloatField()

    class Meta(Model.Meta):
        table = "place"
        unique_together = (("pc4", "name"),)


class Lot(Model):
    """A lot (perceel) of the region's purchase: products, term, how many providers."""

    id: int = fields.BigIntField(primary_key=True)
    region: fields.ForeignKeyRelation[Region] = fields.ForeignKeyField(
        "portal.Region", related_name="lots", on_delete=OnDelete.RESTRICT, db_index=True
    )
    region_id: int
    name = fields.CharField(max_length=120)
    kind = fields.CharEnumField(LotKind, max_length=10, default=LotKind.REGIONAL)
    max_providers = fields.IntField(null=True)
    starts_on = fields.DateField()
    ends_on = fields.DateField()
    extension_years: list[int] = fields.JSONField[list[int]](default=list)
    interim_accession = fields.BooleanField(default=False)

    products: fields.ReverseRelation["Product"]
    contracts: fields.ReverseRelation[Any]

    class Meta(Model.Meta):
        table = "lot"
        unique_together = (("region", "name"),)


class TargetGroup(Model):
    """A group of people that a product is meant for, in the region's words."""

    id: int = fields.BigIntField(primary_key=True)
    region: fields.ForeignKeyRelation[Region] = fields.ForeignKeyField(
        "portal.Region", related_name="target_groups", on_delete=OnDelete.RESTRICT, db_index=True
    )
    region_id: int
    name = fields.CharField(max_length=80)

    class Meta(Model.Meta):
        table = "target_group"
        unique_together = (("region", "name"),)


class Product(Model):
    """A product of a lot, as municipalities assign it to clients."""

    id: int = fields.BigIntField(primary_key=True)
    region: fields.ForeignKeyRelation[Region] = fields.ForeignKeyField(
        "portal.Region", related_name="products", on_delete=OnDelete.RESTRICT, db_index=True
    )
    region_id: int
    lot: fields.ForeignKeyRelation[Lot] = fields.ForeignKeyField(
        "portal.Lot", related_name="products", on_delete=OnDelete.RESTRICT, db_index=True
    )
    lot_id: int
    category = fields.CharField(max_length=2)
    code = fields.CharField(max_length=5)
    code_is_invented = fields.BooleanField(default=False)
    name = fields.CharField(max_length=120)
    description = fields.CharField(max_length=300, default="")
    unit = fields.CharField(max_length=30)
    valid_from = fields.DateField()
    valid_until = fields.DateField(null=True)
    intensity: Intensity | None = fields.IntEnumField(  # pyright: ignore[reportAssignmentType]
        Intensity, null=True
    )
    target_group: fields.ForeignKeyNullableRelation[TargetGroup] = fields.ForeignKeyField(
        "portal.TargetGroup", related_name="products", on_delete=OnDelete.RESTRICT, null=True
    )
    target_group_id: int | None
    delivered = fields.CharEnumField(Delivered, max_length=10)
    intake = fields.CharEnumField(Intake, max_length=12)
    companion_of: fields.ForeignKeyNullableRelation["Product"] = fields.ForeignKeyField(
        "portal.Product", related_name="companions", on_delete=OnDelete.RESTRICT, null=True
    )
    companion_of_id: int | None
    norm_days = fields.IntField(null=True)

    class Meta(Model.Meta):
        table = "product"
        unique_together = (("region", "category", "code", "valid_from"),)

    @property
    def full_code(self) -> str:
        """Category and code as one, such as 02BGB."""
        return f"{self.category}{self.code}"


class Succession(Model):
    """Was-wordt: from a day on, another product takes the place of this one, or none does."""

    id: int = fields.BigIntField(primary_key=True)
    region: fields.ForeignKeyRelation[Region] = fields.ForeignKeyField(
        "portal.Region", related_name="successions", on_delete=OnDelete.RESTRICT, db_index=True
    )
    region_id: int
    product: fields.ForeignKeyRelation[Product] = fields.ForeignKeyField(
        "portal.Product", related_name="succeeded_by", on_delete=OnDelete.RESTRICT, db_index=True
    )
    product_id: int
    successor: fields.ForeignKeyNullableRelation[Product] = fields.ForeignKeyField(
        "portal.Product", related_name="succeeds", on_delete=OnDelete.RESTRICT, null=True
    )
    successor_id: int | None
    municipality: fields.ForeignKeyNullableRelation[Municipality] = fields.ForeignKeyField(
        "portal.Municipality", related_name="successions", on_delete=OnDelete.RESTRICT, null=True
    )
    municipality_id: int | None
    from_on = fields.DateField()
    equivalent = fields.BooleanField(default=True)

    class Meta(Model.Meta):
        table = "succession"
