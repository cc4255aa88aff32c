"""What an import would do: compare a table with what is known, and write nothing."""

import hashlib
from collections.abc import Hashable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from enum import StrEnum
from operator import attrgetter
from typing import Any, Final, cast

from portal.spreadsheets.columns import Column, Faulty
from portal.spreadsheets.kinds import Given, Kind, Known
from portal.spreadsheets.tables import Cell, FileRefused, Row, Table


class Outcome(StrEnum):
    """What an import would do with a row."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    KEPT = "kept"
    FAULTY = "faulty"
    GONE = "gone"

    @property
    def label(self) -> str:
        """The Dutch words."""
        return _LABELS[self.value]


_LABELS: Final = {
    "new": "nieuw",
    "changed": "gewijzigd",
    "unchanged": "ongewijzigd",
    "kept": "wijkt af, niet gewijzigd",
    "faulty": "met een fout",
    "gone": "niet in het bestand",
}


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that differs, as words."""

    column: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a row cannot be used; `column` is empty when it is about the whole row."""

    line: int
    column: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One row of the file, or one of the database that the file does not hold (line 0)."""

    line: int
    outcome: Outcome
    name: str
    row: Any = None
    id: int | None = None
    differences: tuple[Difference, ...] = ()
    faults: tuple[Fault, ...] = ()
    note: str = ""
    step: int = 0
    """Rows are written step by step: first those that others lean on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """Everything that an import would do, in the order of the file."""

    kind: Kind[Any]
    lines: Sequence[Line]

    def with_outcome(self, outcome: Outcome) -> list[Line]:
        """The lines with which this would happen."""
        return [line for line in self.lines if line.outcome is outcome]

    @property
    def to_write(self) -> list[Line]:
        """The lines that an import writes, others that they lean on first."""
        written = [one for one in self.lines if one.outcome in {Outcome.NEW, Outcome.CHANGED}]
        return sorted(written, key=attrgetter("step"))

    @property
    def faults(self) -> list[Fault]:
        """Every fault, in the order of the file."""
        return [fault for line in self.lines for fault in line.faults]

    @property
    def counts(self) -> Mapping[Outcome, int]:
        """How many lines have each outcome."""
        return {outcome: len(self.with_outcome(outcome)) for outcome in Outcome}

    @property
    def fingerprint(self) -> str:
        """Alike for two previews that would do the same."""
        told = [
            (one.line, one.outcome.value, one.name, one.id, one.differences, one.faults)
            for one in self.lines
        ]
        return hashlib.sha256(repr(told).encode()).hexdigest()


def preview(kind: Kind[Any], table: Table, known: Known[Any]) -> Preview:
    """Compare the table with what is known. Raises FileRefused when the header is not right."""
    columns = columns_of(kind, table.header)
    seen: dict[Hashable, int] = {}
    read = [_line(kind, known, columns, row, seen) for row in table.rows]
    lines = _supported(kind, known, read)
    return Preview(kind=kind, lines=[*lines, *_gone(kind, known, seen)])


def columns_of(kind: Kind[Any], header: Sequence[str]) -> list[Column]:
    """The columns in the order of the header; a wrong header is refused, every mistake named."""
    by_title = {_plain(column.title): column for column in kind.columns}
    found = [by_title.get(_plain(words)) for words in header]
    problems = [
        *_about(
            "Deze kolom kennen we niet", [w for w, c in zip(header, found, strict=True) if not c]
        ),
        *_about(
            "Deze kolom ontbreekt",
            [c.title for c in kind.columns if c.required and c not in found],
        ),
        *_about(
            "Deze kolom staat er dubbel in",
            [c.title for c in kind.columns if found.count(c) > 1],
        ),
    ]
    if problems:
        raise FileRefused(f"De kopregel klopt niet. {' '.join(problems)}")
    return cast(list[Column], found)


def _about(problem: str, titles: list[str]) -> list[str]:
    if not titles:
        return []
    words = ", ".join(f"‘{title}’" if title else "(zonder naam)" for title in titles)
    return [f"{problem}: {words}."]


def _plain(title: str) -> str:
    return " ".join(title.casefold().split())


def _line(
    kind: Kind[Any], known: Known[Any], columns: list[Column], row: Row, seen: dict[Hashable, int]
) -> Line:
    given, faults = _values(columns, row)
    name = kind.name_of(given)
    if faults:
        with suppress(Faulty, KeyError):  # a row with a fault elsewhere is not gone
            seen.setdefault(known.key(known.settle(given)), row.line)
        return Line(line=row.line, outcome=Outcome.FAULTY, name=name, faults=tuple(faults))
    try:
        settled = known.settle(given)
        name = kind.name_of(settled)
        key = known.key(settled)
        _once(seen, key, row.line)
        return _compared(kind, known, row.line, key, settled)
    except Faulty as fault:
        found = Fault(row.line, _title(kind, fault.column), fault.reason)
        return Line(line=row.line, outcome=Outcome.FAULTY, name=name, faults=(found,))


def _values(columns: list[Column], row: Row) -> tuple[Given, list[Fault]]:
    given: Given = {}
    faults: list[Fault] = []
    for column, cell in zip(columns, _padded(row.cells, len(columns)), strict=True):
        try:
            given[column.name] = column.value(cell)
        except Faulty as fault:
            faults.append(Fault(row.line, column.title, fault.reason))
    beyond = [cell for cell in row.cells[len(columns) :] if cell is not None and cell != ""]
    if beyond:
        faults.append(Fault(row.line, "", "deze regel heeft meer cellen dan de kopregel"))
    return given, faults


def _padded(cells: Sequence[Cell], width: int) -> list[Cell]:
    return [*cells[:width], *[None] * (width - len(cells))]


def _title(kind: Kind[Any], name: str) -> str:
    return kind.column(name).title if name else ""


def _once(seen: dict[Hashable, int], key: Hashable, line: int) -> None:
    if key in seen:
        raise Faulty(f"dit staat ook op regel {seen[key]}")
    seen[key] = line


def _compared(kind: Kind[Any], known: Known[Any], line: int, key: Hashable, given: Given) -> Line:
    stored = known.rows.get(key)
    name = kind.name_of(given)
    if stored is None:
        defaults = {column.name: column.default for column in kind.columns}
        row = kind.row(**{**defaults, **given})
        kind.check(row)
        return Line(line=line, outcome=Outcome.NEW, name=name, row=row)
    row = replace(stored.row, **given)
    differences = _differences(kind, stored.row, row)
    told = Line(line=line, outcome=Outcome.UNCHANGED, name=name, row=row, id=stored.id)
    if not differences:
        return told
    if stored.kept_because:
        return replace(
            told, outcome=Outcome.KEPT, differences=differences, note=stored.kept_because
        )
    kind.check(row)
    return replace(told, outcome=Outcome.CHANGED, differences=differences)


def _differences(kind: Kind[Any], old: Any, new: Any) -> tuple[Difference, ...]:
    return tuple(
        Difference(
            column.title,
            column.shown(getattr(old, column.name)),
            column.shown(getattr(new, column.name)),
        )
        for column in kind.columns
        if getattr(old, column.name) != getattr(new, column.name)
    )


def _supported(kind: Kind[Any], known: Known[Any], lines: list[Line]) -> list[Line]:
    """Give each row its step, after the row that it leans on; without that row it is faulty."""
    there = {kind.known_as(stored.row) for stored in known.rows.values()}
    pending = [line for line in lines if line.row is not None]
    settled: dict[int, Line] = {}
    for step in range(len(pending)):
        able = [line for line in pending if _stands(kind, line, there)]
        if not able:
            break
        pending = [line for line in pending if not _stands(kind, line, there)]
        there |= {kind.known_as(line.row) for line in able}
        settled.update({line.line: replace(line, step=step) for line in able})
    settled.update({line.line: _fallen(kind, line) for line in pending})
    return [settled.get(line.line, line) for line in lines]


def _stands(kind: Kind[Any], line: Line, there: set[Hashable]) -> bool:
    needed = kind.leans_on(line.row)
    return needed is None or needed[0] in there


def _fallen(kind: Kind[Any], line: Line) -> Line:
    needed = kind.leans_on(line.row)
    assert needed is not None
    column = kind.column(needed[1])
    words = column.shown(getattr(line.row, column.name))
    fault = Fault(
        line.line, column.title, f"‘{words}’ bestaat niet of staat op een regel met een fout"
    )
    return replace(line, outcome=Outcome.FAULTY, row=None, differences=(), faults=(fault,))


def _given(kind: Kind[Any], row: Any) -> Given:
    return {column.name: getattr(row, column.name) for column in kind.columns}


def _gone(kind: Kind[Any], known: Known[Any], seen: dict[Hashable, int]) -> list[Line]:
    return [
        Line(
            line=0,
            outcome=Outcome.GONE,
            name=kind.name_of(_given(kind, stored.row)),
            id=stored.id,
        )
        for key, stored in known.rows.items()
        if stored.local and key not in seen
    ]
