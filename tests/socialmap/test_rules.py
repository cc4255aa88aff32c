"""What residents may find, and the words in which it is told: no database, no clock."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from random import Random

import pytest
from starlette.datastructures import FormData

from portal.availability.rules.figures import Days, Figures, Status
from portal.availability.rules.row import Named, Row
from portal.kernel.clock import AMSTERDAM
from portal.kernel.periods import Period
from portal.providers.rules import ContactPurpose
from portal.search.rules import Near, Shelf, View, seen
from portal.socialmap.forms.asking import asked, full_postcode, query
from portal.socialmap.forms.keeping import HoursError, read_hours
from portal.socialmap.forms.remarks import RemarkForm
from portal.socialmap.rules.around import Around, Here, Team, TeamContact, Town
from portal.socialmap.rules.asking import NO_REQUEST, ON_REQUEST, Ask
from portal.socialmap.rules.facilities import Cost, FacilityRow
from portal.socialmap.rules.favourites import Favourite, in_address, read_favourites
from portal.socialmap.rules.finding import Found, Looked
from portal.socialmap.rules.guide import Guide, Moment
from portal.socialmap.rules.hours import Exceptionally, Opening, Span, today_in_words
from portal.socialmap.rules.keeping import differences, digest
from portal.socialmap.rules.themes import themes, themes_of
from portal.socialmap.rules.waits import LEAST, figure, picture, product_waits
from portal.socialmap.rules.words import waiting
from tests.search.made_up import TODAY, TOWNS, a_known_row, a_row, a_stop, some_rows, stated
from tests.socialmap.made_up import HOORN, HOURS, MEDEMBLIK, a_facility, an_address

MONDAY = date(2026, 11, 23)
TEAM = Team(
    id=1,
    name="Wijkteam Hoorn",
    contacts=(
        TeamContact(purpose=ContactPurpose.RESIDENTS, name="", phone="0229 000 000", email=""),
    ),
)
TOWN = Town(
    id=HOORN.id,
    name="Hoorn",
    slug="hoorn",
    region=Named(id=1, name="Westfriesland"),
    near=Near(name="Hoorn", latitude=52.64, longitude=5.06),
    teams=(TEAM,),
)
HERE = Here(near=TOWN.near, town=TOWN)
AROUND = Around(towns=(TOWN,), places={"hoorn": HERE, "1621": HERE})


def at(day: date, hour: int, minute: int = 0) -> Moment:
    return Moment(datetime.combine(day, time(hour, minute), tzinfo=AMSTERDAM))


def found(rows: list[Row], facilities: list[FacilityRow], ask: Ask, when: Moment) -> Found:
    shelf = Shelf(rows)
    town_id = ask.here.town.id if ask.here else None
    return Found([Looked(Guide(shelf, facilities), View(shelf, town_id, when.today))], ask, when)


# Opening hours


def test_it_says_whether_it_is_open_until_when_and_when_it_opens_again() -> None:
    told = {
        (0, 8): "Gaat vandaag open om 9.00 uur",
        (0, 9): "Nu open, tot 12.00 uur",
        (0, 12): "Nu gesloten. Open woensdag om 13.30 uur",
        (1, 10): "Vandaag gesloten. Open morgen om 13.30 uur",
        (6, 10): "Vandaag gesloten. Open morgen om 9.00 uur",
    }
    for (days, hour), words in told.items():
        assert today_in_words(HOURS, at(MONDAY + timedelta(days), hour).at) == words
    assert today_in_words(Opening(), at(MONDAY, 9).at) == "", "unknown is not closed"


def test_other_days_go_before_the_week() -> None:
    closed = Exceptionally(period=Period(MONDAY, MONDAY + timedelta(days=1)), note="vakantie")
    late = Exceptionally(period=Period(MONDAY, MONDAY), span=Span(time(20), time(22)))
    shut = replace(HOURS, exceptions=(closed,))
    assert today_in_words(shut, at(MONDAY, 9).at) == "Vandaag gesloten. Open woensdag om 13.30 uur"
    evening = replace(HOURS, exceptions=(closed, late))
    assert today_in_words(evening, at(MONDAY, 21).at) == "Nu open, tot 22.00 uur"


def test_hours_are_read_as_people_write_them() -> None:
    good = {
        "": [],
        "9-12": [("09:00", "12:00")],
        "9.00-12.30, 13:30 - 17": [("09:00", "12:30"), ("13:30", "17:00")],
        "9 tot 12 uur en 13 tot 17 uur": [("09:00", "12:00"), ("13:00", "17:00")],
        "20-24": [("20:00", "23:59")],
    }
    for text, spans in good.items():
        assert read_hours(text) == spans, text
    for text in ("ochtend", "12-9", "9-9", "25-26", "9-12, 11-13", "9:70-12", "-"):
        with pytest.raises(HoursError):
            read_hours(text)


# Words


def test_unknown_and_outdated_waits_are_no_numbers() -> None:
    figures = stated(Status.WAITLIST, 28, 42)
    fresh = waiting(seen(a_known_row(figures=figures), 1, today=TODAY), TEAM)
    assert fresh.headline == "Wachttijd: 4 tot 6 weken"
    assert fresh.note == "De aanbieder bevestigde dit vandaag."
    old = waiting(seen(a_known_row(figures=figures, days_ago=60), 1, today=TODAY), TEAM)
    assert (old.headline, old.status) == ("Niet recent bevestigd", "unknown")
    assert old.note == "Bel Wijkteam Hoorn: 0229 000 000."
    unknown = waiting(seen(a_row(), 1, today=TODAY), None)
    assert unknown.headline == "Wachttijd onbekend"
    assert "0" not in unknown.headline + unknown.note
    now = Figures(status=Status.CAPACITY, start=Days(0, 0))
    assert waiting(seen(a_known_row(figures=now), 1, today=TODAY), TEAM).headline == (
        "U kunt meteen starten"
    )


def test_a_stop_is_told_with_its_last_day_as_far_as_it_is_known() -> None:
    ends = a_stop(until_on=TODAY + timedelta(days=30))
    told = waiting(seen(a_row(stops=(ends,)), 1, today=TODAY), TEAM)
    assert told.headline == "Neemt tot en met 20 december 2026 geen nieuwe mensen aan"
    both = (ends, a_stop(number=2))
    assert waiting(seen(a_row(stops=both), None, today=TODAY), TEAM).headline == (
        "Neemt nu geen nieuwe mensen aan"
    )


# Finding


def test_facilities_and_offerings_are_found_together_by_everyday_words() -> None:
    shop = a_facility(2, name="Boodschappendienst", themes=("hulp-in-huis",), where=None)
    help_at_home = a_row(
        1, product=Named(id=9, name="Huishoudelijke ondersteuning"), product_code="01HHO"
    )
    for words in ("hulp in huis", "schoonmaken", "huishoudelijke hulp", "stofzuign"):
        answer = found([help_at_home], [shop, a_facility()], Ask(words=words), at(MONDAY, 9))
        kinds = [len(answer.of_kind(kind)) for kind in (NO_REQUEST, ON_REQUEST)]
        assert kinds[1] == 1, words
    both = found([help_at_home], [shop], Ask(theme="hulp-in-huis"), at(MONDAY, 9))
    assert both.total == 2
    assert found([], [shop], Ask(words="xyzxyz"), at(MONDAY, 9)).total == 0


def test_each_filter_keeps_exactly_what_answers_to_it() -> None:
    near = a_facility(1, wheelchair_accessible=True, languages=("tr",))
    far = a_facility(2, where=an_address(0.2), cost=Cost.PAID, audiences=("ouderen",))
    home = a_facility(3, where=None, opening=Opening(), municipalities=(HOORN, MEDEMBLIK))
    facilities = [near, far, home]
    asks: dict[Ask, set[int]] = {
        Ask(): {1, 2, 3},
        Ask(here=HERE): {1, 2, 3},
        Ask(here=HERE, radius_km=5): {1, 3},
        Ask(cost="gratis"): {1, 3},
        Ask(cost="betaald"): {2},
        Ask(audience="ouderen"): {1, 2, 3},
        Ask(audience="jongeren"): {1, 3},
        Ask(accessible=True): {1, 3},
        Ask(language="tr"): {1},
        Ask(open="nu"): {1, 2},
        Ask(open="wo"): {1, 2},
        Ask(open="zo"): set(),
        Ask(kind=ON_REQUEST): set(),
    }
    for ask, expected in asks.items():
        answer = found([], facilities, ask, at(MONDAY, 10))
        assert {hit.item.id for hit in answer.of_kind(NO_REQUEST)} == expected, ask
        assert answer.total == len(expected), ask
    elsewhere = replace(TOWN, id=MEDEMBLIK.id)
    other = found([], facilities, Ask(here=Here(near=TOWN.near, town=elsewhere)), at(MONDAY, 10))
    assert {hit.item.id for hit in other.of_kind(NO_REQUEST)} == {3}


def test_the_nearest_facility_and_the_soonest_offering_stand_first() -> None:
    far, near = a_facility(1, where=an_address(0.1)), a_facility(2)
    slow = a_known_row(1, figures=stated(low=60))
    soon = a_known_row(2, figures=stated(low=7))
    unknown = a_row(3)
    answer = found([slow, unknown, soon], [far, near], Ask(here=HERE), at(TODAY, 9))
    assert [hit.item.id for hit in answer.of_kind(NO_REQUEST)] == [2, 1]
    assert [hit.item.id for hit in answer.of_kind(ON_REQUEST)] == [2, 1, 3]


def test_what_only_shares_a_theme_with_the_words_is_asked_last() -> None:
    walks = a_facility(1, name="Wandelgroep", summary="Samen buiten.", themes=("ontmoeten",))
    house = a_facility(2, name="Buurthuis De Kolk", where=an_address(0.1), themes=("ontmoeten",))
    answer = found([], [walks, house], Ask(words="buurthuis", here=HERE), at(MONDAY, 9))
    assert [hit.item.id for hit in answer.of_kind(NO_REQUEST)] == [2]
    themed = found([], [walks], Ask(words="buurthuis", here=HERE), at(MONDAY, 9))
    assert [hit.item.id for hit in themed.of_kind(NO_REQUEST)] == [1]


def test_a_facility_that_is_called_so_stands_without_products_by_a_synonym() -> None:
    table = a_facility(1, name="Eettafel De Kolk", summary="Samen eten.")
    answer = found([a_row(1)], [table], Ask(words="eettafel"), at(MONDAY, 9))
    assert (answer.total, [hit.item.id for hit in answer.of_kind(NO_REQUEST)]) == (1, [1])


def test_words_are_judged_by_what_is_there_for_who_asks() -> None:
    elsewhere = a_facility(1, name="Autismecafé", municipalities=(MEDEMBLIK,))
    words = "begeleiding autisme"
    answer = found([a_row(1)], [elsewhere], Ask(words=words, here=HERE), at(MONDAY, 9))
    assert answer.total == 1, "not an empty page because of another municipality"


def test_a_guide_that_followed_every_change_answers_as_one_made_anew() -> None:
    random = Random(7)
    for _ in range(25):
        rows, facilities = some_rows(random), [a_facility(n) for n in range(1, 6)]
        shelf = Shelf(rows)
        guide = Guide(shelf, facilities)
        for _ in range(12):
            number = random.randint(1, 45)
            if random.random() < 0.4:
                shelf.drop(number)
            else:
                other = next((r for r in some_rows(random) if r.id == number), a_row(number))
                shelf.put(other)
            if random.random() < 0.3:
                guide.drop(FacilityRow, random.randint(1, 5))
            guide.follow()
        anew = Guide(shelf, list(guide.facilities()))
        for ask in (Ask(), Ask(words="begeleiding"), Ask(here=HERE), Ask(theme="vervoer")):
            town_id = ask.here.town.id if ask.here else None
            seen_by = [
                Found([Looked(one, View(shelf, town_id, TODAY))], ask, at(TODAY, 9))
                for one in (guide, anew)
            ]
            for kind in (NO_REQUEST, ON_REQUEST):
                one, two = ([hit.item.id for hit in f.of_kind(kind)] for f in seen_by)
                assert one == two


def test_every_theme_has_words_and_every_product_of_the_sources_a_theme() -> None:
    assert all(theme.name and theme.sentence and theme.words for theme in themes())
    codes = ("01HHO", "01HHT", "02BGP", "02BGS", "07DBA", "08VVZ", "04KDV", "15WON", "02AMB")
    assert all(themes_of(code) for code in codes)
    assert "mantelzorg" in themes_of("01HHT")
    assert "mantelzorg" not in themes_of("01HHO")


# The address bar


def test_an_address_asks_again_what_it_asked() -> None:
    given = {
        "zoek": "koffie",
        "thema": "ontmoeten",
        "bij": "1621",
        "afstand": "5",
        "voor": "ouderen",
        "kosten": "gratis",
        "open": "nu",
        "rolstoel": "ja",
        "taal": "tr",
        "soort": "zonder-aanvraag",
        "pagina": "3",
        "bewaard": "v1-a2",
    }
    one = asked(given, AROUND)
    assert one.ignored == []
    pairs = dict(part.split("=") for part in one.query[1:].split("&"))
    assert asked(pairs, AROUND).ask == one.ask
    assert (one.page, one.favourites) == (3, (Favourite("facility", 1), Favourite("offering", 2)))


def test_nonsense_in_an_address_is_told_and_left_out() -> None:
    given = {
        "thema": "ruimtevaart",
        "bij": "Atlantis",
        "afstand": "99",
        "open": "gisteren",
        "pagina": "-4",
        "bewaard": "v0-x9-v1-v1",
        "zoek": "a" * 300,
    }
    one = asked(given, AROUND)
    assert len(one.ignored) == 3, "a theme, a day and too long a text; a radius needs a place"
    assert one.place == "Atlantis"
    assert one.ask == Ask(words="a" * 100)
    assert in_address(one.favourites) == "v1"
    assert query(Ask()) == ""


def test_of_a_postcode_four_digits_stay() -> None:
    assert full_postcode("1621 AB") == "1621"
    assert full_postcode("1621ab ") == "1621"
    assert full_postcode("1621") is None
    assert full_postcode("Hoorn") is None
    assert len(read_favourites("-".join(f"v{n}" for n in range(1, 99)))) == 20


# Figures that may be published


def test_no_figure_is_published_of_fewer_than_five_cases() -> None:
    four = [Days(7, 7)] * (LEAST - 1)
    assert figure(four).told == "te weinig gegevens"
    assert figure(four).range is None
    five = figure([Days(0, 7), Days(14, 14), Days(21, 28), Days(28, 28), Days(56, 70)])
    assert (five.told, five.range_told) == ("3 weken", "hooguit 10 weken")


def test_only_recent_figures_of_who_takes_people_count() -> None:
    rows = [a_known_row(n, figures=stated(low=14)) for n in range(1, 6)]
    (counted,) = product_waits(rows, TOWNS[:2], today=TODAY)
    assert (counted.whole.cases, counted.towns[0].cases, counted.towns[1].cases) == (5, 5, 0)
    old = replace(rows[0], confirmed=a_known_row(1, days_ago=60).confirmed)
    stopped = replace(rows[1], stops=(a_stop(),))
    (less,) = product_waits([old, stopped, *rows[2:]], TOWNS[:1], today=TODAY)
    assert less.whole.cases == 3
    assert less.whole.told == "te weinig gegevens"
    assert picture([("Begeleiding", less.whole)]) is None
    drawn = picture([("Begeleiding", counted.whole)])
    assert drawn is not None
    assert [bar.told for bar in drawn.bars] == ["2 weken"]


# Keeping


def test_the_ladder_asks_who_keeps_what_is_due() -> None:
    fresh = a_facility(1, checked_on=MONDAY - timedelta(days=10))
    soon = a_facility(2, checked_on=MONDAY - timedelta(days=86))
    late = a_facility(3, checked_on=MONDAY - timedelta(days=120))
    ended = a_facility(4, checked_on=MONDAY - timedelta(days=200))
    asked_of = digest([fresh, soon, late, ended], today=MONDAY)
    assert [due.row.id for due in asked_of.rows] == [4, 3, 2]
    assert asked_of.is_needed
    assert not digest([fresh, ended], today=MONDAY).is_needed, "the access team calls now"


def test_a_difference_names_its_field_and_shows_both() -> None:
    row = a_facility(name="De Werf")
    (one,) = differences(row, {"name": "De Nieuwe Werf", "summary": row.summary})
    assert (one.label, one.before, one.after) == ("Naam", "De Werf", "De Nieuwe Werf")


def test_programs_that_fill_in_forms_are_held_off() -> None:
    def form(**typed: str) -> RemarkForm:
        return RemarkForm.parse(FormData({"message": "De deur was dicht.", **typed}))

    assert form(website="https://spam.example").is_trap
    assert form(opened="900000").check(second=900_010)
    assert not form(opened="900000").check(second=900_001), "nobody writes that fast"
    assert not form(opened="900000").check(second=900_000 + 2 * 24 * 3600)
    assert not form(opened="").check(second=900_010)
    assert not form(opened="900000", message="Bel 0229 123 456").check(second=900_010)
