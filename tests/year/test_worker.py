"""The worker process that is there to be killed."""

import asyncio
import sys
from asyncio.subprocess import DEVNULL, PIPE
from pathlib import Path

from portal.kernel.clock import now


async def test_it_ends_with_whoever_started_it(tmp_path: Path, in_the_demo: None) -> None:
    """One that stayed behind would send mails with a clock of another year."""
    url = f"sqlite://{tmp_path / 'portal.db'}"
    command = (sys.executable, "-m", "portal.demo.year.worker", url, now().isoformat())
    child = await asyncio.create_subprocess_exec(
        *command, stdin=PIPE, stdout=DEVNULL, stderr=DEVNULL
    )
    assert child.stdin
    child.stdin.close()
    try:
        async with asyncio.timeout(30):
            assert await child.wait() == 1
    finally:
        if child.returncode is None:
            child.kill()
            await child.wait()
