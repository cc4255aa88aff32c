"""One manner for all that is done with a client or a place: a form, a button, and back.

A deed that asks nothing is one press; its page is there for who comes without the list.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from portal.database.transactions import read
from portal.kernel.actor import Actor, Role
from portal.kernel.clock import today
from portal.kernel.errors import NotFound
from portal.waitlists.forms.deeds import Nothing
from portal.waitlists.models import Entry
from portal.waitlists.pages.attempts import attempted, looked_again
from portal.web.flash import flash
from portal.web.forms import Form
from portal.web.handlers import Handler, looks, prepares, shown
from portal.web.records import RecordForm, Trail
from portal.web.redirects import safe_path
from portal.web.session import acting


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """Whom a deed is about, and where the actor comes from."""

    id: int
    """Of the place or the client, as it stands in the address."""
    client_id: int
    reference: str
    home: str
    trail: Trail
    notes: Sequence[str] = ()
    entry: Entry | None = None
    also_shown: Sequence[int] = ()
    """Other clients whom the page names."""


Do = Callable[[Actor, int, Any, date], Awaitable[object]]
Fill = Callable[[Actor, About, Any], Awaitable[None]]
Tell = Callable[[Actor, About], Awaitable[About]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """Something to do: its words, its form, and the action behind it."""

    title: str
    label: str
    told: str
    do: Do
    form: type[Form] = Nothing
    known: Callable[[Any], Mapping[str, Any]] = lambda _entry: {}
    """What the form starts with."""
    fill: Fill | None = None
    """Gives the form its choices."""
    tell: Tell | None = None
    """Says what to know before doing it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """Who does these deeds, at which addresses, and how the subject is found."""

    name: str
    path: str
    roles: Sequence[Role]
    deeds: Mapping[str, Deed]
    find: Callable[[Actor, int], Awaitable[About]]

    def routes(self) -> list[Route]:
        """The page of each deed and the deed itself."""
        show, do = self._show(), self._do()
        return [
            Route(self.path, show, name=f"waitlists:{self.name}_form"),
            Route(self.path, do, methods=["POST"], name=f"waitlists:{self.name}"),
        ]

    def _show(self) -> Handler:
        @looks
        async def show(request: Request) -> Response:
            """What the deed asks."""
            actor, deed, about = await self._asked(request)
            form = await _form(actor, deed, about, None)
            page = _page(request, deed, about, form)
            ids = {about.client_id, *about.also_shown}
            shown(request, "client", ids, action="client.shown")
            return page.render(request)

        return show

    def _do(self) -> Handler:
        @prepares
        async def do(request: Request) -> Response:
            """Do it, or show again what was typed with the reason why not."""
            actor, deed, about = await read(lambda: self._asked(request))
            posted = await request.form()
            form = await read(lambda: _form(actor, deed, about, posted))
            if form.validate() and await _done(actor, deed, about, form):
                return flash(await self._back(request, actor, about), deed.told)
            if "direct" in posted:
                answer = await self._back(request, actor, about)
                return flash(answer, " ".join(_problems(form)), "error")
            page = _page(request, deed, about, form)
            await looked_again(actor, sorted({about.client_id, *about.also_shown}))
            return page.render(request, 422)

        return do

    async def _asked(self, request: Request) -> tuple[Actor, Deed, About]:
        actor = acting(request, *self.roles)
        deed = self.deeds.get(request.path_params["deed"])
        if deed is None:
            raise NotFound
        about = await self.find(actor, request.path_params["id"])
        return actor, deed, await deed.tell(actor, about) if deed.tell else about

    async def _back(self, request: Request, actor: Actor, about: About) -> RedirectResponse:
        """To where the button stood; to the client, who may have another number by now."""
        asked = str((await request.form()).get("back", ""))
        if asked:
            return RedirectResponse(safe_path(asked), 303)
        try:
            now = await read(lambda: self.find(actor, about.id))
        except NotFound:
            now = replace(about, home=about.trail[0][1])
        return RedirectResponse(now.home, 303)


async def _form(actor: Actor, deed: Deed, about: About, posted: Any) -> Form:
    form = deed.form.parse(posted, **(deed.known(about.entry) if posted is None else {}))
    if deed.fill:
        await deed.fill(actor, about, form)
    return form


async def _done(actor: Actor, deed: Deed, about: About, form: Form) -> bool:
    async def it() -> bool:
        await deed.do(actor, about.id, form, today())
        return True

    return bool(await attempted(form, it))


def _problems(form: Form) -> list[str]:
    return [*form.form_errors, *(str(words) for field in form for words in field.errors)]


def _page(request: Request, deed: Deed, about: About, form: Form) -> RecordForm:
    return RecordForm(
        trail=[*about.trail, (deed.title, "")],
        title=f"{deed.title}: {about.reference}",
        form=form,
        action=request.url.path,
        cancel_href=about.home,
        save_label=deed.label,
        notes=about.notes,
    )


ROLES_OF_PROVIDER: Final = (Role.PROVIDER_MEMBER, Role.PROVIDER_LEAD)
