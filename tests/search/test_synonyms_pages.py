"""The region manager's page with synonyms and missed words, and what is counted for it."""

import asyncio

import pytest

from portal.journal.models import JournalEntry
from portal.kernel.actor import Actor
from portal.kernel.clock import today
from portal.kernel.errors import NotFound, NotValid
from portal.search import jobs
from portal.search.actions import (
    add_synonym,
    count_missed,
    end_synonym,
    forget_missed,
    switch_off,
)
from portal.search.models import MissedWord, Synonym
from portal.search.queries import synonyms_of
from portal.search.rules import Document, Vocabulary
from portal.search.rules.missed import Tally, countable
from tests.browser_client import Browser
from tests.builders import days_ago
from tests.cast import Cast

WORDS = "/regio/zoekwoorden/"


async def finds(region_id: int, query: str, product: str = "Begeleiding basis") -> bool:
    vocabulary = Vocabulary()
    vocabulary.put(1, Document(provider="De Linde", product=product).texts())
    return bool(vocabulary.find(query, await synonyms_of(region_id)).bits)


async def test_rik_makes_a_synonym_of_a_word_that_nobody_found(
    cast: Cast, browser: Browser
) -> None:
    region_id = cast.westfriesland.id
    await count_missed(region_id, {"klankbord": 3, "onverwacht": 1}, days_ago(2))
    await browser.sign_in(cast.rik)
    page = (await browser.get(WORDS)).text
    assert "klankbord" in page
    assert "onverwacht" not in page, "what was asked once may tell of one person"
    row = await MissedWord.get(word="klankbord")
    assert 'value="klankbord"' in (await browser.get(f"{WORDS}nieuw/?gemist={row.id}")).text
    assert not await finds(region_id, "klankbord")
    sent = {"said": "Klankbord", "meant": "begeleiding basis"}
    answer = await browser.send_form(f"{WORDS}nieuw/", **sent)
    assert answer.headers["location"] == WORDS
    assert await finds(region_id, "klankbord")
    assert not await finds(cast.midden_holland.id, "klankbord")
    entry = await JournalEntry.get(subject="synonym")
    assert (entry.action, entry.region_id) == ("synonym.added", region_id)


async def test_an_own_synonym_ends(cast: Cast, browser: Browser) -> None:
    synonym_id = await add_synonym(cast.rik, "klankbord", "begeleiding basis")
    await browser.sign_in(cast.rik)
    assert "klankbord" in (await browser.get(WORDS)).text
    await browser.send_form(f"{WORDS}{synonym_id}/einde/")
    assert not await Synonym.exists()
    assert not await finds(cast.westfriesland.id, "klankbord")
    assert await JournalEntry.exists(action="synonym.ended")


async def test_a_built_in_synonym_is_switched_off_and_on_again(
    cast: Cast, browser: Browser
) -> None:
    region_id, ride = cast.westfriesland.id, "Vervoer"
    assert await finds(region_id, "taxi", ride)
    await browser.sign_in(cast.rik)
    sent = {"said": "taxi", "meant": "vervoer"}
    await browser.send_form(f"{WORDS}uit/", **sent)
    assert not await finds(region_id, "taxi", ride)
    assert await finds(cast.midden_holland.id, "taxi", ride)
    assert "In uw regio uitgezet" in (await browser.get(WORDS)).text
    row = await Synonym.get()
    await browser.send_form(f"{WORDS}{row.id}/einde/")
    assert await finds(region_id, "taxi", ride)
    done = await JournalEntry.filter(subject="synonym").order_by("id").values_list("action")
    assert done == [("synonym.switched_off",), ("synonym.restored",)]


@pytest.mark.parametrize(
    ("said", "meant", "message"),
    [
        ("", "begeleiding", "Vul in wat mensen zoeken."),
        ("klankbord", "", "Vul in wat zij ook moeten vinden."),
        ("taxi", "vervoer", "Dit synoniem staat al vast in het portaal."),
        ("Klankbord", "begeleiding basis", "Dit synoniem staat al in de lijst."),
        ("het vervoer", "vervoer", "betekenen voor het zoeken al hetzelfde"),
        ("twee drie vier vijf zes", "vervoer", "hoogstens 4"),
        ("bel 0612345678", "vervoer", "Hier staat een telefoonnummer in."),
    ],
)
async def test_a_synonym_that_makes_no_sense_is_refused(
    cast: Cast, browser: Browser, said: str, meant: str, message: str
) -> None:
    await add_synonym(cast.rik, "klankbord", "begeleiding basis")
    await browser.sign_in(cast.rik)
    answer = await browser.send_form(f"{WORDS}nieuw/", said=said, meant=meant)
    assert answer.status_code == 422
    assert message in answer.text
    assert await Synonym.all().count() == 1


async def test_other_regions_and_other_roles_change_nothing(cast: Cast) -> None:
    synonym_id = await add_synonym(cast.rik, "klankbord", "begeleiding basis")
    await count_missed(cast.westfriesland.id, {"zwemmen": 2}, today())
    word = await MissedWord.get()
    strangers: tuple[Actor, ...] = (cast.guus, cast.otto, cast.sanne)
    for stranger in strangers:
        with pytest.raises(NotFound):
            await end_synonym(stranger, synonym_id)
        with pytest.raises(NotFound):
            await forget_missed(stranger, word.id)
        with pytest.raises(NotFound):
            await add_synonym(stranger, "klankbord", "vervoer")
    with pytest.raises(NotFound):
        await switch_off(cast.rik, "geen", "vast synoniem")
    with pytest.raises(NotValid):
        await add_synonym(cast.rik, "klankbord", "begeleiding basis")


async def test_a_missed_word_leaves_the_list(cast: Cast, browser: Browser) -> None:
    await count_missed(cast.westfriesland.id, {"zwemmen": 2}, today())
    word = await MissedWord.get()
    await browser.sign_in(cast.rik)
    await browser.send_form(f"{WORDS}gemist/{word.id}/weg/")
    assert "Alles wat mensen zoeken, wordt gevonden" in (await browser.get(WORDS)).text


# Counting


def test_only_single_words_of_short_questions_are_counted() -> None:
    assert countable("zwemmen in hoorn", ["zwemmen"]) == ["zwemmen"]
    assert countable("x9 ab", ["x9", "ab"]) == []


@pytest.mark.parametrize(
    "question",
    [
        "zwemmen jan@voorbeeld.nl",
        "zwemmen 06 12345678",
        "zwemmen 1621",
        "zwemmen voor mijn buurman uit de kerkstraat",
        "zwemmen 111222333",
    ],
)
def test_a_question_that_may_tell_of_a_person_is_not_counted(question: str) -> None:
    assert countable(question, ["zwemmen"]) == []


def test_a_tally_is_bounded_and_emptied() -> None:
    tally = Tally()
    tally.add(1, ["zwemmen", "zwemmen"])
    for number in range(3_000):
        tally.add(1, [f"woord{number}"])
    tally.add(1, ["zwemmen"])
    counted = tally.take()[1]
    assert counted["zwemmen"] == 3
    assert len(counted) == 2_000
    assert tally.take() == {}


async def test_what_was_missed_is_written_down_later(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "tally", Tally())
    region_id = cast.westfriesland.id
    for _ in range(2):
        jobs.note_missed(region_id, "zwemmen hoorn", ("zwemmen",))
    jobs.note_missed(cast.midden_holland.id, "zwemmen", ("zwemmen",))
    assert not await MissedWord.exists()
    await jobs.write_missed()
    jobs.note_missed(region_id, "zwemmen", ("zwemmen",))
    await jobs.write_missed()
    row = await MissedWord.get(region_id=region_id)
    assert (row.word, row.count, row.last_on) == ("zwemmen", 3, today())
    assert (await MissedWord.get(region_id=cast.midden_holland.id)).count == 1


async def test_counting_goes_on_after_a_failure(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "tally", Tally())
    jobs.note_missed(0, "zwemmen", ("zwemmen",))  # a region that does not exist
    writing = asyncio.create_task(jobs.keep_writing_missed(0.01))
    await asyncio.sleep(0.1)
    jobs.note_missed(cast.westfriesland.id, "zwemmen", ("zwemmen",))
    for _ in range(100):
        await asyncio.sleep(0.02)
        if await MissedWord.exists():
            break
    writing.cancel()
    assert (await MissedWord.get()).region_id == cast.westfriesland.id
