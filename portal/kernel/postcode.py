"""Dutch postcodes."""

import re
from typing import Final

_POSTCODE: Final = re.compile(r"^([1-9]\d{3})\s?([A-Za-z]{2})?$")


def pc4(text: str) -> str | None:
    """The four digits of a postcode; None when the text is no postcode."""
    match = _POSTCODE.match(text.strip())
    return match.group(1) if match else None
