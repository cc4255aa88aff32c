"""The worker: runs the jobs of all features, each in its own rhythm, until it is told to stop.

Jobs find their due work by query and may run twice or on several workers at once: each keeps
its own keys for that. So nothing here needs to be remembered, and `kill -9` does no harm.
"""

import asyncio
import random
import signal
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Final

import structlog

from portal.availability.jobs import send_reminders
from portal.database.changes import forget_old_changes
from portal.database.connecting import own_connection
from portal.kernel.clock import now
from portal.kernel.errors import trace_of
from portal.mail.jobs import forget_old_mails, send_due_mails
from portal.mail.rules import ServerUnavailable
from portal.mail.transport import configured_transport
from portal.matching.jobs import tell_of_new_fits
from portal.socialmap.jobs import note_publications, remind_keepers
from portal.waitlists.jobs import expire_invitations, forget_clients, measure_waits

log = structlog.get_logger()
GRACE_SECONDS: Final = 65.0
"""How long a job may take to finish after the stop; longer than one mail can last."""
RECONNECT_SECONDS: Final = 5.0
LONGEST_BACK_OFF: Final = timedelta(minutes=5)
JITTER: Final = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """Work that is done again and again; called with the moment it starts.

    When it returns True there is more to do and it is called again at once.
    """

    name: str
    run: Callable[[datetime], Awaitable[bool | None]]
    every: timedelta


def jobs(stopping: Callable[[], bool]) -> list[Job]:
    """Every job of the portal. Long ones ask `stopping` whether to come to an end."""
    return [
        Job(
            name="send_due_mails",
            run=partial(send_due_mails, stopping=stopping),
            every=timedelta(seconds=1),
        ),
        Job(name="send_reminders", run=send_reminders, every=timedelta(hours=1)),
        Job(name="remind_keepers", run=remind_keepers, every=timedelta(hours=1)),
        Job(name="note_publications", run=note_publications, every=timedelta(minutes=10)),
        Job(name="tell_of_new_fits", run=tell_of_new_fits, every=timedelta(minutes=5)),
        Job(name="expire_invitations", run=expire_invitations, every=timedelta(minutes=15)),
        Job(name="measure_waits", run=measure_waits, every=timedelta(hours=1)),
        Job(name="forget_clients", run=forget_clients, every=timedelta(hours=24)),
        Job(name="forget_old_mails", run=forget_old_mails, every=timedelta(hours=1)),
        Job(name="forget_old_changes", run=forget_old_changes, every=timedelta(hours=1)),
    ]


async def run_worker(database_url: str, *, stop: asyncio.Event) -> None:
    """Run all jobs over a connection of their own until `stop` is set and work at hand is done.

    A database that cannot be reached and jobs that fail are logged and tried again.
    """
    if configured_transport() is None:
        log.warning("mail.no_transport", hint="set PORTAL_SMTP_HOST; mails stay in the outbox")
    log.info("worker.started")
    while not stop.is_set():
        try:
            async with own_connection(database_url):
                await run_jobs(jobs(stop.is_set), stop=stop)
        except Exception as error:  # noqa: BLE001  whatever the driver raises when it is away
            log.warning("worker.no_database", kind=type(error).__name__)
            await _pause(RECONNECT_SECONDS, stop)
    log.info("worker.stopped")


async def run_until_signal(database_url: str) -> None:
    """Be a process of its own: SIGTERM and SIGINT stop it after the work at hand."""
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    await run_worker(database_url, stop=stop)


async def run_jobs(jobs: list[Job], *, stop: asyncio.Event) -> None:
    """Run these jobs side by side until `stop`; what is not done soon after it is cut off."""
    tasks = [asyncio.create_task(_repeat(job, stop), name=job.name) for job in jobs]
    try:
        await stop.wait()
        await asyncio.wait(tasks, timeout=GRACE_SECONDS)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _repeat(job: Job, stop: asyncio.Event) -> None:
    failures = 0
    while not stop.is_set():
        try:
            more = await job.run(now())
            failures = 0
        except Exception as error:  # noqa: BLE001  one failing job must not stop the others
            more = False
            failures += 1
            _complain(job, error, failures)
        if not more:
            await _pause(_seconds_until_next(job, failures), stop)


def _complain(job: Job, error: Exception, failures: int) -> None:
    bug = "" if isinstance(error, ServerUnavailable) else trace_of(error)
    code = error.code if isinstance(error, ServerUnavailable) else type(error).__name__
    log.error("job.failed", job=job.name, code=code, failures=failures, trace=bug)


def _seconds_until_next(job: Job, failures: int) -> float:
    """The job's rhythm with some jitter; after failures ever slower, at most five minutes."""
    seconds = job.every.total_seconds()
    if failures:
        longest = max(seconds, LONGEST_BACK_OFF.total_seconds())
        seconds = min(longest, max(seconds, 1.0) * 2 ** min(failures - 1, 20))
    return seconds * random.uniform(1 - JITTER, 1 + JITTER)  # noqa: S311  no secret


async def _pause(seconds: float, stop: asyncio.Event) -> None:
    try:
        async with asyncio.timeout(seconds):
            await stop.wait()
    except TimeoutError:
        return
