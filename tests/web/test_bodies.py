"""A body above its limit is refused in Dutch, and never lands in memory."""

import tracemalloc
from typing import Any

import pytest

from portal.app import create_app

CHUNK = b"a" * 65_536
MULTIPART = b"multipart/form-data; boundary=grens"
FIELD = b'--grens\r\nContent-Disposition: form-data; name="email"\r\n\r\n'
FILE = (
    b'--grens\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n'
    b"Content-Type: text/csv\r\n\r\n"
)


async def send(path: str, start: bytes, megabytes: int, *, declared: bool) -> tuple[int, str]:
    """Post this many megabytes of the letter a; the status and text of the answer."""
    left = megabytes * 16
    headers = [(b"host", b"portal.test"), (b"sec-fetch-site", b"same-origin")]
    headers.append((b"content-type", MULTIPART))
    if declared:
        headers.append((b"content-length", str(len(start) + left * len(CHUNK)).encode()))
    scope = {
        "type": "http",
        "http_version": "1.1",
        "method": "POST",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": b"",
        "headers": headers,
        "client": ("127.0.0.1", 1),
        "server": ("portal.test", 80),
    }
    said: list[dict[str, Any]] = []
    first = True

    async def receive() -> dict[str, Any]:
        nonlocal left, first
        if first:
            first = False
            return {"type": "http.request", "body": start, "more_body": True}
        left -= 1
        return {"type": "http.request", "body": CHUNK, "more_body": left > 0}

    async def answer(message: Any) -> None:
        said.append(message)

    await create_app(with_lifespan=False)(scope, receive, answer)
    status: int = said[0]["status"]
    assert left <= 0 or status != 413, "an unread body shows as a broken connection, not our page"
    return status, b"".join(m.get("body", b"") for m in said[1:]).decode()


@pytest.mark.parametrize("declared", [True, False], ids=["declared", "chunked"])
@pytest.mark.parametrize("start", [FIELD, FILE], ids=["field", "file"])
async def test_a_form_is_at_most_half_a_megabyte(db: str, start: bytes, *, declared: bool) -> None:
    status, text = await send("/inloggen/", start, 1, declared=declared)
    assert status == 413
    assert "Het bestand is te groot" in text


@pytest.mark.parametrize("declared", [True, False], ids=["declared", "chunked"])
@pytest.mark.parametrize("path", ["/inloggen/", "/bestaat-niet/bestand/"])
async def test_two_hundred_megabytes_pass_through_little_memory(
    db: str, path: str, *, declared: bool
) -> None:
    tracemalloc.start()
    status, text = await send(path, FILE, 200, declared=declared)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 20_000_000
    if declared or path == "/inloggen/":
        assert status == 413
        assert "maximaal 10 MB" in text
    else:
        assert status == 404  # nobody reads the body of a page that does not exist
