"""What a filled-in spreadsheet would change, row by row; nothing is written here."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, cast

from portal.availability.forms.sheets.columns import (
    COLUMNS,
    ID,
    INFO,
    VERSION,
    statement_in,
    values_of,
)
from portal.availability.rules.desk import name_of
from portal.availability.rules.figures import Statement, contradictions
from portal.availability.rules.row import Row
from portal.availability.rules.words import statement_told
from portal.kernel.errors import NotValid
from portal.spreadsheets.columns import Column, Faulty, text_in
from portal.spreadsheets.tables import Cell, FileRefused, Table, is_blank
from portal.spreadsheets.tables import Row as Line

_BY_TITLE: Final = {column.title.casefold(): column for column in COLUMNS}
_TITLES: Final = {column.name: column.title for column in COLUMNS}


class Outcome(StrEnum):
    """What becomes of a row of the file."""

    CHANGED = "changed"
    UNCHANGED = "unchanged"
    CONFLICT = "conflict"
    FAULTY = "faulty"
    EMPTY = "empty"


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a row cannot be used; no column when it is about the row as a whole."""

    column: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """One row of the file beside what stands in the portal."""

    line: int
    outcome: Outcome
    name: str = ""
    offering_id: int = 0
    seen: int | None = None
    statement: Statement | None = None
    differences: Sequence[tuple[str, str, str]] = ()
    """Name, now, in the file."""
    faults: Sequence[Fault] = ()
    cells: Sequence[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A whole file beside what stands in the portal."""

    header: Sequence[str]
    lines: Sequence[Compared]

    def of(self, *outcomes: Outcome) -> list[Compared]:
        """The lines with one of these outcomes."""
        return [line for line in self.lines if line.outcome in outcomes]

    def packed(self) -> str:
        """The rows that can be saved or confirmed, for the form that does so."""
        usable = self.of(Outcome.CHANGED, Outcome.UNCHANGED)
        rows = [[line.line, *line.cells] for line in usable]
        return json.dumps([list(self.header), *rows], ensure_ascii=False)


def unpacked(text: str) -> Table:
    """The table that `packed` wrote. Raises NotValid for anything else."""
    try:
        header, *rows = cast(list[list[Any]], json.loads(text))
        lines = [Line(int(row[0]), [str(cell) for cell in row[1:]]) for row in rows]
        return Table(header=[str(title) for title in header], rows=lines)
    except (ValueError, TypeError, IndexError):
        raise NotValid("Upload het bestand opnieuw.") from None


def compared(table: Table, rows: Sequence[Row]) -> Sheet:
    """Every line beside the offering it is about. Raises FileRefused for a wrong header."""
    columns = _columns_in(table.header)
    by_id = {row.id: row for row in rows}
    told: dict[int, int] = {}
    lines = [_compared(line, columns, by_id, told) for line in table.rows]
    return Sheet(header=table.header, lines=lines)


def _columns_in(header: Sequence[str]) -> list[Column]:
    found = [_BY_TITLE.get(title.casefold()) for title in header]
    unknown = [title for title, column in zip(header, found, strict=True) if column is None]
    if unknown:
        raise FileRefused(
            f"Deze kolom kennen we niet: ‘{unknown[0]}’. Download het bestand opnieuw."
        )
    for column in (ID, VERSION):
        if column not in found:
            raise FileRefused(f"De kolom ‘{column.title}’ ontbreekt. Download het bestand opnieuw.")
    doubles = [column.title for column in COLUMNS if found.count(column) > 1]
    if doubles:
        raise FileRefused(f"De kolom ‘{doubles[0]}’ staat er dubbel in.")
    return [column for column in found if column is not None]


def _compared(
    line: Line, columns: list[Column], rows: Mapping[int, Row], told: dict[int, int]
) -> Compared:
    cells = [*line.cells, *[None] * len(columns)][: len(columns)]
    try:
        row = _row_of(line, columns, cells, rows, told)
    except Faulty as fault:
        return Compared(line=line.line, outcome=Outcome.FAULTY, faults=[_fault(fault)])
    given, faults = _given(columns, cells)
    if not faults:
        try:
            return _beside(line.line, row, given, cells)
        except Faulty as fault:
            faults = [_fault(fault)]
    return Compared(line=line.line, outcome=Outcome.FAULTY, name=name_of(row), faults=faults)


def _row_of(
    line: Line,
    columns: list[Column],
    cells: Sequence[Cell],
    rows: Mapping[int, Row],
    told: dict[int, int],
) -> Row:
    """The offering that a line is about. Raises Faulty for a stranger's or for one told before."""
    offering_id: int = ID.value(cells[columns.index(ID)])
    if offering_id not in rows:
        raise Faulty("dit aanbod is niet van u, of u mag het niet wijzigen", "id")
    if offering_id in told:
        raise Faulty(f"dit aanbod staat ook op regel {told[offering_id]}", "id")
    told[offering_id] = line.line
    return rows[offering_id]


def _given(columns: list[Column], cells: Sequence[Cell]) -> tuple[dict[str, Any], list[Fault]]:
    given: dict[str, Any] = {}
    faults: list[Fault] = []
    for column, cell in zip(columns, cells, strict=True):
        if column.name in INFO - {"version"}:
            continue
        try:
            given[column.name] = column.value(cell)
        except Faulty as fault:
            faults.append(_fault(fault))
    return given, faults


def _beside(line: int, row: Row, given: dict[str, Any], cells: Sequence[Cell]) -> Compared:
    stated = [name for name in given if name not in INFO]
    values = {**values_of(row), **given}
    nothing = {column.name: column.default for column in COLUMNS}
    known = Compared(
        line=line,
        outcome=Outcome.EMPTY,
        name=name_of(row),
        offering_id=row.id,
        seen=given["version"],
        cells=[_packable(cell) for cell in cells],
    )
    if row.statement is None and all(values[name] == nothing[name] for name in stated):
        return known
    statement = statement_in(values, row)
    for field, message in contradictions(statement.figures):
        raise Faulty(message, field)
    return _with_outcome(known, row, statement)


def _with_outcome(known: Compared, row: Row, statement: Statement) -> Compared:
    now = dict(statement_told(row, row.statement))
    new = dict(statement_told(row, statement))
    differences = [
        (name, now.get(name, ""), new.get(name, ""))
        for name in {**now, **new}
        if now.get(name, "") != new.get(name, "")
    ]
    outcome = Outcome.CHANGED
    if row.statement == statement:
        outcome = Outcome.UNCHANGED
    elif known.seen != row.report_id:
        outcome = Outcome.CONFLICT
    return Compared(
        line=known.line,
        outcome=outcome,
        name=known.name,
        offering_id=row.id,
        # The same figures as a colleague reported meanwhile: nothing is overwritten.
        seen=row.report_id if outcome is Outcome.UNCHANGED else known.seen,
        statement=statement,
        differences=differences,
        cells=known.cells,
    )


def _packable(cell: Cell) -> str:
    return "" if is_blank(cell) else text_in(cell)


def _fault(fault: Faulty) -> Fault:
    return Fault(_TITLES.get(fault.column, ""), fault.reason)
