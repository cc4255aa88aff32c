from datetime import date, datetime

from tortoise import fields
from tortoise.fields import OnDelete
from tortoise.models import Model

from portal.accounts.models import Person
from portal.waitlists.models.entries import Entry
from portal.waitlists.rules.moves import (
    BackDatingDecision,
    DepartureReason,
    ReturnAnswer,
    ReturnCause,
)


class Departure(Model):
    """Somebody no longer waits on this list (afmelding)."""

    id: int = fields.BigIntField(primary_key=True)
    region_id: int = fields.BigIntField()
    entry: fields.OneToOneRelation[Entry] = fields.OneToOneField(
        "portal.Entry", related_name="departure", on_delete=OnDelete.RESTRICT
    )
    entry_id: int
    left_on: date = fields.DateField()
    reason = fields.CharEnumField(DepartureReason, max_length=20)
    note = fields.CharField(max_length=300, default="")
    recorded_at: datetime = fields.DatetimeField()
    recorded_by: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField(
        "portal.Person", related_name="departures", on_delete=OnDelete.RESTRICT
    )
    recorded_by_id: int

    class Meta(Model.Meta):
        table = "departure"


class Postponement(Model):
    """The client wishes to wait longer (uitstel): keeps the date, is not called meanwhile."""

    id: int = fields.BigIntField(primary_key=True)
    region_id: int = fields.BigIntField()
    entry: fields.ForeignKeyRelation[Entry] = fields.ForeignKeyField(
        "portal.Entry", related_name="postponements", on_delete=OnDelete.RESTRICT, db_index=True
    )
    entry_id: int
    from_on: date = fields.DateField()
    until_on: date = fields.DateField()
    """The last day of it."""
    noted_by: fields.ForeignKeyNullableRelation[Person] = fields.ForeignKeyField(
        "portal.Person", related_name="postponements", on_delete=OnDelete.RESTRICT, null=True
    )
    noted_by_id: int | None
    ended_at: datetime | None = fields.DatetimeField(null=True)

    class Meta(Model.Meta):
        table = "postponement"


class BridgingCare(Model):
    """Other support helps the client to get through the wait (overbruggingszorg)."""

    id: int = fields.BigIntField(primary_key=True)
    region_id: int = fields.BigIntField()
    entry: fields.ForeignKeyRelation[Entry] = fields.ForeignKeyField(
        "portal.Entry", related_name="bridging", on_delete=OnDelete.RESTRICT, db_index=True
    )
    entry_id: int
    since_on: date = fields.DateField()
    noted_by: fields.ForeignKeyNullableRelation[Person] = fields.ForeignKeyField(
        "portal.Person", related_name="bridging_noted", on_delete=OnDelete.RESTRICT, null=True
    )
    noted_by_id: int | None
    ended_at: datetime | None = fields.DatetimeField(null=True)

    class Meta(Model.Meta):
        table = "bridging_care"


class ReturnToConsultant(Model):
    """The consultant must decide how somebody goes on; until then nobody calls the client."""

    id: int = fields.BigIntField(primary_key=True)
    region_id: int = fields.BigIntField(db_index=True)
    entry: fields.ForeignKeyRelation[Entry] = fields.ForeignKeyField(
        "portal.Entry", related_name="returns", on_delete=OnDelete.RESTRICT, db_index=True
    )
    entry_id: int
    cause = fields.CharEnumField(ReturnCause, max_length=12)
    reason = fields.CharField(max_length=300, default="")
    returned_on: date = fields.DateField()
    returned_by: fields.ForeignKeyNullableRelation[Person] = fields.ForeignKeyField(
        "portal.Person", related_name="clients_returned", on_delete=OnDelete.RESTRICT, null=True
    )
    returned_by_id: int | None
    answer: ReturnAnswer | None = fields.CharEnumField(  # pyright: ignore[reportAssignmentType]
        ReturnAnswer, max_length=8, null=True
    )
    answered_on: date | None = fields.DateField(null=True)

    class Meta(Model.Meta):
        table = "return_to_consultant"


class BackDating(Model):
    """An aanmelding that is said to be older than its entry in the portal."""

    id: int = fields.BigIntField(primary_key=True)
    region_id: int = fields.BigIntField(db_index=True)
    entry: fields.OneToOneRelation[Entry] = fields.OneToOneField(
        "portal.Entry", related_name="back_dating", on_delete=OnDelete.RESTRICT
    )
    entry_id: int
    claimed_on: date = fields.DateField()
    reason = fields.CharField(max_length=300)
    asked_by: fields.ForeignKeyNullableRelation[Person] = fields.ForeignKeyField(
        "portal.Person", related_name="back_datings", on_delete=OnDelete.RESTRICT, null=True
    )
    asked_by_id: int | None
    decision: BackDatingDecision | None = fields.CharEnumField(  # pyright: ignore[reportAssignmentType]
        BackDatingDecision, max_length=12, null=True
    )
    decided_by: fields.ForeignKeyNullableRelation[Person] = fields.ForeignKeyField(
        "portal.Person", related_name="back_datings_decided", on_delete=OnDelete.RESTRICT, null=True
    )
    decided_by_id: int | None
    decided_at: datetime | None = fields.DatetimeField(null=True)

    class Meta(Model.Meta):
        table = "back_dating"
