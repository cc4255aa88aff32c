"""What becomes of figures, tasks and requests when the region changes what is contracted."""

from portal.availability.actions import reports
from portal.availability.actions.offerings import withdraw_offering
from portal.availability.models import ManagerTask
from portal.availability.queries import row_for
from portal.availability.rules.figures import Channel, Days, Figures, Statement, Status
from portal.kernel.clock import today
from portal.providers.actions import save_contract
from portal.providers.models import Contract
from tests.cast import Cast

SCREEN = Channel.SCREEN


def waiting(cast: Cast, number: int) -> Statement:
    """The same everywhere, but longer in Medemblik."""
    general = Figures(status=Status.WAITLIST, start=Days(14, 28), waiting=number)
    longer = Figures(status=Status.WAITLIST, start=Days(56, 70))
    return Statement(figures=general, local={cast.medemblik.id: longer})


async def leave_medemblik(cast: Cast) -> None:
    contract = await Contract.get(id=cast.linde_thuis.contract_id)
    values = {"lot_id": contract.lot_id, "provider_id": contract.provider_id}
    await save_contract(cast.rik, cast.westfriesland.id, contract.id, values, [], [cast.hoorn.id])


async def test_figures_of_a_municipality_that_a_contract_left_are_not_shown(cast: Cast) -> None:
    home = cast.linde_thuis.id
    said = await reports.report(cast.sanne, home, waiting(cast, 3), seen=None, channel=SCREEN)
    assert said.statement == waiting(cast, 3)
    await leave_medemblik(cast)
    row = await row_for(cast.sanne, home)
    assert row.statement
    assert row.statement.local == {}
    assert [m.name for m in row.municipalities] == ["Hoorn"]


async def test_whoever_changes_the_rest_is_not_refused_for_it(cast: Cast) -> None:
    """The form, the mail and the sheet keep what they do not ask: that must still be true."""
    home = cast.linde_thuis.id
    await reports.report(cast.sanne, home, waiting(cast, 3), seen=None, channel=SCREEN)
    await leave_medemblik(cast)
    row = await row_for(cast.sanne, home)
    assert row.statement
    changed = Statement(figures=waiting(cast, 9).figures, local=row.statement.local)
    saved = await reports.report(cast.sanne, home, changed, seen=row.report_id, channel=SCREEN)
    assert saved.statement == changed


async def test_taking_back_gives_the_figures_of_before_where_it_still_works(cast: Cast) -> None:
    home = cast.linde_thuis.id
    first = await reports.report(cast.sanne, home, waiting(cast, 3), seen=None, channel=SCREEN)
    wrong = Statement(figures=waiting(cast, 99).figures)
    saved = await reports.report(cast.sanne, home, wrong, seen=first.report_id, channel=SCREEN)
    assert saved.report_id
    await leave_medemblik(cast)
    row = await reports.undo(cast.sanne, home, seen=saved.report_id)
    assert row.statement == Statement(figures=waiting(cast, 3).figures)


async def test_nobody_rings_about_an_offering_that_is_gone(cast: Cast) -> None:
    for offering in (cast.linde_thuis, cast.anker_thuis):
        await ManagerTask.create(
            region_id=cast.westfriesland.id, offering=offering, since_on=today()
        )
    await withdraw_offering(cast.rik, cast.linde_thuis.id)
    task = await ManagerTask.get(offering_id=cast.linde_thuis.id)
    assert task.done_at is not None
    assert task.done_by_id == cast.rik.person_id
    assert (await ManagerTask.get(offering_id=cast.anker_thuis.id)).done_at is None
