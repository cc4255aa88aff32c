"""A worker process at a moment of the simulated year, to be killed: python -m … URL MOMENT."""

import asyncio
import os
import sys
from datetime import datetime
from threading import Thread

from portal.kernel.time_travel import travelled_to
from portal.worker import run_until_signal


def main(database_url: str, moment: str) -> None:
    """Run all jobs as at this moment, until a signal, or until who started it is gone."""
    Thread(target=_end_with_parent, daemon=True).start()
    with travelled_to(datetime.fromisoformat(moment)):
        asyncio.run(run_until_signal(database_url))


def _end_with_parent() -> None:
    """A worker that stayed behind would go on sending, with a clock of another year."""
    sys.stdin.read()
    os._exit(1)


if __name__ == "__main__":
    main(*sys.argv[1:])
