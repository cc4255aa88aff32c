"""Signing in and out. A second factor and single sign-on will stand between password and session.

Whoever adds them changes `sign_in`: the one place where a person that proved who they are
becomes an actor.
"""

from typing import Any

from portal.accounts.models import Person, Session
from portal.accounts.queries import last_used, memberships_of
from portal.accounts.rules import SESSION_LASTS
from portal.journal.actions import record_change
from portal.kernel.actor import Actor
from portal.kernel.clock import now
from portal.kernel.errors import NotFound
from portal.kernel.ids import hashed, new_token


async def sign_in(person: Person, *, instead_of: str = "") -> str | None:
    """Start a session in the membership used last; None when there is none any more.

    The session that this browser had before, `instead_of`, ends.
    """
    actor = await last_used(await memberships_of(person.id))
    if actor is None:
        return None
    await _end(token_hash=hashed(instead_of))
    return await start_session(actor)


async def start_session(actor: Actor) -> str:
    """Start a session; return its token, of which only the hash is kept."""
    token = new_token()
    session = await Session.create(
        token_hash=hashed(token),
        person_id=actor.person_id,
        membership_id=actor.membership_id,
        created_at=now(),
        expires_at=now() + SESSION_LASTS,
    )
    await record_change(actor, "session.started", subject="session", ids=[session.id])
    return token


async def switch_to(actor: Actor, membership_id: int, *, instead_of: str) -> str:
    """Go on as another of one's own memberships, in a new session; NotFound for any other."""
    own = {other.membership_id: other for other in await memberships_of(actor.person_id)}
    if membership_id not in own:
        raise NotFound
    await _end(token_hash=hashed(instead_of))
    return await start_session(own[membership_id])


async def sign_out(actor: Actor, token: str) -> None:
    """End this session."""
    await _end(token_hash=hashed(token))
    await record_change(actor, "session.ended", subject="person", ids=[actor.person_id])


async def sign_out_everywhere(actor: Actor) -> None:
    """End every session of this person, this one too."""
    await end_sessions_of(actor.person_id)
    await record_change(actor, "session.all_ended", subject="person", ids=[actor.person_id])


async def end_sessions_of(person_id: int, *, but: str = "") -> None:
    """End every session of a person, except the one with the token `but`."""
    open_ones = Session.filter(person_id=person_id, ended_at=None)
    await open_ones.exclude(token_hash=hashed(but)).update(ended_at=now())


async def _end(**which: Any) -> None:
    await Session.filter(**which, ended_at=None).update(ended_at=now())
