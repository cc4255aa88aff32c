"""The pages of waitlists, joined."""

from portal.waitlists.pages import clients, consulting, desk, region, registering

routes = [
    *registering.routes,
    *clients.routes,
    *consulting.routes,
    *desk.routes,
    *region.routes,
]
