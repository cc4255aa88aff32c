"""Ending saved searches by the link in a mail, without signing in.

Mail scanners open links: opening changes nothing. The link is a secret that travels in the
path, so these pages send no referrer.
"""

from dataclasses import dataclass
from typing import ClassVar, Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from portal.kernel.clock import now
from portal.kernel.errors import NotFound
from portal.kernel.ids import as_id
from portal.matching.actions import end_by_link
from portal.matching.models import SavedSearch
from portal.matching.queries import person_with_link, saved_by_person
from portal.web import redirects
from portal.web.flash import flash
from portal.web.handlers import reads, writes
from portal.web.page import Page
from portal.web.rate_limits import Tries, at_most, client_address, rate_limits

WRONG_LINKS: Final = at_most("30 per 15 minutes")
PRIVATE: Final = {"Referrer-Policy": "strict-origin", "X-Robots-Tag": "noindex"}


@dataclass(frozen=True, kw_only=True)
class Unsubscribe(Page):
    template: ClassVar[str] = "matching/unsubscribe.html"
    token: str
    saved: list[SavedSearch]


@reads
async def form(request: Request) -> Response:
    """Which searches somebody still gets mail about."""
    person_id = await _person(request)
    page = Unsubscribe(token=_token(request), saved=await saved_by_person(person_id))
    return _private(page.render(request))


@writes
async def stop(request: Request) -> Response:
    """End one of them, or all that were on the page."""
    person_id = await _person(request)
    posted = (await request.form()).getlist("zoekvraag")
    ids = [one for one in (as_id(str(value)) for value in posted) if one is not None]
    ended = await end_by_link(person_id, ids, now=now())
    answer = redirects.to(request, "matching:unsubscribe_form", token=_token(request))
    told = "Gestopt. U krijgt hierover geen mail meer." if ended else "Dit was al gestopt."
    return _private(flash(answer, told))


async def _person(request: Request) -> int:
    """Whose link this is; who tries many wrong ones has to wait. Raises NotFound."""
    tries = Tries(WRONG_LINKS, "saved-search-link", client_address(request))
    await rate_limits(request).check(tries)
    found = await person_with_link(_token(request))
    if found is None:
        await rate_limits(request).count(tries)
        raise NotFound
    return found


def _token(request: Request) -> str:
    return str(request.path_params["token"])


def _private(response: Response) -> Response:
    response.headers.update(PRIVATE)
    return response


routes = [
    Route("/zoekvraag-stoppen/{token}/", form, name="matching:unsubscribe_form"),
    Route("/zoekvraag-stoppen/{token}/", stop, methods=["POST"], name="matching:unsubscribe"),
]
