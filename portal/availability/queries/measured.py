"""The measured waits of an offering, read along with its other figures."""

from collections.abc import Mapping
from typing import Any, Final

from portal.availability.rules.measured import Measured, Span

MEASURED: Final = (
    "measured_on",
    "waiting",
    "invited_cases",
    "invited_median",
    "invited_p90",
    "started_cases",
    "started_median",
    "started_p90",
)


def measured_in(raw: Mapping[str, Any]) -> Measured | None:
    """What a row of an offering holds of it; None where no list was ever kept."""
    if raw["measured_wait__measured_on"] is None:
        return None
    return Measured(
        waiting=raw["measured_wait__waiting"],
        invited=_span(raw, "invited"),
        started=_span(raw, "started"),
        on=raw["measured_wait__measured_on"],
    )


def _span(raw: Mapping[str, Any], name: str) -> Span | None:
    median, p90, cases = (
        raw[f"measured_wait__{name}_{part}"] for part in ("median", "p90", "cases")
    )
    return None if median is None else Span(median=median, p90=p90, cases=cases)
