"""Starting the server as somebody would, asking it things, and looking at its memory."""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Final

import httpx

from bench.loading.server import LIKE

STARTING_SECONDS: Final = 120
HTMX: Final = {"HX-Request": "true", "HX-Request-Type": "partial", "HX-Target": "section#search"}
"""What htmx 4 sends when it swaps the results."""
NOBODY: Final = "-"
"""In the place of a token: a browser of somebody who is not signed in asks for a whole page."""
BROWSER: Final = {"Accept-Encoding": "gzip, deflate, br"}
"""What such a browser sends; the script of wrk sends the same."""


@dataclass(frozen=True, slots=True)
class Query:
    """A search in the name of somebody who is signed in."""

    token: str
    path: str

    @property
    def line(self) -> str:
        """As the script of wrk reads it."""
        return f"{self.token} {self.path}\n"


@dataclass(frozen=True, slots=True)
class Server:
    """A running server."""

    process: "subprocess.Popen[bytes]"
    port: int
    like: Path
    """Where the constant answer finds its headers."""
    cold_start: float
    """Seconds from the start of the process to the first right answer."""

    @property
    def address(self) -> str:
        """How to reach it."""
        return f"http://127.0.0.1:{self.port}"

    def memory(self) -> int:
        """Megabytes in memory (RSS) of the process and its children together."""
        tree = [self.process.pid, *_children(self.process.pid)]
        return round(sum(map(_resident, tree)) / 1024)

    def dress(self, answer: httpx.Headers) -> None:
        """Give the constant answer the headers of this one; uvicorn adds the date by itself."""
        own = [one for one in answer.multi_items() if one[0] not in {"date", "content-length"}]
        self.like.write_text(json.dumps(own), encoding="utf-8")


def answered(client: httpx.Client, query: Query) -> httpx.Response:
    """The answer to a search; anything else than the fragment is a mistake of this program."""
    answer = client.get(query.path, headers={**HTMX, "Cookie": f"session={query.token}"})
    right = answer.status_code == 200 and b'id="search"' in answer.content
    if not right or b"<html" in answer.content:
        raise SystemExit(f"{query.path}: {answer.status_code} instead of the fragment")
    return answer


def fragment(client: httpx.Client, query: Query) -> bytes:
    """The results that answer a search."""
    return answered(client, query).content


def page(client: httpx.Client, query: Query) -> bytes:
    """A page as somebody gets it who is not signed in."""
    answer = client.get(query.path, headers=BROWSER)
    if answer.status_code != HTTPStatus.OK:
        raise SystemExit(f"{query.path}: {answer.status_code}")
    return answer.content


@contextmanager
def serving(database_url: str, port: int, first: Query, *, processes: int = 1) -> Generator[Server]:
    """Start the server and wait until it answers this question; end it afterwards."""
    with tempfile.NamedTemporaryFile() as like:
        started = time.perf_counter()
        process = _started(database_url, port, processes, like.name)
        try:
            _wait_for(process, port, first)
            yield Server(process, port, Path(like.name), time.perf_counter() - started)
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(90)


def _started(database_url: str, port: int, processes: int, like: str) -> "subprocess.Popen[bytes]":
    own = {
        "DATABASE_URL": database_url,
        "PORTAL_BASE_URL": f"http://127.0.0.1:{port}",
        LIKE: like,
    }
    command = [sys.executable, "-m", "bench.loading.server", str(port), str(processes)]
    # Its log is no part of the tables.
    return subprocess.Popen(command, env=os.environ | own, stdout=sys.stderr)


def _wait_for(process: "subprocess.Popen[bytes]", port: int, first: Query) -> None:
    deadline = time.monotonic() + STARTING_SECONDS
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=STARTING_SECONDS) as client:
        while time.monotonic() < deadline and process.poll() is None:
            try:
                (page if first.token == NOBODY else fragment)(client, first)
            except httpx.TransportError:
                time.sleep(0.02)
            else:
                return
    raise SystemExit("the server does not answer")


def _children(parent: int) -> list[int]:
    found = Path(f"/proc/{parent}/task/{parent}/children").read_text("ascii").split()
    return [int(number) for number in found]


def _resident(process: int) -> int:
    lines = Path(f"/proc/{process}/status").read_text("ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS:"))
