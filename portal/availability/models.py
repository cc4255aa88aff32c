from datetime import date, datetime
from typing import Any

from tortoise import fields
from tortoise.fields import OnDelete
from tortoise.models import Model

from portal.accounts.models import Person
from portal.availability.rules.figures import Basis, Channel, Status
from portal.availability.rules.stops import StopDecision
from portal.catalogue.models import Municipality, Product, Region
from portal.providers.models import Contract, Location, Provider, ServiceArea


class Offering(Model):
    """One product of one provider at one location or in one service area (aanbod)."""

    id: int = fields.BigIntField(primary_key=True)
    region: fields.ForeignKeyRelation[Region] = fields.ForeignKeyField(
        "portal.Region", related_name="offerings", on_delete=OnDelete.RESTRICT, db_index=True
    )
    region_id: int
    provider: fields.ForeignKeyRelation[Provider] = fields.ForeignKeyField(
        "portal.Provider", related_name="offerings", on_delete=OnDelete.RESTRICT, db_index=True
    )
    provider_id: int
    product: fields.ForeignKeyRelation[Product] = fields.ForeignKeyField(
        "portal.Product", related_name="offerings", on_delete=OnDelete.RESTRICT, db_index=True
    )
    product_id: int
    contract: fields.ForeignKeyRelation[Contract] = fields.ForeignKeyField(
        "portal.Contract", related_name="offerings", on_delete=OnDelete.RESTRICT, db_index=True
    )
    contract_id: int
    location: fields.ForeignKeyNullableRelation[Location] = fields.ForeignKeyField(
        "portal.Location", related_name="offerings", on_delete=OnDelete.RESTRICT, null=True
    )
    location_id: int | None
    service_area: fields.ForeignKeyNullableRelation[ServiceArea] = fields.ForeignKeyField(
        "portal.ServiceArea", related_name="offerings", on_delete=OnDelete.RESTRICT, null=True
    )
    service_area_id: int | None
    contact_name = fields.CharField(max_length=120, default="")
    contact_phone = fields.CharField(max_length=20, default="")
    contact_email = fields.CharField(max_length=254, default="")
    withdrawn_at = fields.DatetimeField(null=True)

    current: fields.BackwardOneToOneRelation["Current"]
    stops: fields.ReverseRelation["IntakeStop"]
    measured_wait: fields.BackwardOneToOneRelation["MeasuredWait"]

    class Meta(Model.Meta):
        table = "offering"


class Report(Model):
    """What was stated of an offering at a moment (beschikbaarheidsmelding). Append-only."""

    id: int = fields.BigIntField(primary_key=True)
    region_id: int = fields.BigIntField()
    offering: fields.ForeignKeyRelation[Offering] = fields.ForeignKeyField(
        "portal.Offering", related_name="reports", on_delete=OnDelete.RESTRICT, db_index=True
    )
    offering_id: int
    at = fields.DatetimeField()
    by: fields.ForeignKeyNullableRelation[Person] = fields.ForeignKeyField(
        "portal.Person", related_name="reports", on_delete=OnDelete.RESTRICT, null=True
    )
    by_id: int | None
    channel = fields.CharEnumField(Channel, max_length=10)
    undoes: fields.ForeignKeyNullableRelation["Report"] = fields.ForeignKeyField(
        "portal.Report", related_name="undone_by", on_delete=OnDelete.RESTRICT, null=True
    )
    undoes_id: int | None
    remark = fields.CharField(max_length=300, default="")
    announced_on: date | None = fields.DateField(null=True)
    announced_status: Status | None = fields.CharEnumField(  # pyright: ignore[reportAssignmentType]
        Status, max_length=20, null=True
    )
    announced_start_low = fields.IntField(null=True)
    announced_start_high = fields.IntField(null=True)

    figures: fields.ReverseRelation["StatedFigures"]

    class Meta(Model.Meta):
        table = "report"


class StatedFigures(Model):
    """The figures of a report: one row without municipality, and one for each that differs."""

    id: int = fields.BigIntField(primary_key=True)
    region_id: int = fields.BigIntField()
    report: fields.ForeignKeyRelation[Report] = fields.ForeignKeyField(
        "portal.Report", related_name="figures", on_delete=OnDelete.RESTRICT, db_index=True
    )
    report_id: int
    municipality: fields.ForeignKeyNullableRelation[Municipality] = fields.ForeignKeyField(
        "portal.Municipality", related_name="stated_figures", on_delete=OnDelete.RESTRICT, null=True
    )
    municipality_id: int | None
    status = fields.CharEnumField(Status, max_length=20)
    intake_low = fields.IntField(null=True)
    intake_high = fields.IntField(null=True)
    start_low = fields.IntField(null=True)
    start_high = fields.IntField(null=True)
    basis = fields.CharEnumField(Basis, max_length=12, default=Basis.ESTIMATE)
    places_max = fields.IntField(null=True)
    places_taken = fields.IntField(null=True)
    places_reserved = fields.IntField(null=True)
    places_free = fields.IntField(null=True)
    waiting = fields.IntField(null=True)
    weekly_free = fields.FloatField(null=True)
    half_days: dict[str, int] = fields.JSONField[dict[str, int]](default=dict)

    class Meta(Model.Meta):
        table = "stated_figures"


class Confirmation(Model):
    """Somebody said that the figures are right: by changing them or by "klopt nog". Append-only."""

    id: int = fields.BigIntField(primary_key=True)
    region_id: int = fields.BigIntField()
    offering: fields.ForeignKeyRelation[Offering] = fields.ForeignKeyField(
        "portal.Offering", related_name="confirmations", on_delete=OnDelete.RESTRICT, db_index=True
    )
    offering_id: int
    report: fields.ForeignKeyRelation[Report] = fields.ForeignKeyField(
        "portal.Report", related_name="confirmations", on_delete=OnDelete.RESTRICT, db_index=True
    )
    report_id: int
    unchanged = fields.BooleanField()
    at: datetime = fields.DatetimeField()
    by: fields.ForeignKeyNullableRelation[Person] = fields.ForeignKeyField(
        "portal.Person", related_name="confirmations", on_delete=OnDelete.RESTRICT, null=True
    )
    by_id: int | None
    channel = fields.CharEnumField(Channel, max_length=10)

    class Meta(Model.Meta):
        table = "confirmation"


class Current(Model):
    """Which report and confirmation of an offering are the newest; writers lock this row."""

    id: int = fields.BigIntField(primary_key=True)
    region_id: int = fields.BigIntField()
    offering: fields.OneToOneRelation[Offering] = fields.OneToOneField(
        "portal.Offering", related_name="current", on_delete=OnDelete.RESTRICT
    )
    offering_id: int
    report: fields.ForeignKeyRelation[Report] = fields.ForeignKeyField(
        "portal.Report", related_name="current_of", on_delete=OnDelete.RESTRICT
    )
    report_id: int
    confirmation: fields.ForeignKeyRelation[Confirmation] = fields.ForeignKeyField(
        "portal.Confirmation", related_name="current_of", on_delete=OnDelete.RESTRICT
    )
    confirmation_id: int

    class Meta(Model.Meta):
        table = "current_report"


class IntakeStop(Model):
    """A provider asks to take no new clients for a while (aanmeldstop), of these municipalities."""

    id: int = fields.BigIntField(primary_key=True)
    region_id: int = fields.BigIntField(db_index=True)
    offering: fields.ForeignKeyRelation[Offering] = fields.ForeignKeyField(
        "portal.Offering", related_name="stops", on_delete=OnDelete.RESTRICT, db_index=True
    )
    offering_id: int
    reason = fields.CharField(max_length=300)
    from_on = fields.DateField()
    until_on: date | None = fields.DateField(null=True)
    requested_by: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField(
        "portal.Person", related_name="stops_requested", on_delete=OnDelete.RESTRICT
    )
    requested_by_id: int
    requested_at = fields.DatetimeField()
    withdrawn_at = fields.DatetimeField(null=True)
    withdrawn_by: fields.ForeignKeyNullableRelation[Person] = fields.ForeignKeyField(
        "portal.Person", related_name="stops_withdrawn", on_delete=OnDelete.RESTRICT, null=True
    )
    withdrawn_by_id: int | None

    consents: fields.ReverseRelation["StopConsent"]

    class Meta(Model.Meta):
        table = "intake_stop"


class StopConsent(Model):
    """What one municipality answers to a requested stop; the region may record it for it."""

    id: int = fields.BigIntField(primary_key=True)
    region_id: int = fields.BigIntField()
    stop: fields.ForeignKeyRelation[IntakeStop] = fields.ForeignKeyField(
        "portal.IntakeStop", related_name="consents", on_delete=OnDelete.RESTRICT
    )
    stop_id: int
    municipality: fields.ForeignKeyRelation[Municipality] = fields.ForeignKeyField(
        "portal.Municipality",
        related_name="stop_consents",
        on_delete=OnDelete.RESTRICT,
        db_index=True,
    )
    municipality_id: int
    decision: StopDecision | None = fields.CharEnumField(  # pyright: ignore[reportAssignmentType]
        StopDecision, max_length=10, null=True
    )
    decided_by: fields.ForeignKeyNullableRelation[Person] = fields.ForeignKeyField(
        "portal.Person", related_name="stop_decisions", on_delete=OnDelete.RESTRICT, null=True
    )
    decided_by_id: int | None
    decided_at = fields.DatetimeField(null=True)
    on_behalf = fields.BooleanField(default=False)
    note = fields.CharField(max_length=300, default="")

    class Meta(Model.Meta):
        table = "stop_consent"
        unique_together = (("stop", "municipality"),)


class ReminderLink(Model):
    """A personal link in a reminder mail; it works without sign-in, and only for its rows."""

    id: int = fields.BigIntField(primary_key=True)
    token_hash = fields.CharField(max_length=64, unique=True)
    membership: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField(
        "portal.Membership", related_name="reminder_links", on_delete=OnDelete.RESTRICT
    )
    membership_id: int
    stands_in_for: fields.ForeignKeyNullableRelation[Person] = fields.ForeignKeyField(
        "portal.Person", related_name="reminders_deputised", on_delete=OnDelete.RESTRICT, null=True
    )
    stands_in_for_id: int | None
    digest_on = fields.DateField()
    created_at = fields.DatetimeField()
    expires_at = fields.DatetimeField()
    replaced_at = fields.DatetimeField(null=True)
    revoked_at = fields.DatetimeField(null=True)

    rows: fields.ReverseRelation["ReminderRow"]

    class Meta(Model.Meta):
        table = "reminder_link"
        unique_together = (("membership", "digest_on"),)


class ReminderRow(Model):
    """An offering that a reminder lists, and the report that stood there when it was made."""

    id: int = fields.BigIntField(primary_key=True)
    link: fields.ForeignKeyRelation[ReminderLink] = fields.ForeignKeyField(
        "portal.ReminderLink", related_name="rows", on_delete=OnDelete.RESTRICT, db_index=True
    )
    link_id: int
    offering: fields.ForeignKeyRelation[Offering] = fields.ForeignKeyField(
        "portal.Offering", related_name="reminder_rows", on_delete=OnDelete.RESTRICT
    )
    offering_id: int
    report: fields.ForeignKeyNullableRelation[Report] = fields.ForeignKeyField(
        "portal.Report", related_name="reminder_rows", on_delete=OnDelete.RESTRICT, null=True
    )
    report_id: int | None
    step = fields.IntField()

    class Meta(Model.Meta):
        table = "reminder_row"
        unique_together = (("link", "offering"),)


class ManagerTask(Model):
    """At the end of the ladder the contract manager calls; done when the figures are confirmed."""

    id: int = fields.BigIntField(primary_key=True)
    region_id: int = fields.BigIntField(db_index=True)
    offering: fields.ForeignKeyRelation[Offering] = fields.ForeignKeyField(
        "portal.Offering", related_name="manager_tasks", on_delete=OnDelete.RESTRICT, db_index=True
    )
    offering_id: int
    since_on = fields.DateField()
    done_at = fields.DatetimeField(null=True)
    done_by: fields.ForeignKeyNullableRelation[Person] = fields.ForeignKeyField(
        "portal.Person", related_name="manager_tasks", on_delete=OnDelete.RESTRICT, null=True
    )
    done_by_id: int | None

    class Meta(Model.Meta):
        table = "manager_task"


class MeasuredWait(Model):
    """How long people really waited for an offering, beside what its provider states.

    Days, of the last ninety days; a median or percentile is NULL with fewer than five cases.
    The waitlists write it; whoever shows it needs to know nothing of lists.
    """

    id: int = fields.BigIntField(primary_key=True)
    region_id: int = fields.BigIntField()
    offering: fields.OneToOneRelation[Offering] = fields.OneToOneField(
        "portal.Offering", related_name="measured_wait", on_delete=OnDelete.RESTRICT
    )
    offering_id: int
    measured_on: date = fields.DateField()
    waiting: int = fields.IntField()
    """How many wait now, without those who postpone."""
    invited_cases: int = fields.IntField()
    """From aanmelding to invitation."""
    invited_median: int | None = fields.IntField(null=True)
    invited_p90: int | None = fields.IntField(null=True)
    started_cases: int = fields.IntField()
    """From aanmelding to the start of support."""
    started_median: int | None = fields.IntField(null=True)
    started_p90: int | None = fields.IntField(null=True)

    class Meta(Model.Meta):
        table = "measured_wait"
