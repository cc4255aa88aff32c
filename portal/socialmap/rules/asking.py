"""What a resident asks; the form, the address bar and the tests share it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Final

from portal.socialmap.rules.around import Here

RADII: Final = (2, 5, 10, 20)
NOW: Final = "nu"
DAYS: Final = ("ma", "di", "wo", "do", "vr", "za", "zo")
NO_REQUEST: Final = "zonder-aanvraag"
ON_REQUEST: Final = "met-aanvraag"
KINDS: Final = (NO_REQUEST, ON_REQUEST)


class Wish(StrEnum):
    """What a resident may ask besides a place."""

    WORDS = "words"
    THEME = "theme"
    RADIUS = "radius"
    AUDIENCE = "audience"
    COST = "cost"
    OPEN = "open"
    ACCESSIBLE = "accessible"
    LANGUAGE = "language"
    KIND = "kind"
    # Never in an address by themselves: the pages of a municipality and a provider ask these.
    TOWN = "town"
    PROVIDER = "provider"


_FIELDS: Final[Mapping[Wish, str]] = {
    Wish.WORDS: "words",
    Wish.THEME: "theme",
    Wish.RADIUS: "radius_km",
    Wish.AUDIENCE: "audience",
    Wish.COST: "cost",
    Wish.OPEN: "open",
    Wish.ACCESSIBLE: "accessible",
    Wish.LANGUAGE: "language",
    Wish.KIND: "kind",
    Wish.PROVIDER: "provider",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """What somebody looks for; what is empty is not asked."""

    words: str = ""
    here: Here | None = None
    """Where they live: only what is there for residents of its municipality is shown."""
    radius_km: int | None = None
    theme: str = ""
    audience: str = ""
    cost: str = ""
    open: str = ""
    """`nu`, or a day of the week such as `ma`."""
    accessible: bool = False
    language: str = ""
    kind: str = ""
    """Whether one may simply go there, or asks the access team first."""
    provider: int | None = None

    def asked(self) -> dict[Wish, Any]:
        """What is asked, one wish per line; a radius needs a place."""
        asked = {wish: getattr(self, name) for wish, name in _FIELDS.items()}
        if self.here is None:
            del asked[Wish.RADIUS]
        return {wish: value for wish, value in asked.items() if value}

    def without(self, *wishes: Wish) -> "Ask":
        """The same question that no longer asks these."""
        nothing = Ask()
        return replace(self, **{_FIELDS[w]: getattr(nothing, _FIELDS[w]) for w in wishes})
