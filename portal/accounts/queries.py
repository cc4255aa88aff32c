"""Who somebody is, for whom they act, and whose memberships they look after."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from tortoise import Tortoise
from tortoise.expressions import Subquery
from tortoise.functions import Max
from tortoise.queryset import QuerySet

from portal.accounts.models import Absence, Invitation, Membership, PasswordReset, Person, Session
from portal.accounts.rules import (
    ADMINISTERS,
    DEMO_ADDRESSES,
    Organisation,
    OrganisationKind,
)
from portal.database.connecting import APP
from portal.kernel.actor import Actor, Role
from portal.kernel.clock import now
from portal.kernel.errors import NotFound
from portal.kernel.ids import hashed

_ORGANISATION_NAMES = ("provider__name", "access_team__name", "region__name", "municipality__name")
_COLUMNS = (
    "id",
    "role",
    "person_id",
    "person__name",
    "provider_id",
    "access_team_id",
    "region_id",
    "municipality_id",
    *_ORGANISATION_NAMES,
)


_TABLES = {
    OrganisationKind.PROVIDER: "Provider",
    OrganisationKind.ACCESS_TEAM: "AccessTeam",
    OrganisationKind.MUNICIPALITY: "Municipality",
    OrganisationKind.REGION: "Region",
}


# Who acts ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who is signed in with a session, and until when."""

    actor: Actor
    expires_at: datetime


async def signed_in_with(token: str) -> SignedIn | None:
    """Whose session this is; None when it was ended, has expired or never was."""
    session = await Session.get_or_none(
        token_hash=hashed(token), ended_at=None, expires_at__gt=now()
    ).values("membership_id", "expires_at")
    actor = await actor_with_membership(session["membership_id"]) if session else None
    return SignedIn(actor, session["expires_at"]) if session and actor else None


async def actor_with_membership(membership_id: int) -> Actor | None:
    """The actor of a membership that has not ended."""
    row = await Membership.get_or_none(id=membership_id, ended_at=None).values(*_COLUMNS)
    return _actor(row) if row else None


async def memberships_of(person_id: int) -> list[Actor]:
    """Every role that a person has now, the oldest first."""
    rows = (
        await Membership.filter(person_id=person_id, ended_at=None).order_by("id").values(*_COLUMNS)
    )
    return [_actor(row) for row in rows]


async def last_used(actors: list[Actor]) -> Actor | None:
    """The one of these in which somebody signed in last; else the first."""
    newest = (
        await Session.filter(membership_id__in=[actor.membership_id for actor in actors])
        .order_by("-id")
        .first()
    )
    used = newest.membership_id if newest else None
    return next((a for a in actors if a.membership_id == used), actors[0] if actors else None)


async def demo_actors() -> list[tuple[str, Actor]]:
    """The accounts of the demo that exist here: each address with its first membership."""
    rows = (
        await Membership.filter(person__email__in=DEMO_ADDRESSES, ended_at=None)
        .order_by("id")
        .values(*_COLUMNS, "person__email")
    )
    found = {str(row["person__email"]): _actor(row) for row in reversed(rows)}
    return [(address, found[address]) for address in DEMO_ADDRESSES if address in found]


def _actor(row: dict[str, Any]) -> Actor:
    return Actor(
        person_id=row["person_id"],
        membership_id=row["id"],
        name=row["person__name"],
        role=row["role"],
        organisation_name=_organisation_name(row),
        provider_id=row["provider_id"],
        access_team_id=row["access_team_id"],
        region_id=row["region_id"],
        municipality_id=row["municipality_id"],
    )


def _organisation_name(row: dict[str, Any]) -> str:
    return next(row[name] for name in _ORGANISATION_NAMES if row[name])


# Organisations -----------------------------------------------------------------------------


def organisations_of(kind: OrganisationKind) -> QuerySet[Any]:
    """All organisations of this kind; their tables live in features above this one."""
    apps = Tortoise.apps
    assert apps is not None, "no database is open"
    return QuerySet(apps[APP][_TABLES[kind]])


def _administered_by(actor: Actor, kind: OrganisationKind) -> QuerySet[Any]:
    rows = organisations_of(kind)
    if kind not in ADMINISTERS.get(actor.role, frozenset()):
        return rows.filter(id__in=[])
    if actor.is_provider:
        return rows.filter(id=actor.provider_id)
    match kind:
        case OrganisationKind.PROVIDER:
            return rows.filter(contracts__region_id=actor.region_id).distinct()
        case OrganisationKind.REGION:
            return rows.filter(id=actor.region_id)
        case _:
            return rows.filter(region_id=actor.region_id)


async def organisations_administered_by(
    actor: Actor, kind: OrganisationKind
) -> list[tuple[Organisation, int]]:
    """The organisations of a kind whose members this actor looks after, with how many they are."""
    rows = await _administered_by(actor, kind).order_by("name").values("id", "name")
    column = f"{kind}_id"
    members = Membership.filter(ended_at=None, **{f"{column}__in": [row["id"] for row in rows]})
    sizes = Counter(await members.values_list(column, flat=True))
    return [
        (Organisation(kind=kind, id=row["id"], name=row["name"]), sizes[row["id"]]) for row in rows
    ]


async def organisation_administered_by(
    actor: Actor, kind: OrganisationKind, organisation_id: int
) -> Organisation:
    """One organisation whose members this actor looks after; else NotFound."""
    row = await _administered_by(actor, kind).filter(id=organisation_id).first().values("name")
    if not row:
        raise NotFound
    return Organisation(kind=kind, id=organisation_id, name=row["name"])


async def organisation_named(kind: OrganisationKind, name: str) -> Organisation:
    """The one organisation of this kind with this name, in capitals or not; else NotFound."""
    rows = await organisations_of(kind).filter(name__iexact=name).values("id", "name")
    if len(rows) != 1:
        raise NotFound(f"Er is niet precies één organisatie met de naam {name}.")
    return Organisation(kind=kind, id=rows[0]["id"], name=rows[0]["name"])


def organisation_key(row: Membership | Invitation) -> tuple[OrganisationKind, int]:
    """Of which organisation this row is."""
    ids = ((kind, getattr(row, f"{kind}_id")) for kind in OrganisationKind)
    return next((kind, known) for kind, known in ids if known is not None)


# Members and invitations -------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """Somebody who works for an organisation now."""

    membership_id: int
    person_id: int
    name: str
    email: str
    role: Role
    since: datetime
    last_sign_in: datetime | None
    receives_reminders: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenInvitation:
    """An invitation that was neither accepted nor withdrawn; it may have expired."""

    id: int
    name: str
    email: str
    role: Role
    sent_at: datetime
    expires_at: datetime
    has_expired: bool


async def members_of(organisation: Organisation) -> list[Member]:
    """Who works there now, by name."""
    rows = (
        await Membership.filter(**organisation.column, ended_at=None)
        .order_by("person__name", "id")
        .select_related("person")
    )
    signed_in = await _last_sign_ins([row.id for row in rows])
    return [
        Member(
            membership_id=row.id,
            person_id=row.person_id,
            name=row.person.name,
            email=row.person.email,
            role=row.role,
            since=row.since_at,
            last_sign_in=signed_in.get(row.id),
            receives_reminders=row.receives_reminders,
        )
        for row in rows
    ]


async def _last_sign_ins(membership_ids: list[int]) -> dict[int, datetime]:
    rows = (
        await Session.filter(membership_id__in=membership_ids)
        .annotate(last=Max("created_at"))
        .group_by("membership_id")
        .values_list("membership_id", "last")
    )
    return dict(rows)


async def open_invitations_of(organisation: Organisation) -> list[OpenInvitation]:
    """Who was invited and has not answered, the newest first."""
    rows = await Invitation.filter(
        **organisation.column, accepted_at=None, withdrawn_at=None
    ).order_by("-id")
    moment = now()
    return [
        OpenInvitation(
            id=row.id,
            name=row.name,
            email=row.email,
            role=row.role,
            sent_at=row.created_at,
            expires_at=row.expires_at,
            has_expired=row.expires_at <= moment,
        )
        for row in rows
    ]


async def membership_administered_by(
    actor: Actor, membership_id: int
) -> tuple[Membership, Organisation]:
    """A current membership that this actor looks after, with its organisation; else NotFound."""
    row = await Membership.get_or_none(id=membership_id, ended_at=None).select_related("person")
    if row is None:
        raise NotFound
    return row, await organisation_administered_by(actor, *organisation_key(row))


async def invitation_administered_by(
    actor: Actor, invitation_id: int
) -> tuple[Invitation, Organisation]:
    """An open invitation that this actor looks after, with its organisation; else NotFound."""
    row = await Invitation.get_or_none(id=invitation_id, accepted_at=None, withdrawn_at=None)
    if row is None:
        raise NotFound
    return row, await organisation_administered_by(actor, *organisation_key(row))


# Links -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Invited:
    """What the link of an invitation leads to."""

    id: int
    email: str
    name: str
    role: Role
    organisation_name: str
    inviter_name: str
    """Empty when the portal itself invited (from the command line)."""
    is_usable: bool
    was_accepted: bool
    has_account: bool
    """Whether the invitee signs in already; shown to nobody but the holder of the link."""


async def invited_with(token: str) -> Invited | None:
    """The invitation of this link, usable or not; None when there never was one."""
    invitation = Invitation.filter(token_hash=hashed(token))
    # Asked first: an account that another press makes meanwhile comes with an invitation in use.
    people = Person.filter(email__in=Subquery(invitation.values("email")))
    has_account = await people.exclude(password_hash="").exists()
    row = await invitation.get_or_none().values(
        "id", "email", "name", "role", "expires_at", "accepted_at", "withdrawn_at",
        "invited_by__name", *_ORGANISATION_NAMES,
    )  # fmt: skip
    if not row:
        return None
    answered = row["accepted_at"] or row["withdrawn_at"]
    return Invited(
        id=row["id"],
        email=row["email"],
        name=row["name"],
        role=row["role"],
        organisation_name=_organisation_name(row),
        inviter_name=row["invited_by__name"] or "",
        is_usable=not answered and row["expires_at"] > now(),
        was_accepted=row["accepted_at"] is not None,
        has_account=has_account,
    )


async def person_to_reset(token: str) -> Person | None:
    """Whose new password this link sets; None when it was used, has expired or never was."""
    row = await PasswordReset.get_or_none(
        token_hash=hashed(token), used_at=None, expires_at__gt=now()
    ).select_related("person")
    return row.person if row else None


# One's own account -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Own:
    """One of the memberships of a person, as that person sees it."""

    actor: Actor
    receives_reminders: bool


async def own_memberships(person_id: int) -> list[Own]:
    """Every role that somebody has now, and whether it brings reminders."""
    rows = (
        await Membership.filter(person_id=person_id, ended_at=None)
        .order_by("id")
        .values(*_COLUMNS, "receives_reminders")
    )
    return [Own(actor=_actor(row), receives_reminders=row["receives_reminders"]) for row in rows]


async def colleagues_of(actor: Actor) -> list[tuple[int, str]]:
    """Who else works for the same organisation now: id and name, by name."""
    rows = (
        await Membership.filter(**own_organisation(actor).column, ended_at=None)
        .exclude(person_id=actor.person_id)
        .order_by("person__name")
        .values_list("person_id", "person__name")
    )
    return list(dict(rows).items())


def own_organisation(actor: Actor) -> Organisation:
    """For which organisation somebody acts."""
    kind = OrganisationKind(actor.role.organisation)
    return Organisation(kind=kind, id=getattr(actor, f"{kind}_id"), name=actor.organisation_name)


async def absences_of(person_id: int, *, today: date) -> list[Absence]:
    """The absences of a person that are not over, the first to come first."""
    return (
        await Absence.filter(person_id=person_id, ended_at=None, until_on__gte=today)
        .order_by("from_on")
        .select_related("deputy")
    )


async def session_with(token: str) -> Session:
    """The session that this token belongs to, with its person."""
    return await Session.get(token_hash=hashed(token)).select_related("person")
