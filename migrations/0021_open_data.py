"""When what is told of a service in the open data last changed."""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("portal", "0020_measured")]

    operations = [
        ops.CreateModel(
            name="PublishedRecord",
            fields=[
                ("id", fields.BigIntField(primary_key=True)),
                ("uid", fields.CharField(max_length=36, unique=True)),
                ("digest", fields.CharField(max_length=64)),
                ("changed_at", fields.DatetimeField(db_index=True)),
            ],
            options={"table": "published_record", "app": "portal"},
        ),
    ]
