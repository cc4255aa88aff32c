"""Changing what search understands, and counting what it does not."""

from collections.abc import Mapping
from datetime import date

from tortoise.expressions import F

from portal.catalogue.queries import found, region_id_of
from portal.journal.actions import record_change
from portal.kernel.actor import Actor, Role
from portal.kernel.errors import NotFound, NotValid
from portal.kernel.freetext import personal_data_in
from portal.search.models import MissedWord, Synonym
from portal.search.queries import synonyms_visible_to
from portal.search.rules.letters import content_words
from portal.search.rules.synonyms import LONGEST, Effect, built_in


async def add_synonym(actor: Actor, said: str, meant: str) -> int:
    """From now on who says the one also finds the other. Returns its id."""
    said, meant = _plain(said), _plain(meant)
    _check(said, meant)
    if (said, meant) in built_in():
        raise NotValid("Dit synoniem staat al vast in het portaal.")
    return await _make(actor, said, meant, Effect.ADDS)


async def switch_off(actor: Actor, said: str, meant: str) -> int:
    """A built-in synonym no longer counts in this region."""
    if (said, meant) not in built_in():
        raise NotFound
    return await _make(actor, said, meant, Effect.ENDS)


async def end_synonym(actor: Actor, synonym_id: int) -> Synonym:
    """The region's own synonym ends; what it switched off works again."""
    _must_manage(actor)
    row = await found(synonyms_visible_to(actor), synonym_id)
    await row.delete()
    done = "synonym.ended" if row.effect is Effect.ADDS else "synonym.restored"
    await _record(actor, done, row)
    return row


async def count_missed(region_id: int, words: Mapping[str, int], on: date) -> None:
    """So many more searches in this region missed these words."""
    for word, times in sorted(words.items()):
        same = MissedWord.filter(region_id=region_id, word=word)
        if not await same.update(count=F("count") + times, last_on=on):
            await MissedWord.create(region_id=region_id, word=word, count=times, last_on=on)


async def forget_missed(actor: Actor, word_id: int) -> None:
    """This word needs no synonym: it leaves the list until it is missed again."""
    _must_manage(actor)
    row = await found(MissedWord.filter(region_id=region_id_of(actor)), word_id)
    await row.delete()
    await record_change(
        actor, "missed_word.forgotten", subject="missed_word", ids=[row.id], region_id=row.region_id
    )


def _plain(text: str) -> str:
    return " ".join(text.lower().split())


def _check(said: str, meant: str) -> None:
    if personal_data_in(f"{said} {meant}"):
        raise NotValid("Een synoniem mag geen persoonsgegevens bevatten.")
    if content_words(said) == content_words(meant):
        raise NotValid("Deze woorden betekenen voor het zoeken al hetzelfde.")
    if not 0 < len(content_words(said)) <= LONGEST:
        raise NotValid(f"Vul een woord in, of een paar: hoogstens {LONGEST} die iets betekenen.")


async def _make(actor: Actor, said: str, meant: str, effect: Effect) -> int:
    _must_manage(actor)
    region_id = region_id_of(actor)
    if await Synonym.exists(region_id=region_id, said=said, meant=meant):
        raise NotValid("Dit synoniem staat al in de lijst.")
    row = await Synonym.create(region_id=region_id, said=said, meant=meant, effect=effect)
    done = "synonym.added" if effect is Effect.ADDS else "synonym.switched_off"
    await _record(actor, done, row)
    return row.id


def _must_manage(actor: Actor) -> None:
    if not actor.has(Role.REGION_MANAGER):
        raise NotFound


async def _record(actor: Actor, done: str, row: Synonym) -> None:
    await record_change(
        actor,
        done,
        subject="synonym",
        ids=[row.id],
        region_id=row.region_id,
        said=row.said,
        meant=row.meant,
    )
