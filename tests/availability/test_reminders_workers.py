"""Two workers at once, and a worker that dies: still one mail for each."""

import asyncio
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from portal.availability.actions import reminders
from portal.availability.jobs import send_reminders
from portal.availability.models import ManagerTask, ReminderLink
from portal.mail.models import OutboxMail
from portal.providers.models import Provider
from tests.availability.reminding import at_nine, days_ahead, digest_day, mails_to, reported
from tests.cast import Cast

ROOT = Path(__file__).parents[2]
A_WORKER = """
import asyncio, sys
from datetime import datetime
from portal.availability.jobs import send_reminders
from portal.database.connecting import connect, disconnect

async def work():
    await connect(sys.argv[1])
    await send_reminders(datetime.fromisoformat(sys.argv[2]))
    await disconnect()

asyncio.run(work())
"""


async def every_digest_today() -> None:
    for provider in await Provider.all():
        await digest_day(provider, days_ahead(0))


async def a_worker(url: str) -> asyncio.subprocess.Process:
    moment = at_nine(days_ahead(0)).isoformat()
    return await asyncio.create_subprocess_exec(
        sys.executable, "-c", A_WORKER, url, moment, cwd=ROOT
    )


async def test_two_processes_make_one_mail_each(cast: Cast, db: str) -> None:
    await reported(cast.sanne, cast.linde_thuis.id, days_ago=40)
    await every_digest_today()
    workers = [await a_worker(db) for _ in range(2)]
    assert [await worker.wait() for worker in workers] == [0, 0]
    to = await OutboxMail.all().values_list("to", flat=True)
    assert len(to) == len(set(to)) == 4
    assert await ReminderLink.all().count() == 4
    assert await ManagerTask.all().count() == 1


async def test_two_rounds_at_the_same_moment_make_one_mail_each(cast: Cast) -> None:
    await every_digest_today()
    moment = at_nine(days_ahead(0))
    await asyncio.gather(*(send_reminders(moment + timedelta(seconds=n)) for n in range(4)))
    assert await OutboxMail.all().count() == 4


async def test_a_round_that_breaks_off_is_done_whole_the_next_time(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The mail, its link and the mark that the day is done stand or fall together."""
    await every_digest_today()

    async def dies(*_: Any, **__: Any) -> None:
        raise RuntimeError("the power goes out")

    with monkeypatch.context() as broken:
        broken.setattr(reminders, "record_change", dies)
        with pytest.raises(ExceptionGroup, match="could not be reminded"):
            await send_reminders(at_nine(days_ahead(0)))
    assert not await OutboxMail.all().exists()
    assert not await ReminderLink.all().exists()
    await send_reminders(at_nine(days_ahead(0)))
    assert len(await mails_to(cast.sanne)) == 1


async def test_one_provider_that_fails_holds_up_no_other(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    await every_digest_today()
    post = reminders.post

    async def picky(mail: Any) -> None:
        if "De Linde" in mail.text:
            raise RuntimeError("this one is broken")
        await post(mail)

    monkeypatch.setattr(reminders, "post", picky)
    with pytest.raises(ExceptionGroup):
        await send_reminders(at_nine(days_ahead(0)))
    assert not await mails_to(cast.sanne)
    assert len(await mails_to(cast.aisha)) == 1
