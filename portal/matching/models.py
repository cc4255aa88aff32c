from tortoise import fields
from tortoise.fields import OnDelete
from tortoise.models import Model

from portal.accounts.models import Membership, Person
from portal.availability.models import Offering
from portal.catalogue.models import Region
from portal.matching.rules.saved import Rhythm


class SavedSearch(Model):
    """A search that somebody wants to hear of when something new fits (bewaarde zoekvraag)."""

    id: int = fields.BigIntField(primary_key=True)
    region: fields.ForeignKeyRelation[Region] = fields.ForeignKeyField(
        "portal.Region", related_name="saved_searches", on_delete=OnDelete.RESTRICT
    )
    region_id: int
    membership: fields.ForeignKeyRelation[Membership] = fields.ForeignKeyField(
        "portal.Membership",
        related_name="saved_searches",
        on_delete=OnDelete.RESTRICT,
        db_index=True,
    )
    membership_id: int
    name = fields.CharField(max_length=80)
    query = fields.CharField(max_length=2000)
    """As the address bar has it, with the municipality named."""
    rhythm = fields.CharEnumField(Rhythm, max_length=10)
    round_on = fields.DateField()
    """The Monday of the last weekly mail that was dealt with."""
    created_at = fields.DatetimeField()
    looked_at = fields.DatetimeField()
    told_at = fields.DatetimeField(null=True)
    ended_at = fields.DatetimeField(null=True)

    class Meta(Model.Meta):
        table = "saved_search"


class SavedSearchHit(Model):
    """An offering answers a saved search, until it no longer does; it is told at most once."""

    id: int = fields.BigIntField(primary_key=True)
    region_id: int = fields.BigIntField()
    saved_search: fields.ForeignKeyRelation[SavedSearch] = fields.ForeignKeyField(
        "portal.SavedSearch", related_name="hits", on_delete=OnDelete.RESTRICT
    )
    saved_search_id: int
    offering: fields.ForeignKeyRelation[Offering] = fields.ForeignKeyField(
        "portal.Offering", related_name="saved_search_hits", on_delete=OnDelete.RESTRICT
    )
    offering_id: int
    since_at = fields.DatetimeField()
    told_at = fields.DatetimeField(null=True)
    """When the owner knew of it: by mail, or from the results when the search was saved."""
    gone_at = fields.DatetimeField(null=True)

    class Meta(Model.Meta):
        table = "saved_search_hit"


class SavedSearchLink(Model):
    """The link in one mail by which its reader ends saved searches without signing in."""

    id: int = fields.BigIntField(primary_key=True)
    token_hash = fields.CharField(max_length=64, unique=True)
    person: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField(
        "portal.Person", related_name="saved_search_links", on_delete=OnDelete.RESTRICT
    )
    person_id: int
    created_at = fields.DatetimeField()

    class Meta(Model.Meta):
        table = "saved_search_link"
