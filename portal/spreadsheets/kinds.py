"""A kind of file that can be imported: its columns, its rows, and where those are kept."""

from collections.abc import Awaitable, Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any, Generic, TypeVar

from portal.kernel.actor import Actor
from portal.spreadsheets.columns import Column

R = TypeVar("R")
Given = dict[str, Any]
"""The values that one line of a file gives, by column name; absent columns are absent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Where an import may write: one region, by this actor; from the command line, None."""

    region_id: int
    actor: Actor | None


@dataclass(frozen=True, slots=True)
class Stored(Generic[R]):
    """A row as the database has it."""

    id: int
    row: R
    local: bool = True
    """Whether the region's own list holds it; others are never listed as gone."""
    kept_because: str = ""
    """Why this import may not change it (in Dutch); empty when it may."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known(Generic[R]):
    """What an import compares with, read once.

    `settle` puts the names in a line as the database writes them, and raises Faulty when one is
    not there; `key` tells of a settled line which row it is; `save` creates (id None) or changes
    one row and returns its id.
    """

    rows: Mapping[Hashable, Stored[R]]
    key: Callable[[Given], Hashable]
    settle: Callable[[Given], Given]
    save: Callable[[R, int | None], Awaitable[int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind(Generic[R]):
    """One kind of file. `row` is a frozen dataclass with exactly the columns' names as fields."""

    name: str
    title: str
    subject: str
    """The table's name in the journal."""
    explanation: str
    columns: Sequence[Column]
    row: type[R]
    named_by: Sequence[str]
    """The columns whose values name a row to people."""
    load: Callable[[Scope], Awaitable[Known[R]]]
    known_as: Callable[[R], Hashable] = field(default=lambda _row: None)
    """The name by which other rows of this kind lean on this one."""
    leans_on: Callable[[R], tuple[Hashable, str] | None] = field(default=lambda _row: None)
    """What another row that must be there first is known as, and the column naming it."""
    check: Callable[[R], None] = field(default=lambda _row: None)
    """Raises Faulty when the values do not go together."""

    def __post_init__(self) -> None:
        names = [column.name for column in self.columns]
        assert names == [one.name for one in fields(self.row)], (self.name, names)  # type: ignore[arg-type]

    def column(self, name: str) -> Column:
        """The column that fills this field."""
        return next(column for column in self.columns if column.name == name)

    def name_of(self, given: Given) -> str:
        """What people call the row with these values."""
        shown = (self.column(name).shown(given.get(name)) for name in self.named_by)
        return " · ".join(words for words in shown if words)
