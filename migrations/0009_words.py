"""Words of search: a region's own synonyms, and words that nobody found."""

from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.migrations import operations as ops

from portal.database.schema import constrain, in_order, statement


def told(verb):
    """What a region adds or ends is heard by every search at once (see 0007)."""
    row = "OLD" if verb == "DELETE" else "NEW"
    trigger = f'CREATE TRIGGER "synonym_tells_{verb.lower()}" AFTER {verb} ON "synonym" '
    return statement(
        trigger
        + f"BEGIN INSERT INTO change (topic, subject_id) VALUES ('region', {row}.region_id); END",
        trigger + "FOR EACH ROW EXECUTE FUNCTION tell_change('region', 'region_id')",
    )


class Migration(migrations.Migration):
    dependencies = [("portal", "0008_search_facts")]

    operations = [
        ops.CreateModel(
            name='Synonym',
            fields=[
                ('id', fields.BigIntField(primary_key=True)),
                ('region', fields.ForeignKeyField('portal.Region', related_name='synonyms', on_delete=OnDelete.RESTRICT)),
                ('said', fields.CharField(max_length=60)),
                ('meant', fields.CharField(max_length=80)),
                ('effect', fields.CharField(max_length=10)),
            ],
            options={'table': 'synonym', 'app': 'portal', 'unique_together': (('region', 'said', 'meant'),)},
        ),
        ops.CreateModel(
            name='MissedWord',
            fields=[
                ('id', fields.BigIntField(primary_key=True)),
                ('region', fields.ForeignKeyField('portal.Region', related_name='missed_words', on_delete=OnDelete.RESTRICT)),
                ('word', fields.CharField(max_length=40)),
                ('count', fields.IntField()),
                ('last_on', fields.DateField()),
            ],
            options={'table': 'missed_word', 'app': 'portal', 'unique_together': (('region', 'word'),)},
        ),
        in_order(
            constrain('synonym', 'synonym_effect', "CHECK (effect IN ('adds', 'ends'))"),
            constrain('missed_word', 'missed_word_count', 'CHECK (count > 0)'),
            *[told(verb) for verb in ('INSERT', 'UPDATE', 'DELETE')],
        ),
    ]
