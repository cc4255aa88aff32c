"""Names without accents and capitals: for comparing, and for the address bar."""

import re
import unicodedata
from functools import lru_cache


def fold(text: str) -> str:
    """Text without accents and capitals."""
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in apart if not unicodedata.combining(sign))


@lru_cache(maxsize=8_192)
def slug(name: str) -> str:
    """A name as it stands in the address bar: stede-broec."""
    return "-".join(re.findall(r"[a-z0-9]+", fold(name)))
