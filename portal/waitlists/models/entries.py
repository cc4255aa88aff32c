from datetime import date, datetime
from typing import Any

from tortoise import fields
from tortoise.fields import OnDelete
from tortoise.models import Model

from portal.accounts.models import Person
from portal.availability.models import Offering
from portal.waitlists.models.clients import Need
from portal.waitlists.rules.key import Key, Urgency
from portal.waitlists.rules.moves import OPEN, LinkKind, Status


class Entry(Model):
    """A place on a waitlist: one client waits for one offering, under one need.

    The database refuses to change the key, the list and the region of an entry, to open a
    closed one again, and to delete any.
    """

    id: int = fields.BigIntField(primary_key=True)
    region_id: int = fields.BigIntField()
    offering: fields.ForeignKeyRelation[Offering] = fields.ForeignKeyField(
        "portal.Offering", related_name="entries", on_delete=OnDelete.RESTRICT, db_index=True
    )
    offering_id: int
    need: fields.ForeignKeyRelation[Need] = fields.ForeignKeyField(
        "portal.Need", related_name="entries", on_delete=OnDelete.RESTRICT, db_index=True
    )
    need_id: int
    urgency = fields.IntEnumField(Urgency)
    registered_on: date = fields.DateField()
    registered_at: datetime = fields.DatetimeField()
    draw: int = fields.BigIntField()
    status = fields.CharEnumField(Status, max_length=12, default=Status.WAITING)
    opened_on: date = fields.DateField()
    opened_at: datetime = fields.DatetimeField()
    opened_by: fields.ForeignKeyNullableRelation[Person] = fields.ForeignKeyField(
        "portal.Person", related_name="entries_opened", on_delete=OnDelete.RESTRICT, null=True
    )
    opened_by_id: int | None
    ended_on: date | None = fields.DateField(null=True)
    ended_at: datetime | None = fields.DatetimeField(null=True)
    still_waiting_on: date | None = fields.DateField(null=True)
    """When the client last said to be waiting still ("wacht u nog?")."""
    weekly_volume: float | None = fields.FloatField(null=True)
    """In the unit of the product."""
    half_days: list[str] = fields.JSONField[list[str]](default=list)
    """Wished parts of the week, such as ma_o."""
    wishes = fields.CharField(max_length=300, default="")

    placement: fields.BackwardOneToOneRelation[Any]

    class Meta(Model.Meta):
        table = "entry"

    @property
    def key(self) -> Key:
        """What its place is computed from."""
        return Key(
            urgency=Urgency(self.urgency),
            registered_on=self.registered_on,
            registered_at=self.registered_at,
            draw=self.draw,
        )

    @property
    def is_open(self) -> bool:
        """Whether the client still waits here."""
        return self.status in OPEN


class Link(Model):
    """One entry follows from another. Append-only.

    A merge has two parents, a split two children.
    """

    id: int = fields.BigIntField(primary_key=True)
    region_id: int = fields.BigIntField()
    from_entry: fields.ForeignKeyRelation[Entry] = fields.ForeignKeyField(
        "portal.Entry", related_name="links_on", on_delete=OnDelete.RESTRICT
    )
    from_entry_id: int
    to_entry: fields.ForeignKeyRelation[Entry] = fields.ForeignKeyField(
        "portal.Entry", related_name="links_back", on_delete=OnDelete.RESTRICT, db_index=True
    )
    to_entry_id: int
    kind = fields.CharEnumField(LinkKind, max_length=12)
    linked_on: date = fields.DateField()
    linked_at: datetime = fields.DatetimeField()
    by: fields.ForeignKeyNullableRelation[Person] = fields.ForeignKeyField(
        "portal.Person", related_name="entries_linked", on_delete=OnDelete.RESTRICT, null=True
    )
    by_id: int | None
    reason = fields.CharField(max_length=300, default="")

    class Meta(Model.Meta):
        table = "entry_link"
        unique_together = (("from_entry", "to_entry"),)
