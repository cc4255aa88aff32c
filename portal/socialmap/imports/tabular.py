"""A package of HSDS tables (a zip of CSV files) as nested services, and the other way round."""

import csv
import io
import json
import zipfile
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any, Final

from portal.outside.fetching import Unusable
from portal.socialmap.rules.hsds.paging import leaf

Table = list[dict[str, Any]]
MOST_FILES: Final = 100
MOST_BYTES: Final = 100_000_000
MOST_TIMES: Final = 200
"""A file that unfolds into more than so many times its size is a trap."""
MOST_ROWS: Final = 500_000
_LARGE: Final = 1_000_000

# Of each list in a record: its table and the column that names whose it is.
_LISTS: Final[Mapping[str, Mapping[str, tuple[str, str]]]] = {
    "service": {
        "additional_urls": ("url", "service_id"),
        "phones": ("phone", "service_id"),
        "schedules": ("schedule", "service_id"),
        "service_areas": ("service_area", "service_id"),
        "service_at_locations": ("service_at_location", "service_id"),
        "languages": ("language", "service_id"),
        "cost_options": ("cost_option", "service_id"),
        "capacities": ("service_capacity", "service_id"),
        "attributes": ("attribute", "link_id"),
    },
    "service_at_location": {
        "phones": ("phone", "service_at_location_id"),
        "schedules": ("schedule", "service_at_location_id"),
        "service_areas": ("service_area", "service_at_location_id"),
    },
    "location": {
        "addresses": ("address", "location_id"),
        "phones": ("phone", "location_id"),
        "languages": ("language", "location_id"),
        "accessibility": ("accessibility", "location_id"),
    },
    "service_area": {"attributes": ("attribute", "link_id")},
    "organization": {"phones": ("phone", "organization_id")},
}
# Of each object in a record: its table and the column of the record that names it.
_OBJECTS: Final[Mapping[str, Mapping[str, tuple[str, str]]]] = {
    "service": {"organization": ("organization", "organization_id")},
    "service_at_location": {"location": ("location", "location_id")},
    "attribute": {"taxonomy_term": ("taxonomy_term", "taxonomy_term_id")},
    "taxonomy_term": {"taxonomy_detail": ("taxonomy", "taxonomy_id")},
    "service_capacity": {"unit": ("unit", "unit_id")},
}
_NUMBERS: Final = frozenset({"latitude", "longitude", "amount", "available", "maximum"})


def services_in(content: bytes) -> list[Any]:
    """The services of a package, with all that hangs on them. Raises Unusable."""
    tables = _tables(content)
    if "service" not in tables:
        raise Unusable("In dit pakket zit geen service.csv.")
    return _Joined(tables).services()


def _tables(content: bytes) -> dict[str, Table]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            return dict(_read(package))
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError) as error:
        raise Unusable("Dit zip-bestand is niet te lezen.") from error
    except (csv.Error, UnicodeDecodeError) as error:
        raise Unusable("Een tabel in dit pakket is geen CSV in UTF-8.") from error


def _read(package: zipfile.ZipFile) -> Iterator[tuple[str, Table]]:
    files = package.infolist()
    total = sum(one.file_size for one in files)
    if len(files) > MOST_FILES or total > MOST_BYTES or any(map(_is_trap, files)):
        raise Unusable("Dit zip-bestand is uitgepakt te groot.")
    seen: set[str] = set()
    for file in files:
        path = PurePosixPath(file.filename)
        name = _name(path.stem)
        if path.suffix.lower() == ".csv" and name:
            if name in seen:
                raise Unusable(f"{path.name} zit twee keer in dit pakket.")
            seen.add(name)
            yield name, _rows(_bytes(package, file))


def _is_trap(file: zipfile.ZipInfo) -> bool:
    return file.file_size > _LARGE and file.file_size > MOST_TIMES * max(1, file.compress_size)


def _bytes(package: zipfile.ZipFile, file: zipfile.ZipInfo) -> bytes:
    """What the file really holds; its own word about its size may be a lie."""
    with package.open(file) as opened:
        body = opened.read(file.file_size + 1)
    if len(body) > file.file_size:
        raise Unusable("Dit zip-bestand is uitgepakt te groot.")
    return body


def _name(stem: str) -> str:
    """The table with this name; older versions of HSDS write it in the plural."""
    tables = {
        *_LISTS,
        *_OBJECTS,
        *(table for kind in _LISTS.values() for table, _ in kind.values()),
    }
    tables |= {table for kind in _OBJECTS.values() for table, _ in kind.values()}
    plurals = {
        one.removesuffix("y") + "ies" if one.endswith("y") else one + "s": one for one in tables
    }
    known = {**plurals, **{one: one for one in tables}, "addresses": "address"}
    return known.get(stem.lower(), "")


def _rows(body: bytes) -> Table:
    reader = csv.DictReader(io.StringIO(body.decode("utf-8-sig"), newline=""), strict=True)
    rows: Table = []
    for row in reader:
        if len(rows) == MOST_ROWS:
            raise Unusable("Een tabel in dit pakket heeft te veel regels.")
        rows.append({key: value for key, value in row.items() if key and value})
    return rows


class _Joined:
    """Tables that find their rows by whose they are."""

    def __init__(self, tables: Mapping[str, Table]) -> None:
        self._tables = tables
        self._by: dict[tuple[str, str], dict[str, Table]] = {}

    def services(self) -> list[Any]:
        """Every service with what hangs on it."""
        return [self._whole("service", row) for row in self._tables["service"]]

    def _whole(self, kind: str, row: Mapping[str, Any]) -> dict[str, Any]:
        found = {name: _value(name, value) for name, value in row.items()}
        for name, (table, column) in _LISTS.get(kind, {}).items():
            below = self._of(table, column, str(row.get("id", "")))
            if below:
                found[name] = [self._whole(table, one) for one in below]
        for name, (table, column) in _OBJECTS.get(kind, {}).items():
            one = self._of(table, "id", str(row.get(column, "")))
            if one:
                found[name] = self._whole(table, one[0])
        return found

    def _of(self, table: str, column: str, key: str) -> Table:
        if not key:
            return []
        if (table, column) not in self._by:
            groups: dict[str, Table] = defaultdict(list)
            for row in self._tables.get(table, []):
                groups[row.get(column, "")].append(row)
            self._by[table, column] = groups
        return self._by[table, column].get(key, [])


def _value(name: str, text: str) -> Any:
    if name not in _NUMBERS:
        return text
    try:
        return float(text)
    except ValueError:
        return text  # whoever reads it says what is wrong


# Writing --------------------------------------------------------------------------------------


def as_file(services: Sequence[Mapping[str, Any]], *, tabular: bool) -> bytes:
    """These services as a package of tables, or as one list of JSON."""
    if tabular:
        return package_of(services)
    page = leaf(services, 1, max(1, len(services)))
    return json.dumps(page.wrapped([dict(one) for one in services]), ensure_ascii=False).encode()


def package_of(services: Sequence[Mapping[str, Any]]) -> bytes:
    """These services as a package of tables with its description."""
    tables: dict[str, dict[str, dict[str, Any]]] = defaultdict(dict)
    for service in services:
        _take_apart("service", service, tables)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, rows in tables.items():
            package.writestr(f"{name}.csv", _as_csv(list(rows.values())))
        package.writestr("datapackage.json", _description(tables))
    return out.getvalue()


def _take_apart(
    kind: str, record: Mapping[str, Any], tables: dict[str, dict[str, dict[str, Any]]]
) -> None:
    row: dict[str, Any] = {}
    for name, value in record.items():
        if name in _LISTS.get(kind, {}):
            table, column = _LISTS[kind][name]
            for one in value:
                _take_apart(table, {**one, column: record["id"]}, tables)
        elif name in _OBJECTS.get(kind, {}):
            table, column = _OBJECTS[kind][name]
            row[column] = value["id"]
            _take_apart(table, value, tables)
        else:
            row[name] = value
    tables[kind][record["id"]] = {**tables[kind].get(record["id"], {}), **row}


def _as_csv(rows: Sequence[Mapping[str, Any]]) -> str:
    out = io.StringIO(newline="")
    columns = list(dict.fromkeys(name for row in rows for name in row))
    writer = csv.DictWriter(out, columns)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def _description(tables: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> str:
    resources = [
        {
            "name": name,
            "path": f"{name}.csv",
            "profile": "tabular-data-resource",
            "encoding": "utf-8",
            "schema": {
                "fields": [
                    {"name": column, "type": "number" if column in _NUMBERS else "string"}
                    for column in dict.fromkeys(c for row in rows.values() for c in row)
                ]
            },
        }
        for name, rows in tables.items()
    ]
    told = {"name": "sociale-kaart", "profile": "tabular-data-package", "resources": resources}
    return json.dumps(told, indent=1)
