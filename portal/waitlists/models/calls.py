from datetime import date, datetime

from tortoise import fields
from tortoise.fields import OnDelete
from tortoise.models import Model

from portal.accounts.models import Person
from portal.waitlists.models.entries import Entry
from portal.waitlists.rules.moves import Outcome


class IntakeInvitation(Model):
    """A provider calls somebody from its list; while it is open it holds a place."""

    id: int = fields.BigIntField(primary_key=True)
    region_id: int = fields.BigIntField()
    entry: fields.ForeignKeyRelation[Entry] = fields.ForeignKeyField(
        "portal.Entry", related_name="invitations", on_delete=OnDelete.RESTRICT, db_index=True
    )
    entry_id: int
    invited_on: date = fields.DateField()
    invited_at: datetime = fields.DatetimeField()
    invited_by: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField(
        "portal.Person", related_name="clients_invited", on_delete=OnDelete.RESTRICT
    )
    invited_by_id: int
    expires_on: date = fields.DateField()
    """The last day on which it holds the place."""
    outcome: Outcome | None = fields.CharEnumField(  # pyright: ignore[reportAssignmentType]
        Outcome, max_length=12, null=True
    )
    ended_on: date | None = fields.DateField(null=True)

    class Meta(Model.Meta):
        table = "intake_invitation"


class OutOfOrderCall(Model):
    """An invitation passed people who go first. Append-only; the region sees why."""

    id: int = fields.BigIntField(primary_key=True)
    region_id: int = fields.BigIntField(db_index=True)
    invitation: fields.ForeignKeyRelation[IntakeInvitation] = fields.ForeignKeyField(
        "portal.IntakeInvitation",
        related_name="out_of_order",
        on_delete=OnDelete.RESTRICT,
        db_index=True,
    )
    invitation_id: int
    reason = fields.CharField(max_length=300)
    passed: list[int] = fields.JSONField[list[int]]()
    """The entries that were passed."""

    class Meta(Model.Meta):
        table = "out_of_order_call"


class Placement(Model):
    """Support begins (plaatsing); within ninety days it may turn out to have failed."""

    id: int = fields.BigIntField(primary_key=True)
    region_id: int = fields.BigIntField()
    entry: fields.OneToOneRelation[Entry] = fields.OneToOneField(
        "portal.Entry", related_name="placement", on_delete=OnDelete.RESTRICT
    )
    entry_id: int
    placed_on: date = fields.DateField()
    """The day on which support begins."""
    recorded_at: datetime = fields.DatetimeField()
    recorded_by: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField(
        "portal.Person", related_name="placements", on_delete=OnDelete.RESTRICT
    )
    recorded_by_id: int
    failed_on: date | None = fields.DateField(null=True)
    failed_by: fields.ForeignKeyNullableRelation[Person] = fields.ForeignKeyField(
        "portal.Person", related_name="failed_starts", on_delete=OnDelete.RESTRICT, null=True
    )
    failed_by_id: int | None

    class Meta(Model.Meta):
        table = "placement"
