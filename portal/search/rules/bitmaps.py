"""Sets of slots as whole numbers: bit n stands for slot n. Counting 80 sets takes microseconds."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

YES: Final = "yes"
"""The value of a criterion that an offering answers to or not."""


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that an offering answers to: this value of this criterion."""

    criterion: Hashable
    value: Hashable


@cache
def fact(criterion: Hashable, value: Hashable = YES) -> Fact:
    """The one object of this fact: a hundred thousand offerings share a few hundred."""
    return Fact(criterion, value)


class Bitmaps:
    """Which slots answer to which fact."""

    def __init__(self) -> None:
        self._by = defaultdict[Hashable, dict[Hashable, int]](dict)

    def put(self, slot: int, facts: Iterable[Fact]) -> None:
        """This slot answers to these facts."""
        for fact in facts:
            known = self._by[fact.criterion]
            known[fact.value] = known.get(fact.value, 0) | 1 << slot

    def drop(self, slot: int, facts: Iterable[Fact]) -> None:
        """This slot no longer answers to these facts."""
        for fact in facts:
            known = self._by[fact.criterion]
            left = known[fact.value] & ~(1 << slot)
            if left:
                known[fact.value] = left
            else:
                del known[fact.value]

    def by(self, criterion: Hashable) -> Mapping[Hashable, int]:
        """The slots by each value of this criterion that some slot answers to."""
        return self._by[criterion]

    def of(self, criterion: Hashable, value: Hashable = YES) -> int:
        """The slots with this value."""
        return self._by[criterion].get(value, 0)

    def any_of(self, criterion: Hashable, values: Iterable[Hashable]) -> int:
        """The slots with at least one of these values."""
        known, found = self._by[criterion], 0
        for value in values:
            found |= known.get(value, 0)
        return found


def members(bitmap: int) -> Iterator[int]:
    """The slots of this set, the lowest first."""
    bits = bin(bitmap)[:1:-1]
    slot = bits.find("1")
    while slot >= 0:
        yield slot
        slot = bits.find("1", slot + 1)


def bitmap_of(found: Iterable[int]) -> int:
    """The set of these slots."""
    bits = bytearray()
    for slot in found:
        byte = slot >> 3
        if byte >= len(bits):
            bits.extend(bytes(byte + 1 - len(bits)))
        bits[byte] |= 1 << (slot & 7)
    return int.from_bytes(bits, "little")
