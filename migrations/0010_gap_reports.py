"""Who found nothing that fits a client reports it to the region (hiaat)."""

from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.migrations import operations as ops

from portal.database.schema import constrain, in_order

REASONS = "('none_offered', 'wait_too_long', 'only_stopped', 'does_not_fit', 'other')"


def same_region(column: str, parent: str):
    clause = f'FOREIGN KEY ("{column}_id", "region_id") REFERENCES "{parent}" ("id", "region_id")'
    return constrain("gap_report", f"gap_report_{column}_same_region", clause)


class Migration(migrations.Migration):
    dependencies = [("portal", "0009_words")]

    operations = [
        ops.CreateModel(
            name='GapReport',
            fields=[
                ('id', fields.BigIntField(primary_key=True)),
                ('region', fields.ForeignKeyField('portal.Region', related_name='gap_reports', on_delete=OnDelete.RESTRICT, db_index=True)),
                ('municipality', fields.ForeignKeyField('portal.Municipality', related_name='gap_reports', on_delete=OnDelete.RESTRICT)),
                ('product', fields.ForeignKeyField('portal.Product', related_name='gap_reports', on_delete=OnDelete.RESTRICT, null=True)),
                ('reason', fields.CharField(max_length=20)),
                ('remark', fields.CharField(max_length=300, default='')),
                ('reported_on', fields.DateField()),
                ('reported_at', fields.DatetimeField()),
                ('by', fields.ForeignKeyField('portal.Person', related_name='gaps_reported', on_delete=OnDelete.RESTRICT)),
                ('closed_at', fields.DatetimeField(null=True)),
                ('closed_by', fields.ForeignKeyField('portal.Person', related_name='gaps_closed', on_delete=OnDelete.RESTRICT, null=True)),
                ('closing_note', fields.CharField(max_length=300, default='')),
            ],
            options={'table': 'gap_report', 'app': 'portal'},
        ),
        in_order(
            same_region("municipality", "municipality"),
            same_region("product", "product"),
            constrain("gap_report", "gap_report_reason", f"CHECK (reason IN {REASONS})"),
            constrain(
                "gap_report",
                "gap_report_closed",
                "CHECK ((closed_at IS NULL) = (closed_by_id IS NULL))",
            ),
        ),
    ]
