"""Telling stories about saved searches: what was saved, and what a look some time later finds."""

import re
from datetime import UTC, datetime, timedelta
from typing import Final
from urllib.parse import urlencode

from portal.accounts.models import Person
from portal.kernel.actor import Actor
from portal.kernel.clock import now
from portal.mail.models import OutboxMail
from portal.matching.jobs import tell_of_new_fits
from portal.matching.models import SavedSearch
from tests.browser_client import Browser

SAVED: Final = "/beschikbaarheid/bewaard/"
NEW: Final = f"{SAVED}nieuw/"
STOP_LINK: Final = re.compile(r"/zoekvraag-stoppen/[\w-]+/")


async def save(
    browser: Browser,
    actor: Actor,
    *,
    name: str = "Begeleiding in Hoorn",
    rhythm: str = "at_once",
    **asked_for: str,
) -> SavedSearch:
    """Somebody saves this search by the form."""
    await browser.sign_in(actor)
    path = f"{NEW}?{urlencode(asked_for)}"
    answer = await browser.send_form(path, name=name, rhythm=rhythm)
    assert answer.status_code == 303, answer.text
    found = await SavedSearch.filter(membership_id=actor.membership_id).order_by("-id")
    return found[0]


async def look(*, minutes: float = 5) -> datetime:
    """The worker looks, so many minutes from now."""
    moment = now() + timedelta(minutes=minutes)
    await tell_of_new_fits(moment)
    return moment


def monday(weeks: int = 1, *, hour: int = 9) -> datetime:
    """A Monday morning that many weeks ahead."""
    day = now() + timedelta(days=7 * weeks - now().weekday())
    return day.replace(hour=hour, minute=0, second=0, microsecond=0).astimezone(UTC)


async def mails_to(actor: Actor) -> list[OutboxMail]:
    person = await Person.get(id=actor.person_id)
    return await OutboxMail.filter(to=person.email).order_by("id")


def stop_path(mail: OutboxMail) -> str:
    """Where the link in this mail leads."""
    found = STOP_LINK.search(mail.text)
    assert found, "the mail tells how to stop it"
    return found.group()
