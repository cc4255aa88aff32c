"""The landscape, against a count done by hand; and the words of its cells."""

from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest

from portal.availability.rules.figures import Days, Status
from portal.availability.rules.row import Named
from portal.kernel.periods import Period
from portal.oversight.rules.cells import Asked, First, cell_text, lines_of, places_in_words
from portal.oversight.rules.landscape import (
    Cell,
    CellState,
    Places,
    ProductLine,
    in_order,
    landscape,
)
from tests.oversight.landscape_reference import LOTS, counted, every_cell, some_products
from tests.search.made_up import (
    TODAY,
    TOWNS,
    a_known_row,
    a_row,
    a_stop,
    some_rows,
    stated,
)

BEGELEIDING = ProductLine(id=1, code="02BGB", name="Begeleiding basis", lot=LOTS[0], norm_days=42)
HOORN = TOWNS[0]


def the_cell(*rows: object, norm_days: int | None = 42, reported: int = 0) -> Cell:
    """Begeleiding in Hoorn, when this is all there is."""
    product = replace(BEGELEIDING, norm_days=norm_days)
    told = {("02BGB", HOORN.id): reported}
    land = landscape(rows, [product], [HOORN], reported=told, today=TODAY)  # pyright: ignore[reportArgumentType]
    return land.lines[0].cells[0]


@pytest.mark.parametrize("block", range(10))
def test_five_hundred_made_up_regions_count_as_by_hand(block: int) -> None:
    for seed in range(block * 50, block * 50 + 50):
        random = Random(seed)
        rows, products = some_rows(random), some_products(random)
        land = landscape(rows, products, TOWNS, reported={}, today=TODAY)
        found = {(c.product.code, c.municipality.id): c for c in land.cells()}
        assert len(found) == len(products) * len(TOWNS)
        for line, town in every_cell(products):
            cell, plain = found[line.code, town.id], counted(rows, line, town, TODAY)
            assert cell.state == plain.state, f"seed {seed}: {line.code} in {town.name}"
            shortest = cell.shortest and (cell.shortest.high, cell.shortest.low)
            assert shortest == plain.shortest, f"seed {seed}: {line.code} in {town.name}"
            assert (cell.places.known, cell.places.free, cell.places.unknown) == plain.places
            assert (cell.providers, cell.offerings) == (plain.providers, plain.offerings)
            assert (cell.fresh, cell.stale, cell.stopped) == (
                plain.fresh,
                plain.stale,
                plain.stopped,
            )


def test_the_made_up_regions_show_every_state() -> None:
    seen: set[CellState] = set()
    for seed in range(200):
        random = Random(seed)
        land = landscape(some_rows(random), some_products(random), TOWNS, reported={}, today=TODAY)
        seen |= {cell.state for cell in land.cells()}
        assert sum(land.counts().values()) == len(land.cells())
    assert seen == set(CellState)


# States


def test_where_nobody_offers_it_nothing_is_offered() -> None:
    assert the_cell().state is CellState.NONE_OFFERED
    elsewhere = a_known_row(municipalities=TOWNS[1:2])
    assert the_cell(elsewhere).state is CellState.NONE_OFFERED


@pytest.mark.parametrize(
    ("days_ago", "shortest"), [(0, Days(14, 14)), (42, Days(14, 14)), (43, None)]
)
def test_an_outdated_wait_is_never_shown_as_a_wait(days_ago: int, shortest: Days | None) -> None:
    cell = the_cell(a_known_row(days_ago=days_ago))
    assert cell.shortest == shortest
    assert (cell.state is CellState.ONLY_UNKNOWN) is (shortest is None)


def test_an_outdated_shorter_wait_does_not_hide_a_known_longer_one() -> None:
    old = a_known_row(1, days_ago=100, figures=stated(low=7))
    new = a_known_row(2, figures=stated(low=28))
    assert the_cell(old, new).shortest == Days(28, 28)


def test_a_stop_takes_its_wait_away() -> None:
    stopped = a_known_row(1, figures=stated(low=7), stops=(a_stop(),))
    assert the_cell(stopped).state is CellState.ONLY_STOPPED
    open_too = a_known_row(2, figures=stated(low=28))
    assert the_cell(stopped, open_too).shortest == Days(28, 28)
    silent = a_row(3)
    assert the_cell(stopped, silent).state is CellState.ONLY_UNKNOWN


@pytest.mark.parametrize(
    ("norm", "state"),
    [(14, CellState.AVAILABLE), (13, CellState.ABOVE_NORM), (None, CellState.AVAILABLE)],
)
def test_a_wait_is_held_against_the_norm_of_the_product(norm: int | None, state: CellState) -> None:
    assert the_cell(a_known_row(), norm_days=norm).state is state


def test_the_longest_of_a_range_counts() -> None:
    assert the_cell(a_known_row(figures=stated(low=7, high=49))).state is CellState.ABOVE_NORM


def test_a_contract_that_ends_before_a_client_can_start_does_not_count() -> None:
    ends = Period(TODAY - timedelta(days=100), TODAY + timedelta(days=13))
    assert the_cell(a_known_row(contract=ends)).state is CellState.NONE_OFFERED
    begins = Period(TODAY + timedelta(days=14))
    assert the_cell(a_known_row(contract=begins)).state is CellState.AVAILABLE


def test_offerings_of_a_product_that_is_no_longer_valid_stand_apart() -> None:
    other = a_known_row(product=Named(id=9, name="Begeleiding oud"))
    assert the_cell(other).state is CellState.NONE_OFFERED


def test_two_versions_of_one_product_are_one_line() -> None:
    older = replace(BEGELEIDING, id=8, name="Begeleiding oud")
    rows = [a_known_row(1, product=Named(id=8, name="oud")), a_known_row(2)]
    land = landscape(rows, [older, BEGELEIDING], [HOORN], reported={}, today=TODAY)
    (line,) = land.lines
    assert line.product.name == "Begeleiding basis", "the newest"
    assert line.cells[0].offerings == 2


# Order


def test_transport_stands_right_below_what_it_goes_with() -> None:
    day = [
        ProductLine(id=n, code=code, name=code, lot=LOTS[1], norm_days=None, companion_of=main)
        for n, (code, main) in enumerate(
            [("07DBA", ""), ("07DBB", ""), ("01VVM", "07DBA")], start=2
        )
    ]
    codes = [product.code for product in in_order([*reversed(day), BEGELEIDING])]
    assert codes == ["02BGB", "07DBA", "01VVM", "07DBB"]


# Words


@pytest.mark.parametrize(
    ("known", "free", "unknown", "words"),
    [
        (2, 3, 0, "3 vrij"),
        (1, 0, 0, "0 vrij"),
        (2, 3, 2, "3 vrij, 2 onbekend"),
        (0, 0, 2, "vrije plaatsen onbekend"),
        (0, 0, 0, "geen vrije plaatsen"),
    ],
)
def test_an_unknown_number_of_places_is_never_zero(
    known: int, free: int, unknown: int, words: str
) -> None:
    assert places_in_words(Places(known=known, free=free, unknown=unknown)) == words


def test_a_cell_says_its_wait_first_and_then_the_rest() -> None:
    text = cell_text(the_cell(a_known_row()))
    assert text.headline == "2 weken"
    assert text.notes == ("vrije plaatsen onbekend", "1 aanbieder", "1 van 1 actueel")
    assert text.shape == "waitlist"
    assert not text.is_gap
    assert text.href == "/beschikbaarheid/?product=02BGB&gemeente=hoorn"


def test_a_wait_that_waits_to_be_confirmed_says_so() -> None:
    text = cell_text(the_cell(a_known_row(days_ago=20)))
    assert text.headline == "2 weken"
    assert "bevestiging nodig" in text.notes
    assert "0 van 1 actueel" in text.notes


def test_only_outdated_figures_are_called_so() -> None:
    assert cell_text(the_cell(a_known_row(days_ago=99))).headline == "Niet recent bevestigd"
    mixed = the_cell(a_known_row(1, days_ago=99), a_row(2))
    assert cell_text(mixed).headline == "Wachttijd onbekend"


@pytest.mark.parametrize("first", list(First))
def test_every_gap_says_what_it_is_whatever_stands_first(first: First) -> None:
    stopped = the_cell(a_known_row(stops=(a_stop(),)))
    for cell in (the_cell(), stopped, the_cell(a_row()), the_cell(a_known_row(), norm_days=7)):
        text = cell_text(cell, first)
        assert cell.state.label in {text.headline, text.state}, f"{cell.state} with {first}"
        assert text.is_gap


@pytest.mark.parametrize(
    ("first", "headline"),
    [
        (First.WAIT, "2 weken"),
        (First.PLACES, "vrije plaatsen onbekend"),
        (First.PROVIDERS, "1 aanbieder"),
    ],
)
def test_one_chooses_what_stands_first_and_the_rest_stays(first: First, headline: str) -> None:
    text = cell_text(the_cell(a_known_row()), first)
    assert text.headline.lower() == headline
    told = {text.headline.lower(), *(note.lower() for note in text.notes)}
    assert {"2 weken", "vrije plaatsen onbekend", "1 aanbieder"} <= told


def test_every_state_has_a_shape_of_its_own() -> None:
    place = a_known_row(figures=stated(Status.CAPACITY, 0))
    cells = [
        the_cell(),
        the_cell(a_known_row(stops=(a_stop(),))),
        the_cell(a_row()),
        the_cell(a_known_row(), norm_days=7),
        the_cell(a_known_row()),
        the_cell(place),
    ]
    assert len({cell_text(cell).shape for cell in cells}) == 6
    assert cell_text(cells[-1]).headline == "Geen wachttijd"


def test_reports_that_nothing_fits_stand_in_their_cell() -> None:
    assert cell_text(the_cell(reported=3)).reported == 3


# What is asked for


def test_a_filter_leaves_the_cells_that_answer_and_the_lines_that_hold_one() -> None:
    day = ProductLine(id=2, code="07DBA", name="Dagbesteding A", lot=LOTS[1], norm_days=None)
    rows = [a_known_row(1)]
    land = landscape(rows, [BEGELEIDING, day], TOWNS[:2], reported={}, today=TODAY)
    everything = lines_of(land, Asked())
    assert [line.code for line in everything] == ["02BGB", "07DBA"]
    gaps = lines_of(land, Asked(states=frozenset({CellState.NONE_OFFERED})))
    assert [[text is not None for _, text in line.cells] for line in gaps] == [
        [False, True],
        [True, True],
    ]
    assert [line.code for line in lines_of(land, Asked(lot_id=2))] == ["07DBA"]
    waits = lines_of(land, Asked(states=frozenset({CellState.AVAILABLE})))
    assert [line.code for line in waits] == ["02BGB"]
