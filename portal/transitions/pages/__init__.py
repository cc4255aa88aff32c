"""The screens of a transition, step by step."""

from portal.transitions.pages import (
    deciding,
    executing,
    overview,
    preparing,
    reporting,
    simulating,
    succeeding,
)

routes = [
    *overview.routes,
    *succeeding.routes,
    *preparing.routes,
    *simulating.routes,
    *deciding.routes,
    *executing.routes,
    *reporting.routes,
]
