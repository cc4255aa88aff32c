from datetime import date, datetime

from tortoise import fields
from tortoise.fields import OnDelete
from tortoise.models import Model

from portal.accounts.models import Person
from portal.catalogue.models import Municipality, Product, Region
from portal.gaps.rules import GapReason


class GapReport(Model):
    """Somebody found nothing that fits a client of this municipality (hiaat).

    Closed once the region says what came of it.
    """

    id: int = fields.BigIntField(primary_key=True)
    region: fields.ForeignKeyRelation[Region] = fields.ForeignKeyField(
        "portal.Region", related_name="gap_reports", on_delete=OnDelete.RESTRICT, db_index=True
    )
    region_id: int
    municipality: fields.ForeignKeyRelation[Municipality] = fields.ForeignKeyField(
        "portal.Municipality", related_name="gap_reports", on_delete=OnDelete.RESTRICT
    )
    municipality_id: int
    product: fields.ForeignKeyNullableRelation[Product] = fields.ForeignKeyField(
        "portal.Product", related_name="gap_reports", on_delete=OnDelete.RESTRICT, null=True
    )
    product_id: int | None
    reason = fields.CharEnumField(GapReason, max_length=20)
    remark = fields.CharField(max_length=300, default="")
    reported_on: date = fields.DateField()
    reported_at: datetime = fields.DatetimeField()
    by: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField(
        "portal.Person", related_name="gaps_reported", on_delete=OnDelete.RESTRICT
    )
    by_id: int
    closed_at: datetime | None = fields.DatetimeField(null=True)
    closed_by: fields.ForeignKeyNullableRelation[Person] = fields.ForeignKeyField(
        "portal.Person", related_name="gaps_closed", on_delete=OnDelete.RESTRICT, null=True
    )
    closed_by_id: int | None
    closing_note = fields.CharField(max_length=300, default="")

    class Meta(Model.Meta):
        table = "gap_report"
