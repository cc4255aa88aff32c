"""Answers that are remembered, as long as there is room."""

from dataclasses import dataclass

from portal.web.keeping import Kept


@dataclass(frozen=True)
class Page:
    size: int


def test_the_oldest_answers_go_first_when_there_are_too_many_bytes() -> None:
    kept = Kept[str, Page](most_bytes=100)
    pages = {"first": Page(40), "second": Page(60), "third": Page(30)}
    for key, page in pages.items():
        kept.keep(key, page)
    assert [kept.answer(key) for key in pages] == [None, Page(60), Page(30)]
    kept.keep("second", Page(1))
    assert kept.answer("second") == Page(60), "what is kept already counts once"
    kept.keep("fourth", Page(10))
    assert kept.answer("second") == Page(60), "precisely full is not too full"


def test_an_answer_too_large_to_keep_leaves_room_for_the_next() -> None:
    kept = Kept[str, Page](most_bytes=100)
    kept.keep("large", Page(101))
    assert kept.answer("large") is None
    kept.keep("small", Page(100))
    assert kept.answer("small") == Page(100)
