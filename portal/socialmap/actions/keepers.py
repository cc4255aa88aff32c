"""Who keeps the entries of an owner, and reminding them."""

from datetime import date, datetime, timedelta

from tortoise.expressions import Q

from portal.availability.rules.digests import mailing_day
from portal.availability.rules.reminders import digest_on
from portal.journal.actions import record_change
from portal.kernel.actor import Actor
from portal.kernel.clock import local_date, now
from portal.kernel.errors import NotFound, NotValid
from portal.kernel.ids import hashed, new_token
from portal.mail.actions import post
from portal.socialmap.mails import Letter, facility_reminder
from portal.socialmap.models import FacilityKeeper, FacilityLink, FacilityOwner
from portal.socialmap.queries.keeping import keepers_at, rows_of_owner
from portal.socialmap.rules.keeping import DIGEST_WEEKDAY, LINK_DAYS, Digest, digest


async def add_keeper(actor: Actor | None, owner: FacilityOwner, *, name: str, email: str) -> int:
    """From now on this address is asked whether the entries of the owner are right.

    Raises NotValid when it is asked already.
    """
    if await keepers_at(owner.id).filter(email=email).exists():
        raise NotValid("Dit e-mailadres krijgt al berichten over deze organisatie.")
    keeper = await FacilityKeeper.create(owner_id=owner.id, name=name, email=email, since_at=now())
    await _note(actor, "facility_keeper.added", keeper.id, owner.region_id)
    return keeper.id


async def end_keeper(actor: Actor, owner: FacilityOwner, keeper_id: int) -> None:
    """This address is asked no more, and its links stop working. Raises NotFound."""
    ended = await keepers_at(owner.id).filter(id=keeper_id).update(ended_at=now())
    if not ended:
        raise NotFound
    await _note(actor, "facility_keeper.ended", keeper_id, owner.region_id)


async def _note(actor: Actor | None, action: str, keeper_id: int, region_id: int) -> None:
    await record_change(
        actor, action, subject="facility_keeper", ids=[keeper_id], region_id=region_id
    )


async def owners_to_remind(*, on: date) -> list[int]:
    """Of which owners the latest day of the digest was not dealt with yet."""
    day = digest_on(DIGEST_WEEKDAY, today=on)
    waiting = Q(reminded_on=None) | Q(reminded_on__lt=day)
    found = FacilityOwner.filter(waiting, keepers__ended_at=None).distinct().order_by("id")
    return [owner.id for owner in await found.only("id")]


async def remind_owner(owner_id: int, *, moment: datetime) -> None:
    """Ask the keepers of an owner what is due, unless that was done; in a transaction."""
    day = digest_on(DIGEST_WEEKDAY, today=mailing_day(moment))
    waiting = Q(reminded_on=None) | Q(reminded_on__lt=day)
    if not await FacilityOwner.filter(waiting, id=owner_id).update(reminded_on=day):
        return
    asked = digest(await rows_of_owner(owner_id), today=local_date(moment))
    if not asked.is_needed:
        return
    owner = await FacilityOwner.get(id=owner_id)
    for keeper in await keepers_at(owner_id):
        await _write_to(owner, keeper, asked, day, moment)


async def _write_to(
    owner: FacilityOwner, keeper: FacilityKeeper, asked: Digest, day: date, moment: datetime
) -> None:
    token = new_token()
    await FacilityLink.filter(keeper_id=keeper.id, replaced_at=None).update(replaced_at=moment)
    await FacilityLink.create(
        token_hash=hashed(token),
        keeper_id=keeper.id,
        digest_on=day,
        created_at=moment,
        expires_at=moment + timedelta(days=LINK_DAYS),
    )
    letter = Letter(
        to=keeper.email,
        name=keeper.name,
        owner_name=owner.name,
        token=token,
        dedupe_key=f"facility_reminder:{keeper.id}:{day}",
    )
    await post(facility_reminder(letter, asked))
    await _note(None, "facility_reminder.sent", keeper.id, owner.region_id)
