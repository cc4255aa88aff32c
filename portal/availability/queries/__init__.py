"""Reads of availability, always starting from what the actor may see."""

from portal.availability.queries.offerings import (
    Moment,
    figures_of,
    history,
    offerings_editable_by,
    offerings_visible_to,
    row_for,
    rows,
    statement_of,
)

__all__ = [
    "Moment",
    "figures_of",
    "history",
    "offerings_editable_by",
    "offerings_visible_to",
    "row_for",
    "rows",
    "statement_of",
]
