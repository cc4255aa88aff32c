"""Several processes on one port: one that falls is picked up, and none outlives its parent."""

import asyncio
import os
import signal
import socket
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest

from portal.serving import listeners, next_pause

PROCESSES = 2


@asynccontextmanager
async def a_portal(
    database_url: str, port: int, *options: str, processes: int = PROCESSES
) -> AsyncGenerator[Process]:
    """`portal run` as somebody would start it."""
    command = ("-c", "from portal.cli import main; main()", "run", "--port", str(port))
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, *command, "--processes", str(processes), *options),
        env=os.environ | {"DATABASE_URL": database_url},
        stdout=PIPE,
        stderr=PIPE,
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


def a_free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return taken.getsockname()[1]


def processes_of(parent: Process) -> set[int]:
    """The processes that somebody started."""
    path = Path(f"/proc/{parent.pid}/task/{parent.pid}/children")
    return set(map(int, path.read_text("ascii").split()))


def is_there(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text("ascii").rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


async def everybody_is_answered(port: int, *, times: int = 24) -> None:
    """New connections land on either process; each of them gets its page."""
    transport = httpx.AsyncHTTPTransport(retries=0)
    async with httpx.AsyncClient(transport=transport, timeout=30) as client:
        answers = await asyncio.gather(
            *(
                client.get(f"http://127.0.0.1:{port}/inloggen/", headers={"Connection": "close"})
                for _ in range(times)
            )
        )
    assert {answer.status_code for answer in answers} == {200}


async def test_who_is_killed_starts_again_and_nobody_is_refused(db: str) -> None:
    port = a_free_port()
    async with a_portal(db, port, "--no-worker") as portal, asyncio.timeout(60):
        await _listening(port)
        await everybody_is_answered(port)
        before = processes_of(portal)
        fallen = min(before)
        os.kill(fallen, signal.SIGKILL)
        await everybody_is_answered(port)
        after = processes_of(portal)
        assert len(after) == PROCESSES
        assert len(before & after) == PROCESSES - 1
        portal.send_signal(signal.SIGTERM)
        assert await portal.wait() == 0
        assert not [one for one in after if is_there(one)]


async def test_the_worker_runs_beside_them_and_stops_with_them(sqlite_url: str) -> None:
    port = a_free_port()
    async with a_portal(sqlite_url, port) as portal, asyncio.timeout(60):
        await _listening(port)
        await everybody_is_answered(port)
        portal.send_signal(signal.SIGINT)
        said, complained = await portal.communicate()
    assert (portal.returncode, complained) == (0, b"")
    assert b"rate_limits.per_process" in said
    assert said.index(b"worker.started") < said.index(b"worker.stopped")


@pytest.mark.parametrize("processes", [1, PROCESSES])
async def test_nobody_can_read_in_the_log_what_was_asked(sqlite_url: str, processes: int) -> None:
    port = a_free_port()
    quiet = a_portal(sqlite_url, port, "--no-worker", processes=processes)
    async with quiet as portal, asyncio.timeout(60):
        await _listening(port)
        await everybody_is_answered(port)
        portal.send_signal(signal.SIGTERM)
        said, complained = await portal.communicate()
    assert complained == b""
    assert b"inloggen" not in said


async def test_no_process_outlives_a_parent_that_was_killed(sqlite_url: str) -> None:
    port = a_free_port()
    async with a_portal(sqlite_url, port, "--no-worker") as portal, asyncio.timeout(60):
        await _listening(port)
        await everybody_is_answered(port)
        left = processes_of(portal)
        assert len(left) == PROCESSES
        portal.kill()
        while any(map(is_there, left)):  # noqa: ASYNC110
            await asyncio.sleep(0.05)


async def test_what_cannot_start_is_not_tried_for_ever(tmp_path: Path) -> None:
    async with a_portal(f"sqlite://{tmp_path}/empty.db", a_free_port()) as portal:
        async with asyncio.timeout(60):
            _, complained = await portal.communicate()
    assert portal.returncode == 1
    assert b"portal migrate" in complained


def test_a_port_that_somebody_has_is_not_shared_in_silence() -> None:
    with (
        socket.create_server(("127.0.0.1", 0), reuse_port=True) as taken,
        pytest.raises(OSError, match="in use"),
    ):
        listeners("127.0.0.1", taken.getsockname()[1], PROCESSES)


def test_without_a_port_all_share_one_that_is_free() -> None:
    sockets = listeners("127.0.0.1", 0, PROCESSES)
    assert len({one.getsockname() for one in sockets}) == 1
    for one in sockets:
        one.close()


def test_what_keeps_ending_is_tried_ever_less_often() -> None:
    pauses = [0.0]
    for _ in range(7):
        pauses.append(next_pause(pauses[-1], lasted=2))
    assert pauses[1:] == [1, 2, 4, 8, 16, 30, 30]
    assert next_pause(30, lasted=3_600) == 1


async def _listening(port: int) -> None:
    while True:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except ConnectionRefusedError:
            await asyncio.sleep(0.05)
        else:
            writer.close()
            return


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """Where the database does not matter."""
    path = tmp_path / "portal.db"
    path.write_bytes(sqlite_template.read_bytes())
    return f"sqlite://{path}"
