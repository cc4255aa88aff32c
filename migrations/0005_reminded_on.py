"""A provider remembers which weekly digest was dealt with, so that two workers make one."""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("portal", "0004_append_only")]

    operations = [
        ops.AddField(
            model_name="Provider", name="reminded_on", field=fields.DateField(null=True)
        )
    ]
