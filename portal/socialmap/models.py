from datetime import date, datetime
from typing import Any

from tortoise import fields
from tortoise.fields import OnDelete
from tortoise.models import Model

from portal.accounts.models import Person
from portal.availability.models import Offering
from portal.availability.rules.figures import Channel
from portal.catalogue.models import Municipality, Region
from portal.socialmap.rules.facilities import Cost, Decision


class FacilityOwner(Model):
    """An organisation that looks after facilities in one region (eigenaar van voorzieningen)."""

    id: int = fields.BigIntField(primary_key=True)
    region: fields.ForeignKeyRelation[Region] = fields.ForeignKeyField(
        "portal.Region", related_name="facility_owners", on_delete=OnDelete.RESTRICT, db_index=True
    )
    region_id: int
    name = fields.CharField(max_length=120)
    reminded_on: date | None = fields.DateField(null=True)
    """The latest day on which its keepers were reminded; one worker at a time moves it on."""

    facilities: fields.ReverseRelation["Facility"]
    keepers: fields.ReverseRelation["FacilityKeeper"]

    class Meta(Model.Meta):
        table = "facility_owner"
        unique_together = (("region", "name"),)


class FacilityKeeper(Model):
    """Somebody who keeps the entries of an owner true: by mail, or signed in with this address."""

    id: int = fields.BigIntField(primary_key=True)
    owner: fields.ForeignKeyRelation[FacilityOwner] = fields.ForeignKeyField(
        "portal.FacilityOwner", related_name="keepers", on_delete=OnDelete.RESTRICT, db_index=True
    )
    owner_id: int
    name = fields.CharField(max_length=120)
    email = fields.CharField(max_length=254)
    since_at: datetime = fields.DatetimeField()
    ended_at: datetime | None = fields.DatetimeField(null=True)

    class Meta(Model.Meta):
        table = "facility_keeper"


class Facility(Model):
    """Help for which nobody needs a decision of the municipality (voorliggende voorziening)."""

    id: int = fields.BigIntField(primary_key=True)
    region: fields.ForeignKeyRelation[Region] = fields.ForeignKeyField(
        "portal.Region", related_name="facilities", on_delete=OnDelete.RESTRICT, db_index=True
    )
    region_id: int
    owner: fields.ForeignKeyRelation[FacilityOwner] = fields.ForeignKeyField(
        "portal.FacilityOwner",
        related_name="facilities",
        on_delete=OnDelete.RESTRICT,
        db_index=True,
    )
    owner_id: int
    municipality: fields.ForeignKeyRelation[Municipality] = fields.ForeignKeyField(
        "portal.Municipality", related_name="facilities", on_delete=OnDelete.RESTRICT, db_index=True
    )
    municipality_id: int
    """Whose access team looks after the entry."""
    name = fields.CharField(max_length=120)
    summary = fields.CharField(max_length=200)
    description = fields.CharField(max_length=1500, default="")
    how_to = fields.CharField(max_length=300, default="")
    """How to take part or apply."""
    cost = fields.CharEnumField(Cost, max_length=12)
    cost_note = fields.CharField(max_length=200, default="")
    themes: list[str] = fields.JSONField[list[str]](default=list)
    audiences: list[str] = fields.JSONField[list[str]](default=list)
    """Empty is for everybody."""
    languages: list[str] = fields.JSONField[list[str]](default=list)
    """Besides Dutch, by their code."""
    street = fields.CharField(max_length=120, default="")
    postcode = fields.CharField(max_length=7, default="")
    place = fields.CharField(max_length=80, default="")
    latitude: float | None = fields.FloatField(null=True)
    longitude: float | None = fields.FloatField(null=True)
    """Without a position it comes to people's homes, or works by telephone."""
    wheelchair_accessible = fields.BooleanField(null=True)
    access_note = fields.CharField(max_length=200, default="")
    phone = fields.CharField(max_length=20, default="")
    email = fields.CharField(max_length=254, default="")
    website = fields.CharField(max_length=200, default="")
    cadence_days = fields.IntField(default=90)
    version = fields.IntField(default=1)
    """Goes up with each change, so that nobody overwrites what another just changed."""
    made_at: datetime = fields.DatetimeField()
    ended_at: datetime | None = fields.DatetimeField(null=True)

    areas: fields.ReverseRelation["FacilityArea"]
    hours: fields.ReverseRelation["OpeningHours"]
    exceptions: fields.ReverseRelation["HoursException"]
    checks: fields.ReverseRelation["FacilityCheck"]
    changes: fields.ReverseRelation["TextChange"]

    class Meta(Model.Meta):
        table = "facility"


class FacilityArea(Model):
    """One more municipality whose residents may come."""

    id: int = fields.BigIntField(primary_key=True)
    region_id: int = fields.BigIntField()
    facility: fields.ForeignKeyRelation[Facility] = fields.ForeignKeyField(
        "portal.Facility", related_name="areas", on_delete=OnDelete.RESTRICT
    )
    facility_id: int
    municipality: fields.ForeignKeyRelation[Municipality] = fields.ForeignKeyField(
        "portal.Municipality", related_name="facility_areas", on_delete=OnDelete.RESTRICT
    )
    municipality_id: int

    class Meta(Model.Meta):
        table = "facility_area"
        unique_together = (("facility", "municipality"),)


class OpeningHours(Model):
    """From when until when it is open on one day of every week; times such as 09:30."""

    id: int = fields.BigIntField(primary_key=True)
    facility: fields.ForeignKeyRelation[Facility] = fields.ForeignKeyField(
        "portal.Facility", related_name="hours", on_delete=OnDelete.RESTRICT, db_index=True
    )
    facility_id: int
    weekday = fields.IntField()
    """0 is Monday."""
    opens = fields.CharField(max_length=5)
    closes = fields.CharField(max_length=5)

    class Meta(Model.Meta):
        table = "opening_hours"


class HoursException(Model):
    """Days on which other hours hold; without times it is closed."""

    id: int = fields.BigIntField(primary_key=True)
    facility: fields.ForeignKeyRelation[Facility] = fields.ForeignKeyField(
        "portal.Facility", related_name="exceptions", on_delete=OnDelete.RESTRICT, db_index=True
    )
    facility_id: int
    from_on: date = fields.DateField()
    until_on: date = fields.DateField()
    opens: str | None = fields.CharField(  # pyright: ignore[reportAssignmentType]
        max_length=5, null=True
    )
    closes: str | None = fields.CharField(  # pyright: ignore[reportAssignmentType]
        max_length=5, null=True
    )
    note = fields.CharField(max_length=80, default="")

    class Meta(Model.Meta):
        table = "hours_exception"


class FacilityCheck(Model):
    """Somebody said that the entry is right, or changed it. Append-only."""

    id: int = fields.BigIntField(primary_key=True)
    facility: fields.ForeignKeyRelation[Facility] = fields.ForeignKeyField(
        "portal.Facility", related_name="checks", on_delete=OnDelete.RESTRICT, db_index=True
    )
    facility_id: int
    at: datetime = fields.DatetimeField()
    by: fields.ForeignKeyNullableRelation[Person] = fields.ForeignKeyField(
        "portal.Person", related_name="facility_checks", on_delete=OnDelete.RESTRICT, null=True
    )
    by_id: int | None
    keeper: fields.ForeignKeyNullableRelation[FacilityKeeper] = fields.ForeignKeyField(
        "portal.FacilityKeeper", related_name="checks", on_delete=OnDelete.RESTRICT, null=True
    )
    keeper_id: int | None
    channel = fields.CharEnumField(Channel, max_length=10)

    class Meta(Model.Meta):
        table = "facility_check"


class TextChange(Model):
    """Other texts that an owner proposes; they wait until the access team agrees."""

    id: int = fields.BigIntField(primary_key=True)
    facility: fields.ForeignKeyRelation[Facility] = fields.ForeignKeyField(
        "portal.Facility", related_name="changes", on_delete=OnDelete.RESTRICT, db_index=True
    )
    facility_id: int
    texts: dict[str, str] = fields.JSONField[dict[str, str]]()
    """The new text by the name of its field; only what differs."""
    asked_at: datetime = fields.DatetimeField()
    asked_by: fields.ForeignKeyNullableRelation[Person] = fields.ForeignKeyField(
        "portal.Person", related_name="text_changes", on_delete=OnDelete.RESTRICT, null=True
    )
    asked_by_id: int | None
    keeper: fields.ForeignKeyNullableRelation[FacilityKeeper] = fields.ForeignKeyField(
        "portal.FacilityKeeper", related_name="text_changes", on_delete=OnDelete.RESTRICT, null=True
    )
    keeper_id: int | None
    decision: Decision | None = fields.CharEnumField(  # pyright: ignore[reportAssignmentType]
        Decision, max_length=10, null=True
    )
    decided_at: datetime | None = fields.DatetimeField(null=True)
    decided_by: fields.ForeignKeyNullableRelation[Person] = fields.ForeignKeyField(
        "portal.Person",
        related_name="text_changes_decided",
        on_delete=OnDelete.RESTRICT,
        null=True,
    )
    decided_by_id: int | None
    note = fields.CharField(max_length=300, default="")

    class Meta(Model.Meta):
        table = "text_change"


class FacilityLink(Model):
    """A personal link by which a keeper confirms the entries of an owner, without signing in."""

    id: int = fields.BigIntField(primary_key=True)
    token_hash = fields.CharField(max_length=64, unique=True)
    keeper: fields.ForeignKeyRelation[FacilityKeeper] = fields.ForeignKeyField(
        "portal.FacilityKeeper", related_name="links", on_delete=OnDelete.RESTRICT
    )
    keeper_id: int
    digest_on: date = fields.DateField()
    created_at: datetime = fields.DatetimeField()
    expires_at: datetime = fields.DatetimeField()
    replaced_at: datetime | None = fields.DatetimeField(null=True)

    class Meta(Model.Meta):
        table = "facility_link"
        unique_together = (("keeper", "digest_on"),)


class LocalGuide(Model):
    """An existing guide of a municipality on the web, to which the social map leads."""

    id: int = fields.BigIntField(primary_key=True)
    municipality: fields.ForeignKeyRelation[Municipality] = fields.ForeignKeyField(
        "portal.Municipality", related_name="local_guides", on_delete=OnDelete.RESTRICT
    )
    municipality_id: int
    name = fields.CharField(max_length=80)
    url = fields.CharField(max_length=200)

    class Meta(Model.Meta):
        table = "local_guide"
        unique_together = (("municipality", "url"),)


class Correction(Model):
    """A resident said that something on the social map is wrong ("klopt dit niet?")."""

    id: int = fields.BigIntField(primary_key=True)
    region: fields.ForeignKeyRelation[Region] = fields.ForeignKeyField(
        "portal.Region", related_name="corrections", on_delete=OnDelete.RESTRICT, db_index=True
    )
    region_id: int
    municipality: fields.ForeignKeyNullableRelation[Municipality] = fields.ForeignKeyField(
        "portal.Municipality", related_name="corrections", on_delete=OnDelete.RESTRICT, null=True
    )
    municipality_id: int | None
    """Whose access team answers; None where nobody named a place."""
    facility: fields.ForeignKeyNullableRelation[Facility] = fields.ForeignKeyField(
        "portal.Facility", related_name="corrections", on_delete=OnDelete.RESTRICT, null=True
    )
    facility_id: int | None
    offering: fields.ForeignKeyNullableRelation[Offering] = fields.ForeignKeyField(
        "portal.Offering", related_name="corrections", on_delete=OnDelete.RESTRICT, null=True
    )
    offering_id: int | None
    message = fields.CharField(max_length=600)
    email = fields.CharField(max_length=254, default="")
    """Where to answer; forgotten as soon as the answer is sent."""
    reported_at: datetime = fields.DatetimeField()
    answer = fields.CharField(max_length=600, default="")
    answered_at: datetime | None = fields.DatetimeField(null=True)
    answered_by: fields.ForeignKeyNullableRelation[Person] = fields.ForeignKeyField(
        "portal.Person", related_name="corrections", on_delete=OnDelete.RESTRICT, null=True
    )
    answered_by_id: int | None

    class Meta(Model.Meta):
        table = "correction"


class PublishedRecord(Model):
    """A service of the open data, and when what is told of it last changed."""

    id: int = fields.BigIntField(primary_key=True)
    uid = fields.CharField(max_length=36, unique=True)
    digest = fields.CharField(max_length=64)
    """Of all that was told."""
    changed_at: datetime = fields.DatetimeField(db_index=True)

    class Meta(Model.Meta):
        table = "published_record"


class FeedSource(Model):
    """A feed of others from which facilities of a region are taken over."""

    id: int = fields.BigIntField(primary_key=True)
    region: fields.ForeignKeyRelation[Region] = fields.ForeignKeyField(
        "portal.Region", related_name="feed_sources", on_delete=OnDelete.RESTRICT
    )
    region_id: int
    name = fields.CharField(max_length=200)
    """Its address on the web, or a name for a file."""
    read_at: datetime = fields.DatetimeField()

    class Meta(Model.Meta):
        table = "feed_source"
        unique_together = (("region", "name"),)


class TakenOver(Model):
    """Which facility an entry of a feed became, and how the entry was when it was read."""

    id: int = fields.BigIntField(primary_key=True)
    region_id: int = fields.BigIntField()
    source: fields.ForeignKeyRelation[FeedSource] = fields.ForeignKeyField(
        "portal.FeedSource", related_name="entries", on_delete=OnDelete.RESTRICT
    )
    source_id: int
    uid = fields.CharField(max_length=200)
    facility: fields.ForeignKeyRelation[Facility] = fields.ForeignKeyField(
        "portal.Facility", related_name="taken_over", on_delete=OnDelete.RESTRICT, db_index=True
    )
    facility_id: int
    digest = fields.CharField(max_length=64)

    class Meta(Model.Meta):
        table = "taken_over"
        unique_together = (("source", "uid"),)


Values = dict[str, Any]
"""What to save, by the name of a field."""
