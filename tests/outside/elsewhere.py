"""A computer of others on this machine: it answers what a test tells it to, good or bad."""

import asyncio
import json
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from portal.outside.fetching import Limits

QUICK = Limits(answer_bytes=50_000, total_bytes=200_000, seconds=0.5, tries=2, pause=0.01)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One question that it got."""

    path: str
    query: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What it answers."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict[str, str])
    after: float = 0.0

    def as_http(self) -> bytes:
        headers = {"Content-Length": str(len(self.body)), "Connection": "close", **self.headers}
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        return f"HTTP/1.1 {self.status} X\r\n{lines}\r\n".encode() + self.body


Answer = Callable[[Asked], Told | Any]


@asynccontextmanager
async def elsewhere(answer: Answer) -> AsyncGenerator[tuple[str, list[Asked]]]:
    """Its address, and every question that it got; what is no Told is answered as JSON."""
    asked: list[Asked] = []
    serving: set[asyncio.Task[None]] = set()

    def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        serving.add(asyncio.create_task(_served(answer, asked, reader, writer)))

    server = await asyncio.start_server(accept, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", asked
    finally:
        server.close()
        for task in serving:
            task.cancel()
        await asyncio.gather(*serving, return_exceptions=True)
        await asyncio.sleep(0.01)  # what was closed leaves the loop


async def _served(
    answer: Answer, asked: list[Asked], reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> None:
    try:
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            parts = urlsplit(head.split(" ")[1])
            asked.append(Asked(path=parts.path, query=dict(parse_qsl(parts.query))))
            told = answer(asked[-1])
            if not isinstance(told, Told):
                told = Told(body=json.dumps(told).encode())
            await asyncio.sleep(told.after)
            writer.write(told.as_http())
            await writer.drain()
    finally:
        writer.close()
