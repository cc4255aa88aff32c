"""The description of the open data for programs (OpenAPI 3.1)."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from portal.socialmap.rules.hsds.publishing import PATH, Record

DOCUMENT_VERSION: Final = "1.0.0"
LICENCES: Final = {
    "CC0-1.0": "https://creativecommons.org/publicdomain/zero/1.0/",
    "CC-BY-4.0": "https://creativecommons.org/licenses/by/4.0/",
}
_COUNT: Final = {"type": "integer", "minimum": 0}
_PAGE: Final[Record] = {
    "type": "object",
    "required": [
        "total_items",
        "total_pages",
        "page_number",
        "size",
        "first_page",
        "last_page",
        "empty",
        "contents",
    ],
    "properties": {
        "total_items": _COUNT,
        "total_pages": _COUNT,
        "page_number": {"type": "integer", "minimum": 1},
        "size": _COUNT,
        "first_page": {"type": "boolean"},
        "last_page": {"type": "boolean"},
        "empty": {"type": "boolean"},
    },
}
_PROBLEM: Final[Record] = {
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
    },
}
_ID: Final[Record] = {"type": "string", "format": "uuid"}


def _record(required: Sequence[str], **properties: Record) -> Record:
    known = {name: {"type": "string"} for name in required} | properties
    return {"type": "object", "required": ["id", *required], "properties": {"id": _ID, **known}}


SCHEMAS: Final[Record] = {
    "Problem": _PROBLEM,
    "Root": {
        "type": "object",
        "required": ["version", "profile", "openapi_url"],
        "properties": {name: {"type": "string"} for name in ("version", "profile", "openapi_url")},
    },
    "Service": _record(
        ("name", "status"),
        status={
            "type": "string",
            "enum": ["active", "inactive", "defunct", "temporarily closed"],
        },
        last_modified={"type": "string", "format": "date-time"},
        assured_date={"type": "string", "format": "date"},
    ),
    "Organization": _record(("name", "description")),
    "ServiceAtLocation": _record(("service_id", "location_id")),
    "Taxonomy": _record(("name", "description")),
    "TaxonomyTerm": _record(("name", "description", "code")),
}


def openapi(
    base: str,
    endpoints: Mapping[str, tuple[str, str, Sequence[str]]],
    parameters: Mapping[str, Record],
    contact: Mapping[str, str],
    licence: str,
) -> Record:
    """The whole document: per path the schema of a record, what it lists, and its parameters."""
    paths: Record = {"/": {"get": _operation("root", "Wat dit is", [], _content("Root"))}}
    for path, (schema, words, names) in endpoints.items():
        asked = [{"$ref": f"#/components/parameters/{name}"} for name in names]
        paths[path] = {
            "get": _operation(path.strip("/"), f"{words}, in pagina's", asked, _listed(schema))
        }
        one = _operation(f"{path.strip('/')}_one", f"{words}: één", [_PATH_ID], _content(schema))
        one["responses"]["404"] = _refused("Er is niets met dit id.")
        paths[path + "/{id}"] = {"get": one}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Sociale kaart: open data (Open Referral HSDS 3.1)",
            "version": DOCUMENT_VERSION,
            "description": "Alles wat op de openbare sociale kaart staat. Alleen lezen. Tijden "
            "van openingsuren zijn in Europe/Amsterdam. Uitleg: " + base + "/open-data/",
            "license": {"name": licence, "url": LICENCES[licence]},
            "contact": dict(contact),
        },
        "servers": [{"url": base + PATH}],
        "paths": paths,
        "components": {"schemas": SCHEMAS, "parameters": dict(parameters)},
    }


_PATH_ID: Final[Record] = {"name": "id", "in": "path", "required": True, "schema": _ID}


def _operation(name: str, words: str, parameters: list[Record], content: Record) -> Record:
    return {
        "operationId": name,
        "summary": words,
        "parameters": parameters,
        "responses": {
            "200": {"description": "Gevonden.", "content": content},
            "304": {"description": "Niet veranderd sinds uw ETag."},
            "400": _refused("Een parameter klopt niet."),
        },
    }


def _content(schema: str) -> Record:
    return {"application/json": {"schema": {"$ref": f"#/components/schemas/{schema}"}}}


def _listed(schema: str) -> Record:
    contents: Any = {
        "type": "array",
        "items": {"$ref": f"#/components/schemas/{schema}"},
    }
    return {
        "application/json": {
            "schema": {**_PAGE, "properties": {**_PAGE["properties"], "contents": contents}}
        }
    }


def _refused(words: str) -> Record:
    schema = {"$ref": "#/components/schemas/Problem"}
    return {"description": words, "content": {"application/problem+json": {"schema": schema}}}
