"""The yearly review of rights: who said of which membership that it is still right, and when."""

from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.migrations import operations as ops

from portal.database.schema import append_only, constrain, in_order


class Migration(migrations.Migration):
    dependencies = [("portal", "0011_upkeep")]

    operations = [
        ops.CreateModel(
            name='RightsReview',
            fields=[
                ('id', fields.BigIntField(primary_key=True)),
                ('region', fields.ForeignKeyField('portal.Region', related_name='rights_reviews', on_delete=OnDelete.RESTRICT, db_index=True)),
                ('membership', fields.ForeignKeyField('portal.Membership', related_name='rights_reviews', on_delete=OnDelete.RESTRICT, db_index=True)),
                ('reviewed_on', fields.DateField()),
                ('reviewed_by', fields.ForeignKeyField('portal.Person', related_name='rights_reviews', on_delete=OnDelete.RESTRICT)),
                ('decision', fields.CharField(max_length=10)),
            ],
            options={'table': 'rights_review', 'app': 'portal'},
        ),
        in_order(
            constrain("rights_review", "rights_review_decision", "CHECK (decision IN ('confirmed', 'ended'))"),
            *append_only("rights_review"),
        ),
    ]
