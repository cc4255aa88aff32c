from datetime import date, datetime

from tortoise import fields
from tortoise.fields import OnDelete
from tortoise.models import Model

from portal.accounts.models import Person
from portal.availability.models import Offering
from portal.transitions.models.plans import Transition
from portal.transitions.rules.words import Choice
from portal.waitlists.models import Entry, Need
from portal.waitlists.rules.moves import DepartureReason


class RunningCare(Model):
    """Care that a releasing provider gives now (lopende zorg). It never queues by itself."""

    id: int = fields.BigIntField(primary_key=True)
    region_id: int = fields.BigIntField()
    transition: fields.ForeignKeyRelation[Transition] = fields.ForeignKeyField(
        "portal.Transition", related_name="running_care", on_delete=OnDelete.RESTRICT
    )
    transition_id: int
    need: fields.ForeignKeyRelation[Need] = fields.ForeignKeyField(
        "portal.Need", related_name="running_care", on_delete=OnDelete.RESTRICT, db_index=True
    )
    need_id: int
    offering: fields.ForeignKeyRelation[Offering] = fields.ForeignKeyField(
        "portal.Offering", related_name="running_care", on_delete=OnDelete.RESTRICT
    )
    offering_id: int
    care_since_on: date = fields.DateField()
    allocation_ends_on: date | None = fields.DateField(null=True)
    """The end of the toewijzing."""
    registered_on: date | None = fields.DateField(null=True)
    """The original day of aanmelding, where it is known."""
    weekly_volume: float | None = fields.FloatField(null=True)
    imported_at: datetime = fields.DatetimeField()

    class Meta(Model.Meta):
        table = "running_care"
        unique_together = (("transition", "need", "offering"),)


class Participant(Model):
    """A client in a transition, for one product: an open entry, or running care."""

    id: int = fields.BigIntField(primary_key=True)
    region_id: int = fields.BigIntField()
    transition: fields.ForeignKeyRelation[Transition] = fields.ForeignKeyField(
        "portal.Transition", related_name="participants", on_delete=OnDelete.RESTRICT
    )
    transition_id: int
    entry: fields.ForeignKeyNullableRelation[Entry] = fields.ForeignKeyField(
        "portal.Entry", related_name="participants", on_delete=OnDelete.RESTRICT, null=True
    )
    entry_id: int | None
    running_care: fields.OneToOneNullableRelation[RunningCare] = fields.OneToOneField(
        "portal.RunningCare", related_name="participant", on_delete=OnDelete.RESTRICT, null=True
    )
    running_care_id: int | None
    collected_at: datetime = fields.DatetimeField()
    proposed: fields.ForeignKeyNullableRelation[Offering] = fields.ForeignKeyField(
        "portal.Offering", related_name="proposed_to", on_delete=OnDelete.RESTRICT, null=True
    )
    proposed_id: int | None
    """The list that the region put before the access team."""

    decisions: fields.ReverseRelation["Decision"]

    class Meta(Model.Meta):
        table = "participant"
        unique_together = (("transition", "entry"),)


class Decision(Model):
    """What an access team decided for a client. A later one takes the place of an earlier."""

    id: int = fields.BigIntField(primary_key=True)
    region_id: int = fields.BigIntField()
    participant: fields.ForeignKeyRelation[Participant] = fields.ForeignKeyField(
        "portal.Participant", related_name="decisions", on_delete=OnDelete.RESTRICT, db_index=True
    )
    participant_id: int
    choice = fields.CharEnumField(Choice, max_length=12)
    starts_on: date | None = fields.DateField(null=True)
    """The agreed first day of running care at its receiver."""
    departure: DepartureReason | None = fields.CharEnumField(  # pyright: ignore[reportAssignmentType]
        DepartureReason, max_length=20, null=True
    )
    reason = fields.CharField(max_length=300, default="")
    decided_on: date = fields.DateField()
    decided_at: datetime = fields.DatetimeField()
    decided_by: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField(
        "portal.Person", related_name="transition_decisions", on_delete=OnDelete.RESTRICT
    )
    decided_by_id: int
    withdrawn_at: datetime | None = fields.DatetimeField(null=True)

    targets: fields.ReverseRelation["DecisionTarget"]

    class Meta(Model.Meta):
        table = "decision"


class DecisionTarget(Model):
    """To which offering a client goes by a decision; several when the product is split."""

    id: int = fields.BigIntField(primary_key=True)
    region_id: int = fields.BigIntField()
    decision: fields.ForeignKeyRelation[Decision] = fields.ForeignKeyField(
        "portal.Decision", related_name="targets", on_delete=OnDelete.RESTRICT
    )
    decision_id: int
    offering: fields.ForeignKeyRelation[Offering] = fields.ForeignKeyField(
        "portal.Offering", related_name="decided_for", on_delete=OnDelete.RESTRICT
    )
    offering_id: int

    class Meta(Model.Meta):
        table = "decision_target"
        unique_together = (("decision", "offering"),)
