"""Saving searches, and telling their owners once of what newly fits."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from portal.accounts.models import Person
from portal.accounts.queries import actor_with_membership
from portal.journal.actions import record_change
from portal.kernel.actor import Actor
from portal.kernel.errors import NotValid
from portal.kernel.ids import hashed, new_token
from portal.mail.actions import post
from portal.matching.mails import News, saved_search
from portal.matching.models import SavedSearch, SavedSearchHit, SavedSearchLink
from portal.matching.queries import known_hits, saved_by_person, saved_search_of
from portal.matching.rules.cards import Card
from portal.matching.rules.saved import (
    MOST_FITS,
    MOST_SAVED,
    Rhythm,
    difference,
    is_time,
    monday_of,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """A search to save."""

    region_id: int
    name: str
    query: str
    rhythm: Rhythm


async def save(actor: Actor, wish: Wish, *, fits: Sequence[int], now: datetime) -> SavedSearch:
    """Save this search; what fits today is on the screen and counts as told.

    Raises NotValid when somebody has too many, or this one fits nearly everything.
    """
    if len(fits) > MOST_FITS:
        raise NotValid("Deze zoekvraag is te ruim. Kies eerst een product, gemeente of wachttijd.")
    await Person.filter(id=actor.person_id).select_for_update()
    if len(await saved_by_person(actor.person_id)) >= MOST_SAVED:
        raise NotValid(f"U bewaarde al {MOST_SAVED} zoekvragen. Stop er eerst een.")
    saved = await SavedSearch.create(
        region_id=wish.region_id,
        membership_id=actor.membership_id,
        name=wish.name,
        query=wish.query,
        rhythm=wish.rhythm,
        round_on=monday_of(now),
        created_at=now,
        looked_at=now,
    )
    await _note(saved, fits, since=now, told=now)
    await record_change(
        actor,
        "saved_search.made",
        subject="saved_search",
        ids=[saved.id],
        region_id=saved.region_id,
        rhythm=wish.rhythm.value,
        fits=len(fits),
    )
    return saved


async def _note(
    saved: SavedSearch, offering_ids: Iterable[int], *, since: datetime, told: datetime | None
) -> None:
    await SavedSearchHit.bulk_create(
        SavedSearchHit(
            region_id=saved.region_id,
            saved_search_id=saved.id,
            offering_id=one,
            since_at=since,
            told_at=told,
        )
        for one in offering_ids
    )


async def change_rhythm(actor: Actor, saved_id: int, rhythm: Rhythm, *, now: datetime) -> None:
    """Tell from now on at another moment; of what waits to be told nothing is lost."""
    saved = await saved_search_of(actor, saved_id)
    saved.rhythm, saved.round_on = rhythm, monday_of(now)
    await saved.save(update_fields=["rhythm", "round_on"])
    await record_change(
        actor,
        "saved_search.changed",
        subject="saved_search",
        ids=[saved.id],
        region_id=saved.region_id,
        rhythm=rhythm.value,
    )


async def end(actor: Actor, saved_id: int, *, now: datetime) -> SavedSearch:
    """Look for it no more."""
    saved = await saved_search_of(actor, saved_id)
    await _end(actor, [saved], now=now)
    return saved


async def end_by_link(person_id: int, saved_ids: Iterable[int], *, now: datetime) -> int:
    """End those of these that this person saved, without signing in; how many there were."""
    wanted = set(saved_ids)
    saved = [one for one in await saved_by_person(person_id) if one.id in wanted]
    for one in saved:
        await _end(await actor_with_membership(one.membership_id), [one], now=now, channel="mail")
    return len(saved)


async def _end(
    actor: Actor | None, saved: Sequence[SavedSearch], *, now: datetime, channel: str = "screen"
) -> None:
    ids = [one.id for one in saved]
    await SavedSearch.filter(id__in=ids).update(ended_at=now)
    await record_change(
        actor,
        "saved_search.ended",
        subject="saved_search",
        ids=ids,
        region_id=saved[0].region_id,
        channel=channel,
    )


# Telling what is new ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What answers a saved search now, in order, and how each is put into words."""

    saved_id: int
    fits: Sequence[int]
    card: Callable[[int], Card]


async def note_unchanged(saved_ids: Sequence[int], *, now: datetime) -> None:
    """Somebody looked at these and found nothing else than before."""
    await SavedSearch.filter(id__in=saved_ids, looked_at__lt=now).update(
        looked_at=now, round_on=monday_of(now)
    )


async def tell(person_id: int, looks: Sequence[Look], *, now: datetime) -> None:
    """Note what these looks found, and mail this person once of all that is new and due.

    To be called in a transaction. Of two workers the second waits for the first, and then finds
    that a look at this moment or later was noted: an older look never undoes a newer one.
    """
    locked = await _still_to_look_at(looks, now)
    known = await known_hits(locked)
    news: list[tuple[SavedSearch, News]] = []
    for look in (look for look in looks if look.saved_id in locked):
        saved = locked[look.saved_id]
        untold = await _noted(saved, look, known[saved.id], now)
        if is_time(saved.rhythm, saved.round_on, now):
            saved.round_on = monday_of(now)
            if untold:
                saved.told_at = now
                news.append((saved, News(name=saved.name, query=saved.query, cards=untold)))
        await saved.save(update_fields=["looked_at", "round_on", "told_at"])
    if news:
        await _mail(person_id, news, now)


async def _still_to_look_at(looks: Sequence[Look], now: datetime) -> dict[int, SavedSearch]:
    ids = [look.saved_id for look in looks]
    rows = SavedSearch.filter(id__in=ids, ended_at=None).order_by("id").select_for_update()
    return {one.id: one for one in await rows if one.looked_at < now}


async def _noted(
    saved: SavedSearch, look: Look, known: dict[int, bool], now: datetime
) -> list[Card]:
    """Note what came and what went; what was never told."""
    found = difference(known, look.fits)
    saved.looked_at = now
    open_hits = SavedSearchHit.filter(saved_search_id=saved.id, gone_at=None)
    if found.gone:
        await open_hits.filter(offering_id__in=list(found.gone)).update(gone_at=now)
    await _note(saved, found.new, since=now, told=None)
    return [look.card(one) for one in found.untold]


async def _mail(person_id: int, news: Sequence[tuple[SavedSearch, News]], now: datetime) -> None:
    person, token = await Person.get(id=person_id), new_token()
    link = await SavedSearchLink.create(
        token_hash=hashed(token), person_id=person_id, created_at=now
    )
    ids = [saved.id for saved, _ in news]
    hits = SavedSearchHit.filter(saved_search_id__in=ids, gone_at=None, told_at=None)
    await hits.update(told_at=now)
    await post(
        saved_search(
            person.email,
            name=person.name,
            news=[one for _, one in news],
            token=token,
            dedupe_key=f"saved_search:{link.id}",
        )
    )
    await record_change(
        None,
        "saved_search.told",
        subject="saved_search",
        ids=ids,
        link=link.id,
        offerings=sorted({card.offering_id for _, one in news for card in one.cards}),
    )
