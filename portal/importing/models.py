from tortoise import fields
from tortoise.fields import OnDelete
from tortoise.models import Model

from portal.accounts.models import Membership
from portal.catalogue.models import Region


class ImportFile(Model):
    """A file between its preview and its import; removed after either, or when it expires."""

    id = fields.BigIntField(primary_key=True)
    region: fields.ForeignKeyRelation[Region] = fields.ForeignKeyField(
        "portal.Region", related_name="import_files", on_delete=OnDelete.RESTRICT
    )
    region_id: int
    membership: fields.ForeignKeyRelation[Membership] = fields.ForeignKeyField(
        "portal.Membership", related_name="import_files", on_delete=OnDelete.RESTRICT
    )
    membership_id: int
    kind = fields.CharField(max_length=30)
    name = fields.CharField(max_length=200)
    content = fields.BinaryField()
    uploaded_at = fields.DatetimeField(db_index=True)

    class Meta(Model.Meta):
        table = "import_file"
