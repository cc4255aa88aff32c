"""Free text holds no personal data: no BSN, telephone number or mail address (AVG)."""

import re
from typing import Final

from portal.kernel.texts import later

_DIGIT_RUN: Final = re.compile(r"(?<!\d)\d(?:[ .\-]?\d){7,8}(?!\d)")
_PHONE: Final = re.compile(r"(?<![\d+])(?:\+31|0031|0)[ \-]?\(?0?\)?[1-9](?:[ \-]?\d){8}(?!\d)")
_MAIL: Final = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]{2,}")
_WEIGHTS: Final = (9, 8, 7, 6, 5, 4, 3, 2, -1)


def is_bsn(digits: str) -> bool:
    """Whether these eight or nine digits pass the elfproef of a citizen service number."""
    padded = digits.zfill(9)
    if len(padded) != len(_WEIGHTS) or not int(padded):
        return False
    return sum(int(d) * w for d, w in zip(padded, _WEIGHTS, strict=True)) % 11 == 0


def personal_data_in(text: str) -> str | None:
    """What kind of personal data this text seems to hold, in Dutch; None when there is none."""
    if _MAIL.search(text):
        return later("een e-mailadres")
    if _PHONE.search(text):
        return later("een telefoonnummer")
    runs = (re.sub(r"\D", "", run) for run in _DIGIT_RUN.findall(text))
    return later("een BSN") if any(is_bsn(run) for run in runs) else None
