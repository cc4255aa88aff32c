"""The desk in words: cards, groups, the summary, and the chart. No database."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from portal.availability.rules import words
from portal.availability.rules.chart import wait_chart
from portal.availability.rules.desk import Card, Desk, Grouping, Summary
from portal.availability.rules.figures import Announcement, Days, Figures, Statement, Status
from portal.availability.rules.row import Named, Row, StopRow, Where
from portal.availability.rules.stops import Stop, StopDecision, asked_already
from portal.kernel.periods import Period
from tests.availability.test_reminders_rules import MONDAY, a_row

HOORN, MEDEMBLIK = Named(id=3, name="Hoorn"), Named(id=4, name="Medemblik")


def days_old(days: int, number: int = 1, **known: Any) -> Row:
    return replace(a_row(number, confirmed_on=MONDAY - timedelta(days=days)), **known)


def desk(*rows: Row, **known: Any) -> Desk:
    return Desk(today=MONDAY, provider_id=1, editable={row.id for row in rows}, **known)


def card(row: Row, **known: Any) -> Card:
    return desk(row, **known).card(row)


def summary(*rows: Row) -> Summary:
    return desk(*rows).summary(rows)


def test_the_summary_says_how_many_wait_and_before_which_day() -> None:
    told = summary(*(days_old(1, n) for n in range(1, 15)), *(days_old(37, n) for n in (15, 16)))
    assert told.figure == "14 van 16 actueel"
    assert told.asks == ["2 wachten op uw bevestiging vóór zondag 29 november."]


def test_what_is_outdated_has_no_day_left_to_wait_for() -> None:
    assert summary(days_old(60)).asks == ["1 wacht op uw bevestiging."]


def test_when_all_is_current_the_summary_says_until_when() -> None:
    assert summary(days_old(0)).asks == ["Bevestig opnieuw vóór dinsdag 8 december."]


def test_what_was_never_filled_in_is_no_part_of_alles_klopt_nog() -> None:
    told = summary(days_old(0), a_row(2, confirmed_on=None))
    assert [one.row.id for one in told.confirmable] == [1]
    assert told.asks == ["1 is nog niet ingevuld."]


def test_rows_of_others_do_not_count() -> None:
    own, theirs = days_old(0), days_old(0, 2)
    told = desk(own).summary([own, theirs])
    assert told.figure == "1 van 1 actueel"


def test_a_change_and_a_confirmation_are_told_apart() -> None:
    row = days_old(3)
    assert row.confirmed
    changed = replace(row, confirmed=replace(row.confirmed, unchanged=False))
    told = "3 dagen geleden door Sanne de Wit, in het portaal"
    assert card(row).last_told == f"Bevestigd {told}"
    assert card(changed).last_told == f"Gewijzigd {told}"


def test_groups_are_by_product_or_by_place() -> None:
    lindehof = Where(
        name="De Lindehof",
        street="",
        postcode="1621 AA",
        place="Hoorn",
        latitude=52.6,
        longitude=5.0,
        wheelchair_accessible=None,
    )
    rows = [
        days_old(1),
        days_old(1, 2, where=lindehof, product=Named(id=2, name="Dagbesteding")),
        days_old(1, 3, where=lindehof),
    ]
    by_product = desk(*rows).groups(rows)
    assert [(group.title, len(group.cards)) for group in by_product] == [
        ("Begeleiding basis", 2),
        ("Dagbesteding", 1),
    ]
    by_place = desk(*rows, grouping=Grouping.LOCATION).groups(rows)
    assert [group.title for group in by_place] == ["De Lindehof, Hoorn", "Hoorn, thuis"]
    assert [one.title for one in by_place[0].cards] == ["Begeleiding basis", "Dagbesteding"]


def test_a_provider_in_two_regions_sees_both_labelled() -> None:
    elsewhere = days_old(1, 2, region=Named(id=2, name="Midden-Holland"))
    rows = [days_old(1), elsewhere]
    assert [group.region for group in desk(*rows).groups(rows)] == [
        "Midden-Holland",
        "Westfriesland",
    ]
    assert [group.region for group in desk(*rows).groups(rows[:1])] == [""]


def test_a_subcontractor_and_its_main_contractor_know_whose_row_it_is() -> None:
    anker = Named(id=2, name="Het Anker")
    assert card(days_old(1, main_contractor=anker)).labels == ["Onder contract van Het Anker"]
    theirs = days_old(1, provider=anker, main_contractor=Named(id=1, name="De Linde"))
    assert card(theirs).labels == ["Onderaannemer: Het Anker"]
    assert card(days_old(1)).labels == []


def test_a_card_tells_stops_by_what_was_answered() -> None:
    stop = Stop(
        Period(MONDAY, MONDAY + timedelta(days=30)),
        {HOORN.id: StopDecision.AGREED, MEDEMBLIK.id: None},
    )
    row = days_old(
        1,
        municipalities=(HOORN, MEDEMBLIK),
        stops=(StopRow(id=1, reason="Ziekte", stop=stop),),
    )
    span = "vanaf 23 november 2026 tot en met 23 december 2026"
    assert card(row).stops == [
        f"Aanmeldstop {span}: Hoorn.",
        f"Aanmeldstop aangevraagd {span}: Medemblik.",
    ]
    withdrawn = replace(stop, withdrawn_on=MONDAY)
    assert card(replace(row, stops=(StopRow(id=1, reason="", stop=withdrawn),))).stops == []


def test_a_card_tells_everything_else_in_sentences() -> None:
    statement = Statement(
        figures=Figures(
            status=Status.WAITLIST,
            places_max=12,
            places_taken=10,
            weekly_free=7.5,
            half_days={"di_m": 1, "ma_o": 2},
        ),
        local={HOORN.id: Figures(status=Status.NO_CAPACITY, start=Days(14, 28), waiting=3)},
        announcement=Announcement(from_on=MONDAY + timedelta(days=8), start=Days(42, 42)),
    )
    row = days_old(1, municipalities=(HOORN,), statement=statement, unit="dagdeel")
    assert card(row).notes == [
        "Maximaal 12 plaatsen, 10 bezet, 7,5 dagdeel per week vrij.",
        "Vrij op maandagochtend 2, dinsdagmiddag 1.",
        "In Hoorn: geen plaats, start 2 tot 4 weken, 3 wachten.",
        "Aangekondigd vanaf 1 december 2026: start 6 weken.",
    ]


@pytest.mark.parametrize(
    ("days", "told"),
    [
        (0, "vandaag"),
        (1, "gisteren"),
        (2, "2 dagen geleden"),
        (20, "20 dagen geleden"),
        (63, "9 weken geleden"),
    ],
)
def test_how_long_ago_is_told_in_days_and_then_weeks(days: int, told: str) -> None:
    assert words.ago(MONDAY - timedelta(days=days), today=MONDAY) == told


def test_unknown_is_never_zero() -> None:
    assert (words.number(None), words.number(0), words.number(12.5)) == ("onbekend", "0", "12,5")
    assert words.counted(None, "plaats", "plaatsen") == "onbekend"
    assert words.counted(1, "plaats", "plaatsen") == "1 plaats"


def test_long_lists_of_names_are_cut() -> None:
    assert words.first_few(["A", "B"]) == "A en B"
    assert words.first_few("ABCDEFG", most=5) == "A, B, C, D, E en nog 2"


def test_a_stop_is_asked_once_for_a_period() -> None:
    later = Period(MONDAY + timedelta(days=5), MONDAY + timedelta(days=9))

    def asked(decision: StopDecision | None, *, withdrawn: bool = False) -> frozenset[int]:
        stop = Stop(
            Period(MONDAY), {HOORN.id: decision}, withdrawn_on=MONDAY if withdrawn else None
        )
        return asked_already([stop], later, [HOORN.id, MEDEMBLIK.id])

    assert asked(None) == asked(StopDecision.AGREED) == {HOORN.id}
    assert asked(StopDecision.REFUSED) == asked(None, withdrawn=True) == frozenset()


def test_the_chart_leaves_a_gap_where_the_wait_was_unknown() -> None:
    stated = [
        (MONDAY - timedelta(days=30), Days(14, 28)),
        (MONDAY - timedelta(days=20), None),
        (MONDAY - timedelta(days=10), Days(0, 0)),
    ]
    chart = wait_chart(stated, today=MONDAY)
    assert chart
    first, last = chart.bars
    assert first.x == chart.left
    assert first.x + first.width < last.x
    assert last.height > 0
    assert round(last.x + last.width) == chart.width


def test_the_chart_shows_few_lines_up_to_the_longest_wait() -> None:
    for weeks in (1, 3, 9, 40, 150):
        chart = wait_chart([(MONDAY, Days(7, weeks * 7))], today=MONDAY)
        assert chart
        assert 2 <= len(chart.lines) <= 6
        assert all(0 <= bar.y <= chart.height for bar in chart.bars)


def test_without_any_known_wait_there_is_no_chart() -> None:
    assert wait_chart([(MONDAY, None)], today=MONDAY) is None
    assert wait_chart([], today=MONDAY) is None


def test_of_one_day_the_last_wait_counts() -> None:
    chart = wait_chart([(MONDAY, Days(7, 7)), (MONDAY, Days(14, 14))], today=MONDAY)
    assert chart
    assert len(chart.bars) == 1
    assert "2 weken" in chart.told
