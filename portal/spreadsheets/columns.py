"""What a column may hold: how a cell becomes a value, and a value words."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Final

from portal.spreadsheets.tables import Cell, Unreadable

Read = Callable[[Cell], Any]
_DAY: Final = re.compile(r"^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?: 0?0:00(?::00)?)?$")
_ISO_DAY: Final = re.compile(r"^(\d{4})-(\d{2})-(\d{2})(?:[T ]00:00(?::00)?)?$")
_DUTCH_NUMBER: Final = re.compile(r"^[+-]?(?:\d{1,3}(?:\.\d{3})+|\d+)(?:,\d+)?$")
_PLAIN_NUMBER: Final = re.compile(r"^[+-]?\d+(?:\.\d+)?$")
_MAIL: Final = re.compile(r"^[^\s@]+@[^\s@]+\.[^\s@]{2,}$")
_PHONE: Final = re.compile(r"^[+0-9][0-9 ()\-]{2,19}$")
_YES: Final = frozenset({"ja", "j", "waar", "1", "x"})
_NO: Final = frozenset({"nee", "n", "onwaar", "0"})


class Faulty(Exception):
    """A value that cannot be used. `column` is the column's name, "" for the row as a whole."""

    def __init__(self, reason: str, column: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.column = column


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column of a kind of file. `name` is the field of the row that it fills."""

    name: str
    title: str
    meaning: str
    example: str
    read: Read
    required: bool = False
    default: Any = ""
    words: Mapping[str, Any] = field(default_factory=dict[str, Any])
    """For a column of fixed words: what each stands for."""

    def value(self, cell: Cell) -> Any:
        """The value of this cell; an empty cell gives the default. Raises Faulty."""
        if isinstance(cell, Unreadable):
            raise Faulty(cell.reason, self.name)
        if text_in(cell) == "":
            if self.required:
                raise Faulty("vul deze kolom in", self.name)
            return self.default
        try:
            return self.read(cell)
        except Faulty as fault:
            raise Faulty(fault.reason, self.name) from fault

    def shown(self, value: Any) -> str:
        """The value as a cell or a preview shows it."""
        return next((word for word, meant in self.words.items() if meant == value), in_words(value))


def text_in(cell: Cell) -> str:
    """The cell as text: whole numbers without ".0", days as 31-12-2026."""
    match cell:
        case None | Unreadable():
            return ""
        case bool():
            return "ja" if cell else "nee"
        case float() if cell.is_integer():
            return str(int(cell))
        case date():
            return f"{cell:%d-%m-%Y}"
        case _:
            return " ".join(str(cell).split())


def text(longest: int, *, digits: int = 0) -> Read:
    """Text of at most this many characters.

    Excel makes a number of 02 and drops its zero; `digits` says how many there should be.
    """

    def read(cell: Cell) -> str:
        found = text_in(cell)
        if digits and found.isdigit():
            found = found.zfill(digits)
        if len(found) > longest:
            raise Faulty(f"‘{found}’ is te lang: gebruik niet meer dan {longest} tekens")
        return found

    return read


def number_of(digits: int) -> Read:
    """A registration number of exactly this many digits, such as KvK."""

    def read(cell: Cell) -> str:
        found = text_in(cell).replace(" ", "").zfill(digits)
        if not (found.isascii() and found.isdigit() and len(found) == digits):
            raise Faulty(f"‘{text_in(cell)}’ is geen nummer van {digits} cijfers")
        return found

    return read


def whole_number(low: int, high: int) -> Read:
    """A whole number within these bounds."""

    def read(cell: Cell) -> int:
        found = _decimal(cell)
        if found != found.to_integral_value() or not low <= found <= high:
            raise Faulty(f"‘{text_in(cell)}’ moet een heel getal van {low} tot en met {high} zijn")
        return int(found)

    return read


def money(cell: Cell) -> Decimal:
    """An amount in euro of at least 0, with at most two decimals."""
    found = _decimal(cell)
    if found < 0 or found >= 10**10 or found != round(found, 2):
        raise Faulty(f"‘{text_in(cell)}’ is geen bedrag, zoals 125000,50")
    return round(found, 2)


def degrees(low: float, high: float) -> Read:
    """A coordinate in degrees within these bounds."""

    def read(cell: Cell) -> float:
        try:
            found = float(text_in(cell).replace(",", "."))
        except ValueError:
            found = high + 1
        if not low <= found <= high:
            raise Faulty(f"‘{text_in(cell)}’ is geen getal tussen {low:g} en {high:g}")
        return found

    return read


def day(cell: Cell) -> date:
    """A day: an Excel date, 31-12-2026 or 2026-12-31."""
    if isinstance(cell, date):
        return cell
    found = text_in(cell)
    dutch, iso = _DAY.match(found), _ISO_DAY.match(found)
    try:
        if dutch:
            day_, month, year = map(int, dutch.groups())
            return date(year, month, day_)
        if iso:
            return date(*map(int, iso.groups()))
    except ValueError:
        pass
    raise Faulty(f"‘{found}’ is geen datum, zoals 31-12-2026")


def yes_or_no(cell: Cell) -> bool:
    """Ja or nee."""
    found = text_in(cell).casefold()
    if found in _YES:
        return True
    if found in _NO:
        return False
    raise Faulty(f"‘{text_in(cell)}’ moet ja of nee zijn")


def one_of(words: Mapping[str, Any]) -> Read:
    """One of these Dutch words, whatever its capitals."""
    known = {word.casefold(): value for word, value in words.items()}

    def read(cell: Cell) -> Any:
        found = text_in(cell)
        if found.casefold() not in known:
            raise Faulty(f"‘{found}’ kan hier niet. Kies uit: {', '.join(words)}")
        return known[found.casefold()]

    return read


def many(read_one: Read) -> Read:
    """Several values in one cell, with a comma or semicolon between; the order is kept."""

    def read(cell: Cell) -> tuple[Any, ...]:
        parts = re.split(r"[,;\n]", text_in(cell))
        return tuple(dict.fromkeys(read_one(part.strip()) for part in parts if part.strip()))

    return read


def whole_numbers(low: int, high: int) -> Read:
    """Several whole numbers in one cell, such as "2 + 2"; the same number may return."""
    read_one = whole_number(low, high)

    def read(cell: Cell) -> tuple[int, ...]:
        parts = re.split(r"[,;+]", text_in(cell))
        return tuple(read_one(part.strip()) for part in parts if part.strip())

    return read


def mail_address(cell: Cell) -> str:
    """A mail address, in lower case."""
    found = text_in(cell).lower()
    if not _MAIL.match(found) or len(found) > 254:  # noqa: PLR2004  the longest address there is
        raise Faulty(f"‘{found}’ is geen e-mailadres")
    return found


def phone_number(cell: Cell) -> str:
    """A telephone number; the zero that Excel dropped comes back."""
    found = text_in(cell)
    if isinstance(cell, int | float) and len(found) == 9:  # noqa: PLR2004  0229123456 less its 0
        found = f"0{found}"
    if not _PHONE.match(found):
        raise Faulty(f"‘{found}’ is geen telefoonnummer")
    return found


def in_words(value: Any) -> str:
    """A value as a cell or a preview shows it; "" for nothing."""
    match value:
        case None:
            return ""
        case bool():
            return "ja" if value else "nee"
        case tuple():
            return ", ".join(in_words(one) for one in value)  # pyright: ignore[reportUnknownVariableType]
        case date():
            return f"{value:%d-%m-%Y}"
        case Decimal() | float():
            return f"{value}".replace(".", ",")
        case _:
            return str(value)


def _decimal(cell: Cell) -> Decimal:
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return Decimal(str(cell))
    found = text_in(cell).replace(" ", "").removeprefix("€")
    if _DUTCH_NUMBER.match(found):  # 1.250 is a thousand and more here
        found = found.replace(".", "").replace(",", ".")
    elif not _PLAIN_NUMBER.match(found):
        raise Faulty(f"‘{text_in(cell)}’ is geen getal, zoals 12,5")
    return Decimal(found)
