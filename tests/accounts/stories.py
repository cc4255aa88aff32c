"""What the stories about accounts need: passwords, mails, rows of the journal."""

import re
from typing import Any

from portal.accounts.actions import hash_password
from portal.accounts.models import Person
from portal.accounts.rules import Organisation, OrganisationKind
from portal.journal.models import JournalEntry
from portal.kernel.actor import Actor
from portal.mail.models import OutboxMail

PASSWORD = "correct-paard-batterij"
LINK = re.compile(r"https?://[^/\s]+(/\S+)")
_known: list[str] = []


async def give_password(actor: Actor, *, email: str = "") -> None:
    """Let somebody sign in with PASSWORD (hashed once for all tests)."""
    if not _known:
        _known.append(await hash_password(PASSWORD))
    values: dict[str, Any] = {"password_hash": _known[0], **({"email": email} if email else {})}
    await Person.filter(id=actor.person_id).update(**values)


async def mails_to(address: str) -> list[OutboxMail]:
    return await OutboxMail.filter(to=address).order_by("id")


async def link_mailed_to(address: str) -> str:
    """The path of the link in the newest mail to this address."""
    mail = (await mails_to(address))[-1]
    found = LINK.search(mail.text)
    assert found, "the mail holds no link"
    return found.group(1)


async def journal_of(action: str) -> list[JournalEntry]:
    return await JournalEntry.filter(action=action).order_by("id")


def provider(row: Any) -> Organisation:
    return Organisation(kind=OrganisationKind.PROVIDER, id=row.id, name=row.name)
