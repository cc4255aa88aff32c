"""What consultants see of the offerings: results, one closer by, some side by side."""

from portal.matching.pages import compare, detail, overview, saved, sheet, unsubscribing
from portal.matching.rules.searchers import SEARCHERS

__all__ = ["SEARCHERS", "routes"]

routes = [
    *overview.routes,
    *compare.routes,
    *sheet.routes,
    *saved.routes,
    *unsubscribing.routes,
    *detail.routes,
]
