"""Errors for programs, as RFC 9457 has them (problem+json)."""

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Final

from starlette.responses import Response

OPEN_PATHS: Final = ("/hsds/",)
"""Open data: only to read, for programs of any site, and never signed in."""
OPEN: Final[Mapping[str, str]] = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag",
    "Cross-Origin-Resource-Policy": "cross-origin",
}


def is_open(path: str) -> bool:
    """Whether this is open data."""
    return path.startswith(OPEN_PATHS)


def problem(status: int, detail: str, headers: Mapping[str, str] | None = None) -> Response:
    """An error that a program can read."""
    told = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
    }
    body = json.dumps(told, ensure_ascii=False)
    return Response(body, status, {**OPEN, **(headers or {})}, "application/problem+json")
