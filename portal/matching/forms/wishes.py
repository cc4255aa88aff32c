"""A wish as a searcher would name it, and what it leaves out."""

from collections.abc import Callable, Iterable, Mapping
from typing import Final

from portal.kernel.dates import dutch_date
from portal.kernel.languages import LANGUAGES
from portal.matching.rules.choices import INTENSITIES, STATUSES, Choices, half_day_label
from portal.search.rules import Criterion, Search

Words = Callable[[Search, Choices], str]
OR: Final = " of "


def _names(values: Iterable[object], named: Mapping[object, str]) -> str:
    return OR.join(named.get(value, str(value)) for value in values)


def _products(codes: Iterable[str], choices: Choices) -> str:
    named = choices.product_names()
    return OR.join(named.get(code, code) for code in codes)


_WISHES: Final[Mapping[Criterion, Words]] = {
    Criterion.WORDS: lambda s, _: s.words,
    Criterion.PRODUCT: lambda s, c: _products(s.products, c),
    Criterion.ALSO: lambda s, c: "ook " + _products(s.also, c),
    Criterion.LOT: lambda s, c: _names(s.lots, {one.value: one.label for one in c.lots}),
    Criterion.RADIUS: lambda s, _: f"binnen {s.radius_km} km van {s.near.name if s.near else ''}",
    Criterion.WITHIN: lambda s, _: f"binnen {s.within_weeks} weken",
    Criterion.CAPACITY: lambda _, __: "alleen met plaats nu",
    Criterion.STATUS: lambda s, _: _names(
        s.statuses, {one.value: one.label.lower() for one in STATUSES}
    ),
    Criterion.VOLUME: lambda s, _: f"{s.volume:g} per week vrij".replace(".", ","),
    Criterion.HALF_DAYS: lambda s, _: " en ".join(half_day_label(day) for day in s.half_days),
    Criterion.TARGET_GROUP: lambda s, _: OR.join(s.target_groups),
    Criterion.INTENSITY: lambda s, _: (
        "intensiteit " + _names(s.intensities, {one.value: one.slug for one in INTENSITIES})
    ),
    Criterion.ACCESSIBLE: lambda _, __: "toegankelijk met een rolstoel",
    Criterion.LANGUAGE: lambda s, _: OR.join(LANGUAGES[code] for code in s.languages),
    Criterion.FRESH: lambda _, __: "alleen actuele cijfers",
}
_LEFT_OUT: Final[Mapping[Criterion, Words]] = {
    Criterion.ALSO: lambda s, c: f"zonder {_products(s.also, c)}",
    Criterion.LOT: lambda _, __: "in een ander perceel",
    Criterion.RADIUS: lambda s, _: f"verder dan {s.radius_km} km",
    Criterion.WITHIN: lambda s, _: (
        f"boven {s.within_weeks} weken, met een onbekende wachttijd of een aanmeldstop"
    ),
    Criterion.CAPACITY: lambda _, __: "zonder plaats nu",
    Criterion.STATUS: lambda _, __: "met een andere beschikbaarheid",
    Criterion.VOLUME: lambda _, __: "met minder of onbekend vrij volume",
    Criterion.HALF_DAYS: lambda _, __: "zonder vrije plaats op die dagdelen, of onbekend",
    Criterion.TARGET_GROUP: lambda _, __: "voor een andere doelgroep",
    Criterion.INTENSITY: lambda _, __: "met een andere intensiteit",
    Criterion.ACCESSIBLE: lambda _, __: "niet of onbekend toegankelijk met een rolstoel",
    Criterion.LANGUAGE: lambda _, __: "zonder deze taal",
    Criterion.FRESH: lambda _, __: "zonder actuele cijfers",
}


def in_words(criterion: Criterion, search: Search, choices: Choices) -> str:
    """A wish as a searcher would name it: binnen 2 weken."""
    return _WISHES[criterion](search, choices)


def left_out_in_words(criterion: Criterion, search: Search, choices: Choices) -> str:
    """What this wish leaves out: boven 8 weken. Empty for what is no limit but the question."""
    words = _LEFT_OUT.get(criterion)
    return words(search, choices) if words else ""


def start_in_words(search: Search) -> str:
    """The wished start, where one was named."""
    return f"vanaf {dutch_date(search.starts_on)}" if search.starts_on else ""


def asked_in_words(search: Search, choices: Choices) -> list[str]:
    """Everything that was asked, each wish in a few words, and for which municipality."""
    named = {one.id: one.name for one in choices.municipalities}
    place = named.get(search.municipality_id or 0, "")
    around = search.near.name if search.near and search.radius_km is None else ""
    return [
        *(in_words(wish, search, choices) for wish in search.wishes()),
        *([f"gemeente {place}"] if place else []),
        *([f"bij {around}"] if around else []),
        *([start_in_words(search)] if search.starts_on else []),
    ]
