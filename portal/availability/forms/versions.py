"""Which rows somebody had in view, as a form carries it: offering and report."""

import re
from typing import Final

from portal.kernel.errors import NotValid

_PAIR: Final = re.compile(r"(\d{1,18}):(\d{1,18})")


def versions_in(text: str) -> dict[int, int]:
    """Report seen by offering id, from "12:55,13:60".

    Raises NotValid when the text is anything else.
    """
    pairs = [_PAIR.fullmatch(part) for part in text.split(",") if part]
    if not pairs or None in pairs:
        raise NotValid("Kies een of meer regels die nog kloppen.")
    return {int(pair.group(1)): int(pair.group(2)) for pair in pairs if pair}
