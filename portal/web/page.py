"""Pages: a template, exactly the fields that it uses, and its named fragments."""

from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Any, ClassVar, Final, cast

from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from jinja2_fragments import render_block
from jinja2_fragments.starlette import Jinja2Blocks
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse

from portal.kernel.actor import Actor
from portal.kernel.dates import date_in_words, dutch_date, dutch_moment, dutch_weekday
from portal.kernel.texts import DUTCH, Dutch, language, local, t
from portal.settings import ROOT, settings
from portal.web.flash import Flash, flashes, forget
from portal.web.redirects import path_of
from portal.web.session import actor_of, csrf_token
from portal.web.static import static

VARY: Final = "HX-Request, HX-Request-Type, HX-Target"


@dataclass(frozen=True, slots=True, kw_only=True)
class NavigationItem:
    """One entry of the main navigation."""

    label: str
    href: str
    current: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Chrome:
    """What stands around every page."""

    actor: Actor | None
    navigation: list[NavigationItem]
    flashes: list[Flash]
    csrf_token: str
    demo: bool
    region_name: str = ""
    home_href: str = "/"
    help_href: str = "/hulp/"
    sign_in_href: str = "/inloggen/"
    sign_out_href: str = "/uitloggen/"
    account_href: str = "/account/"
    mailbox_href: str = "/demo/mail/"


NavigationFor = Callable[[Actor | None], list[tuple[str, str]]]


def chrome(request: Request) -> Chrome:
    """The chrome of this request; the composition root says what the navigation holds."""
    actor = actor_of(request)
    navigation_for: NavigationFor = request.app.state.navigation_for
    items = navigation_for(actor)
    # Of "/aanbieder/" and "/aanbieder/wachtlijst/" the longer one is where we are.
    here = max((h for _, h in items if request.scope["path"].startswith(h)), key=len, default="")
    return Chrome(
        actor=actor,
        navigation=[
            NavigationItem(label=label, href=href, current=href == here) for label, href in items
        ],
        flashes=flashes(request),
        csrf_token=csrf_token(request),
        home_href=local("/"),
        demo=settings().demo,
    )


@pass_context
def url_for(context: Context, name: str, /, **path_params: Any) -> str:
    """The path of a named page."""
    return path_of(context["request"], name, **path_params)


def in_dutch(text: str | None = None) -> str:
    """Marks an element that speaks Dutch within an English page: by its text, or in any case."""
    is_foreign = language() != DUTCH and (text is None or isinstance(text, Dutch))
    return Markup(' lang="nl"') if is_foreign else ""


def _templates() -> Jinja2Blocks:
    environment = Environment(
        loader=FileSystemLoader(ROOT / "templates"),
        undefined=StrictUndefined,
        autoescape=True,
        auto_reload=settings().development,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    cast("dict[str, Any]", environment.globals).update(
        in_dutch=in_dutch, language=language, static=static, t=t, url_for=url_for
    )
    for words in (date_in_words, dutch_date, dutch_weekday, dutch_moment):
        environment.filters[words.__name__] = words
    environment.filters["in_words"] = t
    return Jinja2Blocks(
        env=environment, context_processors=[lambda request: {"chrome": chrome(request)}]
    )


templates: Final = _templates()


@dataclass(frozen=True, kw_only=True)
class Page:
    """Subclasses name their template, their fragments and, as fields, all that it uses.

    A fragment is a block of the template that holds one element with the block's name as id.
    """

    template: ClassVar[str]
    fragments: ClassVar[frozenset[str]] = frozenset()

    def render(self, request: Request, status: int = 200) -> HTMLResponse:
        """The full page, or the one fragment that htmx asks for."""
        block = self.asked_for(request)
        if block:
            return fragment_response(request, self.fragment(request, block).encode(), status)
        answer = templates.TemplateResponse(
            request, self.template, self._context(), status_code=status, headers={"Vary": VARY}
        )
        forget(request, answer)
        return cast("HTMLResponse", answer)

    def fragment(self, request: Request, block: str) -> str:
        """The HTML of one fragment."""
        around = {"request": request, "chrome": chrome(request)}
        return render_block(templates.env, self.template, block, **around, **self._context())

    def _context(self) -> dict[str, Any]:
        return {field.name: getattr(self, field.name) for field in fields(self)}

    @classmethod
    def asked_for(cls, request: Request) -> str | None:
        """The fragment's name: htmx 4 sends "section#results", of which the part after # counts."""
        if request.headers.get("HX-Request-Type", "partial") == "full":
            return None
        target = request.headers.get("HX-Target", "").rpartition("#")[2]
        return target if target in cls.fragments else None


def fragment_response(request: Request, html: bytes, status: int = 200) -> HTMLResponse:
    """The answer to htmx: a fragment, and the sentences that a reload would say."""
    answer = HTMLResponse(html + _told(request).encode(), status, headers={"Vary": VARY})
    forget(request, answer)
    return answer


def _told(request: Request) -> str:
    if not flashes(request):
        return ""
    return templates.env.get_template("components/flashes.html").render(
        chrome=chrome(request), out_of_band=True
    )
