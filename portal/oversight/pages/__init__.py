"""What the region, the inspector, the administrator and a municipality look after."""

from portal.oversight.pages import (
    administration,
    calls,
    desk,
    dossier,
    gaps,
    inspection,
    landscape,
    management,
    municipality,
    onboarding,
    subcontracts,
    terms,
    trends,
    upkeep,
)

routes = [
    *desk.routes,
    *upkeep.routes,
    *calls.routes,
    *subcontracts.routes,
    *onboarding.routes,
    *landscape.routes,
    *gaps.routes,
    *trends.routes,
    *terms.routes,
    *management.routes,
    *inspection.routes,
    *administration.routes,
    *municipality.routes,
    *dossier.routes,
]
