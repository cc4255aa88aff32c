from typing import Any

from tortoise import fields
from tortoise.fields import OnDelete
from tortoise.models import Model

from portal.accounts.rules import ReviewDecision
from portal.kernel.actor import Role


class Person(Model):
    """Somebody who signs in. The address is kept in lower case."""

    id: int = fields.BigIntField(primary_key=True)
    email = fields.CharField(max_length=254, unique=True)
    name = fields.CharField(max_length=120)
    password_hash = fields.CharField(max_length=200, default="")
    created_at = fields.DatetimeField()

    memberships: fields.ReverseRelation["Membership"]

    class Meta(Model.Meta):
        table = "person"


class Membership(Model):
    """A person's role at exactly one organisation: a provider, access team, region or municipality.

    The organisations live in features above this one, hence their names as text.
    """

    id: int = fields.BigIntField(primary_key=True)
    person: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField(
        "portal.Person", related_name="memberships", on_delete=OnDelete.RESTRICT, db_index=True
    )
    person_id: int
    role = fields.CharEnumField(Role, max_length=30)
    provider: fields.ForeignKeyNullableRelation[Any] = fields.ForeignKeyField(
        "portal.Provider",
        related_name="memberships",
        on_delete=OnDelete.RESTRICT,
        null=True,
        db_index=True,
    )
    provider_id: int | None
    access_team: fields.ForeignKeyNullableRelation[Any] = fields.ForeignKeyField(
        "portal.AccessTeam", related_name="memberships", on_delete=OnDelete.RESTRICT, null=True
    )
    access_team_id: int | None
    region: fields.ForeignKeyNullableRelation[Any] = fields.ForeignKeyField(
        "portal.Region", related_name="memberships", on_delete=OnDelete.RESTRICT, null=True
    )
    region_id: int | None
    municipality: fields.ForeignKeyNullableRelation[Any] = fields.ForeignKeyField(
        "portal.Municipality", related_name="memberships", on_delete=OnDelete.RESTRICT, null=True
    )
    municipality_id: int | None
    receives_reminders = fields.BooleanField(default=True)
    since_at = fields.DatetimeField()
    ended_at = fields.DatetimeField(null=True)

    class Meta(Model.Meta):
        table = "membership"


class Invitation(Model):
    """An offer of a membership, by mail; only the hash of its link is kept."""

    id: int = fields.BigIntField(primary_key=True)
    token_hash = fields.CharField(max_length=64, unique=True)
    email = fields.CharField(max_length=254)
    name = fields.CharField(max_length=120)
    role = fields.CharEnumField(Role, max_length=30)
    provider: fields.ForeignKeyNullableRelation[Any] = fields.ForeignKeyField(
        "portal.Provider", related_name="invitations", on_delete=OnDelete.RESTRICT, null=True
    )
    provider_id: int | None
    access_team: fields.ForeignKeyNullableRelation[Any] = fields.ForeignKeyField(
        "portal.AccessTeam", related_name="invitations", on_delete=OnDelete.RESTRICT, null=True
    )
    access_team_id: int | None
    region: fields.ForeignKeyNullableRelation[Any] = fields.ForeignKeyField(
        "portal.Region", related_name="invitations", on_delete=OnDelete.RESTRICT, null=True
    )
    region_id: int | None
    municipality: fields.ForeignKeyNullableRelation[Any] = fields.ForeignKeyField(
        "portal.Municipality", related_name="invitations", on_delete=OnDelete.RESTRICT, null=True
    )
    municipality_id: int | None
    invited_by: fields.ForeignKeyNullableRelation[Person] = fields.ForeignKeyField(
        "portal.Person", related_name="invitations_sent", on_delete=OnDelete.RESTRICT, null=True
    )
    invited_by_id: int | None
    created_at = fields.DatetimeField()
    expires_at = fields.DatetimeField()
    accepted_at = fields.DatetimeField(null=True)
    withdrawn_at = fields.DatetimeField(null=True)

    class Meta(Model.Meta):
        table = "invitation"


class Session(Model):
    """Somebody is signed in, in one of their memberships, until it expires or is ended."""

    id: int = fields.BigIntField(primary_key=True)
    token_hash = fields.CharField(max_length=64, unique=True)
    person: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField(
        "portal.Person", related_name="sessions", on_delete=OnDelete.RESTRICT, db_index=True
    )
    person_id: int
    membership: fields.ForeignKeyRelation[Membership] = fields.ForeignKeyField(
        "portal.Membership", related_name="sessions", on_delete=OnDelete.RESTRICT
    )
    membership_id: int
    created_at = fields.DatetimeField()
    expires_at = fields.DatetimeField()
    ended_at = fields.DatetimeField(null=True)

    class Meta(Model.Meta):
        table = "session"


class PasswordReset(Model):
    """A link by which a person sets a new password, once."""

    id: int = fields.BigIntField(primary_key=True)
    token_hash = fields.CharField(max_length=64, unique=True)
    person: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField(
        "portal.Person", related_name="password_resets", on_delete=OnDelete.RESTRICT
    )
    person_id: int
    created_at = fields.DatetimeField()
    expires_at = fields.DatetimeField()
    used_at = fields.DatetimeField(null=True)

    class Meta(Model.Meta):
        table = "password_reset"


class RightsReview(Model):
    """An administrator of a region said that a membership is still right, or ended it.

    Append-only. A provider of two regions is reviewed in both: each for itself.
    """

    id: int = fields.BigIntField(primary_key=True)
    region: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField(
        "portal.Region", related_name="rights_reviews", on_delete=OnDelete.RESTRICT, db_index=True
    )
    region_id: int
    membership: fields.ForeignKeyRelation[Membership] = fields.ForeignKeyField(
        "portal.Membership",
        related_name="rights_reviews",
        on_delete=OnDelete.RESTRICT,
        db_index=True,
    )
    membership_id: int
    reviewed_on = fields.DateField()
    reviewed_by: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField(
        "portal.Person", related_name="rights_reviews", on_delete=OnDelete.RESTRICT
    )
    reviewed_by_id: int
    decision = fields.CharEnumField(ReviewDecision, max_length=10)

    class Meta(Model.Meta):
        table = "rights_review"


class Absence(Model):
    """A person is away; until it ends the deputy gets the reminders."""

    id: int = fields.BigIntField(primary_key=True)
    person: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField(
        "portal.Person", related_name="absences", on_delete=OnDelete.RESTRICT
    )
    person_id: int
    deputy: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField(
        "portal.Person", related_name="deputy_of", on_delete=OnDelete.RESTRICT
    )
    deputy_id: int
    from_on = fields.DateField()
    until_on = fields.DateField()
    ended_at = fields.DatetimeField(null=True)

    class Meta(Model.Meta):
        table = "absence"
