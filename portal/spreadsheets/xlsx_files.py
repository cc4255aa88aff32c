"""The first sheet of an XLSX file."""

import io
import warnings
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any, Final, cast
from zipfile import ZipFile

from openpyxl import load_workbook

from portal.spreadsheets.tables import (
    MAX_ROWS,
    Cell,
    FileRefused,
    Row,
    Table,
    Unreadable,
    cell_name,
    formula_at,
    is_blank,
    table_of,
    too_many_rows,
)
from portal.spreadsheets.xlsx_guard import Shape, check_sizes, shapes_in

_SHOWN_MERGES: Final = 5
_BROKEN: Final = (
    "Het Excel-bestand is beschadigd of geen echt .xlsx-bestand. Open het in Excel, kies "
    "‘Opslaan als’ en sla het op als .xlsx of .csv."
)


def read_xlsx(content: bytes) -> Table:
    """The table on the first sheet.

    Raises FileRefused for a file that is too big when unpacked, broken, hostile, or that has
    merged cells; a formula makes its cell Unreadable.
    """
    try:
        return _read(content)
    except FileRefused:
        raise
    except Exception as error:  # a broken file breaks openpyxl in every way there is
        raise FileRefused(_BROKEN) from error


def _read(content: bytes) -> Table:
    with ZipFile(io.BytesIO(content)) as archive:
        check_sizes(archive)
        shapes = shapes_in(archive)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        workbook = load_workbook(io.BytesIO(content), read_only=True)
        try:
            return _first_sheet(workbook, shapes)
        finally:
            workbook.close()


def _first_sheet(workbook: Any, shapes: Mapping[str, Shape]) -> Table:
    sheet = next((one for one in workbook.worksheets if one.sheet_state == "visible"), None)
    if sheet is None:
        raise FileRefused("Het Excel-bestand heeft geen zichtbaar werkblad.")
    shape = shapes[sheet._worksheet_path]  # noqa: SLF001  the only way to this sheet's part
    if shape.merged:
        raise FileRefused(_about_merged(shape))
    if not shape.last_line:
        raise FileRefused("Het bestand is leeg.")
    return table_of(_within_limit(_rows(sheet, shape)))


def _about_merged(shape: Shape) -> str:
    names = ", ".join(shape.merged[:_SHOWN_MERGES])
    more = len(shape.merged) - _SHOWN_MERGES
    rest = f" en nog {more}" if more > 0 else ""
    return (
        f"Het werkblad heeft samengevoegde cellen: {names}{rest}. "
        "Splits die in Excel (Start, Samenvoegen en centreren) en vul elke cel zelf."
    )


def _rows(sheet: Any, shape: Shape) -> Iterator[Row]:
    lines = sheet.iter_rows(min_row=1, max_row=shape.last_line, max_col=shape.last_column)
    for line, cells in enumerate(lines, start=1):
        row = [_cell(line, column, cell) for column, cell in enumerate(cells)]
        if not all(is_blank(cell) for cell in row):
            yield Row(line, row)


def _within_limit(rows: Iterator[Row]) -> list[Row]:
    kept: list[Row] = []
    for row in rows:
        kept.append(row)
        if len(kept) > MAX_ROWS + 1:
            raise too_many_rows()
    return kept


def _cell(line: int, column: int, cell: Any) -> Cell:
    match cell.data_type, cell.value:
        case "f", _:
            return formula_at(line, column)
        case "e", _:
            where = cell_name(line, column)
            return Unreadable(f"cel {where} bevat een fout van Excel ({cell.value})")
        case _, datetime() as moment:
            return moment.date()
        case _, time() | timedelta():
            return Unreadable(f"cel {cell_name(line, column)} bevat een tijd")
        case _, str() as text:
            return text.replace("_x000D_", "").strip() or None
        case _, value:
            return cast(int | float | bool | date | None, value)
