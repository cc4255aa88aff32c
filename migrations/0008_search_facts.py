"""A search asks for languages, and follows was-wordt across a change of contracts."""

from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.migrations import operations as ops

from portal.database.schema import constrain, in_order, statement


class Migration(migrations.Migration):
    dependencies = [("portal", "0007_changes")]

    operations = [
        ops.AddField(
            model_name="Provider",
            name="languages",
            field=fields.JSONField(default=list, db_default="[]"),
        ),
        ops.CreateModel(
            name="Succession",
            fields=[
                ("id", fields.BigIntField(primary_key=True)),
                ("region", fields.ForeignKeyField("portal.Region", related_name="successions", on_delete=OnDelete.RESTRICT, db_index=True)),
                ("product", fields.ForeignKeyField("portal.Product", related_name="succeeded_by", on_delete=OnDelete.RESTRICT, db_index=True)),
                ("successor", fields.ForeignKeyField("portal.Product", related_name="succeeds", on_delete=OnDelete.RESTRICT, null=True)),
                ("municipality", fields.ForeignKeyField("portal.Municipality", related_name="successions", on_delete=OnDelete.RESTRICT, null=True)),
                ("from_on", fields.DateField()),
                ("equivalent", fields.BooleanField(default=True)),
            ],
            options={"table": "succession", "app": "portal"},
        ),
        in_order(
            *[
                constrain(
                    "succession",
                    f"succession_{column}_same_region",
                    f'FOREIGN KEY ("{column}_id", "region_id") REFERENCES "{table}" ("id", "region_id")',
                )
                for column, table in (("product", "product"), ("successor", "product"), ("municipality", "municipality"))
            ],
            constrain(
                "succession",
                "succession_of_another",
                "CHECK (successor_id IS NULL OR successor_id <> product_id)",
            ),
            statement(
                'CREATE TRIGGER "succession_tells_insert" AFTER INSERT ON "succession" BEGIN '
                "INSERT INTO change (topic, subject_id) VALUES ('region', NEW.region_id); END",
                'CREATE TRIGGER "succession_tells_insert" AFTER INSERT ON "succession" '
                "FOR EACH ROW EXECUTE FUNCTION tell_change('region', 'region_id')",
            ),
            statement(
                'CREATE TRIGGER "succession_tells_update" AFTER UPDATE ON "succession" BEGIN '
                "INSERT INTO change (topic, subject_id) VALUES ('region', NEW.region_id); END",
                'CREATE TRIGGER "succession_tells_update" AFTER UPDATE ON "succession" '
                "FOR EACH ROW EXECUTE FUNCTION tell_change('region', 'region_id')",
            ),
        ),
    ]
