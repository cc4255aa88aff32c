"""What residents read is plain: B1, in both languages. The hardest sentences are told."""

from collections.abc import Callable

import pytest

from portal.kernel.texts import english
from tests.reading import ease, english_syllables, sentences_in, syllables, words_in

LONGEST = 18
"""Words of a sentence: guides to plain Dutch advise 15 at most as a rule."""
EASE = 75
"""Of all texts together; 60 reads with ease, and ours are to stay well above that."""
LEAST_EASE = 40
"""Of a text of some length: one long word may stand in it, two may not."""
SOME_LENGTH = 8


def sentences(texts: list[str]) -> list[str]:
    """Of what is said in sentences; a name on a button is none."""
    said = [text for text in texts if text.rstrip().endswith((".", "?", "!", ":"))]
    return [one for text in said for one in sentences_in(text)]


def easy_dutch(*said: str) -> float:
    return ease(said).dutch


def easy_english(*said: str) -> float:
    return ease(said, in_english=True).english


DUTCH, ENGLISH = sentences(list(english().keys())), sentences(list(english().values()))
BOTH = pytest.mark.parametrize(
    ("said", "easy"), [(DUTCH, easy_dutch), (ENGLISH, easy_english)], ids=["nl", "en"]
)


@BOTH
def test_all_texts_together_read_with_ease(said: list[str], easy: Callable[..., float]) -> None:
    hardest = sorted(said, key=easy)[:10]
    told = "\n".join(f"{easy(one):6.1f}  {one}" for one in hardest)
    print(f"\n{easy(*said):.1f} together; the hardest:\n{told}")  # noqa: T201  pytest -s shows it
    assert easy(*said) >= EASE, told


@BOTH
def test_no_sentence_is_too_long(said: list[str], easy: Callable[..., float]) -> None:
    long = [one for one in said if len(words_in(one)) > LONGEST]
    assert not long, "make two of these:\n" + "\n".join(long)


@BOTH
def test_no_sentence_is_too_hard(said: list[str], easy: Callable[..., float]) -> None:
    hard = [one for one in said if len(words_in(one)) >= SOME_LENGTH and easy(one) < LEAST_EASE]
    assert not hard, "say this in shorter words:\n" + "\n".join(hard)


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("hulp", 1),
        ("gemeente", 3),
        ("wachttijd", 2),
        ("beïnvloeden", 4),
        ("mantelzorger", 4),
        ("nieuw", 1),
        ("video", 3),
        ("privacy", 3),
    ],
)
def test_dutch_syllables_are_counted(word: str, count: int) -> None:
    assert syllables(word) == count


@pytest.mark.parametrize(
    ("word", "count"),
    [("make", 1), ("people", 2), ("changed", 1), ("wanted", 2), ("municipality", 6), ("pages", 2)],
)
def test_english_syllables_are_counted(word: str, count: int) -> None:
    assert english_syllables(word) == count


def test_a_hard_text_scores_low_and_an_easy_one_high() -> None:
    official = "De beschikbaarheidsregistratie faciliteert indicatiestellende functionarissen."
    assert ease([official]).dutch < 0
    assert ease(["Bel het team.", "Zij helpen u."]).dutch > 90
