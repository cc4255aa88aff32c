"""The whole URL space on one screen, and what the main navigation holds for whom."""

from typing import Final

from starlette.routing import BaseRoute, Mount

from portal.accounts import pages as accounts
from portal.accounts.rules import ADMINISTERS
from portal.availability import pages as availability
from portal.catalogue import pages as catalogue
from portal.demomail import pages as demomail
from portal.gaps import pages as gaps
from portal.importing import pages as importing
from portal.kernel.actor import PROVIDER_ROLES, Actor, Role
from portal.matching import pages as matching
from portal.oversight import pages as oversight
from portal.providers import pages as providers
from portal.search import pages as search
from portal.socialmap import api as socialmap_api
from portal.socialmap import pages as socialmap
from portal.transitions import pages as transitions
from portal.waitlists import pages as waitlists
from portal.web import pages as web
from portal.web import showcase
from portal.web.static import serve

sign_in_first = accounts.sign_in_first

routes: Final[list[BaseRoute]] = [
    Mount("/static", serve),
    *matching.routes,  # asked most; routes are tried in turn
    *socialmap.routes,
    *socialmap_api.routes,
    *web.routes,
    *showcase.routes,
    *accounts.routes,
    *availability.routes,
    *catalogue.routes,
    *demomail.routes,
    *gaps.routes,
    *importing.routes,
    *oversight.routes,
    *providers.routes,
    *search.routes,
    *waitlists.routes,
    *transitions.routes,
]

NAVIGATION: Final[list[tuple[str, str, frozenset[Role]]]] = [
    ("Toezicht", "/toezicht/", frozenset({Role.INSPECTOR})),
    ("Beheer", "/beheer/", frozenset({Role.ADMINISTRATOR})),
    ("Gemeente", "/gemeente/", frozenset({Role.MUNICIPALITY_MEMBER})),
    ("Beschikbaarheid", "/aanbieder/", PROVIDER_ROLES),
    ("Wachtlijst", "/aanbieder/wachtlijst/", PROVIDER_ROLES),
    ("Beschikbaarheid zoeken", "/beschikbaarheid/", frozenset(matching.SEARCHERS)),
    ("Mijn cliënten", "/clienten/", frozenset({Role.CONSULTANT})),
    ("Regio", "/regio/", frozenset({Role.REGION_MANAGER, Role.INSPECTOR})),
    (
        "Aanmeldstops",
        "/aanmeldstops/",
        frozenset({Role.MUNICIPALITY_MEMBER, Role.REGION_MANAGER}),
    ),
    (
        "Overgangen",
        "/overgang/",
        frozenset({Role.REGION_MANAGER, Role.INSPECTOR, Role.CONSULTANT, Role.MUNICIPALITY_MEMBER}),
    ),
    ("Voorzieningen", "/voorzieningen/", frozenset(socialmap.KEEPERS)),
    ("Meldingen", "/meldingen/", frozenset(socialmap.ANSWERERS)),
    ("Medewerkers", "/medewerkers/", frozenset(ADMINISTERS)),
]


def navigation_for(actor: Actor | None) -> list[tuple[str, str]]:
    """The main navigation of this actor: label and path."""
    return [(label, href) for label, href, roles in NAVIGATION if actor and actor.role in roles]
