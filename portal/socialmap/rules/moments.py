"""Moments as the two databases give the newest of some: as one, or as text."""

from datetime import UTC, datetime


def moment_of(value: datetime | str) -> datetime:
    """The moment, in UTC."""
    moment = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
