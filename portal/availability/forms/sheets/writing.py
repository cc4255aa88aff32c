"""The desk's spreadsheet: a sheet to fill in, and a sheet that explains it."""

import io
from collections.abc import Sequence
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from portal.availability.forms.sheets.columns import COLUMNS, INFO, values_of
from portal.availability.rules.row import Row
from portal.spreadsheets.writing import as_csv, writable

_HIDDEN: Final = frozenset({"id", "version"})
_WIDTHS: Final = {"provider": 22, "product": 30, "place": 36, "status": 22, "remark": 60}
_NARROW: Final = 14
_SPARE_LINES: Final = 200
_GREY: Final = PatternFill("solid", fgColor="EEF2F3")
_EXPLAINED: Final = (
    "Vul het blad ‘Beschikbaarheid’ in en upload het bestand in het portaal.",
    "U ziet eerst wat er verandert. Pas als u dat bevestigt, wordt het opgeslagen.",
    "Regels die u weghaalt, blijven in het portaal zoals ze zijn.",
    "Cijfers per gemeente, per dagdeel en aangekondigde wijzigingen blijven ook zoals ze zijn.",
)


def as_workbook(rows: Sequence[Row]) -> bytes:
    """These offerings as XLSX."""
    workbook = Workbook()
    sheet: Any = workbook.active
    sheet.title = "Beschikbaarheid"
    _fill(sheet, rows)
    _validate(sheet, len(rows))
    _explain(workbook.create_sheet("Uitleg"))
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def as_table(rows: Sequence[Row]) -> bytes:
    """These offerings as CSV."""
    lines = [
        [column.shown(values[column.name]) for column in COLUMNS]
        for values in (values_of(row) for row in rows)
    ]
    return as_csv([column.title for column in COLUMNS], lines)


def _fill(sheet: Any, rows: Sequence[Row]) -> None:
    for number, column in enumerate(COLUMNS, start=1):
        _put(sheet.cell(1, number), column.title)
        sheet.cell(1, number).font = Font(bold=True)
        dimension = sheet.column_dimensions[get_column_letter(number)]
        dimension.width = _WIDTHS.get(column.name, _NARROW)
        dimension.hidden = column.name in _HIDDEN
    for line, row in enumerate(rows, start=2):
        values = values_of(row)
        for number, column in enumerate(COLUMNS, start=1):
            value = values[column.name]
            plain = isinstance(value, int | float) and not isinstance(value, bool)
            _put(sheet.cell(line, number), value if plain else column.shown(value))
            if column.name in INFO:
                sheet.cell(line, number).fill = _GREY
    sheet.freeze_panes = "F2"


def _put(cell: Any, value: float | str) -> None:
    """A text is a text, also where it looks like a formula."""
    if isinstance(value, str):
        cell.value = writable(value) or None
        if cell.value is not None:
            cell.data_type = "s"
    else:
        cell.value = value


def _validate(sheet: Any, rows: int) -> None:
    """A list to choose from where only some words are possible."""
    for number, column in enumerate(COLUMNS, start=1):
        if not column.words:
            continue
        rule = DataValidation(
            type="list",
            formula1=f'"{",".join(column.words)}"',
            allow_blank=True,
            showErrorMessage=True,
            errorTitle="Dit kan hier niet",
            error=f"Kies uit: {', '.join(column.words)}.",
        )
        letter = get_column_letter(number)
        rule.add(f"{letter}2:{letter}{rows + _SPARE_LINES}")
        sheet.add_data_validation(rule)


def _explain(sheet: Any) -> None:
    for line, sentence in enumerate(_EXPLAINED, start=1):
        _put(sheet.cell(line, 1), sentence)
    first = len(_EXPLAINED) + 2
    told = [("Kolom", "Wat u invult", "Voorbeeld")]
    told += [(column.title, column.meaning, column.example) for column in COLUMNS]
    for line, words in enumerate(told, start=first):
        for number, word in enumerate(words, start=1):
            _put(sheet.cell(line, number), word)
    for number, width in enumerate((26, 80, 28), start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width
        sheet.cell(first, number).font = Font(bold=True)
