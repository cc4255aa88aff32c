"""The filters beside the results: what residents may choose, and how many each choice gives."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from portal.kernel.languages import LANGUAGES
from portal.kernel.texts import t
from portal.socialmap.rules.asking import DAYS, NOW, RADII, Wish
from portal.socialmap.rules.facilities import AUDIENCES, Cost
from portal.socialmap.rules.finding import Found
from portal.socialmap.rules.hours import WEEKDAYS
from portal.socialmap.rules.themes import themes

YES: Final = "ja"


@dataclass(frozen=True, slots=True)
class Option:
    """One choice: its word in the address, its name, how many it gives, whether it is made."""

    value: str
    label: str
    count: int
    chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """Everything that the form asks, as it was asked."""

    words: str
    place: str
    themes: list[Option]
    radii: list[Option]
    audiences: list[Option]
    costs: list[Option]
    open: list[Option]
    accessible: Option
    languages: list[Option]
    chosen: int
    """How many of these are in use; words, place and kind have a place of their own."""


_BESIDE: Final = frozenset({Wish.WORDS, Wish.KIND})
_ONE_EACH: Final[Mapping[Wish, str]] = {
    Wish.THEME: "theme",
    Wish.RADIUS: "radius_km",
    Wish.AUDIENCE: "audience",
    Wish.COST: "cost",
    Wish.OPEN: "open",
    Wish.LANGUAGE: "language",
}


def filters(found: Found, place: str) -> Filters:
    """The filters of this answer; `place` is what was typed as a place."""
    ask = found.ask
    choose = _Choosing(found)
    accessible = found.counts(Wish.ACCESSIBLE, [True])[True]
    return Filters(
        words=ask.words,
        place=ask.here.near.name if ask.here else place,
        themes=choose(Wish.THEME, {theme.slug: t(theme.name) for theme in themes()}),
        radii=choose(Wish.RADIUS, {km: f"{km} km" for km in RADII}) if ask.here else [],
        audiences=choose(Wish.AUDIENCE, told(AUDIENCES)),
        costs=choose(Wish.COST, {cost.slug: t(cost.label) for cost in Cost}),
        open=choose(Wish.OPEN, _openings()),
        accessible=Option(
            YES, t("Toegankelijk met een rolstoel"), accessible, chosen=ask.accessible
        ),
        languages=choose(Wish.LANGUAGE, told(LANGUAGES)),
        chosen=len(ask.asked().keys() - _BESIDE),
    )


def _openings() -> dict[Any, str]:
    days = {code: t("Op {day}", day=t(WEEKDAYS[number])) for number, code in enumerate(DAYS)}
    return {NOW: t("Nu open"), **days}


def told(names: Mapping[str, str]) -> dict[str, str]:
    """These names in the language of the page."""
    return {key: t(name) for key, name in names.items()}


class _Choosing:
    """Makes the options of one list: those that give something, and the one that was chosen."""

    def __init__(self, found: Found) -> None:
        self._found = found

    def __call__(self, wish: Wish, known: Mapping[Any, str]) -> list[Option]:
        counts = self._found.counts(wish, known)
        chosen = getattr(self._found.ask, _ONE_EACH[wish])
        return [
            Option(str(value), label, counts[value], chosen=value == chosen)
            for value, label in known.items()
            if counts[value] or value == chosen
        ]


def wish_in_words(wish: Wish, value: Any) -> str:
    """What was asked, as people say it."""
    named: Mapping[Wish, Mapping[Any, str]] = {
        Wish.THEME: {theme.slug: t(theme.name) for theme in themes()},
        Wish.AUDIENCE: told(AUDIENCES),
        Wish.COST: {cost.slug: t(cost.label) for cost in Cost},
        Wish.OPEN: _openings(),
        Wish.LANGUAGE: told(LANGUAGES),
        Wish.RADIUS: {km: t("binnen {km} km", km=km) for km in RADII},
    }
    if wish in named:
        return named[wish][value]
    return t("rolstoel") if wish is Wish.ACCESSIBLE else str(value)
