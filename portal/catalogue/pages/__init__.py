"""The pages of the catalogue, joined."""

from portal.catalogue.pages import lots, products, region

routes = [*lots.routes, *products.routes, *region.routes]
