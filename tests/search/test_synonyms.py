"""Other words for the same: what everybody starts with, and what a region makes of it."""

from collections.abc import Iterable

import pytest

from portal.search.rules import Synonyms, built_in
from portal.search.rules.letters import stem
from portal.search.rules.synonyms import Effect, Pair, in_force


def meanings(pairs: Iterable[Pair], said: str) -> list[str]:
    stems = tuple(stem(word) for word in said.split())
    return [" ".join(meaning) for meaning in Synonyms(pairs).meanings(stems)]


def test_a_word_means_what_it_is_called() -> None:
    assert meanings([("taxi", "vervoer")], "taxi") == ["vervoer"]
    assert meanings([("poetshulp", "vervoer")], "poetshulpen") == ["vervoer"]


def test_a_meaning_works_one_way() -> None:
    assert meanings([("taxi", "vervoer")], "vervoer") == []


def test_phrases_stand_on_both_sides_without_the_words_that_say_nothing() -> None:
    pairs = [("hulp bij het huishouden", "huishoudelijke ondersteuning")]
    assert meanings(pairs, "hulp huishouden") == ["huishoudelijke ondersteuning"]
    assert meanings(pairs, "hulp") == []


def test_meanings_of_meanings_count_along_and_never_go_round() -> None:
    pairs = [("hbh", "ondersteuning"), ("ondersteuning", "hulp"), ("hulp", "hbh")]
    assert meanings(pairs, "hbh") == ["ondersteuning", "hulp"]


def test_a_region_adds_and_ends() -> None:
    own = [
        ("helderploeg", "huishoudelijke ondersteuning", Effect.ADDS),
        ("taxi", "vervoer", Effect.ENDS),
        ("bestaat", "niet", Effect.ENDS),
    ]
    working = in_force(own)
    assert ("helderploeg", "huishoudelijke ondersteuning") in working
    assert ("taxi", "vervoer") not in working
    assert len(working) == len(set(built_in()))


@pytest.mark.parametrize("said", ["hbh", "poetshulp", "dagopvang", "respijtzorg", "taxi"])
def test_everybody_starts_with_the_common_ones(said: str) -> None:
    assert meanings(built_in(), said)


def test_no_built_in_synonym_stands_there_twice_or_means_itself() -> None:
    pairs = built_in()
    assert len(pairs) == len(set(pairs)) > 100
    assert not [said for said, meant in pairs if said == meant]
