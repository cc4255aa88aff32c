"""Facilities that were taken over from a feed of others: from which, and as what."""

from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.migrations import operations as ops

from portal.database.schema import constrain, in_order, statement


def key(target, related, **more):
    return fields.ForeignKeyField(
        f"portal.{target}", related_name=related, on_delete=OnDelete.RESTRICT, **more
    )


def within_region(column, parent):
    return constrain(
        "taken_over",
        f"taken_over_{column}_same_region",
        f'FOREIGN KEY ("{column}_id", "region_id") REFERENCES "{parent}" ("id", "region_id")',
    )


class Migration(migrations.Migration):
    dependencies = [("portal", "0021_open_data")]

    operations = [
        ops.CreateModel(
            name="FeedSource",
            fields=[
                ("id", fields.BigIntField(primary_key=True)),
                ("region", key("Region", "feed_sources")),
                ("name", fields.CharField(max_length=200)),
                ("read_at", fields.DatetimeField()),
            ],
            options={
                "table": "feed_source",
                "app": "portal",
                "unique_together": (("region", "name"),),
            },
        ),
        ops.CreateModel(
            name="TakenOver",
            fields=[
                ("id", fields.BigIntField(primary_key=True)),
                ("region_id", fields.BigIntField()),
                ("source", key("FeedSource", "entries")),
                ("uid", fields.CharField(max_length=200)),
                ("facility", key("Facility", "taken_over", db_index=True)),
                ("digest", fields.CharField(max_length=64)),
            ],
            options={
                "table": "taken_over",
                "app": "portal",
                "unique_together": (("source", "uid"),),
            },
        ),
        in_order(
            statement(
                'CREATE UNIQUE INDEX "feed_source_region_id_pair" ON "feed_source" ("id", "region_id")'
            ),
            within_region("source", "feed_source"),
            within_region("facility", "facility"),
        ),
    ]
