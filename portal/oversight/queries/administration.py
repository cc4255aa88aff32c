"""What an administrator looks after: accounts, and the yearly review of rights."""

from typing import Any

from tortoise.functions import Max

from portal.accounts.models import Invitation, RightsReview, Session
from portal.accounts.queries import organisations_administered_by
from portal.accounts.rules import Organisation, OrganisationKind, ReviewDecision
from portal.catalogue.models import Region
from portal.kernel.actor import Actor, Role
from portal.kernel.clock import local_date
from portal.kernel.errors import NotFound
from portal.oversight.queries.members import memberships_of_region
from portal.oversight.rules.administration import KindCount, Right

_COLUMNS = (
    "id",
    "person_id",
    "person__name",
    "person__email",
    "role",
    "since_at",
    *(f"{kind}_id" for kind in OrganisationKind),
    *(f"{kind}__name" for kind in OrganisationKind),
)


async def rights_reviewed_by(actor: Actor) -> list[Right]:
    """Every current membership in the administrator's region; to other roles none."""
    if actor.role is not Role.ADMINISTRATOR:
        return []
    current = (await memberships_of_region(actor.region_id)).filter(ended_at=None)
    found = await current.order_by("id").values(*_COLUMNS)
    used = await _last_used([row["id"] for row in found])
    reviews = await _newest_reviews(actor)
    return [_right(actor, row, used, reviews.get(row["id"])) for row in found]


async def right_reviewed_by(actor: Actor, membership_id: int) -> Right:
    """One of them; else NotFound."""
    for right in await rights_reviewed_by(actor):
        if right.membership_id == membership_id:
            return right
    raise NotFound


async def _last_used(membership_ids: list[int]) -> dict[int, Any]:
    rows = (
        await Session.filter(membership_id__in=membership_ids)
        .annotate(last=Max("created_at"))
        .group_by("membership_id")
        .values_list("membership_id", "last")
    )
    return {membership_id: local_date(last) for membership_id, last in rows}


async def _newest_reviews(actor: Actor) -> dict[int, Any]:
    confirmed = RightsReview.filter(region_id=actor.region_id, decision=ReviewDecision.CONFIRMED)
    rows = await confirmed.order_by("reviewed_on", "id").values(
        "membership_id", "reviewed_on", "reviewed_by__name"
    )
    return {row["membership_id"]: row for row in rows}


def _right(actor: Actor, row: dict[str, Any], used: dict[int, Any], review: Any) -> Right:
    return Right(
        membership_id=row["id"],
        person_id=row["person_id"],
        name=row["person__name"],
        email=row["person__email"],
        role=row["role"],
        organisation=organisation_in(row),
        since_on=local_date(row["since_at"]),
        last_used_on=used.get(row["id"]),
        reviewed_on=review["reviewed_on"] if review else None,
        reviewed_by=review["reviewed_by__name"] if review else "",
        is_own=row["person_id"] == actor.person_id,
    )


def organisation_in(row: dict[str, Any]) -> Organisation:
    """Of which organisation this row of a membership is."""
    kind = next(kind for kind in OrganisationKind if row[f"{kind}_id"] is not None)
    return Organisation(kind=kind, id=row[f"{kind}_id"], name=row[f"{kind}__name"])


async def counts_per_kind(actor: Actor) -> list[KindCount]:
    """How many organisations, members and open invitations there are of each kind."""
    found: list[KindCount] = []
    for kind in OrganisationKind:
        organisations = await organisations_administered_by(actor, kind)
        ids = [one.id for one, _ in organisations]
        invited = Invitation.filter(accepted_at=None, withdrawn_at=None, **{f"{kind}_id__in": ids})
        sizes = [size for _, size in organisations]
        count = KindCount(
            kind=kind,
            organisations=len(organisations),
            members=sum(sizes),
            without_members=sizes.count(0),
            invitations=await invited.count(),
        )
        found.append(count)
    return found


async def region_of(actor: Actor) -> Region:
    """The region that the actor works for."""
    return await Region.get(id=actor.region_id)
