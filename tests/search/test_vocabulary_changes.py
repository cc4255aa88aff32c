"""The bitmaps hold what a naive reader finds, however documents came, changed and went."""

from collections.abc import Callable

from hypothesis import given, settings
from hypothesis import strategies as st

from portal.search.rules import How, Synonyms, Vocabulary
from portal.search.rules.postings import WEIGHTS, Text, Weight, bits_of

NOTHING = Synonyms([], [])
NOUNS = ("begeleiding", "vervoer", "logeerhuis", "Gouda", "élan", "07dba", "poetshulp", "autisme")
QUESTIONS = (*NOUNS, "begeleding", "vervoer gouda", "logeer huis", "dba", "pizza", "niet vervoer")
texts = st.lists(
    st.tuples(
        st.lists(st.sampled_from(NOUNS), min_size=1, max_size=3).map(" ".join),
        st.sampled_from(WEIGHTS),
    ),
    max_size=4,
)
documents = st.dictionaries(st.integers(1, 30), texts, max_size=15)
changes = st.lists(st.tuples(st.integers(1, 30), st.none() | texts), max_size=20)


def made(known: dict[int, list[Text]]) -> Vocabulary:
    vocabulary = Vocabulary()
    for key, said in known.items():
        vocabulary.put(key, said)
    return vocabulary


def with_word(known: dict[int, list[Text]], word: str, *weights: int) -> set[int]:
    return {
        key
        for key, said in known.items()
        if any(word in text.split() and weight in weights for text, weight in said)
    }


def naive(known: dict[int, list[Text]], word: str) -> set[int]:
    """The documents that say this very word, and by which kind of text it counts."""
    named = with_word(known, word, Weight.NAME)
    if found := with_word(known, word, Weight.WHAT):
        return found | named
    if found := with_word(known, word, Weight.LOT):
        return found | named
    found = named | with_word(known, word, Weight.TEXT)
    return found or with_word(known, word, Weight.SERVED)


@settings(max_examples=200, deadline=None)
@given(known=documents, word=st.sampled_from(("vervoer", "autisme", "07dba", "poetshulp")))
def test_an_exact_word_gives_what_a_naive_reader_finds(
    known: dict[int, list[Text]], word: str
) -> None:
    expected = naive(known, word)
    answer = made(known).find(word, NOTHING)
    assert answer.bits == bits_of(sorted(expected))
    assert (answer.missed == ()) == bool(expected)


@settings(max_examples=150, deadline=None)
@given(known=documents, changed=changes, ask_between=st.booleans())
def test_changing_one_by_one_equals_building_anew(
    known: dict[int, list[Text]],
    changed: list[tuple[int, list[Text] | None]],
    ask_between: bool,  # noqa: FBT001  Hypothesis gives it
) -> None:
    vocabulary, now = made(known), dict(known)
    for key, said in changed:
        if ask_between:
            vocabulary.find("begeleiding gouda", NOTHING)
        if said is None:
            vocabulary.drop(key)
            now.pop(key, None)
        else:
            vocabulary.put(key, said)
            now[key] = said
    anew = made(now)
    assert len(vocabulary) == len(now)
    for question in QUESTIONS:
        assert vocabulary.find(question, NOTHING) == anew.find(question, NOTHING), question
        assert vocabulary.closest(question, NOTHING) == anew.closest(question, NOTHING)


@settings(max_examples=100, deadline=None)
@given(known=documents, seen=st.sets(st.integers(1, 30)))
def test_what_one_may_not_see_changes_nothing(known: dict[int, list[Text]], seen: set[int]) -> None:
    """Not the answers, not what counts as known, not what a word may have been an error for."""
    own = {key: said for key, said in known.items() if key in seen}
    scope = bits_of(sorted(seen))
    for question in QUESTIONS:
        within = made(known).find(question, NOTHING, scope)
        assert within == made(own).find(question, NOTHING), question


@given(st.sets(st.integers(0, 500)))
def test_bits_are_put_together_in_one_go(keys: set[int]) -> None:
    assert bits_of(sorted(keys)) == sum(1 << key for key in keys)


def understood(query: str, say: Callable[[Vocabulary], None]) -> list[tuple[str, How]]:
    vocabulary = Vocabulary()
    say(vocabulary)
    synonyms = Synonyms([("taxi", "vervoer")], [])
    return [(word.word, word.how) for word in vocabulary.find(query, synonyms).words]


def test_an_answer_tells_how_each_word_was_understood() -> None:
    def say(vocabulary: Vocabulary) -> None:
        vocabulary.put(1, [("Begeleiding en vervoer", Weight.WHAT), ("De Lindehof", Weight.NAME)])

    assert understood("begeleiding begeleding taxi linde thuis pizza", say) == [
        ("begeleiding", How.EXACT),
        ("begeleding", How.TYPO),
        ("taxi", How.SYNONYM),
        ("linde", How.PART),
        ("thuis", How.LET_GO),
        ("pizza", How.MISSED),
    ]


def test_an_answer_tells_what_else_was_looked_for() -> None:
    vocabulary = Vocabulary()
    vocabulary.put(1, [("Begeleiding en vervoer", Weight.WHAT)])
    answer = vocabulary.find("begeleding taxi", Synonyms([("taxi", "vervoer")], []))
    assert answer.also == ("begeleiding", "vervoer")


def test_a_word_that_nothing_answers_is_close_to_others() -> None:
    vocabulary = Vocabulary()
    vocabulary.put(1, [("De Vlinderhof", Weight.NAME)])
    assert vocabulary.find("vlonderhog", NOTHING).bits == 1 << 1
    assert vocabulary.find("vlonderhgo", NOTHING).missed == ("vlonderhgo",)
    assert vocabulary.closest("vlonderhgo", NOTHING) == ["vlinderhof"]


def test_an_exact_answer_keeps_out_what_only_looks_like_it() -> None:
    vocabulary = Vocabulary()
    vocabulary.put(1, [("Begeleiding", Weight.WHAT)])
    vocabulary.put(2, [("Begleiding", Weight.NAME)])
    assert vocabulary.find("begeleiding", NOTHING).bits == 1 << 1
    assert vocabulary.find("begleiding", NOTHING).bits == 1 << 2
