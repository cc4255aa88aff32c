"""The workers and the postman: mails are composed, sent, delivered, and read by people."""

import asyncio
import mailbox
import re
import sys
from asyncio.subprocess import DEVNULL, PIPE
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any, Final

from portal.accounts.models import Membership
from portal.availability.jobs import send_reminders
from portal.database.connecting import own_connection
from portal.demo.year.events.figures import answered
from portal.demo.year.events.members import accepted, forgot_password
from portal.demo.year.world import Year
from portal.kernel.actor import PROVIDER_ROLES
from portal.kernel.clock import now
from portal.kernel.time_travel import travelled_to
from portal.worker import jobs

LINK: Final = re.compile(r"/(bevestigen|uitnodiging)/([\w-]{20,})/")
KEPT_DAYS: Final = 14
"""Older mails leave the folder once they were read: a year of them would fill it."""
FORGETFUL: Final = 8
"""So many people ask for a new password just before a crash, so that there is mail to send."""
SETTLED_SECONDS: Final = 0.3
KILLED_AFTER: Final = timedelta(seconds=30)


class Worker:
    """A worker with a connection of its own, that does a round of all jobs when told to."""

    def __init__(self) -> None:
        self.orders: asyncio.Queue[tuple[datetime, asyncio.Future[None]] | None] = asyncio.Queue()

    async def work(self, database_url: str) -> None:
        """Do rounds until told to stop."""
        async with own_connection(database_url):
            while (order := await self.orders.get()) is not None:
                moment, done = order
                try:
                    await _round(moment)
                    done.set_result(None)
                except Exception as error:  # noqa: BLE001  the year tells, not this task
                    done.set_exception(error)

    async def round(self, moment: datetime) -> None:
        """Have all jobs done as at this moment."""
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        await self.orders.put((moment, done))
        await done


async def _round(moment: datetime) -> None:
    with travelled_to(moment):
        every = jobs(lambda: False)
        # Sending comes first; what the others wrote then leaves in the same round.
        for job in [*every, *every]:
            while await job.run(now()):
                pass


@asynccontextmanager
async def two_workers(database_url: str) -> AsyncGenerator[list[Worker]]:
    """Two workers side by side, as in production."""
    workers = [Worker(), Worker()]
    tasks = [asyncio.create_task(worker.work(database_url)) for worker in workers]
    try:
        yield workers
    finally:
        for worker in workers:
            await worker.orders.put(None)
        await asyncio.gather(*tasks)


async def crash(year: Year, moment: datetime) -> None:
    """A worker process sends the mails of this morning, and is killed while it does.

    What it leaves behind is for the two workers of a few minutes later.
    """
    with travelled_to(moment - timedelta(minutes=5)):
        for _ in range(FORGETFUL):
            await forgot_password(year)
    before = _delivered(year.mail)
    mails = before + year.random.randint(1, 6)
    child = await _child(year.database_url, moment)
    loop = asyncio.get_running_loop()
    deadline = loop.time() + KILLED_AFTER.total_seconds()
    while _delivered(year.mail) < mails and loop.time() < deadline:  # noqa: ASYNC110
        await asyncio.sleep(0.003)
    child.kill()
    await child.wait()
    year.model.kills += 1
    year.did["worker killed"] += 1


async def _child(database_url: str, moment: datetime) -> asyncio.subprocess.Process:
    command = (sys.executable, "-m", "portal.demo.year.worker", database_url, moment.isoformat())
    return await asyncio.create_subprocess_exec(
        *command, stdin=PIPE, stdout=DEVNULL, stderr=DEVNULL
    )


async def cut_off(year: Year, moment: datetime) -> None:
    """The reminders of this morning are cancelled midway, as a worker that stops would do."""
    with travelled_to(moment):
        task = asyncio.create_task(send_reminders(now()))
        await asyncio.sleep(year.random.uniform(0, 0.08))
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
    # A transaction that has begun is not cut off: it ends by itself.
    await asyncio.sleep(SETTLED_SECONDS)
    year.did["job cut off"] += 1


def _delivered(folder: Path) -> int:
    new = folder / "new"
    return sum(1 for _ in new.iterdir()) if new.is_dir() else 0


async def read_mail(year: Year) -> None:
    """Everybody reads the mails that came since, and some will act on them."""
    for message in await asyncio.to_thread(_opened, year):
        year.model.letters[str(message["Message-ID"])] += 1
        if year.model.letters[str(message["Message-ID"])] == 1:
            await _react(year, message)


def _opened(year: Year) -> list[EmailMessage]:
    """The new mails; read ones move to "cur", and the old ones go."""
    box = mailbox.Maildir(year.mail, create=True)
    found: list[EmailMessage] = []
    for file in sorted((year.mail / "new").iterdir(), key=lambda one: one.stat().st_mtime_ns):
        message: Any = message_from_bytes(file.read_bytes(), policy=policy.default)
        found.append(message)
        if message["Date"].datetime < year.ends - timedelta(days=KEPT_DAYS):
            file.unlink()
        else:
            file.rename(year.mail / "cur" / f"{file.name}:2,S")
    box.close()
    # Which worker was first is chance that no seed rules.
    return sorted(found, key=lambda one: (str(one["To"]), str(one["Date"]), str(one["Subject"])))


async def _react(year: Year, message: EmailMessage) -> None:
    part = message.get_body(("plain",))
    link = LINK.search(str(part.get_content()) if part else "")
    if link is None:
        return
    kind, token = link.groups()
    if kind == "bevestigen":
        await _may_answer(year, str(message["To"]), token)
    elif kind == "uitnodiging" and year.chance(0.9):
        year.plan(year.soon((1, 200)), accepted(token))


async def _may_answer(year: Year, to: str, token: str) -> None:
    member = await Membership.filter(
        person__email=to, role__in=PROVIDER_ROLES, ended_at=None
    ).first()
    if member is None or member.provider_id is None:
        return
    habit = year.habit_of(member.provider_id)
    if year.chance(habit.answers):
        year.plan(year.soon(habit.after_hours), answered(token))
