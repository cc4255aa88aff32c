"""What a resident finds: facilities and offerings together, from memory."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import count
from typing import ClassVar, Final
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from portal.kernel.texts import t
from portal.search.jobs import note_missed
from portal.socialmap.forms.asking import full_postcode
from portal.socialmap.pages.about import About, PublicPage
from portal.socialmap.pages.looking import Looking, looking
from portal.socialmap.pages.mapping import MapView, letting_in, map_view
from portal.socialmap.rules.around import Town
from portal.socialmap.rules.asking import NO_REQUEST, ON_REQUEST, Wish
from portal.socialmap.rules.cards import Card, card
from portal.socialmap.rules.favourites import with_one, without
from portal.socialmap.rules.filters import Filters, filters, wish_in_words
from portal.socialmap.rules.finding import Found, meant
from portal.socialmap.rules.themes import Theme, by_slug, themes
from portal.web.handlers import recalls
from portal.web.public import answer

PER_GROUP: Final = 6
"""Of each kind, where both are shown."""
PER_PAGE: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A result, with the addresses that keep it or let it go."""

    card: Card
    href: str
    keep_href: str
    is_kept: bool
    pin: int
    """Its number on the map; 0 where it stands on none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Results of one kind."""

    kind: str
    title: str
    why: str
    count: int
    lines: Sequence[Line]
    more_href: str
    """All of this kind; empty when they stand here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Other:
    """Another question: in words, how many it finds, and where."""

    words: str
    count: int
    href: str


@dataclass(frozen=True, kw_only=True)
class Results(PublicPage):
    template: ClassVar[str] = "socialmap/results.html"
    fragments: ClassVar[frozenset[str]] = frozenset({"search"})
    filters: Filters
    title: str
    summary: str
    town: Town | None
    place_unknown: str
    ignored: Sequence[str]
    also: Sequence[str]
    missed: Sequence[str]
    meant: Sequence[Other]
    groups: Sequence[Group]
    kind: str
    kinds: Sequence[Other]
    loosenings: Sequence[Other]
    all_themes: Sequence[Theme]
    kept: int
    kept_href: str
    kept_in_form: str
    clear_href: str
    map: MapView
    previous_href: str
    next_href: str


@recalls
async def results(request: Request) -> Response:
    """Who helps with this, near here."""
    digits = full_postcode(request.query_params.get("bij", ""))
    if digits:  # no address bar, log or bookmark holds a whole postcode
        given = request.query_params.multi_items()
        cut = [(key, digits if key == "bij" else value) for key, value in given]
        return RedirectResponse(f"{request.url.path}?{urlencode(cut)}", 303)
    seen = await looking(request)
    response = answer(request, Results, seen.key, lambda: page(seen))
    response.headers["HX-Push-Url"] = request.url.path + seen.asked.query
    return letting_in(response, seen)


def page(seen: Looking) -> Results:
    """The page that answers this question."""
    wanted, ask = seen.asked, seen.asked.ask
    found = seen.found(ask)
    _count_missed(seen, found)
    shown = _groups(seen, found)
    points = [line.card.point for group in shown for line in group.lines]
    last = _last_page(seen, found)
    return Results(
        about=_about(),
        filters=filters(found, wanted.place),
        title=title(seen),
        summary=summary(found.total),
        town=seen.town,
        place_unknown=wanted.place,
        ignored=wanted.ignored,
        also=found.also[:5] if found.total else (),
        missed=found.missed,
        meant=[Other(words=w, count=n, href=wanted.asking(a)) for w, a, n in meant(found)],
        groups=shown,
        kind=ask.kind,
        kinds=_kinds(seen, found),
        loosenings=[] if found.total else _loosenings(seen, found),
        all_themes=() if found.total else themes(),
        kept=len(wanted.favourites),
        kept_href="/bewaard/" + wanted.query,
        kept_in_form="-".join(map(str, wanted.favourites)),
        clear_href=wanted.asking(ask.without(*_CHOICES)),
        map=map_view(seen, points),
        previous_href=wanted.turned(wanted.page - 1) if ask.kind and wanted.page > 1 else "",
        next_href=wanted.turned(wanted.page + 1) if ask.kind and wanted.page < last else "",
    )


_CHOICES: Final = (
    Wish.THEME,
    Wish.RADIUS,
    Wish.AUDIENCE,
    Wish.COST,
    Wish.OPEN,
    Wish.ACCESSIBLE,
    Wish.LANGUAGE,
    Wish.KIND,
)
"""What is cleared at once; what somebody typed stays."""


def _count_missed(seen: Looking, found: Found) -> None:
    if found.missed and len(seen.guided) == 1:
        region = seen.guided[0].shelved.around.region
        note_missed(region.id, found.ask.words, found.missed)


def title(seen: Looking) -> str:
    """What the list holds, and where."""
    ask = seen.asked.ask
    theme = by_slug().get(ask.theme)
    what = theme.name if theme else t("Hulp en ondersteuning")
    what = f"{what}: {ask.words}" if ask.words else what
    if ask.here is None:
        return what
    name = ask.here.near.name
    place = ask.here.town.name if name.isdecimal() else name  # four digits say less than a name
    return t("{what} in {place}", what=what, place=place)


def summary(total: int) -> str:
    """How many there are."""
    if not total:
        return t("Niets gevonden")
    return t("1 resultaat") if total == 1 else t("{count} resultaten", count=total)


def _about() -> About:
    return About(
        description=t("Wie helpt u, wat kost het en hoelang wacht u?"),
        path="/zoeken/",
        is_indexed=False,  # the pages of themes and municipalities are found instead
    )


def _groups(seen: Looking, found: Found) -> list[Group]:
    pins = count(1)
    groups = [_group(seen, found, kind, pins) for kind in (NO_REQUEST, ON_REQUEST)]
    return [group for group in groups if group.lines]


def _group(seen: Looking, found: Found, kind: str, pins: Iterator[int]) -> Group:
    wanted, ask = seen.asked, seen.asked.ask
    hits = found.of_kind(kind)
    first = (wanted.page - 1) * PER_PAGE if ask.kind else 0
    shown = hits[first : first + (PER_PAGE if ask.kind or wanted.on_map else PER_GROUP)]
    whole = bool(ask.kind) or len(shown) == len(hits)
    return Group(
        kind=kind,
        title=kind_in_words(kind),
        why=_why(kind, seen.town),
        count=len(hits),
        lines=[_line(seen, card(hit, at=seen.at, town=seen.town), pins) for hit in shown],
        more_href="" if whole else wanted.asking(replace(ask, kind=kind)),
    )


def _line(seen: Looking, one: Card, pins: Iterator[int]) -> Line:
    wanted = seen.asked
    is_kept = one.favourite in wanted.favourites
    change = without if is_kept else with_one
    return Line(
        card=one,
        href=one.path + wanted.query,
        keep_href=wanted.keeping(change(wanted.favourites, one.favourite)),
        is_kept=is_kept,
        pin=next(pins) if wanted.on_map and one.point else 0,
    )


def kind_in_words(kind: str) -> str:
    """The heading above the results of a kind."""
    if kind == NO_REQUEST:
        return t("Hier kunt u zo terecht")
    return t("Hiervoor is eerst een gesprek nodig")


def _why(kind: str, town: Town | None) -> str:
    if kind == NO_REQUEST:
        return t("U hoeft niets aan te vragen bij de gemeente.")
    first = town.team.first if town and town.team else None
    if town and town.team and first and first.phone:
        return t(
            "Bel eerst {team}: {phone}. Zij bekijken met u wat past.",
            team=town.team.name,
            phone=first.phone,
        )
    return t("Uw gemeente bekijkt met u wat past. Vul uw plaats in, dan ziet u wie u belt.")


def _kinds(seen: Looking, found: Found) -> list[Other]:
    """Both kinds as choices, where there is something to choose."""
    counts = found.counts(Wish.KIND, (NO_REQUEST, ON_REQUEST))
    wanted, ask = seen.asked, seen.asked.ask
    if not ask.kind and not all(counts.values()):
        return []
    every = Other(
        words=t("Alles"), count=sum(counts.values()), href=wanted.asking(replace(ask, kind=""))
    )
    named = {NO_REQUEST: t("Zonder aanvraag"), ON_REQUEST: t("Met aanvraag")}
    return [every] + [
        Other(words=words, count=counts[kind], href=wanted.asking(replace(ask, kind=kind)))
        for kind, words in named.items()
    ]


def _loosenings(seen: Looking, found: Found) -> list[Other]:
    """When nothing was found: what each wish less would give."""
    told = [
        Other(
            words=wish_in_words(wish, value) if wish is not Wish.KIND else kind_in_words(value),
            count=found.count_without(wish),
            href=seen.asked.asking(seen.asked.ask.without(wish)),
        )
        for wish, value in found.ask.asked().items()
    ]
    return [one for one in told if one.count]


def _last_page(seen: Looking, found: Found) -> int:
    kind = seen.asked.ask.kind
    return -(-found.counts(Wish.KIND, [kind])[kind] // PER_PAGE) if kind else 1


routes = [Route("/zoeken/", results, name="socialmap:results")]
