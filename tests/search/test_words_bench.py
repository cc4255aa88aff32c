"""A part of the bench, over its made-up landscape: what was once understood stays so."""

import pytest

from bench import words
from portal.search.rules import Synonyms, built_in

ASKED = [question for question in words.questions() if question.over == "made"]


@pytest.fixture(scope="module")
def found() -> list[words.Measured]:
    facts = words.made_documents(1_500)
    vocabulary, synonyms = words.vocabulary_of(facts), Synonyms(built_in())
    return [words.measured(one, facts, vocabulary, synonyms, times=1) for one in ASKED]


def test_the_bench_asks_enough() -> None:
    questions = words.questions()
    assert len(questions) >= 120
    assert {one.kind for one in questions} >= {"typo", "compound", "synonym", "name", "nonsense"}


def test_nearly_all_questions_are_answered_well(found: list[words.Measured]) -> None:
    precision, recall, nonsense, _ = words.means(found)
    assert precision >= 0.95
    assert recall >= 0.9
    assert nonsense == 0
