"""The tables of clients and of their places on waitlists."""

from portal.waitlists.models.calls import IntakeInvitation, OutOfOrderCall, Placement
from portal.waitlists.models.clients import (
    CaseReference,
    Client,
    ClientHold,
    Need,
    ProviderClientNumber,
)
from portal.waitlists.models.entries import Entry, Link
from portal.waitlists.models.waiting import (
    BackDating,
    BridgingCare,
    Departure,
    Postponement,
    ReturnToConsultant,
)

__all__ = [
    "BackDating",
    "BridgingCare",
    "CaseReference",
    "Client",
    "ClientHold",
    "Departure",
    "Entry",
    "IntakeInvitation",
    "Link",
    "Need",
    "OutOfOrderCall",
    "Placement",
    "Postponement",
    "ProviderClientNumber",
    "ReturnToConsultant",
]
