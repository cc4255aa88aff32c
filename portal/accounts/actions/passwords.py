"""Checking, changing and resetting passwords; the hash takes some 90 ms, always in a thread."""

import asyncio
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from portal.accounts import mails
from portal.accounts.actions.sessions import end_sessions_of
from portal.accounts.models import PasswordReset, Person
from portal.accounts.rules import RESET_LASTS, is_demo_address
from portal.journal.actions import record_change
from portal.kernel.actor import Actor
from portal.kernel.clock import now
from portal.kernel.errors import NotFound
from portal.kernel.ids import hashed, new_token
from portal.mail.actions import post
from portal.settings import settings

_hasher: Final = PasswordHasher()
_NOBODY: Final = _hasher.hash("nobody has this password")


async def hash_password(password: str) -> str:
    """An argon2 hash."""
    return await asyncio.to_thread(_hasher.hash, password)


async def person_with_password(email: str, password: str) -> Person | None:
    """The person whose password this is. As slow for an address that does not exist.

    Outside the demo its accounts, whose password everybody knows, do not sign in.
    """
    person = await _reachable(email)
    known = person.password_hash if person and person.password_hash else _NOBODY
    right = await asyncio.to_thread(_is_right, known, password)
    return person if right and known is not _NOBODY else None


async def _reachable(email: str) -> Person | None:
    if is_demo_address(email) and not settings().demo:
        return None
    return await Person.get_or_none(email=email)


def _is_right(known: str, password: str) -> bool:
    try:
        return _hasher.verify(known, password)
    except (VerificationError, InvalidHashError):
        return False


async def request_reset(email: str) -> None:
    """Mail a link that sets a new password, if this address belongs to somebody.

    Nobody can tell: a mail is composed for an unknown address too, and thrown away.
    """
    token = new_token()
    person = await _reachable(email)
    mail = mails.password_reset(
        email, name=person.name if person else "", token=token, valid_until=now() + RESET_LASTS
    )
    if person is None:
        return
    row = await PasswordReset.create(
        token_hash=hashed(token), person=person, created_at=now(), expires_at=now() + RESET_LASTS
    )
    await post(mail)
    await record_change(None, "password.reset_requested", subject="person", ids=[person.id])
    await _replace_earlier(row)


async def _replace_earlier(newest: PasswordReset) -> None:
    earlier = PasswordReset.filter(person_id=newest.person_id, used_at=None, id__lt=newest.id)
    await earlier.update(used_at=now())


async def reset_password(token: str, password_hash: str) -> None:
    """Set a new password by a mailed link, once, and end every session of that person.

    Raises NotFound when the link was used meanwhile or has expired.
    """
    row = (
        await PasswordReset.filter(token_hash=hashed(token), used_at=None, expires_at__gt=now())
        .select_for_update()
        .first()
    )
    if row is None:
        raise NotFound
    await PasswordReset.filter(id=row.id).update(used_at=now())
    person = await Person.get(id=row.person_id)
    await _set(person, password_hash)
    await end_sessions_of(person.id)
    await record_change(None, "password.reset", subject="person", ids=[person.id])


async def change_password(actor: Actor, password_hash: str, *, token: str) -> None:
    """Set the actor's own new password; every session but the one with this token ends."""
    person = await Person.get(id=actor.person_id)
    await _set(person, password_hash)
    await end_sessions_of(person.id, but=token)
    await record_change(actor, "password.changed", subject="person", ids=[person.id])


async def _set(person: Person, password_hash: str) -> None:
    await Person.filter(id=person.id).update(password_hash=password_hash)
    await post(mails.password_changed(person.email, name=person.name, at=now()))
