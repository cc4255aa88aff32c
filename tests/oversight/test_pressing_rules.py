"""Which gaps ask for something first."""

from dataclasses import replace
from itertools import pairwise
from random import Random

from portal.availability.rules.row import Named
from portal.gaps.rules import GapReason, ProductChoice, Tally
from portal.oversight.rules.landscape import CellState, Landscape, Line, ProductLine, landscape
from portal.oversight.rules.pressing import NEXT_STEPS, gap_cells, pressing, pressure
from tests.oversight.landscape_reference import LOTS, some_products
from tests.search.made_up import (
    TODAY,
    TOWNS,
    a_known_row,
    a_row,
    a_stop,
    some_rows,
    stated,
)
from tests.seeds import each_seed

DAY = ProductLine(id=2, code="07DBA", name="Dagbesteding A", lot=LOTS[1], norm_days=42)
TRANSPORT = ProductLine(
    id=3, code="08VVZ", name="Vervoer", lot=LOTS[1], norm_days=None, companion_of="07DBA"
)
HOORN = TOWNS[0]


def some_landscape(random: Random) -> Landscape:
    reported = {
        (code, town.id): random.randint(0, 3) for code in ("02BGB", "07DBA") for town in TOWNS
    }
    return landscape(
        some_rows(random), some_products(random), TOWNS, reported=reported, today=TODAY
    )


@each_seed(250)
def test_every_gap_and_every_reported_cell_is_listed_once(seed: int) -> None:
    land = some_landscape(Random(seed))
    wanted = sorted(
        (cell.product.code, cell.municipality.name)
        for line in land.lines
        for cell in line.cells
        if cell.state != "available" or cell.reported > 0
    )
    listed = pressing(land, [])
    assert sorted((gap.code, gap.text.municipality) for gap in listed) == wanted


@each_seed(250)
def test_no_gap_stands_above_one_that_is_worse(seed: int) -> None:
    kinds = ["none_offered", "only_stopped", "above_norm", "only_unknown", "available"]
    cells = sorted(gap_cells(some_landscape(Random(seed))), key=pressure)
    for upper, lower in pairwise(cells):
        assert kinds.index(upper.state) <= kinds.index(lower.state)
        if upper.state == lower.state:
            assert upper.reported >= lower.reported
        if upper.state == lower.state == "above_norm" and upper.reported == lower.reported:
            beyond = [
                c.shortest.high - c.product.norm_days
                for c in (upper, lower)
                if c.shortest and c.product.norm_days is not None
            ]
            assert beyond[0] >= beyond[1]


def test_transport_is_no_gap_where_there_is_nothing_to_go_to() -> None:
    nothing = landscape([], [DAY, TRANSPORT], [HOORN], reported={}, today=TODAY)
    assert [gap.code for gap in pressing(nothing, [])] == ["07DBA"]
    somewhere = a_known_row(product=Named(id=2, name="Dagbesteding A"))
    offered = landscape([somewhere], [DAY, TRANSPORT], [HOORN], reported={}, today=TODAY)
    assert [gap.code for gap in pressing(offered, [])] == ["08VVZ"]


def test_what_was_reported_is_told_beside_the_figures() -> None:
    reports = {("07DBA", HOORN.id): 2}
    row = a_known_row(product=Named(id=2, name="Dagbesteding A"), figures=stated(low=14))
    land = landscape([row], [DAY], [HOORN], reported=reports, today=TODAY)
    tally = Tally(
        product=ProductChoice(id=2, code="07DBA", name="Dagbesteding A"),
        municipality=HOORN,
        count=2,
        reasons=((GapReason.DOES_NOT_FIT, 2),),
        last_on=TODAY,
    )
    (gap,) = pressing(land, [tally, replace(tally, product=None)])
    assert (gap.label, gap.told) == ("Gemeld", "2 keer past niet bij de cliënt")
    assert gap.next_step == "Lees de meldingen: wat past er niet?"


def test_every_kind_of_gap_has_a_next_step_and_words_for_its_figures() -> None:
    products = [replace(DAY, norm_days=7)]
    day = Named(id=2, name="Dagbesteding A")
    kinds = {
        CellState.NONE_OFFERED: [],
        CellState.ONLY_STOPPED: [a_known_row(product=day, stops=(a_stop(),))],
        CellState.ABOVE_NORM: [a_known_row(product=day)],
        CellState.ONLY_UNKNOWN: [a_row(product=day)],
    }
    for state, rows in kinds.items():
        land = landscape(rows, products, [HOORN], reported={}, today=TODAY)
        (gap,) = pressing(land, [])
        assert (gap.label, gap.next_step) == (state.label, NEXT_STEPS[state])
        assert gap.figures


def test_an_empty_landscape_has_no_gaps() -> None:
    empty = Landscape(municipalities=(), lines=(Line(product=DAY, cells=()),))
    assert pressing(empty, []) == []
