"""A thousand made-up regions, each searched twice: by the portal and by a naive reader."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import Any, Final

from portal.search.rules import Criterion, Search, Shelf, Succeeds, View, find
from tests.search.made_up import (
    TODAY,
    WAS_WORDT,
    a_known_row,
    searched,
    some_rows,
    some_search,
)
from tests.search.reference import expected_ids
from tests.seeds import each_seed

Choose = Callable[[Search, Any], Search]
CHOSEN: Final[dict[Criterion, Choose]] = {
    Criterion.PRODUCT: lambda s, v: replace(s, products=(v,)),
    Criterion.ALSO: lambda s, v: replace(s, also=(v,)),
    Criterion.LOT: lambda s, v: replace(s, lots=(v,)),
    Criterion.RADIUS: lambda s, v: replace(s, radius_km=v),
    Criterion.WITHIN: lambda s, v: replace(s, within_weeks=v),
    Criterion.CAPACITY: lambda s, _: replace(s, only_capacity=True),
    Criterion.STATUS: lambda s, v: replace(s, statuses=(v,)),
    Criterion.HALF_DAYS: lambda s, v: replace(s, half_days=(*s.half_days, v)),
    Criterion.TARGET_GROUP: lambda s, v: replace(s, target_groups=(v,)),
    Criterion.INTENSITY: lambda s, v: replace(s, intensities=(v,)),
    Criterion.ACCESSIBLE: lambda s, _: replace(s, accessible=True),
    Criterion.LANGUAGE: lambda s, v: replace(s, languages=(v,)),
    Criterion.FRESH: lambda s, _: replace(s, only_fresh=True),
}
"""The search that asks this value of the criterion instead of what it asked of it."""


def was_wordt(seed: int) -> tuple[Succeeds, ...]:
    return WAS_WORDT if seed % 2 else ()


def test_a_thousand_regions_give_what_the_agreement_says() -> None:
    answered = 0
    for seed in range(1_000):
        random = Random(seed)
        rows, search = some_rows(random), some_search(random)
        found = searched(rows, search, successions=was_wordt(seed))
        ids = [match.row.id for match in found.matches]
        assert ids == expected_ids(rows, search, TODAY, was_wordt(seed)), f"seed {seed}: {search}"
        assert found.total == len(ids)
        answered += bool(ids)
    assert answered > 300, "most made-up searches should find something, or they prove little"


@each_seed(60)
def test_every_count_without_one_wish_is_what_that_search_finds(seed: int) -> None:
    random = Random(seed)
    rows, search = some_rows(random), some_search(random)
    found = searched(rows, search)
    for wish, count in found.without.items():
        assert count == len(expected_ids(rows, search.without(wish), TODAY))
    assert found.without_wishes == len(expected_ids(rows, search.without(*search.wishes()), TODAY))


@each_seed(120)
def test_every_count_beside_a_choice_is_what_that_choice_finds(seed: int) -> None:
    random = Random(seed)
    rows, search = some_rows(random), some_search(random)
    found = searched(rows, search, successions=was_wordt(seed))
    for criterion, chosen in CHOSEN.items():
        for value, count in found.counts(criterion).items():
            ids = expected_ids(rows, chosen(search, value), TODAY, was_wordt(seed))
            assert count == len(ids), f"{criterion} {value}: {search}"


@each_seed(120)
def test_a_view_that_hears_every_change_equals_one_made_anew(seed: int) -> None:
    random = Random(seed)
    rows, changed = some_rows(random), some_rows(random)
    search = some_search(random)
    shelf = Shelf(rows, WAS_WORDT)
    view = View(shelf, search.municipality_id, TODAY)
    find(view, search)  # so that answers are remembered before anything changes
    left = {row.id: row for row in rows}
    for row in changed:
        if random.random() < 0.3 and row.id in left:
            del left[row.id]
            slot = shelf.drop(row.id)
            assert slot is not None
        else:
            left[row.id] = row
            slot = shelf.put(row)
        view.refresh(slot)
    ids = [match.row.id for match in find(view, search).matches]
    assert ids == expected_ids(list(left.values()), search, TODAY, WAS_WORDT)


@each_seed(40)
def test_pages_hold_every_result_once_in_order(seed: int) -> None:
    random = Random(seed)
    rows, search = some_rows(random), replace(some_search(random), also=())
    found = searched(rows, search)
    seen: list[int] = []
    page = found.slice(3)
    while True:
        assert page.first == len(seen) + 1 or not page.slots
        seen += [found.row(slot).id for slot in page.slots]
        if page.after is None:
            break
        page = found.slice(3, after=page.after)
    assert seen == [match.row.id for match in found.matches]
    while page.before is not None:
        following, page = page, found.slice(3, before=page.before)
        assert page.first + len(page.slots) == following.first


def test_pages_stay_right_while_figures_change() -> None:
    rows = [a_known_row(number) for number in range(1, 60)]
    shelf = Shelf(rows)
    view = View(shelf, None, TODAY)
    first = find(view, Search()).slice(25)
    shown = {shelf.rows[slot].id for slot in first.slots}
    for number in list(shown)[:5]:
        slot = shelf.drop(number)
        assert slot is not None
        view.refresh(slot)
    second = find(view, Search()).slice(25, after=first.after)
    third = find(view, Search()).slice(25, after=second.after)
    later = [shelf.rows[slot].id for page in (second, third) for slot in page.slots]
    assert len(later) == len(set(later)) == 59 - 25
    assert not shown & set(later), "nobody is skipped or shown twice"


def test_the_order_of_the_rows_does_not_matter() -> None:
    random = Random(7)
    rows = [a_known_row(number) for number in range(1, 60)]
    once = searched(rows, Search()).matches
    random.shuffle(rows)
    assert searched(rows, Search()).matches == once


def test_a_new_day_shuffles_anew() -> None:
    rows = [a_known_row(number) for number in range(1, 60)]
    today = searched(rows, Search()).matches
    tomorrow = searched(rows, Search(), today=TODAY + timedelta(days=1)).matches
    assert [m.row.id for m in today] != [m.row.id for m in tomorrow]
