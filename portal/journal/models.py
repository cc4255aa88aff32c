from enum import StrEnum
from typing import Any

from tortoise import fields
from tortoise.models import Model


class Kind(StrEnum):
    """Whether a journal row tells of a change or of a look at a person's record."""

    CHANGED = "changed"
    SEEN = "seen"


class JournalEntry(Model):
    """Who did or saw what, of whom, when and why (NEN 7513). Append-only; internal ids only."""

    id: int = fields.BigIntField(primary_key=True)
    at = fields.DatetimeField(db_index=True)
    kind = fields.CharEnumField(Kind, max_length=10)
    person_id: int | None = fields.BigIntField(null=True, db_index=True)
    membership_id: int | None = fields.BigIntField(null=True)
    action = fields.CharField(max_length=60)
    subject = fields.CharField(max_length=40)
    subject_ids: list[int] = fields.JSONField[list[int]]()
    region_id: int | None = fields.BigIntField(null=True)
    reason = fields.CharField(max_length=300, default="")
    details: dict[str, Any] = fields.JSONField[dict[str, Any]]()

    class Meta(Model.Meta):
        table = "journal_entry"
