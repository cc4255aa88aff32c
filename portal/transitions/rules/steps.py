"""The five steps of a transition, and what is still missing in each."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from portal.transitions.rules.parts import Part


class Step(StrEnum):
    """In the order in which they are taken."""

    PREPARE = "prepare"
    SIMULATE = "simulate"
    DECIDE = "decide"
    EXECUTE = "execute"
    REPORT = "report"

    @property
    def label(self) -> str:
        """The Dutch word."""
        return {
            "prepare": "Voorbereiden",
            "simulate": "Simuleren",
            "decide": "Beslissen",
            "execute": "Uitvoeren",
            "report": "Verslag",
        }[self.value]


@dataclass(frozen=True, slots=True)
class Missing:
    """What a step still lacks, in Dutch; nothing when it is done."""

    step: Step
    note: str
    done: bool


def progress(
    parts: Sequence[Part], *, receivers: int, unmapped: int, presented: bool
) -> list[Missing]:
    """How far each step is."""
    open_parts = [part for part in parts if part.done is None and part.waits]
    undecided = sum(part.undecided for part in parts)
    without = sum(part.undecided and part.proposed_id is None for part in parts)
    ready = sum(part.ready for part in parts)
    done = len(parts) - len(open_parts)
    return [
        _prepare(len(parts), receivers, unmapped),
        Missing(
            Step.SIMULATE,
            _simulated(len(parts), without, presented=presented),
            presented and not without,
        ),
        Missing(
            Step.DECIDE,
            "nog niet voorgelegd" if not presented else _count(undecided, "te beslissen"),
            presented and not undecided,
        ),
        Missing(
            Step.EXECUTE,
            _count(ready, "uit te voeren") if ready or done else "nog niets",
            bool(done) and not ready,
        ),
        Missing(Step.REPORT, f"{done} van {len(parts)} klaar", bool(parts) and not open_parts),
    ]


def _simulated(parts: int, without: int, *, presented: bool) -> str:
    if not parts:
        return "nog niemand"
    if not presented:
        return f"{parts} te bekijken"
    return f"{without} zonder voorstel" if without else "klaar"


def _prepare(parts: int, receivers: int, unmapped: int) -> Missing:
    if not receivers:
        return Missing(Step.PREPARE, "nog geen ontvangers", done=False)
    if not parts:
        return Missing(Step.PREPARE, "nog niemand verzameld", done=False)
    if unmapped:
        return Missing(Step.PREPARE, f"{unmapped} zonder opvolger", done=False)
    return Missing(Step.PREPARE, "klaar", done=True)


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number else "klaar"
