"""Somebody saves a search and hears once of each offering that newly fits."""

from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.migrations import operations as ops

from portal.database.schema import constrain, in_order, statement


def within_region(column: str, table: str):
    return constrain(
        "saved_search_hit",
        f"saved_search_hit_{column}_same_region",
        f'FOREIGN KEY ("{column}_id", "region_id") REFERENCES "{table}" ("id", "region_id")',
    )


class Migration(migrations.Migration):
    dependencies = [("portal", "0012_rights_review")]

    operations = [
        ops.CreateModel(
            name="SavedSearch",
            fields=[
                ("id", fields.BigIntField(primary_key=True)),
                (
                    "region",
                    fields.ForeignKeyField(
                        "portal.Region", related_name="saved_searches", on_delete=OnDelete.RESTRICT
                    ),
                ),
                (
                    "membership",
                    fields.ForeignKeyField(
                        "portal.Membership",
                        related_name="saved_searches",
                        on_delete=OnDelete.RESTRICT,
                        db_index=True,
                    ),
                ),
                ("name", fields.CharField(max_length=80)),
                ("query", fields.CharField(max_length=2000)),
                ("rhythm", fields.CharField(max_length=10)),
                ("round_on", fields.DateField()),
                ("created_at", fields.DatetimeField()),
                ("looked_at", fields.DatetimeField()),
                ("told_at", fields.DatetimeField(null=True)),
                ("ended_at", fields.DatetimeField(null=True)),
            ],
            options={"table": "saved_search", "app": "portal"},
        ),
        ops.CreateModel(
            name="SavedSearchHit",
            fields=[
                ("id", fields.BigIntField(primary_key=True)),
                ("region_id", fields.BigIntField()),
                (
                    "saved_search",
                    fields.ForeignKeyField(
                        "portal.SavedSearch", related_name="hits", on_delete=OnDelete.RESTRICT
                    ),
                ),
                (
                    "offering",
                    fields.ForeignKeyField(
                        "portal.Offering",
                        related_name="saved_search_hits",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("since_at", fields.DatetimeField()),
                ("told_at", fields.DatetimeField(null=True)),
                ("gone_at", fields.DatetimeField(null=True)),
            ],
            options={"table": "saved_search_hit", "app": "portal"},
        ),
        ops.CreateModel(
            name="SavedSearchLink",
            fields=[
                ("id", fields.BigIntField(primary_key=True)),
                ("token_hash", fields.CharField(max_length=64, unique=True)),
                (
                    "person",
                    fields.ForeignKeyField(
                        "portal.Person",
                        related_name="saved_search_links",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("created_at", fields.DatetimeField()),
            ],
            options={"table": "saved_search_link", "app": "portal"},
        ),
        in_order(
            statement(
                'CREATE UNIQUE INDEX "saved_search_region_id_pair" ON "saved_search" ("id", "region_id")'
            ),
            constrain(
                "saved_search", "saved_search_rhythm", "CHECK (rhythm IN ('at_once', 'weekly'))"
            ),
            constrain("saved_search", "saved_search_looked", "CHECK (looked_at >= created_at)"),
            within_region("saved_search", "saved_search"),
            within_region("offering", "offering"),
            constrain(
                "saved_search_hit",
                "saved_search_hit_gone",
                "CHECK (gone_at IS NULL OR gone_at >= since_at)",
            ),
            # So two workers cannot both find the same thing new.
            statement(
                'CREATE UNIQUE INDEX "saved_search_hit_open" ON "saved_search_hit" '
                '("saved_search_id", "offering_id") WHERE "gone_at" IS NULL'
            ),
        ),
    ]
