"""Another process that says when it is ready, and goes on at our word."""

import asyncio
import sys
from asyncio.subprocess import PIPE, Process

_started: list[Process] = []


async def started(*arguments: str) -> Process:
    """Python with these arguments; `db` waits for its end, whatever becomes of the test."""
    command = (sys.executable, *arguments)
    process = await asyncio.create_subprocess_exec(*command, stdin=PIPE, stdout=PIPE)
    _started.append(process)
    return process


async def line_of(process: Process) -> str:
    assert process.stdout is not None
    return (await process.stdout.readline()).decode().strip()


async def go_on(process: Process) -> None:
    assert process.stdin is not None
    process.stdin.write(b"\n")
    await process.stdin.drain()


async def rest_of(process: Process) -> str:
    """What it says once it may go on, to its end."""
    out, _ = await process.communicate(b"\n")
    return out.decode().strip()


async def all_ended() -> None:
    """Nobody is left behind: a loop that closes with a process under it breaks a later test."""
    while _started:
        process = _started.pop()
        if process.returncode is None:
            process.kill()
        await process.communicate()
