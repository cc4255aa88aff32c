"""The place on a list and why it is that, from one and the same rule."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from portal.kernel.dates import dutch_date
from portal.waitlists.rules.key import Key

DATES_NAMED: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where an entry stands: its own key, the keys of those who go first, and all together."""

    key: Key
    ahead: tuple[Key, ...]
    total: int

    @property
    def place(self) -> int:
        """One is the next to be called."""
        return len(self.ahead) + 1

    def __str__(self) -> str:
        """In plain Dutch: Plaats 3 van 11. 2 mensen hebben een eerdere aanmelddatum (…)."""
        return f"Plaats {self.place} van {self.total}. {self.reason}"

    @property
    def reason(self) -> str:
        """Why it stands there, in plain Dutch."""
        if not self.ahead:
            return "Niemand gaat voor."
        return " ".join(_reasons(self.key, self.ahead))


def standing(key: Key, ahead: Iterable[Key], total: int) -> Standing:
    """Of an entry with this key among those of a list; `ahead` are the keys that go first."""
    return Standing(key=key, ahead=tuple(sorted(ahead)), total=total)


def _reasons(own: Key, ahead: Iterable[Key]) -> list[str]:
    """Each who goes first is told of once: by the first part of the key that differs."""
    because: dict[str, list[Key]] = defaultdict(list)
    for key in ahead:
        because[_first_difference(own, key)].append(key)
    told: list[str] = []
    if urgent := because["urgency"]:
        told.append(f"{_people(len(urgent), 'gaat', 'gaan')} voor door urgentie.")
    if earlier := because["day"]:
        dates = _dates(sorted({key.registered_on for key in earlier}))
        count = _people(len(earlier), "heeft", "hebben")
        told.append(f"{count} een eerdere aanmelddatum ({dates}).")
    if same_day := because["moment"]:
        told.append(f"{_people(len(same_day), 'is', 'zijn')} dezelfde dag eerder aangemeld.")
    if drawn := because["draw"]:
        told.append(f"{_people(len(drawn), 'gaat', 'gaan')} voor door loting.")
    return told


def _first_difference(own: Key, other: Key) -> str:
    if other.urgency != own.urgency:
        return "urgency"
    if other.registered_on != own.registered_on:
        return "day"
    return "moment" if other.registered_at != own.registered_at else "draw"


def _people(number: int, one: str, many: str) -> str:
    return f"1 persoon {one}" if number == 1 else f"{number} mensen {many}"


def _dates(days: list[date]) -> str:
    named = [dutch_date(day) for day in days[:DATES_NAMED]]
    if len(days) > DATES_NAMED:
        return f"de eerste op {named[0]}"
    return " en ".join([", ".join(named[:-1]), named[-1]]) if len(named) > 1 else named[0]
