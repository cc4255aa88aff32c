"""Static files from memory: compressed once, named after their content, cached for ever."""

import gzip
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import brotli
from starlette.types import Receive, Scope, Send

from portal.settings import ROOT

TYPES: Final = {
    ".css": b"text/css; charset=utf-8",
    ".js": b"text/javascript; charset=utf-8",
    ".svg": b"image/svg+xml",
    ".png": b"image/png",
    ".ico": b"image/x-icon",
    ".woff2": b"font/woff2",
    ".txt": b"text/plain; charset=utf-8",
}
_COMMENT = re.compile(rb"/\*.*?\*/", re.DOTALL)
COMPRESSED: Final = frozenset({".css", ".js", ".svg", ".txt"})


class AssetMissing(Exception):
    """A page asks for a static file that was not built."""


@dataclass(frozen=True, slots=True)
class Asset:
    """One file with its compressed forms."""

    name: str
    media_type: bytes
    forms: Mapping[bytes, bytes]

    def best_for(self, accepted: bytes) -> tuple[bytes, bytes]:
        """The smallest form that the browser accepts, and its encoding."""
        willing = {part.strip().lower() for part in accepted.split(b",")}  # "br;q=0" is a no
        for encoding in (b"br", b"gzip"):
            if encoding in willing and encoding in self.forms:
                return encoding, self.forms[encoding]
        return b"", self.forms[b""]


@cache
def assets() -> Mapping[str, Asset]:
    """Every static file by its plain path; the style sheets joined as `portal.css`."""
    folder = ROOT / "static"
    plain = {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.suffix in TYPES and path.parent.name != "css"
    }
    sheets = sorted((folder / "css").glob("*.css"))
    named = {path: _asset(path, body) for path, body in plain.items()}
    sheet = b"\n".join(_lean(path.read_bytes()) for path in sheets)
    for path, asset in named.items():
        sheet = sheet.replace(f"../{path}".encode(), f"../{asset.name}".encode())
    return {**named, "css/portal.css": _asset("css/portal.css", sheet)}


def _lean(sheet: bytes) -> bytes:
    """Without what only its makers read: comments and the white space around lines."""
    lines = _COMMENT.sub(b"", sheet).splitlines()
    return b"\n".join(filter(None, map(bytes.strip, lines)))


def _asset(path: str, body: bytes) -> Asset:
    file = Path(path)
    digest = hashlib.sha256(body).hexdigest()[:12]
    forms = {b"": body}
    if file.suffix in COMPRESSED:
        forms |= {b"br": brotli.compress(body), b"gzip": gzip.compress(body, mtime=0)}
    name = file.with_name(f"{file.stem}.{digest}{file.suffix}").as_posix()
    return Asset(name, TYPES[file.suffix], forms)


def static(path: str) -> str:
    """The URL of a static file; raises AssetMissing when there is none."""
    name = "css/portal.css" if path == "portal.css" else path
    try:
        return f"/static/{assets()[name].name}"
    except KeyError:
        raise AssetMissing(path) from None


@cache
def _by_name() -> Mapping[str, Asset]:
    return {asset.name: asset for asset in assets().values()}


async def serve(scope: Scope, _receive: Receive, send: Send) -> None:
    """The ASGI application under /static."""
    name = scope["path"].removeprefix("/static/")
    asset = _by_name().get(name)
    if asset is None or scope["method"] not in {"GET", "HEAD"}:
        await _send(send, 404, [(b"content-type", b"text/plain; charset=utf-8")], b"")
        return
    accepted = dict(scope["headers"]).get(b"accept-encoding", b"")
    encoding, body = asset.best_for(accepted)
    headers = [
        (b"content-type", asset.media_type),
        (b"cache-control", b"public, max-age=31536000, immutable"),
        (b"vary", b"Accept-Encoding"),
    ]
    if encoding:
        headers.append((b"content-encoding", encoding))
    await _send(send, 200, headers, b"" if scope["method"] == "HEAD" else body)


async def _send(send: Send, status: int, headers: list[tuple[bytes, bytes]], body: bytes) -> None:
    headers = [*headers, (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
