from tortoise import fields
from tortoise.fields import OnDelete
from tortoise.models import Model

from portal.accounts.models import Person
from portal.catalogue.models import Region
from portal.providers.models import Provider


class CallAttempt(Model):
    """The region rang a provider and nobody answered; tomorrow's colleague knows. Append-only."""

    id: int = fields.BigIntField(primary_key=True)
    region: fields.ForeignKeyRelation[Region] = fields.ForeignKeyField(
        "portal.Region", related_name="call_attempts", on_delete=OnDelete.RESTRICT, db_index=True
    )
    region_id: int
    provider: fields.ForeignKeyRelation[Provider] = fields.ForeignKeyField(
        "portal.Provider", related_name="call_attempts", on_delete=OnDelete.RESTRICT, db_index=True
    )
    provider_id: int
    by: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField(
        "portal.Person", related_name="call_attempts", on_delete=OnDelete.RESTRICT
    )
    by_id: int
    at = fields.DatetimeField()
    note = fields.CharField(max_length=300, default="")

    class Meta(Model.Meta):
        table = "call_attempt"
