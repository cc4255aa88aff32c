"""Signing in, the own account, and the members of organisations."""

from typing import Final

from starlette.routing import BaseRoute

from portal.accounts.pages import account, invitations, members, passwords, signing_in

sign_in_first = signing_in.sign_in_first

routes: Final[list[BaseRoute]] = [
    *signing_in.routes,
    *passwords.routes,
    *invitations.routes,
    *account.routes,
    *members.routes,
]
