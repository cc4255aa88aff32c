"""The filters beside the results: every choice, whether it is made, and what it would give."""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from portal.kernel.spelling import slug
from portal.matching.rules.choices import (
    DAYS,
    INTENSITIES,
    SORTS,
    SPOKEN,
    STATUSES,
    Choice,
    Choices,
)
from portal.search.rules import Criterion, Found, Search
from portal.search.rules.asking import RADII, WEEKS

ALL = "alle"
MOST_LISTS = 4


class Option(NamedTuple):
    """One choice: its word in the address bar, its name, how many it would give, if made."""

    value: str
    label: str
    found: int | None
    chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """Everything that the form asks, as it was asked."""

    words: str
    products: list[list[Option]]
    """One list for each product that will do, and an empty one for another."""
    also: list[list[Option]]
    """One list for each product that is needed too, and an empty one for another."""
    municipalities: list[Option]
    near: str
    radii: list[Option]
    starts_on: str
    within: list[Option]
    capacity: Option
    fresh: Option
    lots: list[Option]
    statuses: list[Option]
    volume: str
    half_days: list[Option]
    target_groups: list[Option]
    intensities: list[Option]
    accessible: Option
    languages: list[Option]
    sorts: list[Option]
    compared: tuple[int, ...]
    more_chosen: int
    """How many of the less common filters are in use."""


_MORE = (
    Criterion.ALSO,
    Criterion.LOT,
    Criterion.STATUS,
    Criterion.VOLUME,
    Criterion.HALF_DAYS,
    Criterion.TARGET_GROUP,
    Criterion.INTENSITY,
    Criterion.ACCESSIBLE,
    Criterion.LANGUAGE,
)


def filters(
    found: Found,
    choices: Choices,
    in_municipality: Mapping[int | None, int],
    compared: tuple[int, ...] = (),
) -> Filters:
    """The filters of this answer; `in_municipality` is what each municipality would give."""
    search = found.search
    asked = search.asked
    products = [Choice(code, code, f"{name} ({code})") for code, name in choices.products]
    return Filters(
        words=search.words,
        products=_lists(products, search.products, found.counts(Criterion.PRODUCT)),
        also=_also(found, products),
        municipalities=_municipalities(search, choices, in_municipality),
        near=search.near.name if search.near else "",
        radii=_radii(found),
        starts_on=search.starts_on.isoformat() if search.starts_on else "",
        within=_within(found),
        capacity=_yes(found, Criterion.CAPACITY, "Alleen met plaats nu", search.only_capacity),
        fresh=_yes(found, Criterion.FRESH, "Alleen actuele cijfers", search.only_fresh),
        lots=_known(choices.lots, search.lots, found.counts(Criterion.LOT)),
        statuses=_known(STATUSES, search.statuses, found.counts(Criterion.STATUS)),
        volume=f"{search.volume:g}".replace(".", ",") if search.volume else "",
        half_days=_known(DAYS, search.half_days, found.counts(Criterion.HALF_DAYS)),
        target_groups=_known(
            choices.target_groups, search.target_groups, found.counts(Criterion.TARGET_GROUP)
        ),
        intensities=_known(INTENSITIES, search.intensities, found.counts(Criterion.INTENSITY)),
        accessible=_yes(
            found, Criterion.ACCESSIBLE, "Toegankelijk met een rolstoel", search.accessible
        ),
        languages=_known(SPOKEN, search.languages, found.counts(Criterion.LANGUAGE)),
        sorts=_sorts(search),
        compared=compared,
        more_chosen=sum(1 for criterion in _MORE if criterion in asked),
    )


def _radii(found: Found) -> list[Option]:
    search = found.search
    counts = found.counts(Criterion.RADIUS) if search.near else {}
    return _options([Choice(km, str(km), f"{km} km") for km in RADII], {search.radius_km}, counts)


def _within(found: Found) -> list[Option]:
    terms = [Choice(weeks, str(weeks), f"Binnen {weeks} weken") for weeks in WEEKS]
    return _options(terms, {found.search.within_weeks}, found.counts(Criterion.WITHIN))


def _sorts(search: Search) -> list[Option]:
    return [Option(word, name, None, search.sort is sort) for sort, (word, name) in SORTS.items()]


def _options(
    choices: Iterable[Choice], chosen: Iterable[object], counts: Mapping[Hashable, int]
) -> list[Option]:
    made = set(chosen)
    return [
        Option(one.slug, one.label, counts.get(one.value, 0) if counts else None, one.value in made)
        for one in choices
    ]


def _known(
    choices: Iterable[Choice], chosen: Iterable[object], counts: Mapping[Hashable, int]
) -> list[Option]:
    """Only choices that some offering answers to, or that were made."""
    made = set(chosen)
    return _options([c for c in choices if c.value in counts or c.value in made], made, counts)


def _yes(found: Found, criterion: Criterion, label: str, chosen: bool) -> Option:  # noqa: FBT001
    return Option("ja", label, sum(found.counts(criterion).values()), chosen)


def _also(found: Found, products: list[Choice]) -> list[list[Option]]:
    """A count says how many of the results have this product too."""
    search = found.search
    counts: dict[Any, int] = found.counts(Criterion.ALSO) if search.products else {}
    open_ones = [choice for choice in products if choice.value not in search.products]
    return _lists(open_ones, search.also, counts)


def _lists(
    choices: list[Choice], chosen: tuple[object, ...], counts: Mapping[Any, int]
) -> list[list[Option]]:
    wanted: list[set[object]] = [{one} for one in chosen]
    if len(wanted) < MOST_LISTS:
        wanted.append(set())
    return [_options(choices, one, counts) for one in wanted]


def _municipalities(
    search: Search, choices: Choices, counts: Mapping[int | None, int]
) -> list[Option]:
    every = Option(ALL, "Alle gemeenten", counts.get(None), search.municipality_id is None)
    return [every] + [
        Option(slug(m.name), m.name, counts.get(m.id), search.municipality_id == m.id)
        for m in choices.municipalities
    ]
