"""The pages of availability, joined."""

from portal.availability.pages import (
    confirm,
    contracted,
    decisions,
    desk,
    editing,
    offering,
    sheet,
    stops,
)

routes = [
    *confirm.routes,
    *contracted.routes,
    *desk.routes,
    *editing.routes,
    *offering.routes,
    *stops.routes,
    *sheet.routes,
    *decisions.routes,
]
