from datetime import date, datetime

from tortoise import fields
from tortoise.fields import OnDelete
from tortoise.models import Model

from portal.accounts.models import Person
from portal.availability.models import Offering
from portal.catalogue.models import Municipality
from portal.transitions.models.people import Decision, Participant
from portal.transitions.models.plans import Transition
from portal.transitions.rules.words import Outcome
from portal.waitlists.models import Entry


class Batch(Model):
    """Confirmed decisions of one municipality, carried out in one transaction. Append-only."""

    id: int = fields.BigIntField(primary_key=True)
    region_id: int = fields.BigIntField()
    transition: fields.ForeignKeyRelation[Transition] = fields.ForeignKeyField(
        "portal.Transition", related_name="batches", on_delete=OnDelete.RESTRICT
    )
    transition_id: int
    municipality: fields.ForeignKeyRelation[Municipality] = fields.ForeignKeyField(
        "portal.Municipality", related_name="batches", on_delete=OnDelete.RESTRICT
    )
    municipality_id: int
    number: int = fields.IntField()
    executed_on: date = fields.DateField()
    executed_at: datetime = fields.DatetimeField()
    executed_by: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField(
        "portal.Person", related_name="batches", on_delete=OnDelete.RESTRICT
    )
    executed_by_id: int

    class Meta(Model.Meta):
        table = "batch"
        unique_together = (("transition", "number"),)


class Transfer(Model):
    """What came of one client's decision (overdracht). Append-only, once per participant."""

    id: int = fields.BigIntField(primary_key=True)
    region_id: int = fields.BigIntField()
    batch: fields.ForeignKeyRelation[Batch] = fields.ForeignKeyField(
        "portal.Batch", related_name="transfers", on_delete=OnDelete.RESTRICT, db_index=True
    )
    batch_id: int
    participant: fields.OneToOneRelation[Participant] = fields.OneToOneField(
        "portal.Participant", related_name="transfer", on_delete=OnDelete.RESTRICT
    )
    participant_id: int
    decision: fields.ForeignKeyRelation[Decision] = fields.ForeignKeyField(
        "portal.Decision", related_name="transfers", on_delete=OnDelete.RESTRICT
    )
    decision_id: int
    outcome = fields.CharEnumField(Outcome, max_length=12)
    entry: fields.ForeignKeyNullableRelation[Entry] = fields.ForeignKeyField(
        "portal.Entry",
        related_name="transfers",
        on_delete=OnDelete.RESTRICT,
        null=True,
        db_index=True,
    )
    entry_id: int | None
    """The entry that opened; of a split the first."""
    derived = fields.BooleanField(default=False)
    """The date of the entry is the start of care, since the original one is not known."""

    class Meta(Model.Meta):
        table = "transfer"


class Takeover(Model):
    """Running care goes on at another provider without a gap (overname). Append-only."""

    id: int = fields.BigIntField(primary_key=True)
    region_id: int = fields.BigIntField()
    transfer: fields.OneToOneRelation[Transfer] = fields.OneToOneField(
        "portal.Transfer", related_name="takeover", on_delete=OnDelete.RESTRICT
    )
    transfer_id: int
    offering: fields.ForeignKeyRelation[Offering] = fields.ForeignKeyField(
        "portal.Offering", related_name="takeovers", on_delete=OnDelete.RESTRICT, db_index=True
    )
    offering_id: int
    starts_on: date = fields.DateField()

    class Meta(Model.Meta):
        table = "takeover"


class Overtaken(Model):
    """Somebody who was ahead is behind now, since a client's two places became one. Append-only."""

    id: int = fields.BigIntField(primary_key=True)
    region_id: int = fields.BigIntField()
    transfer: fields.ForeignKeyRelation[Transfer] = fields.ForeignKeyField(
        "portal.Transfer", related_name="overtaken", on_delete=OnDelete.RESTRICT
    )
    transfer_id: int
    entry: fields.ForeignKeyRelation[Entry] = fields.ForeignKeyField(
        "portal.Entry", related_name="overtaken", on_delete=OnDelete.RESTRICT
    )
    entry_id: int

    class Meta(Model.Meta):
        table = "overtaken"
        unique_together = (("transfer", "entry"),)


class TransferUndo(Model):
    """The access team had a client put back (teruggedraaid). Append-only."""

    id: int = fields.BigIntField(primary_key=True)
    region_id: int = fields.BigIntField()
    transfer: fields.OneToOneRelation[Transfer] = fields.OneToOneField(
        "portal.Transfer", related_name="undo", on_delete=OnDelete.RESTRICT
    )
    transfer_id: int
    undone_on: date = fields.DateField()
    undone_at: datetime = fields.DatetimeField()
    undone_by: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField(
        "portal.Person", related_name="transfers_undone", on_delete=OnDelete.RESTRICT
    )
    undone_by_id: int
    reason = fields.CharField(max_length=300)

    class Meta(Model.Meta):
        table = "transfer_undo"
