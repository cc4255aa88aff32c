"""Reads of waitlists, always starting from what the actor may see."""

from portal.waitlists.queries.calling import callable_ahead_of, invitable, skipped
from portal.waitlists.queries.chains import Chain, chain_of, descendants_of
from portal.waitlists.queries.clients import (
    client_found,
    client_with_reference,
    clients_visible_to,
)
from portal.waitlists.queries.entries import (
    entries_visible_to,
    entry_for,
    list_for,
    other_lists_of,
)
from portal.waitlists.queries.places import Place, in_order, place_of, places_of, standing_of
from portal.waitlists.queries.waits import expected_wait_of, measured_days

__all__ = [
    "Chain",
    "Place",
    "callable_ahead_of",
    "chain_of",
    "client_found",
    "client_with_reference",
    "clients_visible_to",
    "descendants_of",
    "entries_visible_to",
    "entry_for",
    "expected_wait_of",
    "in_order",
    "invitable",
    "list_for",
    "measured_days",
    "other_lists_of",
    "place_of",
    "places_of",
    "skipped",
    "standing_of",
]
