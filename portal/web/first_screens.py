"""Where somebody starts who is signed in."""

from typing import Final

from portal.kernel.actor import Actor, Role

FIRST_SCREENS: Final = {
    Role.PROVIDER_MEMBER: "/aanbieder/",
    Role.PROVIDER_LEAD: "/aanbieder/",
    Role.CONSULTANT: "/beschikbaarheid/",
    Role.REGION_MANAGER: "/regio/",
    Role.INSPECTOR: "/toezicht/",
    Role.ADMINISTRATOR: "/beheer/",
    Role.MUNICIPALITY_MEMBER: "/gemeente/",
    Role.FACILITY_OWNER: "/voorzieningen/",
}


def first_screen(actor: Actor) -> str:
    """The path of the first screen of this role."""
    return FIRST_SCREENS.get(actor.role, "/account/")
