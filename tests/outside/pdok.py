"""PDOK Locatieserver as it behaves: what it does not know of a question, it refuses."""

import re
from typing import Any, Final

from tests.outside.elsewhere import Asked, Told

KNOWN: Final = {"q", "fq", "fl", "rows", "start", "df", "bq", "sort", "wt", "lat", "lon"}
MOST_ROWS: Final = 100
_CONDITION: Final = re.compile(r"(\w+):(\w+)")


def a_doc(kind: str, number: int = 1, **known: Any) -> dict[str, Any]:
    """De Werf in Hoorn, or another thing."""
    doc = {
        "id": f"{kind}-{number}",
        "type": kind,
        "gemeentenaam": "Hoorn",
        "gemeentecode": "0405",
        "woonplaatsnaam": "Hoorn",
        "straatnaam": "Kerkweg",
        "huis_nlt": "1",
        "postcode": "1621AA",
        "centroide_ll": "POINT(5.0602 52.6411)",
    }
    return {**doc, **known}


class Locatieserver:
    """Answers from these things; `fails` is what it says in the place of that."""

    def __init__(self, *docs: dict[str, Any], fails: Told | None = None) -> None:
        self.docs = docs
        self.fails = fails

    def __call__(self, asked: Asked) -> Any:
        if self.fails is not None:
            return self.fails
        if asked.path != "/v3_1/free" or set(asked.query) - KNOWN or "q" not in asked.query:
            return Told(status=400, body=b'{"error": "unknown parameter"}')
        rows, start = int(asked.query.get("rows", 10)), int(asked.query.get("start", 0))
        if rows > MOST_ROWS:
            return Told(status=400)
        wanted = dict(_CONDITION.findall(asked.query.get("fq", "")))
        found = [doc for doc in self.docs if all(doc.get(k) == v for k, v in wanted.items())]
        fields = asked.query.get("fl", "*").split()
        told = [
            {k: v for k, v in doc.items() if k in fields} for doc in found[start : start + rows]
        ]
        return {"response": {"numFound": len(found), "start": start, "docs": told}}
