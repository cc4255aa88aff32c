"""Changing and ending memberships, and what somebody decides about the own account."""

from typing import Any

from portal.accounts.models import Membership, Person, Session
from portal.accounts.queries import membership_administered_by, organisations_of
from portal.accounts.rules import Organisation, may_lose, other_provider_role
from portal.journal.actions import record_change
from portal.kernel.actor import Actor
from portal.kernel.clock import now
from portal.kernel.errors import NotFound, PortalError


class LastOne(PortalError):
    """An organisation would be left without anybody who can invite."""

    def __init__(self) -> None:
        super().__init__(
            "U bent de laatste met deze rol. Geef eerst een collega deze rol, "
            "anders kan niemand nog medewerkers uitnodigen."
        )


async def change_role(actor: Actor, membership_id: int) -> Organisation:
    """Make a member of a provider lead, or a lead member; of which organisation it is.

    Raises LastOne when the actor is the only lead, NotFound outside a provider.
    """
    row, organisation = await _locked(actor, membership_id)
    role = other_provider_role(row.role)
    if role is None:
        raise NotFound
    await Membership.filter(id=row.id).update(role=role)
    await _note(actor, "membership.role_changed", row, role=role, was=row.role)
    return organisation


async def end_membership(actor: Actor, membership_id: int) -> Organisation:
    """End a membership and its sessions, at once; of which organisation it was.

    Raises LastOne when the actor is the only lead or administrator.
    """
    row, organisation = await _locked(actor, membership_id)
    await Membership.filter(id=row.id).update(ended_at=now())
    await Session.filter(membership_id=row.id, ended_at=None).update(ended_at=now())
    await _note(actor, "membership.ended", row, person=row.person_id)
    return organisation


async def _locked(actor: Actor, membership_id: int) -> tuple[Membership, Organisation]:
    """The membership, once nobody else changes the members of its organisation any more."""
    _, organisation = await membership_administered_by(actor, membership_id)
    await organisations_of(organisation.kind).filter(id=organisation.id).select_for_update().first()
    row, _ = await membership_administered_by(actor, membership_id)
    others = Membership.filter(**organisation.column, role=row.role, ended_at=None)
    own = row.person_id == actor.person_id
    if not may_lose(row.role, own=own, left_with_role=await others.exclude(id=row.id).count()):
        raise LastOne
    return row, organisation


async def rename(actor: Actor, name: str) -> None:
    """Change the actor's own name."""
    await Person.filter(id=actor.person_id).update(name=name)
    await record_change(actor, "person.renamed", subject="person", ids=[actor.person_id])


async def set_reminders(actor: Actor, membership_id: int, *, wanted: bool) -> None:
    """Receive reminders of one of the own memberships, or no longer; NotFound for any other."""
    row = await Membership.get_or_none(id=membership_id, person_id=actor.person_id, ended_at=None)
    if row is None:
        raise NotFound
    await Membership.filter(id=row.id).update(receives_reminders=wanted)
    await _note(actor, "membership.reminders_set", row, wanted=wanted)


async def _note(actor: Actor, action: str, row: Membership, **details: Any) -> None:
    await record_change(
        actor, action, subject="membership", ids=[row.id], region_id=actor.region_id, **details
    )
