"""Tables of transitions: the plan, the clients in it with what is decided, what was carried out."""

from portal.transitions.models.carried_out import Batch, Overtaken, Takeover, Transfer, TransferUndo
from portal.transitions.models.people import Decision, DecisionTarget, Participant, RunningCare
from portal.transitions.models.plans import (
    Receiving,
    Releasing,
    TakeoverTalk,
    Transition,
    TransitionProduct,
)

__all__ = [
    "Batch",
    "Decision",
    "DecisionTarget",
    "Overtaken",
    "Participant",
    "Receiving",
    "Releasing",
    "RunningCare",
    "Takeover",
    "TakeoverTalk",
    "Transfer",
    "TransferUndo",
    "Transition",
    "TransitionProduct",
]
