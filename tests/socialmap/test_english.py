"""Everything that residents read is there in English too, under /en/."""

import asyncio
import re
from string import Formatter

import pytest

from portal.kernel.texts import ENGLISH, english, in_language, language, t
from portal.socialmap.rules.english_words import in_dutch
from tests.texts import public_texts

_PERCENT = re.compile(r"%\(\w+\)\w")


def test_every_text_has_its_english() -> None:
    missing = sorted(public_texts() - english().keys())
    assert not missing, f"add these to portal/kernel/english.csv: {missing}"


def test_no_english_is_left_over() -> None:
    left_over = sorted(english().keys() - public_texts())
    assert not left_over, f"nothing says these any more, take them out: {left_over}"


def test_the_english_has_the_same_places_for_values() -> None:
    differ = [dutch for dutch, told in english().items() if _places(dutch) != _places(told)]
    assert not differ, "a value would be lost"
    assert all(told.strip() for told in english().values())


def _places(text: str) -> list[str]:
    named = [name for _, name, _, _ in Formatter().parse(text) if name is not None]
    return sorted([*named, *_PERCENT.findall(text)])


def test_a_text_comes_out_in_the_language_of_its_page() -> None:
    assert t("{count} resultaten", count=3) == "3 resultaten"
    with in_language(ENGLISH):
        assert t("{count} resultaten", count=3) == "3 results"
        assert t("Buurthuis {werf}") == "Buurthuis {werf}", "what nobody knows stays as it is"
    assert language() == "nl"


async def test_two_pages_at_once_do_not_mix_their_languages() -> None:
    async def telling(english_page: asyncio.Event, dutch_page: asyncio.Event) -> str:
        with in_language(ENGLISH):
            english_page.set()
            await dutch_page.wait()
            return t("gesloten")

    async def in_between(english_page: asyncio.Event, dutch_page: asyncio.Event) -> str:
        await english_page.wait()
        told = t("gesloten")
        dutch_page.set()
        return told

    events = (asyncio.Event(), asyncio.Event())
    assert await asyncio.gather(telling(*events), in_between(*events)) == ["closed", "gesloten"]


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("household help", "huishoudelijke hulp"),
        ("Day care", "dagbesteding"),
        ("wheelchair transport", "rolstoelvervoer"),
        ("help with debts", "hulp schulden"),
        ("carers", "mantelzorg"),
        ("drop-in", "inloop"),
        ("Wijkteam Hoorn", "wijkteam hoorn"),
        ("for me", "for me"),
    ],
)
def test_english_words_are_looked_for_in_dutch(said: str, meant: str) -> None:
    assert in_dutch(said) == meant
