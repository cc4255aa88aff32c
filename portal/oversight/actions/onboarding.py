"""Inviting many providers at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from portal.accounts.actions import invite
from portal.accounts.rules import Organisation, OrganisationKind
from portal.catalogue.queries import region_id_of
from portal.journal.actions import record_change
from portal.kernel.actor import Actor, Role
from portal.kernel.clock import now
from portal.kernel.errors import NotFound
from portal.oversight.queries.onboarding import joining
from portal.oversight.rules.onboarding import Joining, Skipped, skipped
from portal.providers.models import Provider


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """Which providers got a mail, and which did not and why."""

    sent: list[int]
    skipped: dict[int, Skipped]


async def invite_many(actor: Actor, addresses: Mapping[int, str], *, on: date) -> Sent:
    """Mail each of these providers one invitation to lead its account, at the address given.

    Who has an account or a valid invitation is left alone, so that a second press sends nothing.
    Raises NotFound when one of them has no contract in the actor's region.
    """
    await Provider.filter(id__in=list(addresses)).order_by("id").select_for_update().only("id")
    found = await joining(actor, today=on, only=list(addresses))
    if len(found) != len(addresses):
        raise NotFound
    moment = now()
    reasons = {
        one.provider.id: skipped(one, addresses[one.provider.id], now=moment) for one in found
    }
    invited = [one for one in found if reasons[one.provider.id] is None]
    for one in invited:
        await _invite(actor, one, addresses[one.provider.id])
    sent = [one.provider.id for one in invited]
    if sent:
        await record_change(
            actor,
            "onboarding.invited",
            subject="provider",
            ids=sent,
            region_id=region_id_of(actor),
            skipped=len(found) - len(sent),
        )
    return Sent(sent=sent, skipped={id_: why for id_, why in reasons.items() if why})


async def _invite(actor: Actor, one: Joining, email: str) -> None:
    """In the name of the organisation: who opens the mail says who they are."""
    organisation = Organisation(
        kind=OrganisationKind.PROVIDER, id=one.provider.id, name=one.provider.name
    )
    await invite(actor, organisation, email=email, name=one.provider.name, role=Role.PROVIDER_LEAD)
