"""A table as it was read: rows with the line at which they stand in the file."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from portal.kernel.errors import NotValid

MAX_BYTES: Final = 10 * 1024 * 1024
MAX_ROWS: Final = 20_000
MAX_COLUMNS: Final = 200
_ALPHABET: Final = 26


class FileRefused(NotValid):
    """The file as a whole cannot be read; nothing was done with it."""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A cell that holds something else than a value, and why (in Dutch)."""

    reason: str


Cell = str | int | float | bool | date | Unreadable | None


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of one line of the file; the first line is 1."""

    line: int
    cells: Sequence[Cell]


@dataclass(frozen=True, slots=True)
class Table:
    """The header's words and every row that holds something."""

    header: Sequence[str]
    rows: Sequence[Row]


def cell_name(line: int, column: int) -> str:
    """The name that Excel gives to a cell, such as C4; the first column is 0."""
    letters = ""
    number = column + 1
    while number:
        number, rest = divmod(number - 1, _ALPHABET)
        letters = chr(ord("A") + rest) + letters
    return f"{letters}{line}"


def formula_at(line: int, column: int) -> Unreadable:
    """A cell with a formula: what it shows depends on who opens it."""
    where = cell_name(line, column)
    return Unreadable(f"cel {where} bevat een formule; zet er de waarde neer")


def is_blank(cell: Cell) -> bool:
    """Whether nothing stands in this cell."""
    return cell is None or (isinstance(cell, str) and not cell.strip())


def table_of(lines: Sequence[Row]) -> Table:
    """The table in these lines, of which the first that holds something is the header.

    Raises FileRefused when there is no header or no row below it.
    """
    filled = [row for row in lines if not all(is_blank(cell) for cell in row.cells)]
    if not filled:
        raise FileRefused("Het bestand is leeg.")
    header, *rows = filled
    if not rows:
        raise FileRefused("Het bestand bevat alleen een kopregel. Zet er regels onder.")
    return Table(header=_words(header), rows=rows)


def too_many_rows() -> FileRefused:
    """More rows than one file may have."""
    most = f"{MAX_ROWS:,}".replace(",", ".")
    return FileRefused(
        f"Het bestand heeft meer dan {most} regels. Verdeel het over meer bestanden."
    )


def _words(header: Row) -> list[str]:
    words: list[str] = []
    for cell in header.cells:
        if isinstance(cell, Unreadable):
            raise FileRefused(f"De kopregel klopt niet: {cell.reason}.")
        words.append("" if cell is None else " ".join(str(cell).split()))
    while words and not words[-1]:
        words.pop()
    return words
