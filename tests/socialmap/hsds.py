"""Open Referral's JSON Schemas of HSDS 3.1, held strictly: a field that they do not name is wrong.

The schemas are not ours, so they are not in the repository: PORTAL_HSDS_SCHEMAS names the folder
that holds them.
"""

import json
import os
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, Final, cast
from uuid import UUID

import pytest

from portal.settings import ROOT

FOLDER: Final = Path(
    os.environ.get("PORTAL_HSDS_SCHEMAS", ROOT.parent / "shared" / "yardsticks" / "hsds-3.1")
)
IF_THERE: Final = pytest.mark.skipif(
    not FOLDER.is_dir(), reason="The schemas of HSDS are not here: set PORTAL_HSDS_SCHEMAS."
)
_TYPES: Final[Mapping[str, tuple[type, ...]]] = {
    "string": (str,),
    "number": (int, float),
    "array": (list,),
    "object": (dict,),
}
_SAYS_NOTHING: Final = frozenset(
    {"name", "title", "description", "example", "core", "constraints", "datapackage_type"}
)
_KNOWN: Final = frozenset({"type", "format", "enum", "items", "$ref"})


def _uuid(text: str) -> None:
    assert str(UUID(text)) == text


def _address(text: str) -> None:
    assert re.fullmatch(r"https?://[^\s/]+(/\S*)?", text)


def _mail(text: str) -> None:
    assert re.fullmatch(r"[^@\s]+@[^@\s]+", text)


def _moment(text: str) -> None:
    assert datetime.fromisoformat(text).tzinfo is not None


_FORMATS: Final[Mapping[str, Callable[[str], None]]] = {
    "uuid": _uuid,
    "uri": _address,
    "email": _mail,
    "date-time": _moment,
}


@cache
def schema(name: str) -> dict[str, Any]:
    return json.loads((FOLDER / f"{name}.json").read_text("utf-8"))


def faults(record: Any, name: str, path: str = "") -> Iterator[str]:
    """Everything in which this record is not what the schema of this name asks."""
    known = schema(name)
    path = path or name
    if not isinstance(record, dict):
        yield f"{path}: no object"
        return
    yield from (f"{path}.{one}: missing" for one in known["required"] if one not in record)
    for field, value in cast("dict[str, Any]", record).items():
        if field not in known["properties"]:
            yield f"{path}.{field}: invented"
        else:
            yield from _of_field(value, known["properties"][field], f"{path}.{field}")


def _of_field(value: Any, rule: Mapping[str, Any], path: str) -> Iterator[str]:
    assert set(rule) <= _KNOWN | _SAYS_NOTHING, f"{path}: a rule that nobody holds: {set(rule)}"
    if "$ref" in rule:
        yield from faults(value, rule["$ref"].removesuffix(".json"), path)
        return
    if type(value) not in _TYPES[rule["type"]]:
        yield f"{path}: {value!r} is no {rule['type']}"
        return
    if value not in rule.get("enum", [value]):
        yield f"{path}: {value!r} is not one of {rule['enum']}"
    if "format" in rule:
        try:
            _FORMATS[rule["format"]](value)
        except (AssertionError, ValueError):
            yield f"{path}: {value!r} is no {rule['format']}"
    for number, one in enumerate(value if "items" in rule else []):
        yield from _of_field(one, rule["items"], f"{path}[{number}]")
