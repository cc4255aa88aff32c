"""Deciding on intake stops: the municipality for itself, the region on its behalf."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from portal.availability.actions.stops import decide_stop
from portal.availability.forms.stops import DecisionForm, decision_form
from portal.availability.pages.rows import is_region
from portal.availability.queries.stops import Answer, StopRequest, stops_to_decide
from portal.availability.rules.desk import name_of
from portal.availability.rules.stops import StopDecision
from portal.kernel.actor import Actor, Role
from portal.kernel.clock import today
from portal.web import redirects
from portal.web.flash import flash
from portal.web.handlers import reads, writes
from portal.web.page import Page
from portal.web.session import acting

DECIDERS: Final = (Role.MUNICIPALITY_MEMBER, Role.REGION_MANAGER)
_TOLD: Final = {
    StopDecision.AGREED: "Akkoord vastgelegd. De aanbieder krijgt een mail.",
    StopDecision.REFUSED: "Weigering vastgelegd. De aanbieder krijgt een mail.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One answer to give or given: the request, the municipality, and the form about both."""

    request: StopRequest
    answer: Answer
    name: str
    form: DecisionForm

    @property
    def key(self) -> str:
        """What its element is called."""
        return key_of(self.request.id, self.answer.municipality.id)


@dataclass(frozen=True, kw_only=True)
class Decisions(Page):
    template: ClassVar[str] = "availability/decisions.html"
    fragments: ClassVar[frozenset[str]] = frozenset({"decisions"})
    waiting: Sequence[Asked]
    decided: Sequence[Asked]
    organisation: str
    on_behalf: bool
    """Whether the region records what a municipality decided."""
    faulty: DecisionForm | None = None


@reads
async def decisions(request: Request) -> Response:
    """What waits for a decision, and below it what was decided."""
    actor = acting(request, *DECIDERS)
    return (await _page(actor)).render(request)


@writes
async def decide(request: Request) -> Response:
    """Agree or refuse, for one municipality."""
    actor = acting(request, *DECIDERS)
    stop, municipality = request.path_params["stop"], request.path_params["municipality"]
    form = decision_form(await request.form(), about=key_of(stop, municipality))
    if not form.validate():
        return (await _page(actor, form)).render(request, 422)
    await decide_stop(actor, stop, municipality, form.decision, note=form.note.data or "")
    return flash(redirects.to(request, "availability:decisions"), _TOLD[form.decision])


def key_of(stop_id: int, municipality_id: int) -> str:
    """The name of the element about one answer."""
    return f"{stop_id}-{municipality_id}"


async def _page(actor: Actor, faulty: DecisionForm | None = None) -> Decisions:
    found = await stops_to_decide(actor)
    day = today()
    return Decisions(
        waiting=[_asked(one, a, faulty) for one in found for a in one.waiting(today=day)],
        decided=[_asked(one, a, None) for one in found for a in one.decided],
        organisation=actor.organisation_name,
        on_behalf=is_region(actor),
        faulty=faulty,
    )


def _asked(request: StopRequest, answer: Answer, faulty: DecisionForm | None) -> Asked:
    key = key_of(request.id, answer.municipality.id)
    its_own = faulty is not None and faulty.note.id == f"note-{key}"
    form = faulty if faulty is not None and its_own else decision_form(about=key)
    return Asked(request=request, answer=answer, name=name_of(request.row), form=form)


routes = [
    Route("/aanmeldstops/", decisions, name="availability:decisions"),
    Route(
        "/aanmeldstops/{stop:int}/{municipality:int}/",
        decide,
        methods=["POST"],
        name="availability:decide",
    ),
]
