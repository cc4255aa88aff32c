"""What the region decides about lists, and what it should know of; never a client's details."""

from tortoise.queryset import QuerySet

from portal.kernel.actor import Actor, Role
from portal.kernel.errors import NotFound
from portal.waitlists.models import BackDating, OutOfOrderCall


def back_datings_to_decide(actor: Actor) -> QuerySet[BackDating]:
    """Aanmeldingen that are said to be older than their entry, the oldest request first."""
    found = BackDating.filter(region_id=_region_id(actor), decision=None)
    return found.select_related("entry__offering__provider", "asked_by").order_by("id")


def out_of_order_calls(actor: Actor) -> QuerySet[OutOfOrderCall]:
    """Invitations that passed somebody, with the reason; the newest first."""
    found = OutOfOrderCall.filter(region_id=_region_id(actor))
    return found.select_related("invitation__entry__offering__provider").order_by("-id")


def _region_id(actor: Actor) -> int:
    if actor.region_id is None or not actor.has(Role.REGION_MANAGER, Role.INSPECTOR):
        raise NotFound
    return actor.region_id
