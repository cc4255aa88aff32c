"""A list in pages, as HSDS wraps it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from portal.socialmap.rules.hsds.publishing import Record

T = TypeVar("T")
USUAL: Final = 50
MOST: Final = 250
MOST_MINIMAL: Final = 50_000
MOST_PAGES: Final = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf(Generic[T]):
    """One page of something."""

    total: int
    number: int
    per_page: int
    items: Sequence[T]

    def wrapped(self, contents: Sequence[Record]) -> Record:
        """These records with where they stand among all."""
        pages = -(-self.total // self.per_page)
        return {
            "total_items": self.total,
            "total_pages": pages,
            "page_number": self.number,
            "size": len(contents),
            "first_page": self.number == 1,
            "last_page": self.number >= pages,
            "empty": not contents,
            "contents": list(contents),
        }


def leaf(items: Sequence[T], number: int, per_page: int) -> Leaf[T]:
    """This page of these; beyond the last one it is empty."""
    start = (number - 1) * per_page
    return Leaf(
        total=len(items), number=number, per_page=per_page, items=items[start : start + per_page]
    )
