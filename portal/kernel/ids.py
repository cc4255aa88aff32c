"""Ids in addresses and forms, and secrets in links and cookies, of which only a hash is stored."""

import hashlib
import secrets
from typing import Final

ID_DIGITS: Final = 18
"""More than this the database cannot hold."""


def as_id(text: str) -> int | None:
    """The id or other whole number that somebody sent; None for anything else."""
    plausible = text.isascii() and text.isdecimal() and len(text) <= ID_DIGITS
    return int(text) if plausible else None


def new_token() -> str:
    """A secret of 256 bits that fits in a URL."""
    return secrets.token_urlsafe(32)


def hashed(token: str) -> str:
    """What the database keeps of a token."""
    return hashlib.sha256(token.encode()).hexdigest()
