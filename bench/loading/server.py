"""The real portal, with beside it a constant answer of any size that is as dressed as a search.

Run: python -m bench.loading.server PORT PROCESSES. Only measuring starts this: the portal itself
has no such route.
"""

import json
import os
import sys
from pathlib import Path
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from portal import app as real
from portal.serving import configure_logs, serve

CONSTANT: Final = "/constant/"
LIKE: Final = "BENCH_CONSTANT_LIKE"
"""Names the file with the headers of a search's answer."""


class WithConstant:
    """Answers /constant/SIZE from memory, with the headers of the file that the starter wrote."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.answers: dict[str, tuple[Message, Message]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"].startswith(CONSTANT):
            for message in self._answer(scope["path"].removeprefix(CONSTANT)):
                await send(message)
            return
        await self.app(scope, receive, send)

    def _answer(self, size: str) -> tuple[Message, Message]:
        if size not in self.answers:
            self.answers[size] = _made(size)
        return self.answers[size]


def _made(size: str) -> tuple[Message, Message]:
    like: list[tuple[str, str]] = json.loads(Path(os.environ[LIKE]).read_text(encoding="utf-8"))
    headers = [(name.encode(), value.encode("latin-1")) for name, value in like]
    return (
        {
            "type": "http.response.start",
            "status": 200,
            "headers": [*headers, (b"content-length", size.encode())],
        },
        {"type": "http.response.body", "body": b"x" * int(size)},
    )


def create_app() -> ASGIApp:
    """The application that uvicorn serves."""
    return WithConstant(real.create_app())


if __name__ == "__main__":
    configure_logs()
    port, processes = map(int, sys.argv[1:])
    serve(
        "127.0.0.1",
        port,
        with_worker=False,
        processes=processes,
        app="bench.loading.server:create_app",
    )
