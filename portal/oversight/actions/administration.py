"""The yearly review of rights: confirming memberships, and ending one."""

from collections.abc import Collection
from datetime import date

from portal.accounts.actions import end_membership
from portal.accounts.models import RightsReview
from portal.accounts.rules import ReviewDecision
from portal.journal.actions import record_change
from portal.kernel.actor import Actor
from portal.kernel.errors import NotAllowed, NotFound
from portal.oversight.queries.administration import right_reviewed_by, rights_reviewed_by


class OwnRights(NotAllowed):
    """Somebody reviews the own rights."""

    def __init__(self) -> None:
        super().__init__("Uw eigen toegang bekijkt een andere beheerder van uw regio.")


async def confirm_rights(actor: Actor, membership_ids: Collection[int], *, on: date) -> int:
    """Say of these memberships that they are still right; how many it were.

    Raises NotFound when one of them does not exist for the actor, OwnRights for the own.
    """
    wanted = set(membership_ids)
    rights = [r for r in await rights_reviewed_by(actor) if r.membership_id in wanted]
    if len(rights) != len(wanted):
        raise NotFound("Een van deze medewerkers heeft al geen toegang meer. Kijk opnieuw.")
    if any(right.is_own for right in rights):
        raise OwnRights
    await _review(actor, wanted, ReviewDecision.CONFIRMED, on=on)
    return len(wanted)


async def end_right(actor: Actor, membership_id: int, *, on: date) -> None:
    """End a membership, at once, because it is no longer right."""
    if (await right_reviewed_by(actor, membership_id)).is_own:
        raise OwnRights
    await end_membership(actor, membership_id)
    await _review(actor, [membership_id], ReviewDecision.ENDED, on=on)


async def _review(
    actor: Actor, membership_ids: Collection[int], decision: ReviewDecision, *, on: date
) -> None:
    assert actor.region_id is not None, "an administrator works for a region"
    reviews = [
        RightsReview(
            region_id=actor.region_id,
            membership_id=membership_id,
            reviewed_on=on,
            reviewed_by_id=actor.person_id,
            decision=decision,
        )
        for membership_id in sorted(membership_ids)
    ]
    await RightsReview.bulk_create(reviews)
    await record_change(
        actor,
        f"rights.{decision.value}",
        subject="membership",
        ids=membership_ids,
        region_id=actor.region_id,
    )
