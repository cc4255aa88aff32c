"""Calls to a provider that nobody answered, and why a subcontractor was refused."""

from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.migrations import operations as ops

from portal.database.schema import append_only, in_order


class Migration(migrations.Migration):
    dependencies = [("portal", "0010_gap_reports")]

    operations = [
        ops.AddField(
            model_name="SubcontractApproval",
            name="note",
            field=fields.CharField(max_length=300, default="", db_default=""),
        ),
        ops.CreateModel(
            name="CallAttempt",
            fields=[
                ("id", fields.BigIntField(primary_key=True)),
                ("region", fields.ForeignKeyField("portal.Region", related_name="call_attempts", on_delete=OnDelete.RESTRICT, db_index=True)),
                ("provider", fields.ForeignKeyField("portal.Provider", related_name="call_attempts", on_delete=OnDelete.RESTRICT, db_index=True)),
                ("by", fields.ForeignKeyField("portal.Person", related_name="call_attempts", on_delete=OnDelete.RESTRICT)),
                ("at", fields.DatetimeField()),
                ("note", fields.CharField(max_length=300, default="")),
            ],
            options={"table": "call_attempt", "app": "portal"},
        ),
        in_order(*append_only("call_attempt")),
    ]
