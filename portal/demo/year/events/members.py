"""People and their accounts: invited, leaving, away, forgetting a password."""

import re
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from portal.accounts.actions.absences import announce_absence
from portal.accounts.actions.invitations import accept, invite, resend
from portal.accounts.actions.members import end_membership, set_reminders
from portal.accounts.actions.passwords import request_reset, reset_password
from portal.accounts.models import Invitation, Membership, Person
from portal.accounts.queries import colleagues_of
from portal.accounts.rules import Organisation, OrganisationKind
from portal.availability.actions.reminders import revoke_links
from portal.database.transactions import committed
from portal.demo.year.world import Event, Year, refused, some_offer, somebody
from portal.kernel.actor import PROVIDER_ROLES, Actor, Role
from portal.kernel.clock import now, today
from portal.kernel.errors import NotFound, NotValid
from portal.kernel.ids import hashed
from portal.kernel.periods import Period
from portal.mail.models import OutboxMail

RESET: Final = re.compile(r"/wachtwoord-vergeten/([\w-]{20,})/")


async def _lead(year: Year) -> Actor | None:
    offer = some_offer(year, told=False)
    if offer is None:
        return None
    return await somebody(year, Role.PROVIDER_LEAD, provider_id=offer.provider)


async def invited(year: Year) -> None:
    """A lead asks a colleague to help with the figures."""
    actor = await _lead(year)
    if actor is None or actor.provider_id is None:
        return
    organisation = Organisation(
        kind=OrganisationKind.PROVIDER, id=actor.provider_id, name=actor.organisation_name
    )
    number = year.number()
    await committed(
        lambda: invite(
            actor,
            organisation,
            email=f"collega{number}@nieuw.example",
            name=f"Collega {number}",
            role=year.random.choice([Role.PROVIDER_MEMBER, Role.PROVIDER_LEAD]),
        )
    )
    year.did["invited"] += 1


def accepted(token: str) -> Event:
    """Somebody follows the link of an invitation; after a week it works no longer."""

    async def event(year: Year) -> None:
        row = await Invitation.get(token_hash=hashed(token))
        works = row.expires_at > now() and row.withdrawn_at is None and row.accepted_at is None
        body = partial(accept, token, name=row.name, password_hash=year.password_hash)
        if not works:
            await refused(year, "a late invitation", body)
            await _sent_again(year, row)
            return
        await committed(body)
        if row.provider_id:
            year.model.members[row.provider_id] += 1
        year.did["invitation accepted"] += 1
        await refused(year, "an invitation twice", body)

    return event


async def _sent_again(year: Year, row: Invitation) -> None:
    """Who invited sends a new link, once it shows that nobody came."""
    inviter = await somebody(year, *Role, person_id=row.invited_by_id or 0)
    if inviter is None or row.withdrawn_at is not None or row.accepted_at is not None:
        return
    try:
        await committed(lambda: resend(inviter, row.id))
    except NotFound:
        return
    year.did["invitation sent again"] += 1


async def left(year: Year) -> None:
    """A colleague stops working there; the lead ends the membership, and links stop working."""
    actor = await _lead(year)
    if actor is None:
        return
    others = await (
        Membership.filter(provider_id=actor.provider_id, ended_at=None)
        .exclude(id=actor.membership_id)
        .order_by("id")
    )
    if not others:
        return
    gone = year.random.choice(others)
    if await Person.exists(id=gone.person_id, email__endswith="@demo.test"):
        return
    await committed(lambda: end_membership(actor, gone.id))
    year.model.members[gone.provider_id or 0] -= 1
    year.did["left"] += 1


async def away(year: Year) -> None:
    """Somebody goes on holiday and a colleague gets the reminders."""
    offer = some_offer(year)
    actor = await somebody(year, *PROVIDER_ROLES, provider_id=offer.provider) if offer else None
    others = await colleagues_of(actor) if actor else []
    if actor is None or not others:
        return
    deputy = year.random.choice([person for person, _ in others])
    from_on = today() + timedelta(days=year.random.randint(0, 9))
    period = Period(from_on, from_on + timedelta(days=year.random.randint(5, 25)))
    try:
        await committed(lambda: announce_absence(actor, period, deputy_id=deputy, on=today()))
    except NotValid:
        year.did["absence refused"] += 1
    else:
        year.did["away"] += 1


async def forgot_password(year: Year) -> None:
    """Somebody asks for a new password; strangers may ask too, and get nothing."""
    person = year.random.choice(await Person.exclude(email__endswith="@demo.test").order_by("id"))
    await committed(lambda: request_reset(person.email))
    await committed(lambda: request_reset(f"niemand{year.number()}@nergens.example"))
    year.did["password forgotten"] += 1
    # The link works for an hour, so it is read at once, before a worker comes by.
    mail = await OutboxMail.filter(to=person.email).order_by("-id").first()
    found = RESET.search(mail.text) if mail else None
    year.differs("a mail with a link", portal=found is not None, model=True)
    if found is not None:
        year.model.resets[person.id] = found.group(1)
        after = timedelta(minutes=year.random.choice([2, 5, 20, 90]))
        year.plan(now() + after, _password_chosen(person.id, found.group(1), now()))


def _password_chosen(person: int, token: str, asked_at: datetime) -> Event:
    """The link sets a new password once, within the hour, unless a newer one was asked for."""

    async def event(year: Year) -> None:
        body = partial(reset_password, token, year.password_hash)
        late = now() >= asked_at + timedelta(hours=1)
        if late or year.model.resets.get(person) != token:
            await refused(year, "a late password", body)
            return
        await committed(body)
        year.did["password set"] += 1
        await refused(year, "a password twice", body)

    return event


async def reminders_off(year: Year) -> None:
    """Somebody wants no reminders for a while, where a colleague still gets them."""
    offer = some_offer(year)
    actor = await somebody(year, *PROVIDER_ROLES, provider_id=offer.provider) if offer else None
    if actor is None or year.model.members[actor.provider_id or 0] < 2:
        return
    await committed(lambda: set_reminders(actor, actor.membership_id, wanted=False))
    year.plan(year.soon((200, 900)), _reminders_on(actor))
    year.did["reminders off"] += 1


def _reminders_on(actor: Actor) -> Event:
    async def event(year: Year) -> None:
        if await Membership.exists(id=actor.membership_id, ended_at=None):
            await committed(lambda: set_reminders(actor, actor.membership_id, wanted=True))
            year.did["reminders on"] += 1

    return event


async def revoked(year: Year) -> None:
    """Somebody sent a reminder to the wrong person, and lets the links stop working."""
    actor = await _lead(year)
    if actor is not None:
        await committed(lambda: revoke_links(actor, now=now()))
        year.did["links revoked"] += 1
