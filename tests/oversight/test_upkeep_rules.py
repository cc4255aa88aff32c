"""Counting who keeps figures current, against a count done by hand."""

from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest

from portal.availability.rules.freshness import Freshness
from portal.availability.rules.row import Named
from portal.oversight.forms.asked import Asked
from portal.oversight.rules.upkeep import (
    BAR_WIDTH,
    By,
    Kept,
    Order,
    ordered,
    share_of,
    upkeep,
    whole,
)
from tests.oversight.made_up import ANKER, LINDE, RIK, TODAY, a_row, kept, some_kept
from tests.oversight.reference import counts_on, tally
from tests.seeds import each_seed


def test_each_offering_counts_once_in_its_own_state() -> None:
    rows = [kept(a_row(LINDE, days)) for days in (0, 14, 15, 42, 43, None)]
    (linde,) = upkeep(rows, By.PROVIDER, today=TODAY)
    assert (linde.total, linde.fresh, linde.due, linde.stale, linde.unknown) == (6, 2, 2, 1, 1)
    assert linde.confirmed_on == TODAY
    assert linde.told == (
        "De Linde: 2 actueel, 2 bevestiging nodig, 1 verouderd, 1 nog niet ingevuld"
    )


def test_who_needs_attention_most_comes_first() -> None:
    rows = [kept(a_row(LINDE, 0)), kept(a_row(ANKER, 90)), kept(a_row(ANKER, 0))]
    assert [up.group for up in upkeep(rows, By.PROVIDER, today=TODAY)] == [ANKER, LINDE]


@each_seed(250)
def test_every_count_is_what_a_naive_reader_counts(seed: int) -> None:
    random = Random(seed)
    every, said = some_kept(random)
    now = [one for one in every if one.counts_on(TODAY)]
    never = {number for number in (1, 2, 3) if random.random() < 0.4}
    for by in By:
        groups = upkeep(now, by, today=TODAY, never=never)
        assert {up.group for up in groups} == {_key(one, by) for one in every if _now(one)}
        for up in groups:
            inside = [one for one in every if _key(one, by) == up.group]
            expected = tally(inside, said, TODAY)
            assert _counted(up) == expected, f"seed {seed}, {by}"
            assert up.total == sum(expected.values())
            providers = {one.row.provider.id for one in inside if _now(one)}
            assert up.never_signed_in == len([id_ for id_ in providers if id_ in never])
            days = [told.on for one in inside if _now(one) for told in said[one.row.id]]
            assert up.confirmed_on == (max(days) if days else None)
    together = whole(now, today=TODAY)
    assert (_counted(together) if together else None) == (
        tally(every, said, TODAY) if now else None
    )


def _now(one: Kept) -> bool:
    return counts_on(one, TODAY)


def _key(one: Kept, by: By) -> Named:
    row = one.row
    return {"aanbieder": row.provider, "perceel": row.lot, "product": row.product}.get(
        by.value, one.manager
    )


def _counted(up: object) -> dict[str, int]:
    return {state: getattr(up, state) for state in ("fresh", "due", "stale", "unknown")}


@each_seed(50)
def test_a_bar_is_as_long_as_its_parts(seed: int) -> None:
    every, _ = some_kept(Random(seed))
    for up in upkeep(every, By.PROVIDER, today=TODAY):
        widths = {part.state: part.width for part in up.segments}
        assert sum(widths.values()) == pytest.approx(BAR_WIDTH, abs=0.5)
        for state in Freshness:
            share = getattr(up, state.value) / up.total
            assert widths.get(state, 0) == pytest.approx(share * BAR_WIDTH, abs=0.2)


def test_a_share_is_never_rounded_to_nothing_or_to_all() -> None:
    assert [share_of(part, 1000) for part in (0, 1, 500, 999, 1000)] == [0, 1, 50, 99, 100]
    assert share_of(0, 0) == 0


def test_the_other_orders() -> None:
    rows = [kept(a_row(LINDE, 3)), kept(a_row(ANKER, 20)), kept(a_row(Named(id=9, name="Aak")))]
    groups = upkeep(rows, By.PROVIDER, today=TODAY)
    assert [up.group.name for up in ordered(groups, Order.NAME)] == ["Aak", "De Linde", "Het Anker"]
    by_day = [up.group.name for up in ordered(groups, Order.CONFIRMED)]
    assert by_day == ["Aak", "Het Anker", "De Linde"], "never comes before long ago"


def test_an_offering_that_ended_or_was_not_agreed_to_does_not_count() -> None:
    one = kept(a_row(LINDE, 0), manager=RIK)
    assert one.counts_on(TODAY)
    assert not replace(one, counts=None).counts_on(TODAY)
    assert not one.counts_on(one.row.contract.from_on - timedelta(days=1))


@each_seed(60)
def test_the_address_bar_says_again_what_was_asked(seed: int) -> None:
    random = Random(seed)
    within = random.choice((None, By.LOT, By.PRODUCT, By.MANAGER))
    asked = Asked(
        by=random.choice(list(By)),
        order=random.choice(list(Order)),
        mine=random.random() < 0.5,
        within=within,
        within_id=random.randint(1, 9) if within else 0,
    )
    pairs = [pair.partition("=") for pair in asked.query.removeprefix("?").split("&") if pair]
    assert Asked.parse({key: value for key, _, value in pairs}) == asked


def test_what_the_address_bar_does_not_mean_is_left_out() -> None:
    strange = {"per": "maan", "volgorde": "1", "mijn": "nee", "perceel": "x", "product": "٤"}
    assert Asked.parse(strange) == Asked()
