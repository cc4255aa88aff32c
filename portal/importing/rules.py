"""How long an uploaded file waits, and when an import may write."""

from datetime import timedelta
from typing import Final

KEPT_FOR: Final = timedelta(hours=2)
