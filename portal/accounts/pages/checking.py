"""How often somebody may guess, the same wherever a password or an address is asked.

Tries of an address count always, and anew after the right password. Tries from a connection
count when they fail, so that a whole town hall behind one address can sign in on Monday.
"""

from typing import Final

from starlette.requests import Request

from portal.accounts import actions
from portal.accounts.models import Person
from portal.web.rate_limits import Tries, at_most, client_address, rate_limits

SIGN_INS_OF_ADDRESS: Final = at_most("10 per 15 minutes")
SIGN_INS_FROM_CONNECTION: Final = at_most("50 per 15 minutes")
RESETS_OF_ADDRESS: Final = at_most("5 per 15 minutes")
RESETS_FROM_CONNECTION: Final = at_most("20 per 15 minutes")


async def checked_person(request: Request, email: str, password: str) -> Person | None:
    """The person whose password this is; raises TooManyTries when it was guessed too often."""
    limits = rate_limits(request)
    of_address = Tries(SIGN_INS_OF_ADDRESS, "sign_in", email)
    from_here = Tries(SIGN_INS_FROM_CONNECTION, "sign_in_from", client_address(request))
    await limits.check(from_here)
    await limits.count(of_address)
    person = await actions.person_with_password(email, password)
    if person is None:
        await limits.count(from_here)
    else:
        await limits.forgive(of_address)
    return person


async def count_reset(request: Request, email: str) -> None:
    """Count a request for a new password; raises TooManyTries after too many."""
    await rate_limits(request).count(
        Tries(RESETS_OF_ADDRESS, "reset", email),
        Tries(RESETS_FROM_CONNECTION, "reset_from", client_address(request)),
    )
