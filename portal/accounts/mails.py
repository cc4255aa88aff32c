"""Mails about accounts. Links carry a token in the path: never an id, a name or an address."""

from datetime import datetime

from portal.accounts.models import Invitation
from portal.kernel.ids import hashed
from portal.mail.compose import Mail, compose
from portal.settings import settings


def invitation_link(token: str) -> str:
    """Where an invitation is accepted."""
    return f"{settings().base_url.rstrip('/')}/uitnodiging/{token}/"


def reset_link(token: str) -> str:
    """Where a forgotten password is replaced."""
    return f"{settings().base_url.rstrip('/')}/wachtwoord-vergeten/{token}/"


def invitation(row: Invitation, *, token: str, inviter_name: str, organisation_name: str) -> Mail:
    """Tell somebody who invites them, for which organisation, and how to accept."""
    return compose(
        "invitation",
        to=row.email,
        dedupe_key=f"invitation:{row.id}",
        person_name=row.name,
        inviter_name=inviter_name,
        organisation_name=organisation_name,
        role_name=row.role.label,
        link=invitation_link(token),
        valid_until=row.expires_at,
    )


def password_reset(to: str, *, name: str, token: str, valid_until: datetime) -> Mail:
    """Give somebody who forgot the password a link to set a new one."""
    return compose(
        "password_reset",
        to=to,
        dedupe_key=f"password_reset:{hashed(token)}",
        person_name=name,
        link=reset_link(token),
        valid_until=valid_until,
    )


def password_changed(to: str, *, name: str, at: datetime) -> Mail:
    """Tell somebody that the password was changed, in case it was not they who did it."""
    return compose(
        "password_changed",
        to=to,
        dedupe_key=f"password_changed:{hashed(to)}:{at.isoformat()}",
        person_name=name,
        at=at,
        link=f"{settings().base_url.rstrip('/')}/wachtwoord-vergeten/",
    )
