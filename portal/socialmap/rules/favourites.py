"""A list of favourites in an address: nothing is stored of who made it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

MOST: Final = 20
SIGN: Final = {"facility": "v", "offering": "a"}
_KINDS: Final = {sign: kind for kind, sign in SIGN.items()}
_ONE: Final = re.compile(r"([va])([1-9]\d{0,17})")


@dataclass(frozen=True, slots=True)
class Favourite:
    """A facility or offering that somebody keeps."""

    kind: str
    number: int

    def __str__(self) -> str:
        return f"{SIGN[self.kind]}{self.number}"


def read_favourites(text: str) -> tuple[Favourite, ...]:
    """The favourites in a text such as v12-a7; what is no favourite is left out."""
    found = [_ONE.fullmatch(part) for part in text.split("-")]
    ones = [Favourite(_KINDS[one[1]], int(one[2])) for one in found if one]
    return tuple(dict.fromkeys(ones))[:MOST]


def in_address(favourites: Sequence[Favourite]) -> str:
    """How these favourites stand in an address."""
    return "-".join(map(str, favourites))


def with_one(favourites: Sequence[Favourite], one: Favourite) -> tuple[Favourite, ...]:
    """These and one more."""
    return tuple(dict.fromkeys([*favourites, one]))[:MOST]


def without(favourites: Sequence[Favourite], one: Favourite) -> tuple[Favourite, ...]:
    """These without one."""
    return tuple(other for other in favourites if other != one)
