"""Inviting people by mail, and what follows from it."""

from typing import Any

from portal.accounts import mails
from portal.accounts.actions.sessions import sign_in
from portal.accounts.models import Invitation, Membership, Person
from portal.accounts.queries import (
    invitation_administered_by,
    organisation_key,
    organisation_named,
    organisations_of,
)
from portal.accounts.rules import INVITATION_LASTS, Organisation, OrganisationKind
from portal.journal.actions import record_change
from portal.kernel.actor import Actor, Role
from portal.kernel.clock import now
from portal.kernel.errors import NotFound, NotValid
from portal.kernel.ids import hashed, new_token
from portal.mail.actions import post


async def invite(
    actor: Actor, organisation: Organisation, *, email: str, name: str, role: Role
) -> None:
    """Mail somebody a link to become a member of an organisation that the actor looks after.

    An earlier open invitation of this address stops working. Whether the address belongs to
    somebody already shows nowhere, except where it is a member of this same organisation:
    that list the actor sees anyway. Raises NotValid then.
    """
    await _lock(organisation)
    if role not in organisation.kind.roles:
        raise NotValid("Kies een rol die bij deze organisatie past.")
    if await _is_member(organisation, email, role):
        raise NotValid("Deze persoon is al medewerker van deze organisatie.")
    row, token = await _offer(actor, organisation, email=email, name=name, role=role)
    await post(
        mails.invitation(
            row, token=token, inviter_name=actor.name, organisation_name=organisation.name
        )
    )


async def _lock(organisation: Organisation) -> None:
    """Changes to the members of one organisation happen one after the other."""
    await organisations_of(organisation.kind).filter(id=organisation.id).select_for_update().first()


async def _is_member(organisation: Organisation, email: str, role: Role) -> bool:
    members = Membership.filter(**organisation.column, person__email=email, ended_at=None)
    if organisation.kind is not OrganisationKind.PROVIDER:
        members = members.filter(role=role)
    return await members.exists()


async def _offer(
    actor: Actor | None, organisation: Organisation, *, email: str, name: str, role: Role
) -> tuple[Invitation, str]:
    earlier = Invitation.filter(
        **organisation.column, email=email, accepted_at=None, withdrawn_at=None
    )
    await earlier.update(withdrawn_at=now())
    token = new_token()
    row = await Invitation.create(
        token_hash=hashed(token),
        email=email,
        name=name,
        role=role,
        invited_by_id=actor.person_id if actor else None,
        created_at=now(),
        expires_at=now() + INVITATION_LASTS,
        **organisation.column,
    )
    await _note(actor, "invitation.sent", row)
    return row, token


async def withdraw(actor: Actor, invitation_id: int) -> Organisation:
    """Let the link of an open invitation stop working; of which organisation it was."""
    row, organisation = await invitation_administered_by(actor, invitation_id)
    await _lock(organisation)
    await Invitation.filter(id=row.id).update(withdrawn_at=now())
    await _note(actor, "invitation.withdrawn", row)
    return organisation


async def resend(actor: Actor, invitation_id: int) -> Organisation:
    """Mail a new link in the place of an open invitation; of which organisation it is."""
    row, organisation = await invitation_administered_by(actor, invitation_id)
    await invite(actor, organisation, email=row.email, name=row.name, role=row.role)
    return organisation


async def accept(
    token: str, *, name: str = "", password_hash: str = "", instead_of: str = ""
) -> str:
    """Become a member by a mailed link, and sign in; return the token of the new session.

    Who has no account yet gets one with this name and password; who has one keeps both, so
    the caller checks the password first. Raises NotFound when the link works no longer.
    """
    row = (
        await Invitation.filter(
            token_hash=hashed(token), accepted_at=None, withdrawn_at=None, expires_at__gt=now()
        )
        .select_for_update()
        .first()
    )
    if row is None:
        raise NotFound
    person = await _account(row.email, name, password_hash)
    await Invitation.filter(id=row.id).update(accepted_at=now())
    await _join(person, row)
    session = await sign_in(person, instead_of=instead_of)
    assert session is not None, "somebody who just became a member has a membership"
    return session


async def _account(email: str, name: str, password_hash: str) -> Person:
    person = await Person.get_or_none(email=email)
    if person is None:
        return await Person.create(
            email=email, name=name, password_hash=password_hash, created_at=now()
        )
    if not person.password_hash:
        await Person.filter(id=person.id).update(name=name, password_hash=password_hash)
    return person


async def _join(person: Person, row: Invitation) -> None:
    kind, organisation_id = organisation_key(row)
    known: dict[str, Any] = {
        f"{kind}_id": organisation_id,
        "person_id": person.id,
        "role": row.role,
    }
    membership = await Membership.get_or_none(**known, ended_at=None)
    if membership is None:
        membership = await Membership.create(**known, since_at=now())
    await record_change(
        None,
        "invitation.accepted",
        subject="membership",
        ids=[membership.id],
        person=person.id,
        invitation=row.id,
    )


async def create_user(email: str, name: str, role: Role, organisation: str) -> str:
    """Invite somebody from the command line; the link to give them, valid for seven days.

    `organisation` is the name of the provider, access team, municipality or region, whichever
    belongs to the role. No mail is sent. Run it in a transaction. Raises NotFound when not
    exactly one organisation of that kind has this name.
    """
    found = await organisation_named(OrganisationKind(role.organisation), organisation)
    _, token = await _offer(None, found, email=email.strip().lower(), name=name, role=role)
    return mails.invitation_link(token)


async def _note(actor: Actor | None, action: str, row: Invitation) -> None:
    kind, organisation_id = organisation_key(row)
    await record_change(
        actor,
        action,
        subject="invitation",
        ids=[row.id],
        region_id=actor.region_id if actor else None,
        role=row.role,
        kind=kind,
        organisation=organisation_id,
    )
