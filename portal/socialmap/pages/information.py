"""Who stands behind the social map, what it does with data, and how accessible it is."""

from dataclasses import dataclass
from typing import ClassVar, Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from portal.kernel.texts import later, t
from portal.settings import settings
from portal.socialmap.pages.about import About, PublicPage
from portal.web.handlers import recalls
from portal.web.public import answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Publisher:
    """The organisation that answers for this website; empty where nobody filled it in."""

    name: str
    email: str
    phone: str
    address: str


@dataclass(frozen=True, kw_only=True)
class Contact(PublicPage):
    template: ClassVar[str] = "socialmap/contact.html"
    publisher: Publisher


@dataclass(frozen=True, kw_only=True)
class Privacy(PublicPage):
    template: ClassVar[str] = "socialmap/privacy.html"
    publisher: Publisher


@dataclass(frozen=True, kw_only=True)
class Accessibility(PublicPage):
    template: ClassVar[str] = "socialmap/accessibility.html"
    publisher: Publisher
    status: str
    register: str
    """The entry in the national register of statements; empty when there is none."""
    tested_on: str


def publisher() -> Publisher:
    """As the settings name it."""
    known = settings()
    return Publisher(
        name=known.publisher_name,
        email=known.publisher_email,
        phone=known.publisher_phone,
        address=known.publisher_address,
    )


@recalls
async def contact(request: Request) -> Response:
    """Whom to ask about this website; about help one calls the own municipality."""
    page = Contact(
        about=About(description=t("Wie u belt of mailt."), path="/contact/"), publisher=publisher()
    )
    return answer(request, Contact, repr(settings()), lambda: page)


@recalls
async def privacy(request: Request) -> Response:
    """What is kept of whom."""
    page = Privacy(
        about=About(description=t("Wat we met uw gegevens doen."), path="/privacy/"),
        publisher=publisher(),
    )
    return answer(request, Privacy, repr(settings()), lambda: page)


STATUS: Final = {
    "full": later("Deze website voldoet aan alle eisen van EN 301 549 en WCAG 2.2, niveau AA."),
    "partial": later(
        "Deze website voldoet aan een deel van de eisen van EN 301 549 en WCAG 2.2, niveau AA."
    ),
    "first": later(
        "Deze website voldoet nog niet aan alle eisen van EN 301 549 en WCAG 2.2, niveau AA."
    ),
    "none": later(
        "Deze website is nog niet onderzocht. We bouwen haar naar de eisen van EN 301 549 en "
        "WCAG 2.2, niveau AA."
    ),
}


@recalls
async def accessibility(request: Request) -> Response:
    """The statement about accessibility, as the settings give it."""
    known = settings()
    page = Accessibility(
        about=About(description=t("Hoe toegankelijk deze website is."), path="/toegankelijkheid/"),
        publisher=publisher(),
        status=t(STATUS[known.accessibility_status]),
        register=known.accessibility_register,
        tested_on=known.accessibility_tested_on,
    )
    return answer(request, Accessibility, repr(known), lambda: page)


routes = [
    Route("/contact/", contact, name="socialmap:contact"),
    Route("/privacy/", privacy, name="socialmap:privacy"),
    Route("/toegankelijkheid/", accessibility, name="socialmap:accessibility"),
]
