"""How the words of a question are understood."""

import pytest

from portal.search.rules import Document, Synonyms, Vocabulary, built_in

LINDE = Document(
    provider="De Linde",
    product="Begeleiding basis",
    code="02BGB",
    lot="Begeleiding",
    description="Begeleiding bij het dagelijks leven thuis.",
    area="Hoorn en omgeving",
    municipalities=("Hoorn", "Koggenland"),
)
GROUP = Document(
    provider="Zorgboerderij De Vlinder",
    product="Dagbesteding A",
    code="07DBA",
    lot="Dagbesteding",
    description="Overdag iets doen in een groep van 6 tot 8 mensen per begeleider.",
    location="De Stal",
    place="Wognum",
    municipalities=("Hoorn", "Medemblik"),
    remark="Op dinsdag is er plek. Geschikt voor Oekraïense gezinnen.",
)
WHEELCHAIR = Document(
    provider="Zorgboerderij De Vlinder",
    product="Vervoer, rolstoelgebonden",
    code="08VVM",
    lot="Dagbesteding",
    description="Met de rolstoel naar de dagbesteding en terug.",
    place="Wognum",
)
WALKING = Document(
    provider="Zorgboerderij De Vlinder",
    product="Vervoer, niet rolstoelgebonden",
    code="08VVZ",
    lot="Dagbesteding",
    place="Wognum",
)
HOUSEHOLD = Document(
    provider="Helder Thuis",
    product="Huishoudelijke ondersteuning",
    code="01HHO",
    area="Medemblik",
    municipalities=("Medemblik",),
)
STAY = Document(provider="Even Buiten", product="Kortdurend verblijf", code="04KDV", place="Hoorn")
OLDER = Document(provider="Het Anker", product="Groepsdagbesteding", target_group="Ouderen")
DOCUMENTS = {
    1: LINDE,
    2: GROUP,
    3: WHEELCHAIR,
    4: WALKING,
    5: HOUSEHOLD,
    6: STAY,
    7: OLDER,
}
SYNONYMS = Synonyms(built_in())


def made(documents: dict[int, Document]) -> Vocabulary:
    vocabulary = Vocabulary()
    for key, document in documents.items():
        vocabulary.put(key, document.texts())
    return vocabulary


VOCABULARY = made(DOCUMENTS)


def keys(bits: int) -> list[int]:
    return [key for key in range(bits.bit_length()) if bits >> key & 1]


def found(query: str) -> list[int]:
    return keys(VOCABULARY.find(query, SYNONYMS).bits)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("De Linde", [1]),
        ("LINDE", [1]),
        ("begeleiding", [1]),
        ("begeleider", [1]),
        ("begeleiden", [1]),
        ("begel", [1]),
        ("oekraiense", [2]),
        ("dinsdag", [2]),
        ("02BGB", [1]),
        ("bgb", [1]),
        ("02 bgb", [1]),
        ("02", [1]),
        ("oudere", [7]),
        ("dagbesteding ouderen", [7]),
        ("ouderendagbesteding", [7]),
        ("wognum", [2, 3, 4]),
    ],
)
def test_words_and_their_inflections(query: str, expected: list[int]) -> None:
    assert found(query) == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("rolstoelvervoer", [3]),
        ("rolstoel vervoer", [3]),
        ("vervoer rolstoel", [3]),
        ("vervoer", [3, 4]),
        ("vervoer niet rolstoel", [4]),
        ("dag besteding", [2, 7]),
        ("dagbesteding", [2, 7]),
        ("groeps dagbesteding", [7]),
        ("boerderij", [2, 3, 4]),
        ("zorg boerderij", [2, 3, 4]),
    ],
)
def test_compounds_written_together_and_apart(query: str, expected: list[int]) -> None:
    assert found(query) == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("begeliding", [1]),
        ("beglieding", [1]),
        ("de lynde", [1]),
        ("dagbestedign", [2, 7]),
        ("zorgboerdrij", [2, 3, 4]),
        ("hoornn", [1, 6]),
        ("huishoudleijke ondersteunig", [5]),
        ("kortdurent verblijf", [6]),
        ("poetshlup", [5]),
        ("respeitzorg", [6]),
    ],
)
def test_typing_errors(query: str, expected: list[int]) -> None:
    assert found(query) == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("hbh", [5]),
        ("HbH", [5]),
        ("hulp bij het huishouden", [5]),
        ("huishoudelijkehulp", [5]),
        ("ik zoek iemand voor schoonmaak", [5]),
        ("dagopvang", [2, 7]),
        ("logeren", [6]),
        ("rolstoelbus", [3]),
        ("taxi", [3, 4]),
        ("thuis begeleiding", [1]),
    ],
)
def test_other_words_for_the_same(query: str, expected: list[int]) -> None:
    assert found(query) == expected


@pytest.mark.parametrize(
    "query", ["xyzzy", "pizza", "fietsenmaker", "hamer", "02XYZ", "bgx", "qq", "99", "asdf jkl"]
)
def test_nonsense_gives_nothing(query: str) -> None:
    assert found(query) == []


def test_words_that_carry_no_meaning_count_only_when_there_is_nothing_else() -> None:
    assert found("het") == [1, 7]
    assert found("ik zoek het anker") == [7]


def test_a_question_without_words_is_answered_by_all() -> None:
    assert found("") == found(" - ") == list(DOCUMENTS)


def test_every_word_must_be_answered() -> None:
    answer = VOCABULARY.find("begeleiding schaatsen", SYNONYMS)
    assert answer.bits == 0
    assert answer.missed == ("schaatsen",)
    assert keys(answer.leniently) == [1]


def test_parents_are_not_the_elderly() -> None:
    vocabulary = made(
        {
            1: Document(provider="Het Anker", product="Dagbesteding", target_group="Ouderen"),
            2: Document(provider="Het Anker", product="Opvoedhulp", target_group="Ouders"),
        }
    )
    assert keys(vocabulary.find("oudere", SYNONYMS).bits) == [1]
    assert keys(vocabulary.find("senioren", SYNONYMS).bits) == [1]
    assert keys(vocabulary.find("ouder", SYNONYMS).bits) == [2]


def test_what_is_denied_is_no_answer() -> None:
    vocabulary = made({1: Document(provider="Het Anker", product="Logeren", remark="Geen honden")})
    assert vocabulary.find("honden", SYNONYMS).bits == 0
    assert keys(vocabulary.find("zonder honden", SYNONYMS).bits) == [1]


def test_words_that_say_little_are_let_go_when_nothing_answers_with_them() -> None:
    assert found("begeleiding voor mijn gezin") == [1]
    assert found("linde thuis") == [1]
    assert VOCABULARY.find("weekend", SYNONYMS).missed == ("weekend",)


def test_a_location_lies_in_its_place_and_only_else_where_its_clients_live() -> None:
    assert found("koggenland") == [1]
    assert found("vlinder medemblik") == [2]


def test_another_region_lends_no_words() -> None:
    """Exact words elsewhere do not keep a typing error here from being mended."""
    vocabulary = made({1: Document(provider="De Linde", product="Logeren"), 2: LINDE})
    vocabulary.put(3, Document(provider="De Lynde", product="Logeren").texts())
    assert keys(vocabulary.find("lynde", SYNONYMS).bits) == [3]
    assert keys(vocabulary.find("lynde", SYNONYMS, 0b110).bits) == [1, 2]
    assert vocabulary.closest("lande", SYNONYMS, 1 << 3) == ["lynde"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("dementie", [7]),
        ("begeleiding dementie", [1]),
        ("koken en poetsen", [5]),
        ("schoon huis", [5]),
        ("huis schoon", [5]),
        ("hulp bij stofzuigen", [5]),
        ("dementiegroep", [7]),
        ("alcoholverslaving", [1]),
    ],
)
def test_what_nobody_is_called_finds_what_is_near_to_it(query: str, expected: list[int]) -> None:
    assert found(query) == expected


def test_what_is_near_gives_way_to_what_is_called_so() -> None:
    dementia = Document(provider="Het Anker", product="Dagbesteding", target_group="Dementie")
    vocabulary = made(DOCUMENTS | {8: dementia})
    assert keys(vocabulary.find("alzheimer", SYNONYMS).bits) == [8]
    assert keys(vocabulary.find("oudere met dementie", SYNONYMS).bits) == [8]


def test_in_a_sentence_an_aside_need_not_be_answered() -> None:
    told = "mijn moeder is over een drempel gestruikeld en kan niet meer zelf stofzuigen"
    assert found(told) == [5]
    assert found("stofzuigen gestruikeld") == []
    assert found(f"{told} op haar fiets") == []


def test_a_place_that_nobody_knows_is_no_aside() -> None:
    assert found("ik zoek voor mijn moeder iemand die kan poetsen in medemblik") == [5]
    assert found("ik zoek voor mijn moeder iemand die kan poetsen in andijk") == []


@pytest.mark.parametrize(
    "query", ["kaas", "schilder", "auto kopen", "wasmachine kopen", "stoelendans"]
)
def test_an_everyday_word_for_something_else_is_no_typing_error(query: str) -> None:
    assert found(query) == []


def test_a_document_that_says_such_a_word_is_found_by_it() -> None:
    vocabulary = made({1: Document(provider="Veilige Haven", product="Logeren")})
    assert keys(vocabulary.find("haven", SYNONYMS).bits) == [1]
    assert keys(vocabulary.find("veiligehaven", SYNONYMS).bits) == [1]


def test_a_whole_name_means_nothing_else() -> None:
    home = Document(provider="Thuis in Zorg", product="Logeren", place="Hoorn")
    vocabulary = made(DOCUMENTS | {8: home})
    assert keys(vocabulary.find("thuis in zorg", SYNONYMS).bits) == [8]
    vocabulary.drop(8)
    assert vocabulary.find("thuis in zorg", SYNONYMS).bits & 1 << 8 == 0
