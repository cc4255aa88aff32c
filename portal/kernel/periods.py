"""Spans of days."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Period:
    """From a day until and including another; open-ended without the second."""

    from_on: date
    until_on: date | None = None

    def __contains__(self, day: date) -> bool:
        return self.from_on <= day and (self.until_on is None or day <= self.until_on)

    def overlaps(self, other: "Period") -> bool:
        """Whether some day lies in both."""
        return (self.until_on is None or other.from_on <= self.until_on) and (
            other.until_on is None or self.from_on <= other.until_on
        )
