"""A worker process for tests, to be sent signals: python -m tests.mail.sending URL [hurried]."""

import asyncio
import os
import sys
from datetime import timedelta
from unittest.mock import patch

from portal.settings import settings
from portal.worker import run_until_signal

HURRIED = {
    "portal.mail.rules.RETRY_AFTER": (timedelta(seconds=0.2),) * 1_000,
    "portal.mail.jobs.LEASE": timedelta(seconds=2),
    "portal.mail.jobs.MAIL_LASTS": timedelta(seconds=1),
    "portal.worker.LONGEST_BACK_OFF": timedelta(seconds=1),
}
"""So that a test need not wait a minute for the second attempt."""


def main(database_url: str, *how: str) -> None:
    for name, value in HURRIED.items() if "hurried" in how else ():
        patch(name, value).start()
    asyncio.run(run_until_signal(database_url))


def in_a_fork(environment: dict[str, str], database_url: str) -> None:
    """The hurried worker in a process that has imported everything; it says nothing."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    os.environ.update(environment)
    settings.cache_clear()
    main(database_url, "hurried")


if __name__ == "__main__":
    main(*sys.argv[1:])
