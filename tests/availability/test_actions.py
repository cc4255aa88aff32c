"""Reporting, confirming, undoing and stopping: what providers and municipalities do."""

import pytest

from portal.availability.actions import reports, stops
from portal.availability.actions.reports import ChangedMeanwhile
from portal.availability.actions.stops import StopWish
from portal.availability.models import Confirmation, Report
from portal.availability.queries import history, row_for
from portal.availability.rules.figures import Channel, Days, Figures, Statement, Status
from portal.availability.rules.freshness import Freshness
from portal.availability.rules.stops import StopDecision
from portal.database.transactions import committed
from portal.journal.models import JournalEntry
from portal.kernel.clock import today
from portal.kernel.errors import NotAllowed, NotFound, NotValid
from tests.cast import Cast

FOUR_WEEKS = Statement(
    figures=Figures(status=Status.WAITLIST, intake=Days(7, 14), start=Days(14, 28), waiting=7)
)
SIX_WEEKS = Statement(
    figures=Figures(status=Status.WAITLIST, intake=Days(7, 14), start=Days(28, 42), waiting=9)
)
SCREEN = Channel.SCREEN


async def test_sanne_reports_a_wait_and_noor_sees_it(cast: Cast) -> None:
    await reports.report(cast.sanne, cast.linde_thuis.id, FOUR_WEEKS, seen=None, channel=SCREEN)
    seen = await row_for(cast.noor, cast.linde_thuis.id)
    assert seen.statement == FOUR_WEEKS
    assert str(seen.expected()) == "3 tot 6 weken"
    assert seen.freshness(today=today()) is Freshness.FRESH
    assert seen.confirmed
    assert seen.confirmed.by_name == "Sanne de Wit"


async def test_the_same_figures_again_confirm_and_do_not_change(cast: Cast) -> None:
    row = await reports.report(
        cast.sanne, cast.linde_thuis.id, FOUR_WEEKS, seen=None, channel=SCREEN
    )
    await reports.report(
        cast.daan, cast.linde_thuis.id, FOUR_WEEKS, seen=row.report_id, channel=SCREEN
    )
    assert await Report.all().count() == 1
    assert [c.unchanged for c in await Confirmation.all().order_by("id")] == [False, True]


async def test_the_second_writer_is_told_and_overwrites_nothing(cast: Cast) -> None:
    first = await reports.report(
        cast.sanne, cast.linde_thuis.id, FOUR_WEEKS, seen=None, channel=SCREEN
    )
    await reports.report(
        cast.sanne, cast.linde_thuis.id, SIX_WEEKS, seen=first.report_id, channel=SCREEN
    )
    other = Statement(figures=Figures(status=Status.NO_CAPACITY))
    with pytest.raises(ChangedMeanwhile, match="Sanne de Wit heeft dit net aangepast"):
        await reports.report(
            cast.daan, cast.linde_thuis.id, other, seen=first.report_id, channel=SCREEN
        )
    assert (await row_for(cast.daan, cast.linde_thuis.id)).statement == SIX_WEEKS


async def test_alles_klopt_nog_leaves_rows_alone_that_changed_meanwhile(cast: Cast) -> None:
    home = await reports.report(
        cast.sanne, cast.linde_thuis.id, FOUR_WEEKS, seen=None, channel=SCREEN
    )
    day = await reports.report(cast.sanne, cast.linde_dag.id, FOUR_WEEKS, seen=None, channel=SCREEN)
    assert home.report_id
    assert day.report_id
    await reports.report(cast.daan, home.id, SIX_WEEKS, seen=home.report_id, channel=SCREEN)
    outcome = await reports.confirm(
        cast.sanne, {home.id: home.report_id, day.id: day.report_id}, channel=Channel.MAIL
    )
    assert outcome.confirmed == [day.id]
    assert outcome.changed_meanwhile == [home.id]


async def test_nobody_confirms_what_nobody_filled_in(cast: Cast) -> None:
    with pytest.raises(NotFound):
        await reports.confirm(cast.sanne, {cast.anker_thuis.id: 1}, channel=SCREEN)


async def test_a_provider_cannot_touch_another_providers_offering(cast: Cast) -> None:
    with pytest.raises(NotFound):
        await reports.report(cast.aisha, cast.linde_thuis.id, FOUR_WEEKS, seen=None, channel=SCREEN)


async def test_a_consultant_sees_but_does_not_report(cast: Cast) -> None:
    with pytest.raises(NotFound):
        await reports.report(cast.noor, cast.linde_thuis.id, FOUR_WEEKS, seen=None, channel=SCREEN)


async def test_regions_never_see_each_other(cast: Cast) -> None:
    with pytest.raises(NotFound):
        await row_for(cast.guus, cast.linde_thuis.id)
    with pytest.raises(NotFound):
        await row_for(cast.noor, cast.kade_thuis.id)


async def test_rik_reports_by_phone_on_behalf_of_de_linde(cast: Cast) -> None:
    row = await reports.report(
        cast.rik, cast.linde_thuis.id, FOUR_WEEKS, seen=None, channel=Channel.PHONE
    )
    assert row.confirmed
    assert row.confirmed.channel is Channel.PHONE


async def test_undo_puts_back_what_stood_there(cast: Cast) -> None:
    first = await reports.report(
        cast.sanne, cast.linde_thuis.id, FOUR_WEEKS, seen=None, channel=SCREEN
    )
    second = await reports.report(
        cast.sanne, cast.linde_thuis.id, SIX_WEEKS, seen=first.report_id, channel=SCREEN
    )
    assert second.report_id
    undone = await reports.undo(cast.sanne, cast.linde_thuis.id, seen=second.report_id)
    assert undone.statement == FOUR_WEEKS
    assert len(await history(cast.sanne, cast.linde_thuis.id)) == 3


async def test_undo_is_for_ones_own_last_save_only(cast: Cast) -> None:
    first = await reports.report(
        cast.sanne, cast.linde_thuis.id, FOUR_WEEKS, seen=None, channel=SCREEN
    )
    assert first.report_id
    with pytest.raises(NotAllowed):
        await reports.undo(cast.daan, cast.linde_thuis.id, seen=first.report_id)


async def test_a_stop_counts_only_where_the_municipality_agreed(cast: Cast) -> None:
    stop = await stops.request_stop(
        cast.sanne,
        cast.linde_thuis.id,
        StopWish(
            reason="Twee collega's zijn ziek",
            from_on=today(),
            until_on=None,
            municipality_ids=[cast.hoorn.id, cast.medemblik.id],
        ),
        on=today(),
    )
    assert not (await row_for(cast.noor, cast.linde_thuis.id)).stopped_in(today=today())
    await stops.decide_stop(cast.mila, stop.id, cast.hoorn.id, StopDecision.AGREED)
    row = await row_for(cast.noor, cast.linde_thuis.id)
    assert row.stopped_in(today=today()) == {cast.hoorn.id}
    assert not row.is_stopped(today=today())
    assert row.is_stopped(cast.hoorn.id, today=today())


async def test_mila_decides_for_her_own_municipality_only(cast: Cast) -> None:
    stop = await stops.request_stop(
        cast.sanne,
        cast.linde_thuis.id,
        StopWish(
            reason="Verhuizing",
            from_on=today(),
            until_on=None,
            municipality_ids=[cast.medemblik.id],
        ),
        on=today(),
    )
    with pytest.raises(NotFound):
        await stops.decide_stop(cast.mila, stop.id, cast.medemblik.id, StopDecision.AGREED)
    consent = await stops.decide_stop(
        cast.rik, stop.id, cast.medemblik.id, StopDecision.REFUSED, note="Eerst overleg"
    )
    assert consent.on_behalf


async def test_a_stop_names_municipalities_that_are_served(cast: Cast) -> None:
    with pytest.raises(NotValid):
        await stops.request_stop(
            cast.sanne,
            cast.linde_thuis.id,
            StopWish(
                reason="Ziekte", from_on=today(), until_on=None, municipality_ids=[cast.gouda.id]
            ),
            on=today(),
        )


async def test_every_change_is_journalled_with_ids_only(cast: Cast) -> None:
    await committed(
        lambda: reports.report(
            cast.sanne, cast.linde_thuis.id, FOUR_WEEKS, seen=None, channel=SCREEN
        )
    )
    entry = await JournalEntry.get(action="offering.reported")
    assert entry.person_id == cast.sanne.person_id
    assert entry.subject_ids == [cast.linde_thuis.id]
    assert "Sanne" not in str(entry.details)
