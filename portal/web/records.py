"""One manner for all records that somebody keeps: a list to search, a record, a form."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Final

from portal.kernel.ids import as_id
from portal.web.forms import Form
from portal.web.page import Page

PER_PAGE: Final = 50
Trail = Sequence[tuple[str, str]]
"""The path to this page: words and where they lead, this page last."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One line of a list: its name, where it leads, and the cells after it."""

    name: str
    href: str = ""
    cells: Sequence[str]

    def holds(self, words: Sequence[str]) -> bool:
        """Whether each of these words stands somewhere in this line."""
        text = " ".join([self.name, *self.cells]).casefold()
        return all(word in text for word in words)


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordTable:
    """A table of records: the first column holds the names."""

    title: str
    columns: Sequence[str]
    records: Sequence[Record]
    empty: str
    new_label: str = ""
    new_href: str = ""
    """Where to add one; empty for who may not."""
    anchor: str = "lijst"


@dataclass(frozen=True, kw_only=True)
class RecordList(Page):
    """A list that can be searched, one page of it."""

    template: ClassVar[str] = "web/record_list.html"
    fragments: ClassVar[frozenset[str]] = frozenset({"results"})
    section: str
    lead: str
    table: RecordTable
    query: str
    total: int
    page: int
    pages: int
    here: str


def searched(table: RecordTable, query: Mapping[str, str]) -> dict[str, Any]:
    """The fields of a RecordList for what the address asks: `zoek` words and a `pagina`."""
    words = query.get("zoek", "").strip()
    found = [one for one in table.records if one.holds(words.casefold().split())]
    pages = max(1, -(-len(found) // PER_PAGE))
    asked = query.get("pagina", "1")
    page = min(as_id(asked) or 1, pages)
    shown = found[(page - 1) * PER_PAGE : page * PER_PAGE]
    return {
        "table": replace(table, records=shown),
        "query": words,
        "total": len(found),
        "page": page,
        "pages": pages,
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Verb:
    """A button that posts."""

    label: str
    href: str
    kind: str = "secondary"


@dataclass(frozen=True, kw_only=True)
class RecordDetail(Page):
    """One record: its facts, what needs attention, and the lists that hang on it."""

    template: ClassVar[str] = "web/record_detail.html"
    trail: Trail
    title: str
    over: str
    facts: Sequence[tuple[str, str]]
    warnings: Sequence[str] = ()
    edit_href: str = ""
    verbs: Sequence[Verb] = ()
    links: Sequence[tuple[str, str]] = ()
    tables: Sequence[RecordTable] = ()


@dataclass(frozen=True, kw_only=True)
class RecordForm(Page):
    """A form for one record; hints are the fields' descriptions."""

    template: ClassVar[str] = "web/record_form.html"
    trail: Trail
    title: str
    form: Form
    action: str
    cancel_href: str
    save_label: str = "Opslaan"
    notes: Sequence[str] = ()
    """What to know before saving."""
