"""A resident says that something on the social map is wrong."""

from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.migrations import operations as ops

from portal.database.schema import constrain, in_order


def key(target, **more):
    return fields.ForeignKeyField(
        f"portal.{target}", related_name="corrections", on_delete=OnDelete.RESTRICT, **more
    )


def within_region(column):
    return constrain(
        "correction",
        f"correction_{column}_same_region",
        f'FOREIGN KEY ("{column}_id", "region_id") REFERENCES "{column}" ("id", "region_id")',
    )


class Migration(migrations.Migration):
    dependencies = [("portal", "0018_facilities")]

    operations = [
        ops.CreateModel(
            name="Correction",
            fields=[
                ("id", fields.BigIntField(primary_key=True)),
                ("region", key("Region", db_index=True)),
                ("municipality", key("Municipality", null=True)),
                ("facility", key("Facility", null=True)),
                ("offering", key("Offering", null=True)),
                ("message", fields.CharField(max_length=600)),
                ("email", fields.CharField(max_length=254, default="")),
                ("reported_at", fields.DatetimeField()),
                ("answer", fields.CharField(max_length=600, default="")),
                ("answered_at", fields.DatetimeField(null=True)),
                ("answered_by", key("Person", null=True)),
            ],
            options={"table": "correction", "app": "portal"},
        ),
        in_order(
            within_region("municipality"),
            within_region("facility"),
            within_region("offering"),
            constrain(
                "correction",
                "correction_subject",
                "CHECK ((facility_id IS NULL) <> (offering_id IS NULL))",
            ),
            constrain(
                "correction",
                "correction_answered",
                "CHECK ((answered_at IS NULL) = (answered_by_id IS NULL))",
            ),
            # An address is kept only until the answer has left.
            constrain(
                "correction",
                "correction_forgets",
                "CHECK (answered_at IS NULL OR email = '')",
            ),
        ),
    ]
