"""Looks at an XLSX before anything opens it: its sizes, its shape, and what it may not hold."""

from dataclasses import dataclass, field
from typing import IO, Any, Final
from xml.parsers import expat
from zipfile import ZipFile

from portal.spreadsheets.tables import MAX_COLUMNS, MAX_ROWS, FileRefused

MAX_UNPACKED: Final = 64 * 1024 * 1024
MAX_STRINGS: Final = 24 * 1024 * 1024
MAX_PART: Final = 4 * 1024 * 1024
MAX_PARTS: Final = 1_000
MAX_LINE: Final = 5 * MAX_ROWS
MAX_ELEMENTS: Final = 100_000
MOST_ROWS: Final = 1_048_576  # a sheet of Excel has no more
CHUNK: Final = 64 * 1024
SHEETS: Final = "xl/worksheets/"
STRINGS: Final = "xl/sharedStrings.xml"
_ITEMS: Final = frozenset({"row", "si"})
_VALUES: Final = frozenset({"v", "f", "is"})
_ENCRYPTED: Final = 0x1


def check_sizes(archive: ZipFile) -> None:
    """Refuse what unpacks to more than we want to hold (a zip bomb), from the directory alone.

    Reading later on stops at these same sizes: zipfile gives no byte more than the directory says.
    """
    parts = archive.infolist()
    if any(part.flag_bits & _ENCRYPTED for part in parts):
        raise FileRefused("Het bestand is beveiligd met een wachtwoord. Haal dat er eerst af.")
    too_big = (
        len(parts) > MAX_PARTS
        or sum(part.file_size for part in parts) > MAX_UNPACKED
        or any(part.file_size > _most(part.filename) for part in parts)
    )
    if too_big:
        raise FileRefused(
            "Het Excel-bestand is uitgepakt te groot. Kopieer alleen de regels die u nodig hebt "
            "naar een nieuw werkblad en sla dat op."
        )


def _most(name: str) -> int:
    if name == STRINGS:
        return MAX_STRINGS
    return MAX_PART if name.endswith((".xml", ".rels")) and SHEETS not in name else MAX_UNPACKED


@dataclass(slots=True)
class Shape:
    """How far the filled cells of a sheet reach, and which cells are merged."""

    last_line: int = 0
    last_column: int = 0
    merged: list[str] = field(default_factory=list[str])


def shapes_in(archive: ZipFile) -> dict[str, Shape]:
    """The shape of each sheet by its part's name, after a look at all XML in the file.

    Raises FileRefused for XML that would grow in memory (entities, endless elements within one
    item) and for a sheet that is too wide or too long.
    """
    shapes: dict[str, Shape] = {}
    for name in archive.namelist():
        if name.endswith((".xml", ".rels")):
            scan = _SheetScan() if name.startswith(SHEETS) else _Scan()
            with archive.open(name) as part:
                scan.read(part)
            if isinstance(scan, _SheetScan):
                shapes[name] = scan.shape
    return shapes


class _Scan:
    """Reads XML in pieces and builds no tree, so that whatever it holds, memory stays small."""

    def __init__(self) -> None:
        self.elements = 0
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.StartDoctypeDeclHandler = _refuse
        self.parser.StartElementHandler = self._start

    def read(self, part: IO[bytes]) -> None:
        while chunk := part.read(CHUNK):
            self.parser.Parse(chunk, False)  # noqa: FBT003  expat takes no keyword
        self.parser.Parse(b"", True)  # noqa: FBT003

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(" ")[2]
        self.elements = 0 if local in _ITEMS else self.elements + 1
        if self.elements > MAX_ELEMENTS:
            _refuse()
        self.met(local, attributes)

    def met(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""


class _SheetScan(_Scan):
    """Follows where each value stands; positions may be left out and then count on."""

    def __init__(self) -> None:
        super().__init__()
        self.shape = Shape()
        self.rows = self.line = self.column = 0

    def met(self, name: str, attributes: dict[str, str]) -> None:
        if name == "c":
            where = attributes.get("r")
            self.column = _column(where) if where else self.column + 1
        elif name == "row":
            self.rows += 1
            self.line = int(attributes.get("r", self.line + 1))
            self.column = 0
            if self.rows > MOST_ROWS:
                _refuse()
        elif name in _VALUES:
            self._value()
        elif name == "mergeCell":
            self.shape.merged.append(attributes.get("ref", "?"))

    def _value(self) -> None:
        if max(self.line, self.rows) > MAX_LINE:
            raise FileRefused(
                f"In rij {self.line} staat nog iets. Haal losse cellen onder uw tabel weg."
            )
        if self.column > MAX_COLUMNS:
            raise FileRefused(f"Rij {self.line} heeft meer dan {MAX_COLUMNS} kolommen.")
        self.shape.last_line = max(self.shape.last_line, self.line)
        self.shape.last_column = max(self.shape.last_column, self.column)


def _column(name: str) -> int:
    number = 0
    for letter in name:
        if not letter.isalpha():
            break
        number = number * 26 + ord(letter.upper()) - ord("A") + 1
    return number


def _refuse(*_: Any) -> None:
    raise FileRefused("Het Excel-bestand bevat onderdelen die we om veiligheid niet openen.")
