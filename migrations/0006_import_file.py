"""An uploaded file waits in the database between its preview and its import."""

from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("portal", "0005_reminded_on")]

    operations = [
        ops.CreateModel(
            name='ImportFile',
            fields=[
                ('id', fields.BigIntField(primary_key=True)),
                ('region', fields.ForeignKeyField('portal.Region', related_name='import_files', on_delete=OnDelete.RESTRICT)),
                ('membership', fields.ForeignKeyField('portal.Membership', related_name='import_files', on_delete=OnDelete.RESTRICT)),
                ('kind', fields.CharField(max_length=30)),
                ('name', fields.CharField(max_length=200)),
                ('content', fields.BinaryField()),
                ('uploaded_at', fields.DatetimeField(db_index=True)),
            ],
            options={'table': 'import_file', 'app': 'portal'},
        ),
    ]
