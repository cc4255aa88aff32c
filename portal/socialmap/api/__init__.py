"""The social map for programs."""

from portal.socialmap.api.feed import mounted

__all__ = ["routes"]

routes = [mounted]
