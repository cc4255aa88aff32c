"""One result as a resident reads it in the list."""

from dataclasses import dataclass

from portal.availability.rules.row import Row
from portal.kernel.texts import t
from portal.search.rules import Match, seen
from portal.socialmap.rules.around import Team, Town
from portal.socialmap.rules.facilities import FacilityRow
from portal.socialmap.rules.favourites import Favourite
from portal.socialmap.rules.finding import Hit
from portal.socialmap.rules.guide import Item, Moment
from portal.socialmap.rules.hours import today_in_words
from portal.socialmap.rules.themes import by_slug, themes_of
from portal.socialmap.rules.words import (
    Waiting,
    checked_in_words,
    distance_in_words,
    waiting,
    where_of_facility,
    where_of_offering,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A result in words."""

    favourite: Favourite
    path: str
    title: str
    over: str
    """What kind of help it is."""
    sentence: str
    distance: str
    where: str
    facts: tuple[str, ...]
    """Whether it is open, and what it costs."""
    point: tuple[float, float] | None
    """Where it lies on a map; None for what comes to people's homes."""
    waiting: Waiting | None
    """None for what asks for no request."""


def card(hit: Hit, *, at: Moment, town: Town | None) -> Card:
    """This result as somebody from this municipality reads it."""
    if isinstance(hit.item, Row):
        match = seen(hit.item, hit.view.municipality_id, today=at.today)
        return offering_card(match, hit.distance_km, town.team if town else None)
    return facility_card(hit.item, hit.distance_km, at)


def facility_card(row: FacilityRow, far: float | None, at: Moment) -> Card:
    """A facility: whether it is open, and what it costs."""
    facts = [today_in_words(row.opening, at.at), row.cost.label]
    if not row.opening.is_known:
        facts = [checked_in_words(row, today=at.today), row.cost.label]
    return Card(
        favourite=Favourite("facility", row.id),
        path=f"/voorziening/{row.id}/",
        title=row.name,
        over=theme_names(row.themes),
        sentence=row.summary,
        distance=distance_in_words(far),
        where=where_of_facility(row),
        facts=tuple(fact for fact in facts if fact),
        point=point_of(row),
        waiting=None,
    )


def offering_card(match: Match, far: float | None, team: Team | None) -> Card:
    """An offering: how long one waits."""
    row = match.row
    return Card(
        favourite=Favourite("offering", row.id),
        path=f"/aanbod/{row.id}/",
        title=row.provider.name,
        over=row.product.name,
        sentence=row.description or theme_sentence(row.product_code),
        distance=distance_in_words(far),
        where=where_of_offering(row),
        facts=(t("Eigen bijdrage"),),
        point=point_of(row),
        waiting=waiting(match, team),
    )


def point_of(item: Item) -> tuple[float, float] | None:
    """Where it lies, close enough to find the door."""
    if item.where is None:
        return None
    return round(item.where.latitude, 5), round(item.where.longitude, 5)


def theme_names(slugs: tuple[str, ...]) -> str:
    """The first theme, as the kind of help it is."""
    known = [by_slug()[slug].name for slug in slugs if slug in by_slug()]
    return known[0] if known else ""


def theme_sentence(product_code: str) -> str:
    """What a product is in everyday words, where its region wrote nothing about it."""
    return next((by_slug()[slug].sentence for slug in themes_of(product_code)), "")
