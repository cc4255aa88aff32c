"""How far the demo's providers have come: most sign in, a few still have to begin."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from portal.accounts.models import Invitation, Membership, Person, Session
from portal.accounts.rules import INVITATION_LASTS, SESSION_LASTS
from portal.demo.landscape import Landscape
from portal.kernel.actor import PROVIDER_ROLES, Role
from portal.kernel.clock import now
from portal.kernel.ids import hashed, new_token
from portal.providers.models import Provider

NO_ACCOUNT: Final = ("Atelier Kleurrijk",)
INVITED_DAYS_AGO: Final = {"Nieuw Begin": 2, "Praktijk Morgenrood": 20}
NEVER_SIGNED_IN: Final = ("Poets en Praat", "De Wending")


async def let_join(west: Landscape, manager: Person) -> None:
    """Give everybody a past session, but for those who have not come that far."""
    moment = now()
    beginners = [*NO_ACCOUNT, *INVITED_DAYS_AGO]
    for name in beginners:
        await Membership.filter(provider__name=name).update(ended_at=moment)
    for name, days in INVITED_DAYS_AGO.items():
        provider = await Provider.get(name=name, contracts__region_id=west.region.id)
        await _invite(provider, manager, at=moment - timedelta(days=days))
    await _sign_in([*beginners, *NEVER_SIGNED_IN], at=moment - timedelta(days=1))


async def _invite(provider: Provider, manager: Person, *, at: datetime) -> None:
    await Invitation.create(
        token_hash=hashed(new_token()),
        email=provider.email,
        name=provider.name,
        role=Role.PROVIDER_LEAD,
        provider=provider,
        invited_by=manager,
        created_at=at,
        expires_at=at + INVITATION_LASTS,
    )


async def _sign_in(but: Sequence[str], *, at: datetime) -> None:
    members = Membership.filter(role__in=PROVIDER_ROLES, ended_at=None)
    await Session.bulk_create(
        Session(
            token_hash=hashed(new_token()),
            person_id=member.person_id,
            membership_id=member.id,
            created_at=at,
            expires_at=at + SESSION_LASTS,
        )
        for member in await members.exclude(provider__name__in=list(but)).order_by("id")
    )
