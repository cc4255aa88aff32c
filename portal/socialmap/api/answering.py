"""How programs are answered: JSON that any site may read."""

import json
from collections.abc import Mapping
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from portal.socialmap.rules.hsds.publishing import Record
from portal.web.problems import OPEN
from portal.web.public import answer_with, body_of

_PREFLIGHT: Final[Mapping[str, str]] = {
    **OPEN,
    "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
    "Access-Control-Allow-Headers": "Accept, If-None-Match",
    "Access-Control-Max-Age": "86400",
    "Allow": "GET, HEAD, OPTIONS",
}


def as_json(request: Request, record: Record) -> Response:
    """This record, or that the program has it already."""
    body = body_of(json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode())
    response = answer_with(request, body, "application/json")
    response.headers.update(OPEN)
    return response


async def allowed(_request: Request) -> Response:
    """What a program of another site may do."""
    return Response(status_code=204, headers=_PREFLIGHT)
