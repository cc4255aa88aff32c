"""A shelf in the eyes of the clients of one municipality on one day, in the default order."""

from bisect import bisect_left
from collections.abc import Callable, Hashable, Mapping
from datetime import date, timedelta
from typing import Any, Final

from portal.availability.rules.row import Row
from portal.search.rules.asking import Criterion
from portal.search.rules.bitmaps import Bitmaps, bitmap_of, members
from portal.search.rules.match import in_force
from portal.search.rules.shelf import Shelf, Succeeds
from portal.search.rules.standing import Key, Standing

MOST_ANSWERS: Final = 500


class View:
    """Where each slot of a shelf stands. Kept up to date slot by slot."""

    def __init__(self, shelf: Shelf, municipality_id: int | None, today: date) -> None:
        self.shelf = shelf
        self.municipality_id = municipality_id
        self.today = today
        self.stands = Bitmaps()
        self.order: list[int] = []
        """Slots, the first to be listed first."""
        self._standing: list[Standing | None] = []
        self._answers: dict[Hashable, Any] = {}
        for slot in shelf.rows:
            self._place(slot)
        self.order.sort(key=self.key)

    @property
    def width(self) -> int:
        """Every slot has a lower number."""
        return len(self._standing)

    def standing(self, slot: int) -> Standing:
        """Where this slot stands; it holds an offering."""
        found = self._standing[slot]
        assert found is not None, "an empty slot stands nowhere"
        return found

    def key(self, slot: int) -> Key:
        """By what this slot is listed."""
        return self.standing(slot).key

    def refresh(self, slot: int) -> None:
        """Look at this slot again: its offering changed, came or went."""
        before = self._standing[slot] if slot < len(self._standing) else None
        if before is not None:
            self.order.remove(slot)
            self.stands.drop(slot, before.answers)
            self._standing[slot] = None
        self._answers.clear()
        if slot in self.shelf.rows:
            self._place(slot)
            slot = self.order.pop()
            self.order.insert(bisect_left(self.order, self.key(slot), key=self.key), slot)

    def _place(self, slot: int) -> None:
        standing = self.shelf.standing(slot, self.municipality_id, today=self.today)
        self._standing.extend([None] * (slot + 1 - len(self._standing)))
        self._standing[slot] = standing
        self.stands.put(slot, standing.answers)
        self.order.append(slot)

    def once(self, question: Hashable, answer: Callable[[], Any]) -> Any:
        """The answer to a question that is asked more often, until something changes."""
        if question not in self._answers:
            if len(self._answers) >= MOST_ANSWERS:
                self._answers.clear()
            self._answers[question] = answer()
        return self._answers[question]

    def open_on(self, wished_on: date | None) -> int:
        """The slots whose contract and product run on the expected start.

        That is the wished day, or later by the longest wait that is stated.
        """
        return self.once(
            ("open", wished_on),
            lambda: bitmap_of(slot for slot in self.shelf.rows if self._is_open(slot, wished_on)),
        )

    def _is_open(self, slot: int, wished_on: date | None) -> bool:
        row, day = self.shelf.rows[slot], self.starts_on(slot, wished_on)
        return in_force(row, day) and not any(
            succession.code == row.product_code and succession.from_on <= day
            for succession in self._successions()
        )

    def starts_on(self, slot: int, wished_on: date | None) -> date:
        """The expected start."""
        soonest = self.today + timedelta(days=self.standing(slot).days)
        return max(wished_on, soonest) if wished_on else soonest

    def _successions(self) -> list[Succeeds]:
        here = {None, self.municipality_id}
        return [one for one in self.shelf.successions if one.municipality_id in here]

    def over(self) -> int:
        """The slots whose contract has ended."""
        return self.once(
            "over",
            lambda: bitmap_of(
                slot for slot, row in self.shelf.rows.items() if _is_over(row, self.today)
            ),
        )

    def of_product(self, code: str, wished_on: date | None) -> int:
        """The slots of this product, and of what succeeds it by the expected start (was-wordt)."""
        known = self.products(wished_on)
        return known[code] if code in known else self._of_product(code, wished_on)

    def products(self, wished_on: date | None) -> Mapping[str, int]:
        """Those slots of every product that somebody offers."""
        codes = self.shelf.values(Criterion.PRODUCT)
        return self.once(
            ("products", wished_on),
            lambda: {code: self._of_product(code, wished_on) for code in codes},
        )

    def _of_product(self, code: str, wished_on: date | None) -> int:
        found = self.shelf.facts.of(Criterion.PRODUCT, code)
        for successor, from_on in self.successors(code).items():
            later = members(self.shelf.facts.of(Criterion.PRODUCT, successor))
            found |= bitmap_of(s for s in later if self.starts_on(s, wished_on) >= from_on)
        return found

    def successors(self, code: str) -> dict[str, date]:
        """Which products take the place of this one, and from when; those of those too."""
        found: dict[str, date] = {}
        ahead = [(code, date.min)]
        while ahead:
            one, since = ahead.pop()
            for succession in self._successions():
                new = succession.successor
                if succession.code == one and new is not None and new not in found:
                    found[new] = max(since, succession.from_on)
                    ahead.append((new, found[new]))
        found.pop(code, None)
        return found

    def with_volume(self, volume: float) -> int:
        """The slots that are known to have this much free per week."""
        return self.once(
            ("volume", volume),
            lambda: bitmap_of(s for s in self.shelf.rows if _weekly_free(self, s) >= volume),
        )


def _weekly_free(view: View, slot: int) -> float:
    figures = view.standing(slot).figures
    return -1 if figures is None or figures.weekly_free is None else figures.weekly_free


def _is_over(row: Row, today: date) -> bool:
    return row.contract.until_on is not None and row.contract.until_on < today
