"""Serving over HTTP: in this process, or in several that share a port and are watched over."""

import asyncio
import logging
import signal
import socket
import sys
from collections.abc import Callable, Coroutine
from contextlib import closing
from typing import Any, Final

import structlog
import uvicorn

from portal.settings import settings
from portal.worker import run_worker

log = structlog.get_logger()
APP: Final = "portal.app:create_app"
BACKLOG: Final = 2_048
GRACE_SECONDS: Final = 70.0
"""How long a process may take to answer what it had begun, once it is told to stop."""
SHORTEST_PAUSE: Final = 1.0
LONGEST_PAUSE: Final = 30.0


def configure_logs() -> None:
    """One line per event, in logfmt."""
    structlog.configure(
        processors=[
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.processors.add_log_level,
            structlog.processors.format_exc_info,
            structlog.processors.LogfmtRenderer(key_order=["timestamp", "level", "event"]),
        ]
    )


def serve(host: str, port: int, *, with_worker: bool, processes: int = 1, app: str = APP) -> None:
    """Serve until SIGTERM or SIGINT; the worker, if any, runs in this process."""
    if processes == 1:
        server = _server(app, host=host, port=port)
        _run(server, _serve_here(server, with_worker=with_worker))
        return
    if settings().rate_limit_storage == "memory://":
        log.warning("rate_limits.per_process", hint="set PORTAL_RATE_LIMIT_STORAGE to redis://…")
    sockets = listeners(host, port, processes)
    asyncio.run(_serve_in_processes(sockets, app, with_worker=with_worker))


def _run(server: uvicorn.Server, serving: Coroutine[Any, Any, None]) -> None:
    """As asyncio.run, on the loop that uvicorn prefers: uvloop takes less time per request."""
    with asyncio.Runner(loop_factory=server.config.get_loop_factory()) as runner:
        runner.run(serving)


def _server(app: str, *, host: str = "", port: int = 0) -> uvicorn.Server:
    # The portal logs its bugs itself, without what somebody typed; uvicorn would add that.
    logging.getLogger("uvicorn.error").addFilter(
        lambda record: not record.getMessage().startswith("Exception in ASGI application")
    )
    return uvicorn.Server(
        uvicorn.Config(
            app,
            factory=True,
            host=host,
            port=port,
            backlog=BACKLOG,
            log_level="warning",
            access_log=False,
            server_header=False,
        )
    )


async def _serve_here(server: uvicorn.Server, *, with_worker: bool) -> None:
    stop = asyncio.Event()

    def leave() -> None:
        server.should_exit = True
        stop.set()

    # uvicorn raises the signal again when it is done: by itself it would end us before the worker.
    _at_signal(leave)
    working = (
        asyncio.create_task(run_worker(settings().database_url, stop=stop)) if with_worker else None
    )
    try:
        await server.serve()
    finally:
        stop.set()
        if working is not None:
            await working


def _at_signal(leave: Callable[[], None]) -> None:
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, leave)


# Several processes -------------------------------------------------------------------------


def listeners(host: str, port: int, count: int) -> list[socket.socket]:
    """A socket for each process on one port, over which the kernel spreads the connections.

    They stay open here, so that who comes while a process starts again waits and is not refused.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # Sockets that share a port do not see that somebody else has it.
    with socket.create_server((host, port), family=family) as alone:
        port = alone.getsockname()[1]
    return [
        socket.create_server((host, port), family=family, reuse_port=True, backlog=BACKLOG)
        for _ in range(count)
    ]


async def _serve_in_processes(sockets: list[socket.socket], app: str, *, with_worker: bool) -> None:
    stop = asyncio.Event()
    _at_signal(stop.set)
    async with asyncio.TaskGroup() as group:
        kept = [group.create_task(_kept_running(one, app, stop)) for one in sockets]
        if with_worker:
            group.create_task(run_worker(settings().database_url, stop=stop))
    if not all(task.result() for task in kept):
        raise SystemExit(1)


async def _kept_running(listener: socket.socket, app: str, stop: asyncio.Event) -> bool:
    """Start a process anew whenever it ends by itself, until `stop`.

    One that fails at its first start will do so again: then all of them stop, and this is False.
    """
    with closing(listener):
        pause = 0.0
        while not stop.is_set():
            started = asyncio.get_running_loop().time()
            code = await _run_process(listener, app, stop)
            if stop.is_set():
                break
            if code > 0 and not pause:
                stop.set()
                return False
            pause = next_pause(pause, lasted=asyncio.get_running_loop().time() - started)
            log.error("web.process_ended", code=code, again_in=pause)
            await _either(asyncio.sleep(pause), stop)
    return True


def next_pause(before: float, *, lasted: float) -> float:
    """Seconds until a process that ended may start again; ever more while it ends soon."""
    if lasted > LONGEST_PAUSE:
        return SHORTEST_PAUSE
    return min(LONGEST_PAUSE, max(SHORTEST_PAUSE, before * 2))


async def _run_process(listener: socket.socket, app: str, stop: asyncio.Event) -> int:
    """One process, from its start until it ends or is told to; its exit code."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "portal.serving", str(listener.fileno()), app),
        pass_fds=[listener.fileno()],
        stdin=asyncio.subprocess.PIPE,
        # Ctrl-C comes to us alone, and we pass it on.
        start_new_session=True,
    )
    await _either(process.wait(), stop)
    if process.returncode is None:
        process.terminate()
        try:
            async with asyncio.timeout(GRACE_SECONDS):
                await process.wait()
        except TimeoutError:
            process.kill()
    return await process.wait()


async def _either(something: Coroutine[Any, Any, object], stop: asyncio.Event) -> None:
    """Wait for something, or for `stop`."""
    waiting: list[asyncio.Task[object]] = [
        asyncio.create_task(something),
        asyncio.create_task(stop.wait()),
    ]
    _, left = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
    for task in left:
        task.cancel()
    await asyncio.gather(*left, return_exceptions=True)


async def _serve_as_one_of_several(server: uvicorn.Server, descriptor: int) -> None:
    """What such a process does: serve on the socket that it was given."""

    def leave() -> None:
        server.should_exit = True

    _at_signal(leave)
    # Its other end closes when the parent is gone, however that went.
    asyncio.get_running_loop().add_reader(sys.stdin, leave)
    await server.serve([socket.socket(fileno=descriptor)])


if __name__ == "__main__":
    configure_logs()
    one = _server(sys.argv[2])
    _run(one, _serve_as_one_of_several(one, int(sys.argv[1])))
