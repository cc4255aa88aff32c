"""For whom, where and when something is published, and the id under which others know it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, Final
from uuid import NAMESPACE_URL, UUID, uuid5

from portal.socialmap.rules.around import Around

VERSION: Final = "3.1"
PATH: Final = "/hsds/v3"
Record = dict[str, Any]


@lru_cache(maxsize=4)
def _space(base: str) -> UUID:
    return uuid5(NAMESPACE_URL, base)


@dataclass(frozen=True, slots=True, kw_only=True)
class Publishing:
    """What every record is made with."""

    base: str
    """The address of this portal, without a slash at the end: two portals share no id."""
    around: Around
    today: date

    def uid(self, kind: str, *which: object) -> str:
        """The same thing has the same id for ever, and no other thing has it."""
        return str(uuid5(_space(self.base), "/".join(map(str, (kind, *which)))))

    def address(self, path: str) -> str:
        """The address of a page of the social map."""
        return self.base + path


def told(record: Mapping[str, Any]) -> Record:
    """Without the fields of which nothing is known."""
    return {name: value for name, value in record.items() if value not in (None, "", [], {})}
