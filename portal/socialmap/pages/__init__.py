"""What residents see, and the desks of who keeps it true."""

from portal.socialmap.pages import (
    confirming,
    deciding,
    desk,
    detail,
    editing,
    information,
    kept,
    local,
    open_data,
    places,
    remarks,
    results,
    sitemap,
    start,
    waits,
)
from portal.socialmap.rules.keeping import KEEPERS

__all__ = ["ANSWERERS", "KEEPERS", "routes"]

ANSWERERS = remarks.ANSWERERS
routes = [
    *results.routes,
    *start.routes,
    *detail.routes,
    *places.routes,
    *waits.routes,
    *kept.routes,
    *information.routes,
    *open_data.routes,
    *sitemap.routes,
    *remarks.routes,
    *desk.routes,
    *local.routes,
    *editing.routes,
    *deciding.routes,
    *confirming.routes,
]
