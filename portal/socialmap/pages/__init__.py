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

__all__ = ["ANSWERERS", "KEEPERS", "in_two_languages", "routes"]

ANSWERERS = remarks.ANSWERERS
in_two_languages = [
    *results.routes,
    *start.routes,
    *detail.routes,
    *places.routes,
    *waits.routes,
    *kept.routes,
    *information.routes,
    *remarks.public_routes,
    *open_data.public_routes,
    *sitemap.parts,
]
routes = [
    *in_two_languages,
    *open_data.routes,
    *sitemap.routes,
    *remarks.routes,
    *desk.routes,
    *local.routes,
    *editing.routes,
    *deciding.routes,
    *confirming.routes,
]
