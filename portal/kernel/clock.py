"""The only place that asks what time it is. "Today" is the date in Europe/Amsterdam."""

from datetime import UTC, date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from portal.kernel.time_travel import pretended

AMSTERDAM: Final = ZoneInfo("Europe/Amsterdam")


def now() -> datetime:
    """This moment, in UTC; in the simulated year of the demo, the moment that it has come to."""
    return pretended() or datetime.now(UTC)


def today() -> date:
    """The date in Europe/Amsterdam."""
    return local_date(now())


def local_date(moment: datetime) -> date:
    """The date in Europe/Amsterdam on which this moment falls."""
    return moment.astimezone(AMSTERDAM).date()
