"""Sheets as a download: XLSX or CSV."""

import asyncio
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from portal.kernel.errors import NotFound
from portal.spreadsheets.writing import Sheet, as_workbook, sheet_as_csv

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV: Final = "text/csv; charset=utf-8"


async def download(request: Request, sheet: Sheet, name: str) -> Response:
    """The sheet in the format of the address. Raises NotFound for another format."""
    form = request.path_params["format"]
    if form not in {"xlsx", "csv"}:
        raise NotFound
    if form == "csv":
        content, kind = await asyncio.to_thread(sheet_as_csv, sheet), CSV
    else:
        content, kind = await asyncio.to_thread(as_workbook, [sheet]), XLSX
    headers = {"Content-Disposition": f'attachment; filename="{name}.{form}"'}
    return Response(content, media_type=kind, headers=headers)
