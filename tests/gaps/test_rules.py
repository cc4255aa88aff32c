"""Counting reported gaps, against a count done by hand; and the words in the address bar."""

from collections import Counter
from datetime import date, timedelta
from random import Random

import pytest

from portal.availability.rules.row import Named
from portal.gaps.rules import Closing, Gap, GapReason, ProductChoice, tallies
from portal.kernel.spelling import slug
from tests.seeds import each_seed

TODAY = date(2026, 11, 20)
TOWNS = tuple(Named(id=n, name=name) for n, name in enumerate(("Hoorn", "Opmeer"), start=1))
PRODUCTS = (
    None,
    ProductChoice(id=1, code="02BGB", name="Begeleiding basis"),
    ProductChoice(id=2, code="07DBA", name="Dagbesteding A"),
)
CLOSING = Closing(on=TODAY, by_name="Rik Jansen", note="Besproken met De Linde.")


def a_gap(number: int = 1, **known: object) -> Gap:
    values: dict[str, object] = {
        "id": number,
        "product": PRODUCTS[1],
        "municipality": TOWNS[0],
        "reason": GapReason.NONE_OFFERED,
        "remark": "",
        "reported_on": TODAY,
        "by_name": "Noor Bakker",
        "closing": None,
    }
    return Gap(**{**values, **known})  # pyright: ignore[reportArgumentType]


def some_gaps(random: Random) -> list[Gap]:
    return [
        a_gap(
            number,
            product=random.choice(PRODUCTS),
            municipality=random.choice(TOWNS),
            reason=random.choice(list(GapReason)),
            reported_on=TODAY - timedelta(days=random.randint(0, 90)),
            closing=random.choice((None, None, CLOSING)),
        )
        for number in range(random.randint(0, 40))
    ]


@each_seed(250)
def test_every_count_is_what_one_counts_by_hand(seed: int) -> None:
    gaps = some_gaps(Random(seed))
    found = tallies(gaps)
    seen = 0
    for product in PRODUCTS:
        for town in TOWNS:
            mine = [
                g for g in gaps if (g.product, g.municipality, g.closing) == (product, town, None)
            ]
            told = [t for t in found if (t.product, t.municipality) == (product, town)]
            assert len(told) == bool(mine)
            if told:
                seen += 1
                assert told[0].count == len(mine)
                assert dict(told[0].reasons) == dict(Counter(g.reason for g in mine))
                assert told[0].last_on == max(g.reported_on for g in mine)
    assert len(found) == seen
    assert [t.count for t in found] == sorted((t.count for t in found), reverse=True)


def test_a_closed_report_no_longer_counts() -> None:
    assert tallies([a_gap(closing=CLOSING)]) == []


def test_the_reasons_are_told_with_the_most_frequent_first() -> None:
    reasons = (GapReason.OTHER, GapReason.WAIT_TOO_LONG, GapReason.OTHER)
    (tally,) = tallies(a_gap(number, reason=reason) for number, reason in enumerate(reasons))
    assert tally.told == "2 keer anders, 1 keer wachttijd te lang"


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("Stede Broec", "stede-broec"),
        ("Súdwest-Fryslân", "sudwest-fryslan"),
        ("'s-Hertogenbosch", "s-hertogenbosch"),
    ],
)
def test_a_name_in_the_address_bar_has_no_capitals_accents_or_spaces(
    name: str, written: str
) -> None:
    assert slug(name) == written


def test_every_reason_has_words_of_its_own_for_the_address_bar() -> None:
    assert len({reason.slug for reason in GapReason}) == len(GapReason)
    assert GapReason.DOES_NOT_FIT.slug == "past-niet-bij-de-client"


def test_a_gap_without_a_product_says_so() -> None:
    assert a_gap().title == "Begeleiding basis, Hoorn"
    assert a_gap(product=None).title == "Geen bepaald product, Hoorn"
