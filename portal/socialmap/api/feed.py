"""The open data: Open Referral HSDS 3.1 under /hsds/v3. Only reading."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route

from portal.database.transactions import read
from portal.kernel.clock import today
from portal.kernel.errors import NotFound
from portal.kernel.spelling import fold
from portal.settings import settings
from portal.socialmap.api.answering import allowed, as_json
from portal.socialmap.forms.feed import (
    ORGANIZATIONS,
    PAGES,
    PARAMETERS,
    PLACES,
    SERVICES,
    TERMS,
    Given,
    given,
)
from portal.socialmap.index import guides, publications
from portal.socialmap.queries.published import changed_at, reached, unchanged_since
from portal.socialmap.rules.hsds.openapi import openapi
from portal.socialmap.rules.hsds.organizations import Giver, organization
from portal.socialmap.rules.hsds.paging import leaf
from portal.socialmap.rules.hsds.publication import Entry, FeedAsk, Publication
from portal.socialmap.rules.hsds.publishing import PATH, VERSION, Publishing, Record
from portal.socialmap.rules.hsds.services import brief, service, service_at_location
from portal.socialmap.rules.hsds.terms import Taxonomy, Term, fixed_terms
from portal.web.handlers import Handler, recalls

ENDPOINTS: Final = {
    "/services": ("Service", "Diensten", SERVICES),
    "/organizations": ("Organization", "Organisaties", ORGANIZATIONS),
    "/service_at_locations": ("ServiceAtLocation", "Diensten op een locatie", PLACES),
    "/taxonomies": ("Taxonomy", "Woordenlijsten", PAGES),
    "/taxonomy_terms": ("TaxonomyTerm", "Woorden uit die lijsten", TERMS),
}


def base() -> str:
    """The address of this portal."""
    return settings().base_url.rstrip("/")


async def published() -> list[Publication]:
    """What is published today."""
    return await publications(base(), today=today())


def asking(request: Request, names: Sequence[str]) -> Given:
    """The parameters of this address, of those that are known here."""
    return given(request.query_params.multi_items(), names)


@recalls
async def root(request: Request) -> Response:
    """Which version this is, and where it is described."""
    asking(request, ())
    return as_json(
        request,
        {
            "version": VERSION,
            "profile": base() + "/open-data/",
            "openapi_url": base() + PATH + "/openapi.json",
        },
    )


@recalls
async def description(request: Request) -> Response:
    """The description for programs."""
    known = settings()
    contact = {
        "name": known.publisher_name or "Beschikbaarheidswijzer",
        "url": base() + "/contact/",
        **({"email": known.publisher_email} if known.publisher_email else {}),
    }
    parameters: dict[str, Record] = {
        name: {
            "name": name,
            "in": "query",
            "required": False,
            "description": one.description,
            "schema": dict(one.schema),
        }
        for name, one in PARAMETERS.items()
    }
    told = openapi(base(), ENDPOINTS, parameters, contact, known.open_data_licence)
    return as_json(request, told)


# Services -------------------------------------------------------------------------------------


@recalls
async def services(request: Request) -> Response:
    """The services that answer to what is asked."""
    asked = asking(request, SERVICES)
    found = await _found(asked)
    page = leaf(found, asked.page, asked.per_page)
    noted = await read(lambda: changed_at(entry.uid for _, entry in page.items))
    shape = _shape_of(asked)
    records = [
        shape(_dated(service(entry.item, of.to), noted.get(entry.uid))) for of, entry in page.items
    ]
    return as_json(request, page.wrapped(records))


def _shape_of(asked: Given) -> Callable[[Record], Record]:
    if asked["minimal"]:
        return _minimal
    return dict if asked["full"] else brief


def _minimal(whole: Record) -> Record:
    kept = ("id", "name", "status", "last_modified")
    return {name: whole[name] for name in kept if name in whole}


async def _found(asked: Given) -> list[tuple[Publication, Entry]]:
    ask = asked.ask(await guides.around())
    since: datetime | None = asked["modified_after"]
    old: set[str] = await read(partial(unchanged_since, since)) if since else set()
    return [
        (publication, entry)
        for publication in await published()
        for entry in publication.asked(ask)
        if entry.uid not in old
    ]


def _dated(record: Record, changed: datetime | None) -> Record:
    if changed is None:
        return record
    return {**record, "last_modified": changed.isoformat(timespec="milliseconds")}


@recalls
async def one_service(request: Request) -> Response:
    """One service with everything."""
    asking(request, ())
    uid = _id(request)
    for publication in await published():
        found = publication.service(uid)
        if found is not None:
            noted = await read(lambda: changed_at([uid]))
            return as_json(request, _dated(found, noted.get(uid)))
    raise NotFound("Er is geen dienst met dit id.")


@recalls
async def places(request: Request) -> Response:
    """Services where they are given."""
    asked = asking(request, PLACES)
    found = [(of, entry) for of, entry in await _found(asked) if entry.item.where]
    page = leaf(found, asked.page, asked.per_page)
    records = [service_at_location(entry.item, of.to) or {} for of, entry in page.items]
    if not asked["full"]:
        records = [brief(record) for record in records]
    return as_json(request, page.wrapped(records))


@recalls
async def one_place(request: Request) -> Response:
    """One service where it is given."""
    asking(request, ())
    uid = _id(request)
    for publication in await published():
        found = publication.place(uid)
        if found is not None:
            return as_json(request, found)
    raise NotFound("Er is geen dienst op een locatie met dit id.")


# Organisations --------------------------------------------------------------------------------


@recalls
async def organizations(request: Request) -> Response:
    """Who gives the services."""
    asked = asking(request, ORGANIZATIONS)
    page = leaf(await _givers(asked), asked.page, asked.per_page)
    records = await _organizations(page.items)
    if not asked["full"]:
        records = [brief(record) for record in records]
    return as_json(request, page.wrapped(records))


async def _givers(asked: Given) -> list[Giver]:
    words = fold(asked["search"] or "")
    ask = asked.ask(await guides.around())
    marks = FeedAsk(taxonomy_id=ask.taxonomy_id, taxonomy_term_id=ask.taxonomy_term_id)
    found: dict[str, Giver] = {}
    for publication in await published():
        asks = marks != FeedAsk()
        givers = publication.givers_of(publication.asked(marks)) if asks else publication.givers
        found.update({one.uid: one for one in givers if words in fold(one.name)})
    return sorted(found.values(), key=lambda one: (one.name.casefold(), one.uid))


async def _organizations(givers: Sequence[Giver]) -> list[Record]:
    ids = [one.provider_id for one in givers if one.provider_id is not None]
    known = await read(lambda: reached(ids))
    to = Publishing(base=base(), around=await guides.around(), today=today())
    return [organization(one, known, to) for one in givers]


@recalls
async def one_organization(request: Request) -> Response:
    """One organisation with how one reaches it."""
    asking(request, ("full_service",))
    uid = _id(request)
    for publication in await published():
        found = [one for one in publication.givers if one.uid == uid]
        if found:
            return as_json(request, (await _organizations(found))[0])
    raise NotFound("Er is geen organisatie met dit id.")


# Words ----------------------------------------------------------------------------------------


async def _words() -> list[tuple[Term, Publishing]]:
    """Every term that is used here."""
    to = Publishing(base=base(), around=await guides.around(), today=today())
    own = [(term, one.to) for one in await published() for term in one.terms()]
    return [*((term, to) for term in fixed_terms()), *own]


@recalls
async def terms(request: Request) -> Response:
    """The words by which services are marked."""
    asked = asking(request, TERMS)
    words = fold(asked["search"] or "")
    found = [
        term.record(to)
        for term, to in await _words()
        if words in fold(f"{term.name} {term.code}")
        if asked["taxonomy_id"] in {None, term.taxonomy.uid(to)}
        if asked["parent_id"] is None
    ]
    page = leaf(found, asked.page, asked.per_page)
    return as_json(request, page.wrapped(page.items))


@recalls
async def one_term(request: Request) -> Response:
    """One word."""
    asking(request, ())
    return as_json(request, _only(_id(request), [term.record(to) for term, to in await _words()]))


async def _taxonomies() -> list[Record]:
    found: dict[Taxonomy, Publishing] = {term.taxonomy: to for term, to in await _words()}
    return [taxonomy.record(to) for taxonomy, to in found.items()]


@recalls
async def taxonomies(request: Request) -> Response:
    """The lists of words."""
    asked = asking(request, PAGES)
    words = fold(asked["search"] or "")
    found = [one for one in await _taxonomies() if words in fold(one["name"])]
    page = leaf(found, asked.page, asked.per_page)
    return as_json(request, page.wrapped(page.items))


@recalls
async def one_taxonomy(request: Request) -> Response:
    """One list of words."""
    asking(request, ())
    return as_json(request, _only(_id(request), await _taxonomies()))


def _only(uid: str, records: Sequence[Record]) -> Record:
    found = next((one for one in records if one["id"] == uid), None)
    if found is None:
        raise NotFound("Er is niets met dit id.")
    return found


def _id(request: Request) -> str:
    return str(request.path_params["id"]).lower()


# The mount ------------------------------------------------------------------------------------


def _route(path: str, handler: Handler, name: str) -> list[Route]:
    return [
        Route(path, handler, methods=["GET"], name=name),
        Route(path, allowed, methods=["OPTIONS"]),
    ]


mounted: Final = Mount(
    PATH,
    routes=[
        *_route("/", root, "root"),
        *_route("/openapi.json", description, "openapi"),
        *_route("/services", services, "services"),
        *_route("/services/{id}", one_service, "service"),
        *_route("/organizations", organizations, "organizations"),
        *_route("/organizations/{id}", one_organization, "organization"),
        *_route("/service_at_locations", places, "places"),
        *_route("/service_at_locations/{id}", one_place, "place"),
        *_route("/taxonomies", taxonomies, "taxonomies"),
        *_route("/taxonomies/{id}", one_taxonomy, "taxonomy"),
        *_route("/taxonomy_terms", terms, "terms"),
        *_route("/taxonomy_terms/{id}", one_term, "term"),
    ],
    name="hsds",
)
