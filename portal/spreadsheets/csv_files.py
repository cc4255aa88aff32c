"""CSV as Dutch Excel, other programs and people write it."""

import codecs
import csv
import io
import re
from typing import Final

from portal.spreadsheets.tables import (
    MAX_COLUMNS,
    MAX_ROWS,
    Cell,
    FileRefused,
    Row,
    Table,
    formula_at,
    is_blank,
    table_of,
    too_many_rows,
)

SEPARATORS: Final = (";", ",", "\t")
_TOLD_SEPARATOR: Final = re.compile(r"\Asep=(.)\r?\n", re.IGNORECASE)
_QUOTED: Final = re.compile(r'"(?:[^"]|"")*"')
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
# What é, ë and the like become when UTF-8 was once read as Windows-1252 and saved again.
_TWICE_ENCODED: Final = re.compile(r"[ÃÂ][\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]")
_TEXT_FORMULA: Final = re.compile(r'\A="((?:[^"]|"")*)"\Z')
_NOT_TEXT: Final = (
    "Dit bestand is geen CSV: het bevat tekens die geen tekst zijn. "
    "Sla het in Excel op als ‘CSV UTF-8’ of als .xlsx."
)


def read_csv(content: bytes) -> Table:
    """The table in a CSV file.

    The encoding (UTF-8 with or without BOM, UTF-16 with BOM, Windows-1252) and the separator
    (semicolon, comma, tab, or what `sep=` tells) are recognised. Raises FileRefused.
    """
    text = _decoded(content)
    told = _TOLD_SEPARATOR.match(text)
    body = text[told.end() :] if told else text
    separator = told.group(1) if told else _separator_in(body)
    return table_of(_rows(body, separator, first_line=2 if told else 1))


def _decoded(content: bytes) -> str:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        text = _attempt(content, "utf-16")
    else:
        text = _attempt(content, "utf-8-sig") or _attempt(content, "cp1252")
    if text is None or _CONTROL.search(text):
        raise FileRefused(_NOT_TEXT)
    twice = _TWICE_ENCODED.search(text)
    if twice:
        line = text.count("\n", 0, twice.start()) + 1
        raise FileRefused(
            f"Letters met een accent zijn beschadigd (regel {line}: ‘{twice.group()}’). "
            "Het bestand is eerder verkeerd opgeslagen. Sla het op als ‘CSV UTF-8’."
        )
    return text


def _attempt(content: bytes, encoding: str) -> str | None:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        return None


def _separator_in(text: str) -> str:
    """The separator that the first line with words holds most often, outside quotes."""
    first = next((line for line in io.StringIO(text) if line.strip()), "")
    bare = _QUOTED.sub("", first)
    return max(SEPARATORS, key=bare.count)


def _rows(text: str, separator: str, *, first_line: int) -> list[Row]:
    rows: list[Row] = []
    before = first_line
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        for cells in reader:
            row = Row(before, _cells(before, cells))
            before = first_line + reader.line_num
            if not all(is_blank(cell) for cell in row.cells):
                rows.append(row)
            if len(rows) > MAX_ROWS + 1:
                raise too_many_rows()
    except csv.Error as error:
        raise FileRefused(
            f"Regel {before} van het CSV-bestand klopt niet: waarschijnlijk staat er een "
            "aanhalingsteken te veel of te weinig."
        ) from error
    return rows


def _cells(line: int, texts: list[str]) -> list[Cell]:
    if len(texts) > MAX_COLUMNS:
        raise FileRefused(f"Regel {line} heeft meer dan {MAX_COLUMNS} kolommen.")
    return [_cell(line, column, text.strip()) for column, text in enumerate(texts)]


def _cell(line: int, column: int, text: str) -> Cell:
    if text.startswith("="):
        # Excel users write ="06" to keep a zero; that is a text and no formula.
        plain = _TEXT_FORMULA.match(text)
        return plain.group(1).replace('""', '"') if plain else formula_at(line, column)
    if text[:1] == "'" and text[1:2] in {"=", "+", "-", "@"}:
        return text[1:]
    return text or None
