"""Contracts that end, what may be extended, and full lots: against a count done by hand."""

from datetime import date, timedelta
from random import Random

import pytest

from portal.availability.rules.row import Named
from portal.kernel.periods import Period
from portal.oversight.rules.terms import (
    Agreed,
    Bought,
    Extension,
    Filled,
    Fullness,
    endings,
    extensions_left,
    filled,
    years_later,
)
from tests.seeds import each_seed

TODAY = date(2026, 11, 20)
LINDE = Named(id=1, name="De Linde")


def a_lot(number: int = 1, **known: object) -> Bought:
    values: dict[str, object] = {
        "id": number,
        "name": f"Perceel {number}",
        "period": Period(date(2025, 7, 1), date(2029, 6, 30)),
        "extension_years": (2, 2),
        "max_providers": None,
    }
    return Bought(**{**values, **known})  # pyright: ignore[reportArgumentType]


def a_contract(number: int = 1, *, days_left: int = 100, **known: object) -> Agreed:
    values: dict[str, object] = {
        "id": number,
        "number": f"C-{number}",
        "provider": LINDE,
        "lot_id": 1,
        "period": Period(date(2025, 7, 1), TODAY + timedelta(days=days_left)),
        "is_main": True,
    }
    return Agreed(**{**values, **known})  # pyright: ignore[reportArgumentType]


def some_lots(random: Random) -> list[Bought]:
    return [
        a_lot(
            number,
            period=Period(date(2022, 1, 1), TODAY + timedelta(days=random.randint(-400, 900))),
            extension_years=tuple(random.choice((1, 2, 4)) for _ in range(random.randint(0, 4))),
            max_providers=random.choice((None, 1, 2, 3)),
        )
        for number in range(1, 4)
    ]


def some_contracts(random: Random) -> list[Agreed]:
    return [
        a_contract(
            number,
            provider=Named(id=random.randint(1, 5), name="Aanbieder"),
            lot_id=random.randint(1, 3),
            period=Period(
                start := TODAY + timedelta(days=random.randint(-900, 60)),
                start + timedelta(days=random.randint(0, 1600)),
            ),
            is_main=random.random() < 0.8,
        )
        for number in range(random.randint(0, 14))
    ]


@each_seed(250)
def test_what_ends_within_a_year_and_may_be_extended_is_as_by_hand(seed: int) -> None:
    random = Random(seed)
    lots, contracts = some_lots(random), some_contracts(random)
    found = endings(contracts, lots, today=TODAY)
    wanted: dict[int, tuple[int, list[int]]] = {}
    for one in contracts:
        last = one.period.until_on
        assert last
        if one.period.from_on > TODAY or last < TODAY or (last - TODAY).days > 365:
            continue
        (lot,) = [lot for lot in lots if lot.id == one.lot_id]
        assert lot.period.until_on
        end, left = lot.period.until_on, list[int]()
        for years in lot.extension_years:
            end = date(end.year + years, end.month, min(end.day, 28 if end.month == 2 else 31))
            left += [years] if end > last else []
        wanted[one.id] = ((last - TODAY).days, left)
    assert {e.contract.id: (e.days_left, [step.years for step in e.left]) for e in found} == wanted
    assert [e.days_left for e in found] == sorted(e.days_left for e in found)


@each_seed(250)
def test_the_number_of_main_contractors_is_as_by_hand(seed: int) -> None:
    random = Random(seed)
    lots, contracts = some_lots(random), some_contracts(random)
    found = {one.lot.id: one for one in filled(lots, contracts, today=TODAY)}
    for lot in lots:
        assert lot.period.until_on
        assert (lot.id in found) is (lot.period.until_on >= TODAY)
        if lot.id not in found:
            continue
        providers = set[int]()
        for one in contracts:
            last = one.period.until_on or date.max
            if one.lot_id == lot.id and one.is_main and one.period.from_on <= TODAY <= last:
                providers.add(one.provider.id)
        assert found[lot.id].providers == len(providers)
        most = lot.max_providers
        state = (
            "no_maximum"
            if most is None
            else ("room", "full", "over")[(len(providers) >= most) + (len(providers) > most)]
        )
        assert found[lot.id].state == state


@pytest.mark.parametrize(("days_left", "told"), [(-1, False), (0, True), (365, True), (366, False)])
def test_a_contract_is_told_from_a_year_ahead_until_its_last_day(
    days_left: int,
    told: bool,  # noqa: FBT001
) -> None:
    assert bool(endings([a_contract(days_left=days_left)], [a_lot()], today=TODAY)) is told


def test_a_contract_that_has_not_begun_is_not_ending() -> None:
    later = a_contract(period=Period(TODAY + timedelta(days=1), TODAY + timedelta(days=9)))
    assert endings([later], [a_lot()], today=TODAY) == []


@pytest.mark.parametrize(
    ("ends_on", "left"),
    [
        (date(2029, 6, 30), [(2, 2031), (2, 2033)]),
        (date(2027, 6, 30), [(2, 2031), (2, 2033)]),
        (date(2031, 6, 30), [(2, 2033)]),
        (date(2033, 6, 30), []),
    ],
)
def test_four_years_and_twice_two_more(ends_on: date, left: list[tuple[int, int]]) -> None:
    expected = [Extension(years, date(year, 6, 30)) for years, year in left]
    assert extensions_left(a_lot(), ends_on) == expected


def test_a_leap_day_has_a_day_before_it_in_other_years() -> None:
    assert years_later(date(2028, 2, 29), 1) == date(2029, 2, 28)
    assert years_later(date(2028, 2, 29), 4) == date(2032, 2, 29)


@pytest.mark.parametrize(
    ("days_left", "when", "soon"),
    [
        (0, "vandaag", True),
        (1, "over 1 dag", True),
        (89, "over 89 dagen", True),
        (90, "over 3 maanden", True),
        (91, "over 3 maanden", False),
        (365, "over 12 maanden", False),
    ],
)
def test_how_much_time_is_left_is_told_in_words(
    days_left: int,
    when: str,
    soon: bool,  # noqa: FBT001
) -> None:
    (end,) = endings([a_contract(days_left=days_left)], [a_lot()], today=TODAY)
    assert (end.when, end.is_soon) == (when, soon)


def test_the_options_are_told_with_a_next_step() -> None:
    (end,) = endings([a_contract()], [a_lot()], today=TODAY)
    assert end.options == "2 jaar, tot en met 30 juni 2031, daarna nog 2 jaar"
    assert end.next_step == "Beslis over verlengen."
    (last,) = endings([a_contract()], [a_lot(extension_years=())], today=TODAY)
    assert last.options == "geen verlenging meer"
    assert last.next_step == "Bereid een nieuwe inkoop voor."


@pytest.mark.parametrize(
    ("most", "providers", "words"),
    [
        (None, 3, "geen maximum"),
        (3, 3, "vol"),
        (3, 1, "ruimte voor 2"),
        (3, 5, "2 boven het maximum"),
    ],
)
def test_how_full_a_lot_is_told_in_words(most: int | None, providers: int, words: str) -> None:
    assert Filled(lot=a_lot(max_providers=most), providers=providers).told == words


def test_the_fullest_lot_stands_on_top() -> None:
    lots = [a_lot(1), a_lot(2, max_providers=2), a_lot(3, max_providers=1)]
    contracts = [a_contract(n, lot_id=3, provider=Named(id=n, name="")) for n in (1, 2)]
    assert [one.state for one in filled(lots, contracts, today=TODAY)] == [
        Fullness.OVER,
        Fullness.ROOM,
        Fullness.NO_MAXIMUM,
    ]
