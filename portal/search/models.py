from tortoise import fields
from tortoise.fields import OnDelete
from tortoise.models import Model

from portal.catalogue.models import Region
from portal.search.rules.synonyms import Effect


class Synonym(Model):
    """What this region says beside the built-in synonyms: one more, or one of them that ended."""

    id: int = fields.BigIntField(primary_key=True)
    region: fields.ForeignKeyRelation[Region] = fields.ForeignKeyField(
        "portal.Region", related_name="synonyms", on_delete=OnDelete.RESTRICT
    )
    region_id: int
    said = fields.CharField(max_length=60)
    meant = fields.CharField(max_length=80)
    effect = fields.CharEnumField(Effect, max_length=10)

    class Meta(Model.Meta):
        table = "synonym"
        unique_together = (("region", "said", "meant"),)


class MissedWord(Model):
    """A single word that searches in this region did not find; nobody knows who asked."""

    id: int = fields.BigIntField(primary_key=True)
    region: fields.ForeignKeyRelation[Region] = fields.ForeignKeyField(
        "portal.Region", related_name="missed_words", on_delete=OnDelete.RESTRICT
    )
    region_id: int
    word = fields.CharField(max_length=40)
    count = fields.IntField()
    last_on = fields.DateField()

    class Meta(Model.Meta):
        table = "missed_word"
        unique_together = (("region", "word"),)
