"""How an offering is put into words."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from portal.availability.rules.figures import (
    Announcement,
    Basis,
    Channel,
    Figures,
    Statement,
    Status,
)
from portal.availability.rules.row import Named, Row, Where
from portal.availability.rules.stops import Stop, StopDecision
from portal.kernel.periods import Period
from portal.matching.rules.cards import Card, card
from portal.matching.rules.choices import choices, slug
from portal.matching.rules.detail import chart_of, facts_of, figures_of, locals_of, stops_of
from portal.matching.rules.results import PER_PAGE, results, summary
from portal.search.rules import Search, Sort, seen
from tests.search.made_up import (
    TODAY,
    TOWNS,
    a_known_row,
    a_row,
    a_stop,
    confirmed,
    searched,
    stated,
)

HOORN, MEDEMBLIK, _ = TOWNS


def told(row: Row, municipality: Named | None = None) -> Card:
    """The card of this row for the clients of one municipality or of all."""
    match = seen(row, municipality.id if municipality else None, today=TODAY)
    return card(match, region_size=3)


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (28, 42, "Wachttijd tot de start: 4 tot 6 weken"),
        (7, 7, "Wachttijd tot de start: 1 week"),
        (0, 10, "Wachttijd tot de start: hooguit 10 dagen"),
        (0, 0, "Geen wachttijd tot de start"),
        (None, None, "Wachttijd onbekend. Bel de aanbieder."),
    ],
)
def test_a_wait_in_words(low: int | None, high: int | None, words: str) -> None:
    seen_as = told(a_known_row(figures=stated(low=low, high=high)))
    assert f"{seen_as.label} {seen_as.headline}".strip() == words


def test_what_is_unknown_is_said_to_be_unknown_and_never_zero() -> None:
    nothing = told(a_row())
    assert nothing.status == "unknown"
    assert nothing.headline == "Wachttijd onbekend. Bel de aanbieder."
    assert nothing.confirmed == "De aanbieder vulde hier nog niets in"
    assert nothing.figures == nothing.rests_on == ""
    place = told(a_known_row(figures=stated(Status.CAPACITY)))
    assert (place.status_words, place.figures) == ("", "Aantal vrije plaatsen onbekend")
    queue = told(a_known_row(figures=stated(Status.WAITLIST)))
    assert queue.figures == "Aantal wachtenden onbekend"


def test_places_and_people_waiting_are_counted() -> None:
    figures = Figures(status=Status.CAPACITY, start=None, places_free=3, waiting=0)
    seen_as = told(a_known_row(figures=figures))
    assert (seen_as.status_words, seen_as.figures) == ("Plaats: 3 vrij", "Niemand wacht")
    some = replace(figures, status=Status.WAITLIST, places_free=1, waiting=1)
    assert told(a_known_row(figures=some)).figures == "1 vrij, 1 persoon wacht"


def test_a_wait_says_what_it_rests_on() -> None:
    figures = replace(stated(), basis=Basis.MEASURED)
    assert told(a_known_row(figures=figures)).rests_on == "Gebaseerd op: gemeten wachttijd"


@pytest.mark.parametrize(
    ("days_ago", "words"),
    [
        (0, "Bevestigd vandaag (20 november) door De Linde"),
        (1, "Bevestigd gisteren (19 november) door De Linde"),
        (3, "Bevestigd 3 dagen geleden (17 november) door De Linde"),
        (28, "Bevestigd 4 weken geleden (23 oktober) door De Linde"),
        (63, "Voor het laatst op 18 september door De Linde"),
        (400, "Voor het laatst op 16 oktober 2025 door De Linde"),
    ],
)
def test_when_figures_were_confirmed(days_ago: int, words: str) -> None:
    assert told(a_known_row(days_ago=days_ago)).confirmed == words


def test_figures_by_telephone_came_through_the_region() -> None:
    row = a_known_row(confirmed=confirmed(channel=Channel.PHONE))
    assert told(row).confirmed == "Bevestigd vandaag (20 november) telefonisch via de regio"


def test_outdated_figures_are_shown_with_a_warning() -> None:
    old = told(a_known_row(days_ago=63))
    assert old.freshness_words == "Niet recent bevestigd (9 weken geleden)"
    assert old.headline == "2 weken"


def test_where_it_is_given_and_for_whom() -> None:
    assert told(a_row()).where == "Komt bij u thuis in Hoorn"
    everywhere = a_row(municipalities=TOWNS)
    assert told(everywhere).where == "Komt bij u thuis in heel Westfriesland"
    place = Where(
        name="De Lindehof",
        street="Kerkstraat 1",
        postcode="1621 AA",
        place="Hoorn",
        latitude=52.6,
        longitude=5.0,
        wheelchair_accessible=None,
    )
    there = a_row(where=place, municipalities=TOWNS[:2])
    assert told(there).where == "De Lindehof, Hoorn, voor cliënten uit Hoorn en Medemblik"
    assert ("Waar", "De Lindehof, Kerkstraat 1, 1621 AA Hoorn") in facts_of(there)
    assert ("Met een rolstoel", "onbekend") in facts_of(there)


def test_a_stop_takes_the_place_of_the_wait() -> None:
    last = date(2027, 1, 31)
    shut = told(a_known_row(stops=(a_stop(until_on=last),)))
    assert shut.headline == "Neemt tot en met 31 januari 2027 geen nieuwe cliënten aan"
    assert (shut.status, shut.label, shut.figures, shut.notes) == ("stopped", "", "", ())
    for_now = told(a_known_row(stops=(a_stop(until_on=last), a_stop(number=2))))
    assert for_now.headline == "Neemt voorlopig geen nieuwe cliënten aan"


def test_the_end_of_a_stop_is_that_of_the_own_municipality() -> None:
    soon, late = date(2026, 12, 1), date(2027, 6, 1)
    stops = (a_stop(until_on=soon), a_stop(until_on=late, number=2, agreed=(2,)))
    row = a_known_row(stops=stops, municipalities=TOWNS[:2])
    assert "1 december 2026" in told(row, HOORN).headline
    assert "1 juni 2027" in told(row, MEDEMBLIK).headline


def test_a_stop_for_a_part_is_a_note_for_the_region_and_nothing_to_the_others() -> None:
    row = a_known_row(stops=(a_stop(),), municipalities=TOWNS[:2])
    assert told(row).notes == ("Aanmeldstop vanaf 13 november 2026 in Hoorn.",)
    assert told(row, MEDEMBLIK).notes == ()


def test_a_stop_that_was_only_asked_changes_nothing_but_is_told() -> None:
    asked = Stop(Period(TODAY), {HOORN.id: None})
    row = a_known_row(stops=(replace(a_stop(), stop=asked),))
    assert told(row).status == "waitlist"
    assert told(row).notes == (
        "Aanmeldstop gevraagd vanaf 20 november 2026 voor Hoorn. "
        "Tot de gemeente instemt, kunt u gewoon aanmelden.",
    )


@pytest.mark.parametrize(
    "stop",
    [
        Stop(Period(TODAY), {1: StopDecision.REFUSED}),
        Stop(Period(TODAY), {1: StopDecision.AGREED}, withdrawn_on=TODAY),
        Stop(Period(TODAY - timedelta(days=9), TODAY - timedelta(days=1)), {1: None}),
    ],
)
def test_a_stop_that_is_refused_withdrawn_or_over_is_not_told(stop: Stop) -> None:
    seen_as = told(a_known_row(stops=(replace(a_stop(), stop=stop),)))
    assert (seen_as.status, seen_as.notes) == ("waitlist", ())


def test_a_stop_that_begins_later_is_announced() -> None:
    later = Stop(Period(date(2026, 12, 1)), {1: StopDecision.AGREED})
    row = a_known_row(stops=(replace(a_stop(), stop=later),))
    assert told(row).notes == ("Aanmeldstop vanaf 1 december 2026 in Hoorn.",)


def test_an_announced_change_and_a_difference_are_noted() -> None:
    statement = Statement(
        figures=stated(),
        local={HOORN.id: stated(low=70)},
        announcement=Announcement(from_on=date(2027, 1, 4), status=Status.NO_CAPACITY),
    )
    row = a_known_row(statement=statement, municipalities=TOWNS[:2])
    assert told(row).notes == (
        "Vanaf 4 januari 2027: geen plaats.",
        "De wachttijd verschilt per gemeente.",
    )
    assert told(row, HOORN).headline == "10 weken"
    assert [local.headline for local in locals_of(row, today=TODAY)] == [
        "Wachttijd tot de start: 10 weken",
        "Wachttijd tot de start: 2 weken",
    ]


def test_without_differences_there_is_no_list_of_municipalities() -> None:
    assert locals_of(a_known_row(municipalities=TOWNS), today=TODAY) == []
    part = a_known_row(municipalities=TOWNS[:2], stops=(a_stop(),))
    assert [local.status for local in locals_of(part, today=TODAY)] == ["stopped", "waitlist"]


def test_the_answers_to_a_stop_are_told_one_by_one() -> None:
    stop = Stop(Period(TODAY), {1: StopDecision.AGREED, 2: StopDecision.REFUSED, 3: None})
    row = a_known_row(municipalities=TOWNS, stops=(replace(a_stop(), stop=stop),))
    (answer,) = stops_of(row, today=TODAY)
    assert answer.answers == [
        ("Hoorn", "akkoord"),
        ("Medemblik", "niet akkoord"),
        ("Súdwest", "beslist nog"),
    ]
    assert answer.reason == "Ziekte"


def test_without_a_statement_there_are_no_figures_and_no_chart() -> None:
    assert figures_of(seen(a_row(), None, today=TODAY)) == []
    assert chart_of(a_row(), [], today=TODAY) is None


def test_a_subcontractor_names_its_main_contractor() -> None:
    row = a_row(main_contractor=Named(id=9, name="Het Anker"))
    assert told(row).via == "Onderaannemer van Het Anker"
    assert ("Hoofdaannemer", "Het Anker") in facts_of(row)


@pytest.mark.parametrize(
    ("providers", "words"),
    [
        ([], "Geen aanbieders"),
        ([1], "1 aanbieder"),
        ([1, 2], "2 aanbieders"),
        ([1, 1], "2 resultaten van 1 aanbieder"),
        ([1, 1, 2], "3 resultaten van 2 aanbieders"),
    ],
)
def test_results_are_counted_by_provider(providers: list[int], words: str) -> None:
    rows = [a_row(n, provider=Named(id=p, name=str(p))) for n, p in enumerate(providers)]
    found = searched(rows, Search())
    assert summary(found.total, found.providers) == words


def test_a_group_goes_on_over_the_edge_of_a_page() -> None:
    rows = [a_known_row(n) for n in range(20)] + [a_row(n) for n in range(20, 40)]
    found = searched(rows, Search())
    first = found.slice(PER_PAGE)
    shown = results(found, first, str)
    assert [len(group.cards) for group in shown.groups] == [20, 5]
    assert shown.groups[0].text is None
    assert shown.groups[1].text
    assert shown.range == "1 tot en met 25"
    second = results(found, found.slice(PER_PAGE, after=first.after), str)
    assert [group.text and group.text.title for group in second.groups] == ["Wachttijd onbekend"]
    assert second.range == "26 tot en met 40"


def test_by_name_nobody_is_set_apart() -> None:
    rows = [a_known_row(1), a_row(2), a_known_row(3, stops=(a_stop(),))]
    found = searched(rows, Search(sort=Sort.NAME))
    assert [group.text for group in results(found, found.slice(PER_PAGE), str).groups] == [None]


def test_the_products_to_choose_from_are_those_that_somebody_offers() -> None:
    rows = [a_row(1), a_row(2), a_row(3, product=Named(id=2, name="Advies"), product_code="01ADV")]
    offered = choices(rows, TOWNS, None)
    assert offered.products == (("01ADV", "Advies"), ("02BGB", "Begeleiding basis"))


def test_a_name_in_the_address_bar() -> None:
    assert slug("Stede Broec") == "stede-broec"
    assert slug("Súdwest-Fryslân") == "sudwest-fryslan"
