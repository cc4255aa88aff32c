"""Noor reports that nothing fits; Rik deals with it. On both databases."""

from datetime import date, timedelta

import pytest

from portal.gaps.actions import Missing, close_gap, report_gap
from portal.gaps.models import GapReport
from portal.gaps.queries import (
    gap_for,
    gaps,
    municipalities_to_choose,
    own_municipality_id,
    products_to_choose,
)
from portal.gaps.rules import GapReason
from portal.journal.models import JournalEntry
from portal.kernel.clock import now, today
from portal.kernel.errors import NotAllowed, NotFound, NotValid
from tests import builders as make
from tests.cast import Cast


def missing(cast: Cast, **known: object) -> Missing:
    values: dict[str, object] = {
        "municipality_id": cast.hoorn.id,
        "product_id": cast.begeleiding.id,
        "reason": GapReason.DOES_NOT_FIT,
        "remark": "Niemand spreekt Tigrinya.",
    }
    return Missing(**{**values, **known})  # pyright: ignore[reportArgumentType]


async def test_a_report_reaches_the_region_and_the_journal(cast: Cast) -> None:
    report = await report_gap(cast.noor, missing(cast), on=today())
    (gap,) = await gaps(cast.rik)
    assert (gap.id, gap.title, gap.by_name) == (
        report.id,
        "Begeleiding basis, Hoorn",
        "Noor Bakker",
    )
    assert (gap.reason, gap.remark) == (GapReason.DOES_NOT_FIT, "Niemand spreekt Tigrinya.")
    assert gap.reported_on == today()
    written = await JournalEntry.get(action="gap.reported")
    assert (written.person_id, written.subject_ids) == (cast.noor.person_id, [report.id])
    assert written.region_id == cast.westfriesland.id
    assert "Tigrinya" not in str(written.details), "free text stays out of the journal"


async def test_a_button_pressed_twice_reports_once(cast: Cast) -> None:
    first = await report_gap(cast.noor, missing(cast), on=today())
    assert await report_gap(cast.noor, missing(cast), on=today()) == first
    await report_gap(cast.noor, missing(cast, municipality_id=cast.medemblik.id), on=today())
    await report_gap(cast.mila, missing(cast), on=today())
    assert await GapReport.all().count() == 3
    earlier = now() - timedelta(minutes=2)
    await GapReport.filter(id=first.id).update(reported_at=earlier)
    assert await report_gap(cast.noor, missing(cast), on=today()) != first


@pytest.mark.parametrize("who", ["noor", "rik", "mila"])
async def test_consultants_the_region_and_municipalities_report(cast: Cast, who: str) -> None:
    await report_gap(getattr(cast, who), missing(cast, product_id=None), on=today())
    (gap,) = await gaps(cast.rik)
    assert gap.product is None


@pytest.mark.parametrize("who", ["sanne", "otto", "bo", "evi"])
async def test_others_do_not(cast: Cast, who: str) -> None:
    with pytest.raises(NotFound):
        await report_gap(getattr(cast, who), missing(cast), on=today())
    assert not await GapReport.exists()


async def test_regions_stay_apart(cast: Cast) -> None:
    elsewhere = missing(cast, municipality_id=cast.gouda.id, product_id=None)
    mixed = missing(cast, product_id=cast.kade_thuis.product_id)
    for wrong in (elsewhere, mixed):
        with pytest.raises(NotFound):
            await report_gap(cast.noor, wrong, on=today())
    theirs = await report_gap(cast.guus, elsewhere, on=today())
    assert list(await gaps(cast.rik)) == []
    for deed in (gap_for(cast.rik, theirs.id), close_gap(cast.rik, theirs.id, note="Klaar.")):
        with pytest.raises(NotFound):
            await deed


@pytest.mark.parametrize("remark", ["Bel 0229 123 456", "mail jan@hoorn.nl", "BSN 111222333"])
async def test_personal_data_is_refused(cast: Cast, remark: str) -> None:
    with pytest.raises(NotValid):
        await report_gap(cast.noor, missing(cast, remark=remark), on=today())
    report = await report_gap(cast.noor, missing(cast), on=today())
    with pytest.raises(NotValid):
        await close_gap(cast.rik, report.id, note=remark)


async def test_rik_closes_a_report_once_and_says_what_came_of_it(cast: Cast) -> None:
    report = await report_gap(cast.noor, missing(cast), on=today())
    await close_gap(cast.rik, report.id, note="Een tolk gevonden.")
    assert list(await gaps(cast.rik)) == []
    (gap,) = await gaps(cast.otto, closed=True)
    assert gap.closing
    assert (gap.closing.by_name, gap.closing.note) == ("Rik Jansen", "Een tolk gevonden.")
    assert gap.closing.on == today()
    written = await JournalEntry.get(action="gap.closed")
    assert (written.person_id, written.subject_ids) == (cast.rik.person_id, [report.id])
    with pytest.raises(NotAllowed):
        await close_gap(cast.rik, report.id, note="Nog eens.")


@pytest.mark.parametrize("who", ["otto", "noor", "mila", "sanne"])
async def test_only_the_region_manager_closes(cast: Cast, who: str) -> None:
    report = await report_gap(cast.noor, missing(cast), on=today())
    with pytest.raises(NotFound):
        await close_gap(getattr(cast, who), report.id, note="Klaar.")


async def test_one_chooses_from_what_is_valid_today_in_the_own_region(cast: Cast) -> None:
    lot = await make.a_lot(cast.westfriesland)
    yesterday = today() - timedelta(days=1)
    await make.a_product(lot, "Oud", valid_until=yesterday)
    await make.a_product(lot, "Straks", valid_from=today() + timedelta(days=1))
    await make.a_product(lot, "Nog een dag", code="NOG", valid_until=today())
    names = [p.name for p in await products_to_choose(cast.noor, on=today())]
    assert names == ["Begeleiding basis", "Dagbesteding A", "Nog een dag"]
    towns = [town.name for town in await municipalities_to_choose(cast.mila)]
    assert towns == ["Hoorn", "Medemblik"]


async def test_of_two_versions_of_a_product_the_newest_is_offered(cast: Cast) -> None:
    lot = await make.a_lot(cast.westfriesland)
    for name, start in (("Nieuw", date(2026, 1, 1)), ("Oud", date(2025, 7, 1))):
        await make.a_product(lot, name, code="TWEE", valid_from=start)
    names = [p.name for p in await products_to_choose(cast.noor, on=today())]
    assert "Nieuw" in names
    assert "Oud" not in names


async def test_the_form_starts_with_the_municipality_of_who_has_just_one(cast: Cast) -> None:
    assert await own_municipality_id(cast.noor) == cast.hoorn.id
    assert await own_municipality_id(cast.mila) == cast.hoorn.id
    assert await own_municipality_id(cast.rik) is None
    both = await make.an_access_team([cast.hoorn, cast.medemblik])
    two = await make.a_member(cast.noor.role, of=both)
    assert await own_municipality_id(two) is None
