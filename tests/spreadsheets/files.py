"""Files as people, programs and attackers make them."""

import io
import zipfile
from collections.abc import Sequence
from typing import Any

from openpyxl import Workbook

SHEET = "xl/worksheets/sheet1.xml"
NAMESPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def csv_of(*lines: str, encoding: str = "utf-8", newline: str = "\r\n") -> bytes:
    return newline.join([*lines, ""]).encode(encoding)


def xlsx_of(*rows: Sequence[Any], merged: str = "") -> bytes:
    workbook = Workbook()
    sheet: Any = workbook.active
    for row in rows:
        sheet.append(row)
    if merged:
        sheet.merge_cells(merged)
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def with_part(content: bytes, name: str, part: bytes) -> bytes:
    """The same XLSX with other bytes for one of its parts."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for one in old.namelist():
            new.writestr(one, part if one == name else old.read(one))
        if name not in old.namelist():
            new.writestr(name, part)
    return out.getvalue()


def sheet_xml(rows: str, after: str = "") -> bytes:
    return (
        f'<worksheet xmlns="{NAMESPACE}"><sheetData>{rows}</sheetData>{after}</worksheet>'
    ).encode()
