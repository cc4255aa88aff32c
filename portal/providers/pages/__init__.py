"""The pages of providers, joined."""

from portal.providers.pages import access_teams, contracts, places_of_work, providers

routes = [
    *providers.routes,
    *places_of_work.routes,
    *contracts.routes,
    *access_teams.routes,
]
