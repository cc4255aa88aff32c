"""Tables for people to open in Excel; no cell of ours ever runs as a formula."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from portal.spreadsheets.kinds import Kind

BOM: Final = "\ufeff"
_NOT_IN_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_RUNS: Final = ("=", "+", "-", "@", "\t", "\r")
_EXPLANATION: Final = ("Kolom", "Verplicht", "Wat u invult", "Voorbeeld")
_WIDTHS: Final = (28, 12, 90, 30)

Lines = Iterable[Sequence[str]]
Figure = str | int | float | None
"""What a cell of a sheet with figures holds: a text, a number, or nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A sheet with figures to count on with."""

    title: str
    header: Sequence[str]
    rows: Sequence[Sequence[Figure]]
    widths: Sequence[int]


def as_csv(header: Sequence[str], rows: Lines) -> bytes:
    """A CSV that Dutch Excel opens well: UTF-8 with BOM, semicolons.

    A text that Excel would run as a formula gets an apostrophe; reading takes it off again.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";")
    writer.writerow(header)
    writer.writerows([_harmless(text) for text in row] for row in rows)
    return (BOM + out.getvalue()).encode()


def as_xlsx(
    title: str, header: Sequence[str], rows: Lines, *, explanation: Lines | None = None
) -> bytes:
    """An XLSX with this sheet, all of it text, and if given a sheet with the explanation."""
    workbook = Workbook(write_only=True)
    _add_sheet(workbook, title, header, rows, [max(14, len(words) + 4) for words in header])
    if explanation is not None:
        _add_sheet(workbook, "Uitleg", _EXPLANATION, explanation, _WIDTHS)
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def as_workbook(sheets: Iterable[Sheet]) -> bytes:
    """An XLSX with these sheets. A number is a number, and a text stays one whatever it holds."""
    workbook = Workbook(write_only=True)
    for sheet in sheets:
        _add_sheet(workbook, sheet.title, sheet.header, sheet.rows, sheet.widths)
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def sheet_as_csv(sheet: Sheet) -> bytes:
    """The same sheet as CSV, with decimal commas."""
    return as_csv(sheet.header, ([_in_dutch(cell) for cell in row] for row in sheet.rows))


def _in_dutch(cell: Figure) -> str:
    if isinstance(cell, float):
        return f"{cell:.10g}".replace(".", ",")
    return "" if cell is None else str(cell)


def template_xlsx(kind: Kind[Any], rows: Iterable[Any] = ()) -> bytes:
    """The file of this kind to fill in, with these rows in it already."""
    return as_xlsx(kind.title, _header(kind), _lines(kind, rows), explanation=explained(kind))


def template_csv(kind: Kind[Any], rows: Iterable[Any] = ()) -> bytes:
    """The same as CSV."""
    return as_csv(_header(kind), _lines(kind, rows))


def explained(kind: Kind[Any]) -> list[tuple[str, str, str, str]]:
    """For each column: title, whether it is required, meaning, example."""
    return [
        (column.title, "ja" if column.required else "nee", column.meaning, column.example)
        for column in kind.columns
    ]


def _header(kind: Kind[Any]) -> list[str]:
    return [column.title for column in kind.columns]


def _lines(kind: Kind[Any], rows: Iterable[Any]) -> Lines:
    for row in rows:
        yield [column.shown(getattr(row, column.name)) for column in kind.columns]


def writable(text: str) -> str:
    """The text without signs that the XML of a sheet cannot hold."""
    return _NOT_IN_XML.sub("", text)


def _harmless(text: str) -> str:
    return f"'{text}" if text.startswith(_RUNS) else text


def _add_sheet(
    workbook: Workbook,
    title: str,
    header: Sequence[str],
    rows: Iterable[Sequence[Figure]],
    widths: Sequence[int],
) -> None:
    sheet: Any = workbook.create_sheet(title[:31])
    sheet.freeze_panes = "A2"
    for index, width in enumerate(widths):
        sheet.column_dimensions[get_column_letter(index + 1)].width = width
    sheet.append([_text_cell(sheet, words, bold=True) for words in header])
    for row in rows:
        sheet.append([_cell(sheet, one) for one in row])


def _cell(sheet: Any, figure: Figure) -> Any:
    return _text_cell(sheet, figure) if isinstance(figure, str) else figure


def _text_cell(sheet: Any, text: str, *, bold: bool = False) -> Any:
    cell: Any = WriteOnlyCell(sheet, value=writable(text))
    cell.data_type = "s"
    cell.number_format = "@"
    if bold:
        cell.font = Font(bold=True)
    return cell
